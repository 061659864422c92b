"""Many documents as one sorted graph: merged from what each became, or from the graph before and what is different.

The lines of a document's tree lie side by side in the sorted graph, so a hundred thousand documents are merged by
copying their trees one after another; only the loose lines are sorted line by line, in runs on disk that memory holds
one at a time. A graph that differs in some lines from the one before is a copy of that with these lines put right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from heapq import merge
from itertools import chain, groupby, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

from graph_build.write.chunks import IN_COMMON, Stored, tree_of
from ontology.errors import BrokenGraph

#: Bytes of loose lines that are sorted in memory at a time.
RUN = 64 * 2**20


def graph(chunks: Iterable[Stored], stated: Iterable[bytes], folder: Path) -> Iterator[bytes]:
    """The sorted quads of all ``chunks``, and the ``stated`` ones about no unit, each line once, in large pieces.

    What is sorted meanwhile lies in ``folder``.
    """
    ordered = sorted(chunks, key=_place)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".runs-") as runs:
        loose = _once(merge(sorted(stated), *runs_of((chunk.loose for chunk in ordered), Path(runs))))
        trees = groupby(ordered, key=_place)
        for key, part in merge(((line, None) for line in loose), trees, key=lambda item: item[0]):
            yield key if part is None else _merged([chunk.tree for chunk in part])


def derived(chunks: Iterable[Stored], labels: Iterable[bytes]) -> Iterator[bytes]:
    """The sorted ``labels`` and the sorted shortcuts of all ``chunks``, each line once, in large pieces."""
    trees = groupby(sorted(chunks, key=_place), key=_place)
    for key, part in merge(((line, None) for line in labels), trees, key=lambda item: item[0]):
        yield key if part is None else _merged([chunk.derived for chunk in part])


def changed(before: Path, after: Path, removed: Collection[bytes], added: Collection[bytes]) -> None:
    """Writes the sorted lines of ``before`` without those ``removed`` and with those ``added`` to ``after``."""
    going = {*removed}
    with before.open("rb") as source, after.open("wb") as target:
        if not before.stat().st_size:
            target.writelines(sorted(added))
            return
        with mmap(source.fileno(), 0, access=ACCESS_READ) as lines:
            copied = 0
            for line in sorted({*removed, *added}):
                place = _found(lines, line, copied)
                target.write(lines[copied:place])
                copied = place
                if line in going:
                    copied += len(line)
                    if lines[place:copied] != line:
                        raise BrokenGraph(
                            f"{before} 缺少应有的一行，请用全部文件在另一目录重新构建。"
                            f"{before} lacks a line that it should hold"
                        )
                else:
                    target.write(line)
            target.write(lines[copied:])


def _found(lines: mmap, line: bytes, start: int) -> int:
    """Where in sorted ``lines``, from ``start`` on, a line stands or would stand."""
    end = len(lines)
    while start < end:
        middle = max(lines.rfind(b"\n", start, (start + end) // 2) + 1, start)
        following = lines.find(b"\n", middle) + 1
        if lines[middle:following] < line:
            start = following
        else:
            end = middle
    return start


def _place(chunk: Stored) -> bytes:
    """Where a chunk's tree stands in the sorted graph."""
    return tree_of(chunk.key)


def _merged(parts: list[bytes]) -> bytes:
    """The lines of all ``parts``, which several sources of one document have in common."""
    if len(parts) == 1:
        return parts[0]
    return b"".join(sorted({line for part in parts for line in part.splitlines(keepends=True)}))


def runs_of(pieces: Iterable[bytes], folder: Path) -> list[Iterable[bytes]]:
    """All lines of ``pieces``, which are whole lines, as sorted runs, to be merged: all but the last in ``folder``."""
    runs: list[Iterable[bytes]] = []
    lines: set[bytes] = set()
    size = 0
    for piece in pieces:
        lines.update(piece.splitlines(keepends=True))
        size += len(piece)
        if size > RUN:
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.writelines(sorted(lines))
            runs.append(_lines(Path(file.name)))
            lines, size = set(), 0
    return [*runs, sorted(lines)]


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted ``lines``, each once, and none in the common graph that a document says of itself: it comes next."""
    each = (line for line, _ in groupby(lines))
    for line, following in pairwise(chain(each, (b"",))):
        if not (line.endswith(IN_COMMON) and following.startswith(line.removesuffix(IN_COMMON))):
            yield line
