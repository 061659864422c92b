"""A trace as people and programs open it: both texts side by side, the matrix of measures and places, JSON, lines."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from exports.markup import environment
from exports.office.workbook import LONGEST, headed, height, looks, upright, workbook
from exports.words import Language, Words, words
from ontology import files
from ontology.errors import UnknownFormat
from queries.align.lineage import Kind, Lead
from queries.align.trace import WITH_MEANING, Link, Side, Trace
from queries.duties import Document, Duties, without_contacts

#: How many quotations of a link are marked and listed.
QUOTED = 6
#: The columns of the sheet of links, with their widths.
LINKS = {
    "number_below": 12,
    "text_below": 44,
    "lead_below": 16,
    "kind": 10,
    "relation": 10,
    "number_above": 14,
    "text_above": 44,
    "lead_above": 16,
    "quote_below": 36,
    "quote_above": 36,
}


def write(found: Trace, path: Path, language: Language = "zh", pair: str = "") -> None:
    """Writes the trace in the form that the suffix of ``path`` names; ``pair`` is what JSON calls it."""
    if path.suffix not in FORMS:
        raise UnknownFormat(
            f"{path}：承接结果只能写成 {'、'.join(FORMS)}，请改用其中一种后缀。"
            f"{path}: a trace is written as {' '.join(FORMS)}"
        )
    files.write(path, FORMS[path.suffix](Account(found, words("align", "trace", language), pair)))


@dataclass(frozen=True)
class Account:
    """A trace with the words it is told in."""

    trace: Trace
    w: Words
    pair: str = ""  #: what programs call it, "" for the names of the files

    @cached_property
    def above(self) -> tuple[Document, ...]:
        """The documents above."""
        return tuple({side.measure.document: side.document for side in self.trace.upper}.values())

    @cached_property
    def below(self) -> tuple[Document, ...]:
        """The documents below."""
        return tuple({side.measure.document: side.document for side in self.trace.lower}.values())

    def summary(self) -> list[str]:
        """What it comes to, in a line each."""
        found, w = self.trace, self.w
        new, left = len(found.new), len(found.not_taken_up)
        lines = [
            w("counted", lower=len(found.lower), carried=len(found.lower) - new, new=new),
            w("counted_above", upper=len(found.upper), taken=len(found.upper) - left, left=left),
        ]
        if found.links:
            kinds, leads = Counter(link.kind for link in found.links), Counter(link.lead for link in found.links)
            lines.append(w("counted_kinds", kinds=self._counts((self.kind(kind), kinds[kind]) for kind in Kind)))
            lines.append(w("counted_leads", leads=self._counts((self.lead(lead), leads[lead]) for lead in Lead)))
        return lines

    @property
    def inferred(self) -> str:
        """How the links were found, which is no word of the documents."""
        return self.w("inferred_with_meaning" if self.trace.method == WITH_MEANING else "inferred")

    def _counts(self, counts: Iterator[tuple[str, int]]) -> str:
        return self.w.several([self.w("count", name=name, n=n) for name, n in counts if n])

    def kind(self, kind: Kind) -> str:
        """The word for how a measure is carried out."""
        return kind.label(self.w.language)

    def lead(self, lead: Lead) -> str:
        """The word for how two leads are to each other."""
        return lead.label(self.w.language)

    def called(self, document: Document) -> str:
        """The title of a document with its number."""
        return " ".join(filter(None, (document.title or document.label, document.number if document.title else "")))

    def leads(self, side: Side) -> str:
        """Who leads a measure."""
        return self.w.several([party.name for party in side.leads()]) or self.w("nobody")

    def number(self, side: Side) -> str:
        """The number of a measure, with its document where that is one of several."""
        return f"{named(side.duties)}:{side.label}" if side.measure.document in self._several else side.label

    @cached_property
    def _several(self) -> frozenset[str]:
        """The documents, by IRI, that are not the only one above or below."""
        sides = (self.above, self.below)
        return frozenset(document.iri for those in sides if len(those) > 1 for document in those)


def named(duties: Duties) -> str:
    """The name of the file that a document was read from, without its suffix; else its label."""
    return Path(duties.texts[0].name).stem if duties.texts else duties.documents[0].label


def lines(found: Trace, language: Language = "zh") -> Iterator[str]:
    """The trace for a terminal: what it comes to, each measure below with those it carries out, and who was left."""
    account = Account(found, words("align", "trace", language))
    w = account.w
    yield from account.summary()
    for side in found.lower:
        yield ""
        yield f"{account.number(side)}  {side.caption}"
        links = found.above[side.measure.iri]
        for link in links:
            how = w.several([account.kind(link.kind), account.lead(link.lead)])
            yield f"    ← {account.number(link.upper)}  {link.upper.caption}  [{how}]"
            quoted = link.quotations[0]
            yield f"      “{quoted.lower.words}” ← “{quoted.upper.words}”"
        if not links:
            yield f"    {w('new')}"
    if found.not_taken_up:
        yield ""
        yield w("left")
        yield from (f"    {account.number(side)}  {side.caption}" for side in found.not_taken_up)
    yield ""
    yield account.inferred


def to_json(account: Account) -> str:
    """The links of each measure below by the name of the pair: {PAIR: {"1#3": [{"upper": "1#2", "lead": "same", …}]}}.

    With several documents above, a measure is FILE:section#number. With several below, each is a pair.
    """
    found: dict[str, dict[str, list[dict[str, object]]]] = {}
    uppers = "+".join(dict.fromkeys(named(side.duties) for side in account.trace.upper))
    several = len(account.below) > 1
    for side in account.trace.lower:
        mine = f"{uppers}-{named(side.duties)}" if several or not account.pair else account.pair
        links = account.trace.above[side.measure.iri]
        found.setdefault(mine, {})[side.label] = [_link(account, link) for link in links]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _link(account: Account, link: Link) -> dict[str, object]:
    return {
        "upper": account.number(link.upper),
        "lead": link.lead,
        "kind": link.kind,
        "score": round(link.score, 3),
        "upperMeasure": link.upper.measure.iri,
        "lowerMeasure": link.lower.measure.iri,
        "quotations": [
            {"lower": each.lower.words, "upper": each.upper.words, "alike": round(each.alike, 3)}
            for each in link.quotations[:QUOTED]
        ],
    }


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a measure, and the numbers of the quotations that they are of, "" for none."""

    words: str
    quotation: str = ""


