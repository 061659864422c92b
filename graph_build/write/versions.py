"""Works, versions, texts: which of the texts of one document say the same, and which version of it counts.

A number is a work. Texts of it that are read alike are expressions of one version, however they are laid out; one that
is read otherwise (a draft, another edition, a copy with another character) is another version. One version counts: the
graph states what it says. The others stay beside it, each whole in a named graph of its own, and enter no count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from graph_build import identifiers
from graph_build.write.chunks import Report, Stored
from graph_build.write.lines import integer, iri, literal
from ontology.patterns import regex
from ontology.terms import ELI, FG, RDF, XSD

if TYPE_CHECKING:
    from graph_build.model import Document, Mention

#: What texts lay out in several ways: blanks, line ends, the marks between cells.
_LAYOUT = regex(r"[\s|\u2028]+")
_DRAFT = regex(r"征求意见稿|公开征求意见|送审稿|讨论稿|审议稿|修改稿|草案|初稿|代拟稿|(?i:\bdraft\b)")
_HEAD = 300  #: characters in which a text says that it is a draft


@dataclass(frozen=True, slots=True)
class Source:
    """A source that the graph holds, with what is known of the text that was read from it."""

    name: str
    order: int  #: in which it was given: the last word is the latest
    preferred: bool  #: whether the user said that this one counts
    stored: Stored
    report: Report


@dataclass(frozen=True, slots=True)
class Version:
    """Sources that are read alike, the one whose text is shown first."""

    sources: tuple[Source, ...]
    differing: int = 0  #: tasks that are otherwise in the version that counts

    @property
    def main(self) -> Source:
        """The source whose text the places are shown in."""
        return self.sources[0]


def is_draft(document: Document) -> bool:
    """Whether the text says of itself that it is not final, in its head or in the name of its file."""
    head = document.text[:_HEAD] + (document.header.title.text if document.header.title else "")
    return bool(_DRAFT.search(head) or _DRAFT.search(document.name))


def duties(document: Document, named: Iterable[Sequence[Mention]]) -> tuple[str, ...]:
    """A hash of each task: its words, whom it names in what role and why, its limits; layout makes no difference."""
    tasks = (task for measure in document.measures for task in measure.asked)
    return tuple(
        _hash(
            task.span.of(document.text),
            *(f"{m.party.iri if m.party else m.surface} {m.role} {m.basis}" for m in mentions),
            *(f"{limit.kind} {limit.text}" for limit in task.limits),
        )
        for task, mentions in zip(tasks, named, strict=True)
    )


def reading(document: Document, tasks: Iterable[str]) -> str:
    """A hash of what ``document`` is read as; two texts with the same are expressions of one version."""
    header = document.header
    _, paths = identifiers.unit_keys(document)
    return _hash(
        header.title.text if header.title else "",
        str(header.date),
        *(field.text for field in (*header.issuers, *header.addressees, *header.cc)),
        *(rule.text for rule in header.rules),
        *(f"{section.id} {section.title}" for section in document.sections),
        *(f"{path} {measure.text}" for path, measure in zip(paths, document.measures, strict=True)),
        *tasks,
    )


def versions(sources: Iterable[Source]) -> tuple[Version, ...]:
    """The versions of one document, the one that counts first.

    That is one the user prefers, else one that assigns somebody over one that assigns nobody, a final text over a
    draft, a later date over an earlier one, what was given later over what was given before.
    """
    ordered = sorted(sources, key=_weight, reverse=True)
    alike: dict[str, list[Source]] = {}
    for source in ordered:
        alike.setdefault(source.report.reading, []).append(source)
    first = ordered[0].report.duties
    return tuple(
        Version(tuple(texts), _differing(first, texts[0].report.duties) if number else 0)
        for number, texts in enumerate(alike.values())
    )


#: What decides between two texts, in this order, in Chinese and English.
REASONS = (
    ("用户指定", "chosen by the user"),
    ("写明责任主体的优先", "it assigns somebody"),
    ("定稿优先于征求意见稿", "a final text over a draft"),
    ("成文日期较晚", "of a later date"),
    ("后给出者", "given later"),
    ("文件名", "by name"),
)


def reason(version: Version, other: Version) -> tuple[str, str]:
    """Why ``version`` counts and not ``other``, in Chinese and English."""
    weights = zip(REASONS, _weight(version.main), _weight(other.main), strict=True)
    return next(words for words, one, two in weights if one != two)


def _weight(source: Source) -> tuple[bool, bool, bool, str, int, str]:
    report = source.report
    return source.preferred, bool(report.assignments), not report.draft, report.date, source.order, source.name


def _differing(counting: Sequence[str], other: Sequence[str]) -> int:
    """How many tasks of ``other`` are not among those that count, or the other way round, whichever are more."""
    one, two = Counter(counting), Counter(other)
    return max((one - two).total(), (two - one).total())


def statements(versions: Sequence[Version]) -> Iterator[bytes]:
    """The quads that say which text is the main one and, where there are several, which versions there are."""
    report = versions[0].main.report
    address = identifiers.document(report.key)
    graph = iri(identifiers.graph("doc", report.key))
    texts = {v: [identifiers.text(address, source.report.text) for source in v.sources] for v in versions}

    def said(subject: str, predicate: str, value: str) -> bytes:
        return f"<{subject}> <{predicate}> {value} {graph} .\n".encode()

    yield said(address, FG.mainText, iri(texts[versions[0]][0]))
    for number, version in enumerate(versions if len(versions) > 1 else ()):
        node = identifiers.version(address, version.main.report.reading)
        yield said(node, RDF.type, iri(FG.Version))
        yield said(node, FG.versionOf, iri(address))
        yield said(node, FG.counts, literal("false" if number else "true", datatype=XSD.boolean))
        yield said(node, FG.differingTasks, integer(version.differing))
        if version.main.report.date:
            yield said(node, ELI.date_document, literal(version.main.report.date, datatype=XSD.date))
        for source in version.sources:
            yield said(node, FG.sourceName, literal(source.report.name))


def keep(folder: Path, versions: Sequence[Version]) -> None:
    """Puts the quads of all but the first of the ``versions`` of a document into a file in ``folder``."""
    if versions[1:]:
        folder.mkdir(exist_ok=True)
        with path_in(folder, versions[0].main.report.key).open("wb") as file:
            for version in versions[1:]:
                file.writelines(whole(version))


def path_in(folder: Path, key: str) -> Path:
    """Where in ``folder`` the versions of a document that do not count are kept."""
    return folder / f"{identifiers.digest(key, 16)}.nq"


def whole(version: Version) -> Iterator[bytes]:
    """The quads of a version that does not count, in a named graph of its own."""
    report, stored = version.main.report, version.main.stored
    own = f" {iri(identifiers.graph('doc', report.key))} .\n".encode()
    graph = f" {iri(identifiers.version_graph(report.key, report.reading))} .\n".encode()
    for line in sorted((stored.loose + stored.tree).splitlines(keepends=True)):
        yield line.removesuffix(own) + graph if line.endswith(own) else line


def by_document(sources: Iterable[Source]) -> Iterator[tuple[Version, ...]]:
    """The versions of each document, documents by key."""
    ordered = sorted(sources, key=lambda source: source.report.key)
    for _, same in groupby(ordered, key=lambda source: source.report.key):
        yield versions(same)


def _hash(*parts: str) -> str:
    return identifiers.digest("\x1f".join(_LAYOUT.sub("", part) for part in parts), 16)
