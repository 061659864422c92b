"""Which build of a graph a folder holds now: a build that ends turns the link ``current`` to what it has written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Build:
    """One build, which stays as it is while others follow."""

    folder: Path  #: with graph.nq or graph/ in it
    name: str = ""  #: its number, "" in a folder that holds one only
    written: str = ""  #: when it was written, UTC


def build_in(directory: Path) -> Build:
    """The build that ``directory`` holds now; whether there is a graph in it, who opens it will see."""
    current = directory / "current"
    folder = current.resolve() if current.is_symlink() or current.exists() else directory.resolve()
    name = folder.name if folder != directory.resolve() else ""
    for part in ("manifest.jsonl", "graph.nq", "graph"):
        try:
            time = datetime.fromtimestamp((folder / part).stat().st_mtime, UTC)
        except OSError:
            continue
        return Build(folder, name, f"{time:%Y-%m-%d %H:%M} UTC")
    return Build(folder, name)
