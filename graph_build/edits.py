"""What was edited in task tables: the corrections that a graph keeps, a YAML file a document, and a user's columns.

    DIR/corrections/新政办发-2017-107.yaml
    DIR/columns.json

A person can read and change these files as those beside a document (graph_build/corrections.py); the next build
that is given the document takes them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from graph_build import bounded, columns, identifiers
from graph_build.columns import Columns
from graph_build.limits import Limit
from graph_build.sources import Source
from ontology import files
from ontology.errors import UnreadableSource

if TYPE_CHECKING:
    from graph_build.corrections import Correction
    from graph_build.read.tasktable import Table

Corrections: TypeAlias = "Mapping[str, tuple[Correction, ...]]"  #: by the key of the document


@dataclass(frozen=True, slots=True)
class Change:
    """An edited cell."""

    task: str  #: IRI
    column: str  #: key of the column, "lead", "co" or "limit"
    words: str  #: what it says now


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited in task tables."""

    corrections: Corrections = field(default_factory=dict)
    changes: tuple[Change, ...] = ()  #: the cells that the corrections come from, in the order of the IRIs
    columns: Columns = Columns()  #: of the user's own
    withdrawn: Corrections = field(default_factory=dict)  #: kept no longer; those above are put to the others

    def over(self, before: Edits) -> Edits:
        """These edits with those of a table ``before``; where both say something, these hold."""
        said = {key: self.of(key, before.corrections.get(key, ())) for key in self.corrections}
        changes = {(change.task, change.column): change for change in (*before.changes, *self.changes)}
        gone = {
            key: (*before.withdrawn.get(key, ()), *self.withdrawn.get(key, ()))
            for key in {**before.withdrawn, **self.withdrawn}
        }
        return Edits(
            {**before.corrections, **said},
            tuple(changes[at] for at in sorted(changes)),
            before.columns.merged(self.columns),
            gone,
        )

    def of(self, key: str, before: Iterable[Correction]) -> tuple[Correction, ...]:
        """What is kept of the document with a key, of which ``before`` was kept."""
        from graph_build import corrections  # few builds are given any, and these know what documents are made of

        gone = {said.place for said in self.withdrawn.get(key, ())}
        return corrections.merged((said for said in before if said.place not in gone), self.corrections.get(key, ()))


def path_of(directory: Path, key: str) -> Path:
    """Where the corrections of a document are kept."""
    return directory / "corrections" / f"{identifiers.segment(key)}.yaml"


def kept(directory: Path, given: Edits) -> dict[str, bytes]:
    """The corrections kept with the graph after what is ``given``, by the file's stem: ``segment(key)``."""
    found = {path.stem: path.read_bytes() for path in sorted((directory / "corrections").glob("*.yaml"))}
    for key in given.corrections:
        from graph_build import corrections

        path = path_of(directory, key)
        old = found.pop(path.stem, b"")
        if new := given.of(key, corrections.read(old, str(path)) if old else ()):
            found[path.stem] = corrections.dump(new)
    return found


def keep(directory: Path, given: Edits) -> None:
    """Puts what is ``given`` to what is kept with the graph, each file whole or not at all."""
    found = kept(directory, given)
    for path in (path_of(directory, key) for key in given.corrections):
        if path.stem in found:
            files.write(files.folder(path.parent) / path.name, found[path.stem])
        else:
            path.unlink(missing_ok=True)
    columns.keep(directory, given.columns)


def apart(
    paths: Iterable[Path | Literal["-"]], limit: Limit | None = None
) -> tuple[list[Table], list[Path | Literal["-"]]]:
    """The task tables among files that are named, each read within ``limit``, and the other paths."""
    tables, others = [], []
    for path in paths:
        if table := _table(path, limit or Limit()) if isinstance(path, Path) and path.is_file() else None:
            tables.append(table)
        else:
            others.append(path)
    return tables, others


def _table(path: Path, limit: Limit) -> Table | None:
    from graph_build.read import MOST_BYTES, tasktable  # which a build of folders does not need

    with suppress(UnreadableSource, OSError), path.open("rb") as stream:  # whoever reads it as a document says why
        source = Source(str(path), stream.read(MOST_BYTES))
        return bounded.call(source.name, limit, tasktable.read, source) if tasktable.may_be(source) else None
    return None
