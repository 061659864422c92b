"""What the pages of ``serve`` do with files and corrections: read, build, write; with an audit trail.

DIR/given/通知.docx                 a file that was added in a page
DIR/corrections/KEY.yaml            the corrections of a document, the same as those of an edited task table
DIR/corrections/trail.jsonl         who corrected what, when, from what to what, and why; a line a correction

What reads and builds takes two seconds to load, so each way loads what it needs: ``serve`` answers before.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from graph_build.limits import Limit
from ontology import files
from ontology.enumerations import CO, LEAD
from ontology.errors import BadQuery, UnreadableSource
from queries.duties.corrected import Cells, Change, Entry

if TYPE_CHECKING:
    from graph_build.corrections import Correction
    from graph_build.edits import Edits
    from graph_build.model import Review
    from graph_build.sources import Source
    from graph_build.summary import Summary
    from queries.duties.records import Duties


@dataclass
class Desk:
    """Reads, builds and writes for the pages of one graph, one build at a time."""

    directory: Path
    user: str = ""  #: who corrects, as the audit trail names them
    limit: Limit = field(default_factory=Limit)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def forms(self) -> Mapping[str, str]:
        """What a file that was given can be taken away as: the name of the form and the suffix of the file."""
        return _FORMS

    def read(self, name: str, content: bytes, folder: Path) -> None:
        """A graph of one document in a folder of its own; raises UnreadableSource if it cannot be read."""
        from graph_build import corpus
        from graph_build.sources import Source

        made = corpus.build([Source(name, content)], folder, limit=self.limit, jobs=1)
        if made.unread:
            raise UnreadableSource(made.unread[0].reason)

    def written(self, form: str, folder: Path, name: str, content: bytes, language: str) -> bytes:
        """A file of a form about what was read into a folder: the task table, the reviewed draft, or the explorer."""
        from exports import review
        from exports.formats import format_named
        from graph_build.sources import Source
        from queries.ask.endpoint import open_graph
        from queries.duties import load
        from queries.review import drafts

        with TemporaryDirectory() as out:
            path = Path(out) / f"made{_FORMS[form]}"
            endpoint = open_graph(folder)
            if form == "reviewed":
                (draft,) = drafts(load(endpoint, texts=True))
                review.write(review.review(draft), Source(name, content), path, language)
            else:
                made = format_named(form)
                made.write(endpoint, path, **({"lang": language} if "lang" in made.options else {}))
            return path.read_bytes()

    def table(self, duties: Duties, language: str) -> bytes:
        """The task table of some duties as xlsx."""
        from exports.office.tasks import to_xlsx

        return to_xlsx(duties, "zh" if language == "zh" else "en")

    def add(self, name: str, content: bytes) -> Sequence[str]:
        """Builds the document into the graph; what was found, as lines. The file is kept beside the graph."""
        from graph_build.sources import Source

        with self._turn:
            path = _free(files.folder(self.directory / "given"), name, content)
            known = path.is_file()
            files.write(path, content)
            try:
                made = self._built([Source(str(path), content)])
                if made.unread:
                    raise UnreadableSource(made.unread[0].reason)
            except BaseException:
                if not known:
                    path.unlink()
                raise
            return tuple(made.lines(self.directory))

    def names(self, cell: str) -> Sequence[str]:
        """The names in a cell of a task, as those of an edited task table are read."""
        from graph_build import tasktables

        return tasktables.names(cell)

    def correct(self, changes: Sequence[Change], reason: str, *, new_names: bool = False) -> None:
        """Keeps corrections with the graph, builds, and enters them in the audit trail; refused, nothing is changed.

        A name that nobody knows is refused, unless ``new_names``.
        """
        from graph_build.edits import Edits
        from graph_build.model import Review

        with self._turn:
            review_ = Review(self.user, reason)
            said = [(change, self._correction(change, review_)) for change in changes]
            before = {key: self._kept(key) for key, _ in (each for _, each in said)}
            self._build(Edits(_by_key(each for _, each in said)), new_names=new_names)
            lines = [
                asdict(change) | {"key": key, "kept": _dumped(before[key], one), "now": _dumped(self._kept(key), one)}
                for change, (key, one) in said
            ]
            self._enter(lines, reason)

    def trail(self) -> tuple[Entry, ...]:
        """The audit trail, the latest first."""
        lines = self._lines()
        undone = {line["undoes"] for line in lines if line["undoes"]}
        return tuple(
            Entry(
                number,
                line["when"],
                line["who"],
                line["reason"],
                tuple(_change(each) for each in line["changes"]),
                number in undone,
                line["undoes"],
            )
            for number, line in reversed([*enumerate(lines, 1)])
        )

    def undo(self, number: int) -> None:
        """Takes an entry of the audit trail back; raises BadQuery if its tasks were corrected again since."""
        from graph_build.edits import Edits

        with self._turn:
            lines = self._lines()
            taken_back = {line["undoes"] for line in lines}
            if not 0 < number <= len(lines) or number in taken_back or lines[number - 1]["undoes"]:
                raise BadQuery(f"{number}：没有可撤销的更正。 There is no correction {number} to be undone")
            changes = lines[number - 1]["changes"]
            for change in changes:
                if change["now"] != _dumped(self._kept(change["key"]), *_written(change["now"])):
                    raise BadQuery(
                        f"{change['task']}：此后又有更正，先撤销它。 It was corrected again since; undo that first"
                    )
            now, before = (_by_key((c["key"], one) for c in changes for one in _written(c[at])) for at in _KEPT)
            # Whom they name was accepted when they were made.
            self._build(Edits({key: before.get(key, ()) for key in now}, withdrawn=now), new_names=True)
            back = [change | {a: change[b] for one in _TURNED for a, b in (one, one[::-1])} for change in changes]
            self._enter(back, f"撤销 {number} undo {number}", number)

    def _correction(self, change: Change, said: Review) -> tuple[str, Correction]:
        """The key of the document, and what is to be kept with it; only what was changed is said."""
        from graph_build import tasktables
        from graph_build.corrections import Correction

        key, measure, number = tasktables.where(self.directory, change.task)
        bodies = [(name, LEAD) for name in change.after.lead]
        bodies += [(name, CO) for name in change.after.co if name not in change.after.lead]
        same = (change.before.lead, change.before.co) == (change.after.lead, change.after.co)
        limit = None if change.before.limit == change.after.limit else change.after.limit
        return key, Correction(measure, number, None if same else tuple(bodies), said, limit, change.words)

    def _build(self, edited: Edits, *, new_names: bool = False) -> None:
        self._built([], edited=edited, new_names=new_names)

    def _built(self, sources: list[Source], *, edited: Edits | None = None, new_names: bool = False) -> Summary:
        """The graph with these sources and edits; where it states which measures carry out which, it goes on to."""
        from exports.align.statements import kept
        from graph_build import corpus

        return corpus.build(
            sources,
            self.directory,
            edited=edited,
            limit=self.limit,
            jobs=1,
            new_names=new_names,
            derive=kept(self.directory),
            anew=False,
        )

    def _kept(self, key: str) -> tuple[Correction, ...]:
        from graph_build import corrections, edits

        path = edits.path_of(self.directory, key)
        return corrections.read(path.read_bytes(), str(path)) if path.is_file() else ()

    @property
    def _path(self) -> Path:
        return self.directory / "corrections/trail.jsonl"

    def _lines(self) -> list[dict[str, Any]]:
        if not self._path.is_file():
            return []
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]

    def _enter(self, changes: Sequence[object], reason: str, undoes: int = 0) -> None:
        line = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": self.user,
            "reason": reason,
            "undoes": undoes,
            "changes": changes,
        }
        before = self._path.read_text(encoding="utf-8") if self._path.is_file() else ""
        files.write(self._path, before + json.dumps(line, ensure_ascii=False) + "\n")


_KEPT = ("now", "kept")  #: of a change: what is kept of its task since, and what was before
_TURNED = (("before", "after"), _KEPT)  #: of a change that is taken back
_FORMS = {"tasks": ".xlsx", "reviewed": ".docx", "explorer": ".html"}


def _by_key(said: Iterable[tuple[str, Correction]]) -> dict[str, tuple[Correction, ...]]:
    found: dict[str, tuple[Correction, ...]] = {}
    for key, one in said:
        found[key] = (*found.get(key, ()), one)
    return found


def _dumped(held: Iterable[Correction], like: Correction) -> str:
    """The correction of the same task among those held, as YAML; "" if there is none."""
    from graph_build import corrections

    mine = [one for one in held if one.place == like.place]
    return corrections.dump(mine).decode() if mine else ""


def _written(dumped: str) -> tuple[Correction, ...]:
    """The correction that was dumped, if there was one."""
    from graph_build import corrections

    return corrections.read(dumped.encode(), "trail.jsonl") if dumped else ()


def _change(line: Mapping[str, Any]) -> Change:
    return Change(str(line["task"]), str(line["words"]), _cells(line["before"]), _cells(line["after"]))


def _cells(said: Mapping[str, Any]) -> Cells:
    return Cells(tuple(said["lead"]), tuple(said["co"]), said["limit"])


def _free(folder: Path, name: str, content: bytes) -> Path:
    """Where a file is kept: under its name, and with a mark of its content if another one has that name."""
    path = folder / Path(name).name
    if path.is_file() and path.read_bytes() != content:
        mark = hashlib.sha256(content).hexdigest()[:8]
        path = path.with_stem(f"{path.stem}-{mark}")
    return path
