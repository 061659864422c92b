"""What each verb takes on documents as they are in life: CPU seconds and memory of one command, at 100 and at 1,000."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import real

SIZES = (100, 1_000)
#: The arguments of each verb, the graph being ``{graph}`` and the folder for what it writes ``{out}``.
VERBS = {
    "csv": "export csv -g {graph} -o {out}/a.csv",
    "parquet": "export parquet -g {graph} -o {out}/a.parquet",
    "turtle": "export turtle -g {graph} -o {out}/a.ttl",
    "tasks": "export tasks -g {graph} -o {out}/a.xlsx",
    "explorer": "export explorer -g {graph} -o {out}/a.html",
    "check": "check {graph}",
    "check again": "check {graph}",
    "report": "report -g {graph} -o {out}/report.html",
    "find": "find 数据 -g {graph}",
    "body": "body 财政部 -g {graph}",
}
MAIN = "import fengong; fengong.main()"


def verbs() -> Iterator[tuple[str, str, float, int]]:
    """Verb, documents, CPU seconds and MiB at its peak, of made documents out of the real ones."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            texts, graph = real.write(size, Path(folder, "texts")), Path(folder, "graph")
            yield "build", f"{size:,} documents", *_measured(["build", str(texts), "-o", str(graph)])
            for verb, words in VERBS.items():
                arguments = [word.format(graph=graph, out=folder) for word in words.split()]
                yield verb, f"{size:,} documents", *_measured(arguments)


def _measured(arguments: list[str]) -> tuple[float, int]:
    """CPU seconds and MiB at its peak of one command."""
    process = subprocess.Popen([sys.executable, "-c", MAIN, *arguments], stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
