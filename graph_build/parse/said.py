"""Clauses of running text that say who and nothing else, where no bracket, label or line of its own does.

clause = label ("为" | "是") names           牵头部门为市大数据局，配合部门为市发改委
       | [[subject] "由"] names duty {"，" names duty} [limit]  编制规划。此项工作由省自然资源厅牵头，省财政厅配合。
       | names                               开展春风行动。市人社局、市总工会。
"""

from __future__ import annotations

from functools import lru_cache

from graph_build.model import Span
from graph_build.parse.names import narrowed
from graph_build.parse.wordings import Field, bare_label_pattern, is_beyond_doubt, read_bare, read_duty, read_list
from ontology.patterns import regex

_LABEL = regex(r"[位门体构](?<=单位|部门|主体|机构)[为是]")
_DUTY = regex(
    r"[头合与责实助办](?<=牵头|配合|参与|负责|落实|协助|主办|协办)(?=(?:,[^,。;:\n]{2,16}(?:完成|落实|实施))?(?:。|$|\n))"
)
_NAMES = regex(r"。[^、,;:(。\n]{2,20}(?<=[局厅委办府])(?=[、,(。\n]|$)")
#: Where each may stand, what such a clause stands behind, and what reads it.
_FORMS = ((_LABEL, "。\n,;", read_bare), (_DUTY, "。\n", read_duty), (_NAMES, "。\n", read_list))
#: What may lead to the names: 由省财政厅牵头; 此项工作由市民政局负责. In 自由贸易试验区 it is a part of a name.
_BY = regex(r"[^、,(]{0,16}?(?<![自经理缘来])由(?![于此])")
#: What is told in a clause, and not only who.
_TOLD = regex(r"^\(|[:要须]|应(?!急)")


@lru_cache(maxsize=4)
def said(text: str) -> tuple[tuple[Span, tuple[Field, ...]], ...]:
    """The clauses of a whole document, each with the fields that it says.

    >>> text = "编制规划。由省自然资源厅牵头，省财政厅配合，2023年底前完成。"
    >>> [(span.of(text), [item.text for item in field.names.items]) for span, fields in said(text) for field in fields]
    [('由省自然资源厅牵头，省财政厅配合，2023年底前完成', ['省自然资源厅', '省财政厅'])]
    """
    plain = narrowed(text)
    found: list[tuple[Span, tuple[Field, ...]]] = []
    for cue, opens, read in _FORMS:
        for place in cue.finditer(plain):
            at = place.end()
            if any(span.start <= at <= span.end for span, _ in found):
                continue
            begin = 1 + max(plain.rfind(mark, 0, at) for mark in opens)
            end = min(stop for stop in (plain.find("。", at), plain.find("\n", at), len(text)) if stop >= 0)
            clause = plain[begin:end]
            if _TOLD.search(clause) or clause.count("(") != clause.count(")"):
                continue
            if cue is _LABEL and not bare_label_pattern().match(clause):
                continue
            by = _BY.match(clause)
            first = begin + (by.end() if by else 0)
            fields = read(text, Span(first, at if cue is _DUTY else end))
            names = [field.names for field in fields]
            if names and all(not one.doubts and all(map(is_beyond_doubt, one.items)) for one in names):
                found.append((Span(first - bool(by), end), fields))
    return tuple(found)
