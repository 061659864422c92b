"""Builds that die: `python dying.py FOLDER BASE STEP FEW` ends a build before each of its file operations in turn.

Each time readers must find the old graph or the new one, whole, and the next build must leave what an undisturbed
one leaves. Children are forked before any store was opened, so that each takes a tenth of a second; they die
by os._exit, which runs no clean-up, like kill -9. Prints what went wrong, and how many operations there were.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from graph_build.corpus import build
from graph_build.identity import extractor
from graph_build.read import sources
from graph_build.write import generation
from ontology.authority import load

PARTS = ("graph.nq", "derived.nq")
#: In memory where there is such a place, since each build waits for the disk.
SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None
#: Events of the interpreter's audit that change the file system; "open" too, since it may write.
EVENTS = ("os.link", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "open")


def parts(directory: Path) -> tuple[bytes, ...]:
    return tuple((directory / name).read_bytes() for name in PARTS)


def child(folder: Path, directory: Path, dies_at: int = 0) -> int:
    """The exit code of a build in a child that dies before operation ``dies_at``, 9 if it did."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    count = 0

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in EVENTS and str(directory) in str(arguments[0]):
            count += 1
            if count == dies_at:
                os._exit(9)

    sys.addaudithook(audit)
    try:
        build(sources([folder]), directory, prune=True)
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(1)
    os._exit(0)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


def main(folder: Path, base: Path, step: int, few: int) -> None:
    generation.FEW = few  # documents that may change before the whole is made anew
    load()
    extractor()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        undisturbed = Path(scratch, "undisturbed")
        shutil.copytree(base, undisturbed, symlinks=True)
        child(folder, undisturbed)
        old, new = parts(base) if (base / "graph.nq").exists() else None, parts(undisturbed)
        assert old != new
        dies_at = 1
        while True:
            directory = Path(scratch, str(dies_at))
            shutil.copytree(base, directory, symlinks=True)
            code = child(folder, directory, dies_at)
            if code == 0:
                break
            seen = parts(directory) if all((directory / name).exists() for name in PARTS) else None
            if code != 9 or seen not in (old, new):
                say(f"wrong before operation {dies_at}, exit {code}")
            if child(folder, directory) != 0 or parts(directory) != new:
                say(f"not mended after operation {dies_at}")
            left = [path.name for path in (directory / "generations").iterdir()]
            if len(left) > 2 or list(directory.glob("chunks/*/.*")):
                say(f"left behind after operation {dies_at}: {left}")
            shutil.rmtree(directory)
            dies_at += step
        say(f"operations {dies_at}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
