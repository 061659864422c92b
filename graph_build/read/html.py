"""HTML: the document on the page, its tables, and the portal around it as noise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph_build.model import Reading
from graph_build.read import portal
from graph_build.read.aligned import is_heading
from graph_build.read.encoding import decode
from graph_build.read.markup import Element, children, html, integer, local, one_blank, said, within
from graph_build.read.reflow.markers import LABEL
from graph_build.read.transcript import MOST_COLUMNS, Placed, Transcript
from graph_build.sources import Source
from ontology.patterns import regex

#: what a browser shows no text of
UNSEEN = frozenset((
    "head", "script", "style", "template", "noscript", "iframe", "svg", "object", "select", "option",
    "textarea",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
))  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3"))
CHROME_TAGS = frozenset(("nav", "header", "footer", "aside", "form", "button"))
#: words of class and id that portals call their furniture by
CHROME_NAMES = frozenset((
    "nav", "navbar", "menu", "header", "head", "top", "footer", "foot", "bottom", "crumb", "crumbs",
    "breadcrumb", "share", "sidebar", "aside", "copyright", "toolbar", "search", "login", "friendlink",
    "qrcode", "print", "location", "position", "related", "pagination",
))  # fmt: skip
#: marks that prose has and furniture has not
_PROSE = regex("[。；，]")
#: a style that hides an element, of a browser's and of Word's
_HIDDEN = regex(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
#: longest merge that is believed
_MOST_SPANNED = 1000


def read(source: Source) -> Reading:
    """The text of a page in reading order, one line a block, tables row by row.

    The document is the smallest element that holds nearly all prose; what stands around it is noise, and so is what
    stands above the title that the portal names. Where it names none, the headings of the page are kept.
    """
    root = html(decode(source.content, source.name), source.name)
    blocks = list(_Blocks(_main(root, _prose(root))).of(root))
    said_of_it = portal.of(root)
    title = portal.title_among(said_of_it, [text for text, _, _ in blocks])
    transcript = Transcript()
    transcript.line(said_of_it.published)
    if said_of_it.source:
        transcript.line(f"内容来源：{said_of_it.source}")
    if said_of_it.title and not title:
        transcript.title([said_of_it.title])
    for number, (text, noise, rows) in enumerate(blocks):
        if number == title.start and title:
            transcript.title([text for text, _, _ in blocks[title.start : title.stop]])
        elif rows is not None:
            transcript.table(rows)
        elif number in title:
            continue
        elif noise or portal.is_furniture(text) or (number < title.start and not portal.is_of_document(text)):
            transcript.noise(text)
        else:
            transcript.line(text)
    return transcript.reading("html")


Rows = Iterator[Sequence[Placed]]
Block = tuple[str, bool, Rows | None]


class _Blocks:
    """The blocks of a page, as text, whether it is noise, and the rows of the table that it is."""

    def __init__(self, main: Element) -> None:
        self.main = main
        self.around = {main, *main.iterancestors()}
        self.inline: list[str] = []
        self.labelled = False  #: whether a term of a list was a label without a colon, so that its value follows

    def of(self, element: Element, noise: bool = True) -> Iterator[Block]:
        """The blocks of an element; inline text gathers until a block begins or ends."""
        name = local(element)
        if not name or name in UNSEEN or (name not in BLOCKS and _HIDDEN.search(element.get("style", ""))):
            return
        noise = self._is_noise(element, name, noise)
        if name == "br":
            yield from self._flush(noise)
            return
        told = name == "dd" and self.labelled
        if name in BLOCKS and not told:
            yield from self._flush(noise)
        self.labelled = False
        if not noise and (rows := _rows(element, name)):
            yield "", False, rows
            return
        self.inline.append(one_blank(element.text))
        for child in element:
            yield from self.of(child, noise)
            if not (self.labelled and not (child.tail or "").strip()):
                self.inline.append(one_blank(child.tail))
        if name == "dt" and (label := LABEL.fullmatch(f"{''.join(self.inline).strip()}：")):
            self.inline, self.labelled = [label[0]], True
        elif name in BLOCKS:
            yield from self._flush(noise)

    def rest(self) -> Iterator[Block]:
        """What an inline element leaves, which no block ends."""
        return self._flush(False)

    def _is_noise(self, element: Element, name: str, noise: bool) -> bool:
        if element in self.around:
            return element is not self.main
        if name in HEADINGS:
            return False
        return noise or _is_chrome(element, name)

    def _flush(self, noise: bool) -> Iterator[Block]:
        text = "".join(self.inline).strip(" ")
        self.inline.clear()
        if text:
            yield text, noise, None


def _prose(root: Element) -> dict[Element, int]:
    """How many marks of prose each element holds, links not counted."""
    marks: dict[Element, int] = {}
    for element in reversed(list(root.iter())):
        name = local(element)
        own = 0 if not name or name in UNSEEN or name == "a" else len(_PROSE.findall(element.text or ""))
        own += sum(marks[child] + len(_PROSE.findall(child.tail or "")) for child in element)
        marks[element] = 0 if name in UNSEEN or name in CHROME_TAGS else own
    return marks


def _main(root: Element, prose: dict[Element, int]) -> Element:
    """The smallest element that holds nearly all prose, and whose neighbours are no paragraphs."""
    main = root
    while len(main) and prose[main]:
        best = max(main, key=lambda child: prose[child])
        others = [child for child in main if child is not best and prose[child]]
        if prose[best] < 0.9 * prose[main] or local(best) in ("table", "p"):
            break
        if any(local(child) in ("p", "table") or local(child) in HEADINGS for child in others):
            break
        main = best
    return main


def _is_chrome(element: Element, name: str) -> bool:
    """Whether an element is furniture of the portal: by its tag, its name, its style, or being all links."""
    if name in CHROME_TAGS:
        return True
    if name not in BLOCKS or next(within(element, *HEADINGS), None) is not None:
        return False
    names = re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    if not CHROME_NAMES.isdisjoint(names) or _HIDDEN.search(element.get("style", "")):
        return True
    links = sum(len(said(link)) for link in within(element, "a"))
    return name in ("ul", "ol", "dl") and links > 0.6 * len(said(element))


def _rows(element: Element, name: str) -> Rows | None:
    """The rows of a table that shows a grid, or of one that is made of other elements; None if it is neither."""
    if name == "table":
        return _rows_of_grid(element) if _is_grid(element) else None
    rows = _rows_of_blocks(element) if name in BLOCKS else []
    return ([Placed(_words(cell), column) for column, cell in enumerate(row)] for row in rows) if rows else None


def _is_grid(table: Element) -> bool:
    """Whether a table shows a grid, rather than laying out the page."""
    if sum(1 for _ in within(table, "table")) > 1:
        return False
    rows = list(within(table, "tr"))
    return sum(1 for row in rows if sum(1 for _ in children(row, "td", "th")) > 1) > 1


def _rows_of_blocks(element: Element) -> list[list[Element]]:
    """The rows of a table that is made of other elements, each with its cells; none if it is no table of tasks.

    All rows have as many cells, and no words beside them; the first is a heading.
    """
    first = next(iter(element), None)
    if first is None or not any(len(row) > 2 for row in (first, *list(first)[:1])):
        return []
    for around, rows in (([element], list(element)), ([element, *element], [row for part in element for row in part])):
        wide = len(rows[0]) if len(rows) > 1 else 0
        if wide > 2 and is_heading([said(cell) for cell in rows[0]]):
            whole = all(len(row) == wide for row in rows) and all(len(part) for part in around)
            return [list(row) for row in rows] if whole and not any(map(_own, [*around, *rows])) else []
    return []


def _own(element: Element) -> str:
    """The words of an element that stand beside those within it."""
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def _rows_of_grid(table: Element) -> Rows:
    """The rows of a grid; a cell merged over rows stands in the first and keeps its place in the others."""
    taken: dict[int, int] = {}  # column -> rows below that a cell above still covers
    for row in within(table, "tr"):
        placed, column = [], 0
        below = {at: left - 1 for at, left in taken.items() if left > 1}
        for cell in children(row, "td", "th"):
            while taken.get(column, 0):
                column += 1
            wide = min(_spanned(cell, "colspan"), max(MOST_COLUMNS - column, 1))
            high = _spanned(cell, "rowspan")
            head = local(cell) == "th" or any(local(up) == "thead" for up in cell.iterancestors())
            placed.append(Placed(_words(cell), column, high, wide, head))
            if high > 1:
                below |= dict.fromkeys(range(column, column + wide), high - 1)
            column += wide
        taken = below
        yield placed


def _words(cell: Element) -> str:
    blocks = _Blocks(cell)
    return "\n".join(text for text, _, _ in [*blocks.of(cell, noise=False), *blocks.rest()])


def _spanned(cell: Element, name: str) -> int:
    return max(integer(cell.get(name, "1").strip(), 1, _MOST_SPANNED), 1)
