"""A build of thousands of documents: how long each stage takes, and how much memory it needs at most.

    python -m tests.bench.corpus 5000 [FOLDER] [JOBS] [SIZE]

Documents are made first; size 1 is that of the sample, 0.25 is more than a policy document has on average. Memory is
the peak of the process that leads while the stage ran (Linux); with one job it reads too. Each count is measured by a
process of its own, since one keeps what it once took; a hundred thousand documents are estimated from two of them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph_build import corpus
from graph_build.read import candidates
from graph_build.write import engine, generation
from ontology.seal import Seal

sys.path.insert(0, str(Path(__file__).parents[1]))
import generated

MIB = 2**20


def peak() -> float:
    """The most memory this process has taken since the last call, in MiB."""
    words = Path("/proc/self/status").read_text(encoding="ascii").split()
    most = int(words[words.index("VmHWM:") + 1]) / 1024
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return most


def staged(name: str, function: Callable[..., Any], said: dict[str, tuple[float, float]]) -> Callable[..., Any]:
    """``function``, noting how long it took and what memory it needed under ``name``."""

    def run(*given: Any) -> Any:
        peak()
        began = time.perf_counter()
        result = function(*given)
        said[name] = (time.perf_counter() - began, peak())
        return result

    return run


def measure(count: int, folder: Path, jobs: int, size: float) -> dict[str, tuple[float, float]]:
    """Seconds and peak MiB of reading, merging and loading ``count`` documents."""
    documents = generated.folder(folder / "documents", count, size)
    directory = folder / "graph"
    shutil.rmtree(directory, ignore_errors=True)
    said: dict[str, tuple[float, float]] = {}
    stages: Any = generation
    originals = stages._anew, engine.load
    read: list[float] = []

    def anew(*given: Any) -> Any:
        read.extend((time.perf_counter() - began, peak()))
        return staged("generation", originals[0], said)(*given)

    stages._anew = anew
    stages.engine.load = staged("of it merge and load", originals[1], said)  # what is merged is loaded as it comes
    try:
        peak()
        began = time.perf_counter()
        corpus.build(candidates([documents]), directory, jobs=jobs)
        whole = time.perf_counter() - began
    finally:
        stages._anew, stages.engine.load = originals
    return {"read": (read[0], read[1]), **said, "whole": (whole, peak())}


def report(count: int, folder: Path, jobs: int, size: float) -> None:
    """Prints what ``measure`` finds."""
    said = measure(count, folder, jobs, size)
    sealed = Seal.read(folder / "graph" / "current")
    written = sealed.load.size / MIB if sealed else 0
    lines = [
        f"{count} documents, {jobs} processes, load {os.getloadavg()[0]:.1f}: size {size}: N-Quads {written:.0f} MiB"
    ]
    for name, (seconds, most) in said.items():
        rate = f"{count / seconds:.1f} documents/s"
        lines.append(f"  {name:20} {seconds:8.1f} s  {rate:>20}  {most:.0f} MiB")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    workers = int(sys.argv[3]) if len(sys.argv) > 3 else os.cpu_count() or 1
    scale = float(sys.argv[4]) if len(sys.argv) > 4 else 1.0
    report(wanted, place, workers, scale)
