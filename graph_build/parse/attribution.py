"""Runs the wordings over a stretch of text: where it says who, and who that is, with role and basis.

Who leads is decided here, from the words (keyword), a standing rule of the document (rule) or the order of the
list (order).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph_build.model import CO, KEYWORD, LEAD, ORDER, RULE, Attribution, Basis, Mention, Role, Span
from graph_build.parse.lists import Item, read_names
from graph_build.parse.names import is_certain, narrow, narrowed
from graph_build.parse.rules import Effect, StandingRule
from graph_build.parse.said import said
from graph_build.parse.wordings import (
    FOREIGN,
    Field,
    bare_label_pattern,
    is_beyond_doubt,
    label_pattern,
    read_bare,
    read_content,
    read_keyed,
)
from ontology.patterns import regex

_BRACKETS = regex(r"[()]")
#: What a bracket must hold to be worth a reading: a character that names of bodies end with, or a label.
_CUE = regex(
    r"[局厅委部办院署会府行关司团心区市县州盟旗位门社校队所站台协联信通动处室责头](?:(?<![责头])|(?<=负责|牵头))"
)
#: Behind what a label may begin inside a line: a sentence, a blank, a bracket that is not the line's first character.
_LABEL_BEGINS = regex(r"[。; !?\t)](?<!^\))")
#: What stands before a label to set it off: ★责任单位：…, (1)牵头单位：…
_MARK = regex(r"[*•·\-—\u25a0-\u25ff\u2600-\u27bf]{1,3}\s?|\(\d\)|\d[.、)]")
_NAME_BEFORE = regex(r"(?:局|厅|委|部|办|院|署|会|府|行|室|组|处|科|站|校|社|中心|集团|公司|单位|部门|机构|政府)$")
_STOPS = ("。", "；", ";", "！", "!", "\n")
_SPLIT = regex(r"[、,。;:!?\n]")
#: Who issues a notice, before the name of an office of it: 报送我部（中小企业局）
_SELF = regex(r"我[部局厅委办省市县区]$")
_COMPANY = regex(r"(?:公司|集团)\)$")
#: What a stretch without bracket and colon must hold to be worth a reading: a line that begins with a label.
_SIGN = regex(r"^[^,;。\n]{0,8}(?:单位|部门|主体|机构)", re.MULTILINE)
#: Labels that say who holds an event or runs a page, unless they follow a task.
_HOSTS = regex(r"(?:主办|承办|协办)(?:单位|部门)?:")
#: Who answers a proposal beside its 主办单位: no event has these.
_ANSWERS = regex(r"(?:会办|分办)(?:单位|部门)?:")

#: Who issues a plan, and may stand below its last label without a date.
_SIGNS = regex(r"(?:政府|办公[室厅]|委员会|指挥部|领导小组)[。;\s]*$")
#: A label with its remark is no longer.
_LONGEST_LABEL = 80
#: A line of names below a label is at most so long.
_NAME_LINE = 60
#: A content longer than this is a paragraph in brackets, unless it begins with a label.
LONGEST = 600


def brackets(text: str, within: Span) -> Iterator[Span]:
    """The outermost brackets in ``text[within]``, line by line, in order; linear in the text.

    One that is never closed reaches to the end of its line, if that is near.

    >>> text = "政策(省科技厅、党校(行政学院))，规范（省财政厅"
    >>> [span.of(text) for span in brackets(text, Span(0, len(text)))]
    ['(省科技厅、党校(行政学院))', '（省财政厅']
    """
    plain, start = narrowed(text), within.start
    while (first := plain.find("(", start, within.end)) >= 0:
        end = plain.find("\n", first, within.end)
        end = end if end >= 0 else within.end
        closed: list[Span] = []
        opened: list[int] = []
        for found in _BRACKETS.finditer(plain, first, end):
            if found[0] == "(":
                opened.append(found.start())
            elif opened:
                begin = opened.pop()
                while closed and closed[-1].start > begin:
                    closed.pop()
                closed.append(Span(begin, found.end()))
        if opened and closed and label_pattern().match(plain, opened[-1] + 1, end):  # （责任单位：…、各县（区）
            closed = [span for span in closed if span.start < opened[-1]]
        yield from closed
        if opened and end - opened[-1] <= LONGEST and not (closed and closed[-1].start > opened[-1]):
            yield Span(opened[-1], end)
        start = end


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The standing rules of a document, each holding from the attribution it stands in on."""

    rules: tuple[StandingRule, ...] = ()

    def effect_at(self, place: int) -> Effect | None:
        """The rule on who leads that is in force at ``place``."""
        before = bisect_right(self.rules, place, key=_begin)
        for rule in reversed(self.rules[:before]):
            if rule.effect is not Effect.ADDS and (rule.until is None or place < rule.until):
                return rule.effect
        return None

    def cut(self, span: Span) -> Span:
        """``span`` up to the first rule that stands in it."""
        first = bisect_left(self.rules, span.start, key=_begin)
        if first < len(self.rules) and self.rules[first].span.start < span.end:
            return Span(span.start, self.rules[first].span.start)
        return span


