"""Texts that have lost their line ends: these are put back before the units that begin inside a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from graph_build.model import CELL_END
from graph_build.occurrences import beginning, occurrences
from graph_build.read.reflow.characters import BLANK, CLOSERS, GAP, HAN, LINE_END, OPENERS, STOPS, WIDE
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.markers import STEMS
from graph_build.read.reflow.organs import parts_names
from ontology.lexicon import label_stems
from ontology.pages import is_page_number
from ontology.patterns import regex

#: a blank between these may stand for a lost line end
_PARTED, _PARTING = regex(rf"[{WIDE});:.]"), regex(rf"[{WIDE}(]")
#: a wide character that stands alone between blanks: 总　则
_SPREAD = regex(rf"(?:^|(?<=[{BLANK}{LINE_END}]))[{WIDE}](?=[{BLANK}{LINE_END}]|$)")
#: what labels begin with
_FIRST = "".join(sorted({stem[0] for stem in label_stems()}))
#: what may begin a unit inside a line; the numeral is in the group
_BEGINS = beginning(rf"第（(\d省市县区州盟旗{_FIRST}{HAN}")
_INNER = regex(
    rf"""
      第(?P<article>[{HAN}]{{1,5}}|\d{{1,3}})[章条]
    | (?P<han>[{HAN}]{{1,3}})、
    | [（(](?P<han_bracket>[{HAN}]{{1,3}})[）)]
    | (?<![\d.．])(?P<arabic>\d{{1,2}})[.．、](?!\d)
    | (?<![\d.．])(?P<counted>\d{{1,2}})[.．、](?=\d)  # 2.30个镇街, 1.2024年6月底前
    | (?P<label>(?:[省市县区州盟旗][级直])?
      (?:{STEMS}){{1,3}})
      (?:单位|部门|主体|[时期]限|领导)[：:]
    """,
    re.VERBOSE,
)
_NUMERALS = {
    f"{'' if n < 20 else HAN[n // 10 - 1]}{'十' if n > 9 else ''}{HAN[n % 10 - 1] if n % 10 else ''}": n
    for n in range(1, 100)
}
#: a first chapter or part that stands right behind its title; 统一、 and 第一、 are none
_NO_FIRST = regex(rf"(?:[第、统唯同专合归逐如万之随{HAN}]|(?<![计规])划|(?<![清名])单)$")
_YEAR = regex(r"20\d\d年")
_SECOND = regex(rf"[{re.escape(STOPS + CLOSERS)}]\s*二、")
#: a title between two full stops is at most so long; so are a chapter heading and the labels of a task
_TITLE_LENGTH, _HEADING_LENGTH, _LABELS_LENGTH = 60, 24, 200
_STOP = regex(rf"[{re.escape(STOPS + CLOSERS)}]")


def is_run_on(text: str) -> bool:
    """Whether a text has lost its line ends: a document in three lines, or in lines as long as documents."""
    said = [line for line in map(str.strip, text.splitlines()) if line and not is_page_number(line)]
    length = sum(map(len, said))
    return (len(said) <= 3 and length >= 100) or length > 1000 * len(said)


def mended(text: str) -> Iterator[Edit]:
    """Edits that put line ends where a unit begins inside a line: at a blank or a marker."""
    ends = sorted({*_at_blanks(text), *_at_markers(text)})
    return ((start, end, "\n") for start, end in ends)


def _at_blanks(text: str) -> Iterator[tuple[int, int]]:
    """Blanks that part words, not cells or names; those that only set a title wide (总　则) part single characters."""
    for gap in GAP.finditer(text):
        start, end = gap.span()
        if not (start and _PARTED.match(text, start - 1) and _PARTING.match(text, end)):
            continue
        kept = CELL_END in gap[0] or parts_names(text, start, end)
        if not (kept or _SPREAD.match(text, start - 1) or _SPREAD.match(text, end)):
            yield start, end


def _at_markers(text: str) -> Iterator[tuple[int, int]]:
    """Places before markers that count on from the last of their kind, or start at one.

    A first chapter may stand right behind a title, which begins behind the full stop before it.
    """
    last: Counter[str] = Counter()
    seconds = max((found.start() for found in _SECOND.finditer(text)), default=-1)
    labels = chapter = -_LABELS_LENGTH  # where the last of them stands
    for marker in occurrences(_INNER, _BEGINS, text):
        start, kind, numeral = marker.start(), marker.lastgroup or "", marker[marker.lastgroup or 0]
        before = text[max(0, start - 8) : start].strip()[-1:]
        value = _NUMERALS.get(numeral) or (int(numeral) if numeral.isdecimal() else 0)
        ended = not before or before in STOPS + CLOSERS
        if kind == "counted":  # a number before a digit is a quantity unless it counts on, or begins before a year
            if not (value == last["arabic"] + 1 and (ended if value > 1 else _YEAR.match(text, marker.end()))):
                continue
            kind = "arabic"
        series = marker[0][-1] if kind == "article" else kind  # chapters and articles count apart
        headed = series == "条" and start - chapter < _HEADING_LENGTH
        if kind == "label":
            starts = before in ("。", "）", ")")
            starts = starts or (start - labels < _LABELS_LENGTH and "。" not in text[labels:start])
        elif value == last[series] + 1 > 1:
            starts = ended or headed or (kind != "article" and before not in "第、" + HAN + OPENERS)
        elif (
            kind == "han"
            and value == 1
            and not ended
            and start < seconds
            and not _NO_FIRST.search(text[max(0, start - 2) : start])
        ):
            starts = True
            stops = [stop.end() for stop in _STOP.finditer(text, max(0, start - _TITLE_LENGTH), start)]
            if stops:
                yield stops[-1], stops[-1]
        else:
            starts = value == 1 and (
                ended or headed or (kind in ("han_bracket", "arabic") and before not in "第、件表图" + OPENERS)
            )
        if starts:
            last[series] = value
            labels = start if kind == "label" else -_LABELS_LENGTH
            chapter = start if series == "章" else chapter
            yield start, start
