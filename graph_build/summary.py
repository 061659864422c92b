"""What a build found and did, and what one would do; each can say itself in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_build.sources import Unread
from graph_build.write.versions import Version, reason
from ontology.findings import Finding, ordered

#: How many names of one kind are listed; how many places of one kind in a document, and how many of their words.
SOME, _PLACES, _WORDS = 20, 3, 24


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found: what the graph holds now, and what this build did."""

    documents: int
    measures: int
    tasks: int  #: that name somebody
    assignments: int
    parties: int
    silent: tuple[str, ...]  #: sources that assign nobody
    versions: tuple[tuple[Version, ...], ...] = ()  #: of the first that have several; that which counts first
    read: int = 0  #: sources that this build read
    kept: int = 0  #: sources that were as they had been
    replaced: tuple[str, ...] = ()  #: sources whose document was issued again, now revisions
    removed: tuple[str, ...] = ()  #: sources that are gone and were taken out
    unread: tuple[Unread, ...] = ()
    doubts: tuple[tuple[Finding, ...], ...] = ()  #: of each source read now that reading was unsure of

    @property
    def failed(self) -> bool:
        """Whether none of the sources could be read."""
        return bool(self.unread) and not self.read + self.kept

    def lines(self, directory: Path, *, zh: bool = True) -> Iterator[str]:
        """What the graph in ``directory`` holds, and what this build did, as lines."""
        counts = (self.documents, self.measures, self.tasks, self.assignments, self.parties, directory)
        held = (
            "{} 份文件，{} 条举措，{} 项写明责任主体的任务，{} 条责任，{} 个责任主体 → {}"
            if zh
            else "{} documents, {} measures, {} tasks with parties, {} assignments, {} parties → {}"
        )
        yield held.format(*counts)
        did = (
            "本次读 {} 份，沿用 {} 份，重发 {} 份，去掉 {} 份，未能读 {} 份"
            if zh
            else "this time: {} read, {} as they were, {} issued again, {} taken out, {} unread"
        )
        yield did.format(self.read, self.kept, len(self.replaced), len(self.removed), len(self.unread))
        for counting, *others in self.versions[:SOME]:
            yield from (_compared(counting, other, zh=zh) for other in others)
        for names, form in (
            (
                self.replaced,
                "重发，前一文本存为修订：{}" if zh else "issued again, the text before is kept as a revision: {}",
            ),
            (self.removed, "去掉：{}" if zh else "taken out: {}"),
            (self.silent, "未写明任何责任单位：{}" if zh else "assigns no responsibility: {}"),
        ):
            yield from (form.format(name) for name in names[:SOME])
            if more := len(names[SOME:]):
                yield form.format(f"另有 {more} 份" if zh else f"{more} more")
        for found in self.doubts[:SOME]:
            yield from _doubted(found, zh=zh)
        if more := len(self.doubts[SOME:]):
            yield f"另有 {more} 份存疑" if zh else f"{more} more documents with places in doubt"
        if self.doubts:
            yield f"逐处查看：fengong check {directory}" if zh else f"to see each place: fengong check {directory}"


def _doubted(found: Sequence[Finding], *, zh: bool) -> Iterator[str]:
    """What reading a document was unsure of: a line a kind, with how often and the first places."""
    for code in dict.fromkeys(finding.code for finding in ordered(found)):
        those = [finding for finding in found if finding.code == code]
        message = those[0].message_zh if zh else those[0].message_en
        places = "；".join(f"{f.start}-{f.end} {f.value[:_WORDS].replace(chr(10), ' ')}" for f in those[:_PLACES])
        rest = " …" if len(those) > _PLACES else ""
        yield f"{'存疑' if zh else 'in doubt'} {those[0].source}: {code} ×{len(those)} {message}: {places}{rest}"


def _compared(counting: Version, other: Version, *, zh: bool) -> str:
    """That of two versions of a document one counts, why, and how far the other differs."""
    report, why = counting.main.report, reason(counting, other)[not zh]
    one, two = report.name, "、".join(source.report.name for source in other.sources)
    if zh:
        return (
            f"{report.number or report.title or report.key} 有不同版本：以 {one} 为准（{why}；可用 --prefer 另定）；"
            f"{two} 有 {other.differing} 项任务不同，留作比较，不计入"
        )
    return (
        f"{report.number or report.title or report.key} has several versions: {one} counts ({why}; --prefer says "
        f"otherwise); {two} has {other.differing} tasks that differ, is kept for comparing and not counted"
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do with each source, by name."""

    new: tuple[str, ...]
    changed: tuple[str, ...]  #: by its bytes, its corrections, the extractor or the authority file
    kept: tuple[str, ...]
    gone: tuple[str, ...]  #: in the graph and not among the sources: kept, or removed with ``prune``
    unread: tuple[Unread, ...] = ()  #: that cannot even be opened
    prune: bool = False  #: whether those that are gone would be taken out

    def lines(self, *, zh: bool = True) -> Iterator[str]:
        """What would be read and taken out, source by source; then the counts."""
        for label, names in (
            ("新" if zh else "new", self.new),
            ("变" if zh else "changed", self.changed),
            ("去" if zh else "gone", self.gone if self.prune else ()),
        ):
            yield from (f"{label} {name}" for name in names)
        if not self.gone:
            fate = ""
        elif self.prune:
            fate = "（将去掉）" if zh else " (taken out)"
        else:
            fate = "（仍保留，--prune 则去掉）" if zh else " (kept without --prune)"
        form = (
            "{} 份新，{} 份有变，{} 份不变，{} 份未再给出{fate}，{} 份打不开"
            if zh
            else "{} new, {} changed, {} kept, {} gone{fate}, {} unread"
        )
        yield form.format(*map(len, (self.new, self.changed, self.kept, self.gone, self.unread)), fate=fate)