def _begin(rule: StandingRule) -> int:
    return rule.span.start


def find_attributions(text: str, within: Span, book: RuleBook) -> tuple[Attribution, ...]:
    """Every attribution in ``text[within]``, in order, none overlapping another.

    >>> text = "培育品牌机构(自治区知识产权局、国资委)。"
    >>> [
    ...     (m.surface, m.role.value, m.basis.value)
    ...     for a in find_attributions(text, Span(0, len(text)), RuleBook())
    ...     for m in a.mentions
    ... ]
    [('自治区知识产权局', 'lead', 'order'), ('国资委', 'co', 'order')]
    """
    plain = narrowed(text)
    clauses = [
        _attribution(text, span, span.of(text), "sentence", who, book)
        for span, who in said(text)
        if within.start <= span.start and span.end <= within.end
    ]
    if plain.find("(", *within) < 0 and plain.find(":", *within) < 0 and not _SIGN.search(plain, *within):
        return tuple(clauses)
    labelled = list(_labelled(text, within, book))
    labelled += [clause for clause in clauses if not _is_in(clause.span, labelled)]
    bracketed = (
        found
        for spans in _adjacent(brackets(text, within))
        if not _is_in(spans[0], labelled)
        for found in _bracketed(text, spans, book)
    )
    return tuple(sorted((*labelled, *bracketed), key=lambda attribution: attribution.span))


def _is_in(span: Span, attributions: Iterable[Attribution]) -> bool:
    """Whether ``span`` begins within one of the attributions."""
    return any(other.span.start <= span.start < other.span.end for other in attributions)