def runs(side: Side, link: Link | None) -> tuple[Run, ...]:
    """The text of a measure without persons to call, the clauses that a link quotes marked with their turns."""
    text, lower = side.measure.text, link is not None and side is link.lower
    marks: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for turn, each in enumerate(link.quotations[:QUOTED] if link else (), 1):
        clause = each.lower if lower else each.upper
        marks[clause.start, clause.end].append(str(turn))
    found, at = list[Run](), 0
    for (start, end), turns in sorted(marks.items()):
        found += [Run(without_contacts(text[at:start])), Run(text[start:end], " ".join(turns))]
        at = end
    return tuple(run for run in (*found, Run(without_contacts(text[at:]))) if run.words)


def to_html(account: Account) -> str:
    """The trace as one page that asks nothing of any host: both texts side by side, what they share marked."""
    page = environment("align", trimmed=True).get_template("trace.html.j2")
    return page.render(account=account, w=account.w, trace=account.trace, runs=runs) + "\n"


def to_xlsx(account: Account) -> bytes:
    """The trace as a workbook: the matrix of measures above and documents below, the links with their proof."""
    return workbook(account.w("title"), lambda book: _fill(book, account))


FORMS: Mapping[str, Callable[[Account], str | bytes]] = {".html": to_html, ".xlsx": to_xlsx, ".json": to_json}


def _fill(book: Any, account: Account) -> None:
    """Fills a workbook: matrix, links, summary."""
    w, found, look = account.w, account.trace, looks(book)
    left = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FDE7E9", "font_color": "#8A0017"})
    columns = [(w("number_above"), 14), (w("measure"), 36), (w("lead_above"), 18)]
    columns += [(document.place or document.label, 26) for document in account.below]
    sheet = headed(book, w("matrix"), columns, look.head)
    for row, side in enumerate(found.upper, 1):
        shown = [account.number(side), side.caption, account.leads(side)]
        for column, said in enumerate(shown):
            sheet.write_string(row, column, said, look.cell)
        for column, document in enumerate(account.below, 3):
            links = [link for link in found.below[side.measure.iri] if link.lower.document.iri == document.iri]
            said = "\n".join(
                f"{account.leads(link.lower)}\n{link.lower.label} {account.kind(link.kind)}，{account.lead(link.lead)}"
                for link in links
            )
            sheet.write_string(row, column, said or w("not_taken_up"), look.cell if links else left)
            shown.append(said)
        sheet.set_row(row, height(zip(shown, (width for _, width in columns), strict=True)))
    sheet.freeze_panes(1, 3)
    sheet = headed(book, w("links"), ((w(name), width) for name, width in LINKS.items()), look.head)
    row = 0
    for side in found.lower:
        for link in found.above[side.measure.iri] or (None,):
            row += 1
            told = _row(account, side, link)
            for column, said in enumerate(told):
                sheet.write_string(row, column, said[:LONGEST], look.cell)
            sheet.set_row(row, height(zip(told, LINKS.values(), strict=False)))
    sheet.autofilter(0, 0, max(row, 1), len(LINKS) - 1)
    upright(book, w("summary"), w("title"), (*_headed(account), *account.summary(), account.inferred), look)


def _headed(account: Account) -> Iterator[str]:
    for name, documents in (("above", account.above), ("below", account.below)):
        yield from (account.w("says", name=account.w(name), what=account.called(document)) for document in documents)


def _row(account: Account, side: Side, link: Link | None) -> Sequence[str]:
    mine = (account.number(side), without_contacts(side.measure.text), account.leads(side))
    if link is None:
        return (*mine, account.w("new"))
    quoted = link.quotations[:QUOTED]
    return (
        *mine,
        account.kind(link.kind),
        account.lead(link.lead),
        account.number(link.upper),
        without_contacts(link.upper.measure.text),
        account.leads(link.upper),
        "\n".join(f"{turn}. {each.lower.words}" for turn, each in enumerate(quoted, 1)),
        "\n".join(f"{turn}. {each.upper.words}" for turn, each in enumerate(quoted, 1)),
    )