def _adjacent(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """The brackets, those together that nothing parts."""
    run: list[Span] = []
    for span in spans:
        if run and run[-1].end != span.start:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _bracketed(text: str, spans: list[Span], book: RuleBook) -> Iterator[Attribution]:
    """What brackets say that nothing parts: those with labels are one, 【牵头单位：…】【责任单位：…】."""
    read = [(span, *found) for span in spans if (found := _read_bracket(text, span, book))]
    if len(read) > 1 and all(wording.startswith("keyed") for _, wording, _ in read):
        whole = Span(read[0][0].start, read[-1][0].end)
        fields = tuple(field for _, _, fields in read for field in fields)
        read = [(whole, "keyed lead and co", fields)]
    for span, wording, fields in read:
        attribution = _attribution(text, span, span.of(text), wording, fields, book)
        yield (
            attribution
            if _is_closed(text, span)
            else replace(attribution, doubts=(*attribution.doubts, text[span.start]))
        )


def _is_closed(text: str, span: Span) -> bool:
    """Whether a bracket is closed where it ends: not （市委宣传部、各县（区）."""
    plain = narrowed(text)
    return plain[span.end - 1] == ")" and plain.count("(", *span) <= plain.count(")", *span)


def _read_bracket(text: str, span: Span, book: RuleBook) -> tuple[str, tuple[Field, ...]] | None:
    """The wording and the fields of a bracket that says who."""
    inner = Span(span.start + 1, span.end - _is_closed(text, span))
    content = inner.of(text)
    if len(content) < 2 or not _CUE.search(content):
        return None
    if len(content) > LONGEST and not label_pattern().match(narrow(content[:20])):
        return None
    part = _trim(text, book.cut(inner))
    wording, fields = read_content(text, part)
    if not fields or (wording in {"list", "tail"} and _is_gloss(text, span, fields)):
        return None
    return wording, fields


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while end > start and text[end - 1] in "，,；;。. （(〔[【":
        end -= 1
    return Span(start, end)


def _is_gloss(text: str, span: Span, fields: tuple[Field, ...]) -> bool:
    """Whether a bracket only explains the words it follows: 市委改革办（市营商环境建设局）要定期调度.

    One that gives a duty ends a clause, or follows a full stop.
    """
    alone = sum(len(field.names.items) for field in fields) == 1
    after, before = text[span.end : span.end + 1], text[max(0, span.start - 30) : span.start]
    if _SELF.search(before):
        return True
    if before.endswith(_STOPS):
        return False
    if after in "、：:，," and after:
        return after not in "，," or (alone and is_certain(_SPLIT.split(narrow(before))[-1]))
    if after in "。；;\n":  # offices behind their owner explain it: 抄送商务部（外资司、条法司）。
        offices = all(item.text.endswith("司") for field in fields for item in field.names.items)
        return offices and not _COMPANY.search(narrow(span.of(text))) and bool(_NAME_BEFORE.search(before))
    return bool(_NAME_BEFORE.search(before)) or (alone and bool(_COMPANY.search(narrow(span.of(text)))))


def _labelled(text: str, within: Span, book: RuleBook) -> Iterator[Attribution]:
    """Label lines: 责任单位：… at the start of a line or after a sentence; consecutive ones are one attribution."""
    run: list[Span] = []
    at, before = within.start, ""
    rows = narrowed(text)[within.start : within.end].split("\n")
    for plain, after in zip(rows, (*rows[1:], ""), strict=True):
        found = _label_in(plain)
        hosts = found == 0 and not run and _HOSTS.match(plain) and not _ANSWERS.match(after)
        if hosts and not before.endswith(_STOPS):
            found = None
        before = plain
        if found is not None:
            mark = _MARK.match(plain)
            if found > (mark.end() if mark else 0) and run:  # run on behind text: labels of another task
                yield from _read_run(text, run, book)
                run = []
            run.append(Span(at + found, at + len(plain)))
        elif run and _goes_on(run[-1].of(narrowed(text)), plain):  # 责任单位： / 市林业局 / 市水利局
            run[-1] = Span(run[-1].start, at + len(plain))
        elif run and not FOREIGN.match(plain):
            yield from _read_run(text, run, book)
            run = []
        at += len(plain) + 1
    yield from _read_run(text, run, book)


def opens_names(line: str) -> bool:
    """Whether a line is a label and nothing more, so that those it is the label of stand below."""
    if len(line) > _LONGEST_LABEL:
        return False
    plain = narrow(line).rstrip()
    mark = _MARK.match(plain)
    return plain.endswith(":") and bool(label_pattern().fullmatch(plain, mark.end() if mark else 0))


def _goes_on(label: str, plain: str) -> bool:
    """Whether a line that names bodies and nothing else belongs to the label above, below which one stands a line."""
    opens = label.rstrip().endswith((":", "、", ",")) or "\n" in label
    if not (opens or _lists(label, plain)) or len(plain) > _NAME_LINE or plain.rstrip("。; ").endswith(":"):
        return False
    names = read_names(plain, 0, len(plain.rstrip("。; ")))
    return bool(names) and not names.doubts and all(map(is_beyond_doubt, names.items))


def _lists(label: str, plain: str) -> bool:
    """Whether a name alone on a line may go on with the one behind the label above; who signs is a government."""
    return not label.rstrip().endswith(("。", ";")) and not _SIGNS.search(plain)


def _label_in(plain: str) -> int | None:
    """Where a label begins that stands at the start of a line or of a sentence in it, outside brackets."""
    if ":" in plain:
        for start in (0, *(found.end() for found in _LABEL_BEGINS.finditer(plain))):
            if plain.find(":", start, start + _LONGEST_LABEL) < 0:  # few sentences begin with a label
                continue
            mark = _MARK.match(plain, start)
            begin = mark.end() if mark else start
            if label_pattern().match(plain, begin) and plain.count("(", 0, begin) <= plain.count(")", 0, begin):
                return begin
    return 0 if _is_bare(plain) else None


def _is_bare(plain: str) -> bool:
    """Whether a line is a label without a colon and names, and nothing else."""
    if not bare_label_pattern().match(plain):
        return False
    fields = read_bare(plain, Span(0, len(plain.rstrip("。; "))))
    return bool(fields) and all(map(is_beyond_doubt, (item for field in fields for item in field.names.items)))


def _read_run(text: str, run: list[Span], book: RuleBook) -> Iterator[Attribution]:
    if not run:
        return
    fields: list[Field] = []
    for span in run:
        part = _trim(text, book.cut(span))
        read = read_keyed if ":" in narrow(part.of(text)) else read_bare
        fields.extend(read(text, part))
    if any(field.names for field in fields):
        whole = Span(run[0].start, _trim(text, run[-1]).end)
        words = "\n".join(_trim(text, span).of(text) for span in run)
        yield _attribution(text, whole, words, "label line", tuple(fields), book)


def _attribution(
    text: str, span: Span, words: str, wording: str, fields: tuple[Field, ...], book: RuleBook
) -> Attribution:
    mentions = assign(fields, book.effect_at(span.end))
    return Attribution(
        span,
        words,
        wording,
        mentions,
        tail=next((field.names.tail for field in fields if field.names.tail), ""),
        doubts=tuple(doubt for field in fields for doubt in field.names.doubts),
    )


def assign(fields: Sequence[Field], effect: Effect | None) -> tuple[Mention, ...]:
    """The mentions of an attribution with the roles that words, a standing rule or the order give them.

    Words win over a rule, a rule over the order. Beside a lead that words state, everybody else is co-responsible by
    those words.
    """
    items = [item for field in fields for item in field.names.items]
    marks = [item.mark or field.role for field in fields for item in field.names.items]
    if not any(mark for mark in marks) and fields[0].names.headless:
        return tuple(_mention(item, CO, ORDER) for item in items)  # who stood first was not read
    if LEAD in marks:
        return tuple([_mention(item, mark or CO, KEYWORD) for item, mark in zip(items, marks, strict=True)])
    starred = any(item.starred for item in items)
    if starred or effect is Effect.FIRST or effect is Effect.COMMA:
        return tuple(_mention(item, role, RULE) for item, role in _by_rule(items, effect, starred=starred))
    roles = [CO] * len(items)
    if None in marks:
        roles[marks.index(None)] = LEAD
    return tuple(
        [
            _mention(item, role, KEYWORD if mark is CO else ORDER)
            for item, role, mark in zip(items, roles, marks, strict=True)
        ]
    )


def _by_rule(items: list[Item], effect: Effect | None, *, starred: bool) -> Iterator[tuple[Item, Role]]:
    for index, item in enumerate(items):
        if starred:
            lead = item.starred
        elif effect is Effect.COMMA:
            lead = item.clause == items[0].clause
        else:
            lead = index == 0
        yield item, LEAD if lead else CO


def _mention(item: Item, role: Role, basis: Basis) -> Mention:
    return Mention(item.span, item.text, role, basis, item.kind, item.owner)
