"""Wordings: the ways a document says who is responsible, as a table.

    attribution = bracketed | labelled | row
    bracketed   = OPEN content CLOSE                    （省发展改革委牵头，省财政厅配合）
    labelled    = label ":" names {NEWLINE label ":" names}   责任单位：市科技局、市工信局
    row         = cells of a table under headings that are labels
    content     = field {(";" | "," | blank | "") field} {rule}
    field       = [label (":" | "为" | "")] names       牵头单位：市财政局；责任单位：市工信局
    label       = [level] stem {stem} head             牵头单位 · 市级责任部门 · 协同配合单位
    names       = see ``lists``

A pattern only proposes; the reader disposes: an attribution is read if its items name bodies, all of them, or most of
them beside a cue (a label, a duty word, a table column). So no list of brackets that are not attributions is needed.
The first entry whose pattern and reader accept gives an attribution the name of its wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from graph_build.model import COLLECTIVE, Role, Span
from graph_build.parse.lists import CONSULTING, TOGETHER, Item, Names, read_names
from graph_build.parse.names import is_certain, is_organ, narrowed
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex


class Field(NamedTuple):
    """A part of an attribution under one label; without a label, ``role`` is None."""

    role: Role | None
    names: Names


Reader = Callable[[str, Span], tuple[Field, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say who is responsible."""

    name: str
    cue: re.Pattern[str]  #: searched in the narrow content of a bracket; without it the reader is not asked
    read: Reader
    example: str  #: a real bracket; tests read it
    sign: str = ""  #: a character that every such content holds: looked for first, at a hundredth of the cost


@cache
def _label() -> str:
    """The pattern of a label: whose it is, stems and a head, or a word of its own; built from roles.ttl."""
    stems, heads = lexicon.label_stems(), lexicon.label_heads()
    others = (*lexicon.labels(), *lexicon.lead_words(), *lexicon.co_words())
    places, alone = "省市县区州盟旗镇乡", ("责任", "落实", "承办")
    levels = ("国家", "中央", "地方", "本级", "上级", "其他", "其它", "主要", "行业", "项目")
    # At most places no label begins, and nothing more is asked.
    begins = "".join(sorted({"各", *places, *(word[0] for word in (*levels, *stems, *others, *alone))}))
    level = rf"{either(levels)}|各?[{places}](?:级|直)?"
    compound = rf"(?:(?:{either(stems)})[(、和及与/]?)+\)?(?:{either(heads)})"
    itself = rf"{compound}|(?!(?<=社)会办)(?:{either(others)})|(?<![\u4e00-\u9fff])(?:{either(alone)})(?=\s?:)"
    return rf"(?=[{begins}])(?P<label>(?:(?<![\u4e00-\u9fff])(?:{level}))?(?:{itself}))"


@cache
def label_pattern() -> re.Pattern[str]:
    """A label with its colon, and a remark in brackets between them: 责任单位（列首位者牵头）：."""
    return regex(rf"{_label()}(?:\([^()\n:]{{0,24}}\))?:")


@cache
def bare_label_pattern() -> re.Pattern[str]:
    """A label without a colon, at the head of a clause and before what may be a name: 责任单位为市教育局."""
    name = r"自治[区州县旗]|[省市县区州盟旗团各]|国家|中央|有关|相关|[\u4e00-\u9fff]{2,8}[局厅委办]"
    return regex(rf"(?<![^;,。\s]){_label()}(?:为|是)?\s?(?={name})")


#: What the label of such a field ends with: looked for first.
_FOREIGN_ENDS = regex(r"[:;](?<=[围人式导箱真话限间程点排度求员志源标注].)")
#: A field that names no body: 适用范围：… 联系人：… 完成时限：…
FOREIGN = regex(
    r"(?:适用范围|推广范围|实施范围|联系人|联络人|联系方式|联系领导|邮箱|传真|(?:[^,;:。()\n]{0,4}电话)"
    r"|(?:完成|办理|办结|整改|推进|落实|工作|实施|任务|计划|时间|进度)*(?:时限|时间|期限|期程|时程|节点|安排|进度)(?:要求)?"
    r"|(?:第一|直接|主要|具体|分管|牵头|落实|总)*(?:责任人员?|负责人|负责同志)(?=;[^,;。()\n]{1,12}(?:[;)。]|$))"
    r"|(?:第一|直接|主要|具体|分管|牵头|落实|总)*(?:责任人员?|负责人|负责同志)"
    r"|(?:牵头|分管|责任|包联|包抓|包保|负责|挂钩|联系|领衔|领办|督办|督导|协调|主管|主要|[省市州县区]级)*(?:省|市|州|县|区)?领导(?:同志)?|任务来源|工作目标|备注)"
    rf"{_FOREIGN_ENDS.pattern}"
)

_ROLES = {
    role: regex(either((*words, *stems)))
    for role, words, stems in (
        (Role.LEAD, lexicon.lead_words(), lexicon.lead_stems()),
        (Role.CO, lexicon.co_words(), lexicon.co_stems()),
    )
}


def label_role(label: str) -> Role | None:
    """The role that the words of a label state: 牵头单位 leads, 配合单位 joins, 责任单位 says neither.

    >>> label_role("牵头责任单位"), label_role("参与部门"), label_role("责任单位"), label_role("牵头及配合单位")
    (<Role.LEAD: 'lead'>, <Role.CO: 'co'>, None, None)
    """
    stated = [role for role, words in _ROLES.items() if words.search(label)]
    return stated[0] if len(stated) == 1 else None


def _clauses(text: str, span: Span) -> Iterator[tuple[Span, str]]:
    """The parts of a content between full stops outside brackets, each with its narrow words."""
    plain = narrowed(text)[span.start : span.end]
    if "。" not in plain:
        yield span, plain
        return
    depth, start = 0, 0
    for at, char in enumerate(plain):
        depth += (char == "(") - (char == ")")
        if char == "。" and depth == 0:
            yield Span(span.start + start, span.start + at), plain[start:at]
            start = at + 1
    yield Span(span.start + start, span.end), plain[start:]


def read_keyed(text: str, span: Span) -> tuple[Field, ...]:
    """The fields of a content with labels; what stands before the first label is a field without one."""
    return _read_labels(text, span, label_pattern())


def read_bare(text: str, span: Span) -> tuple[Field, ...]:
    """The fields of a content whose labels have no colon, unless it goes on to say something else."""
    fields = _read_labels(text, span, bare_label_pattern())
    return () if any(field.names.doubts for field in fields) else fields


#: A label of those who join, behind that of who leads: 牵头单位：市工信局，成员单位：市科技局
_MEMBERS = regex(r"成员(?:单位|部门):")


def _foreign(plain: str) -> Iterator[re.Match[str]]:
    """The labels of fields that name no body."""
    return FOREIGN.finditer(plain) if _FOREIGN_ENDS.search(plain) else iter(())


def _read_labels(text: str, span: Span, label: re.Pattern[str]) -> tuple[Field, ...]:
    fields: list[Field] = []
    for clause, plain in _clauses(text, span):
        foreign = [(found.start(), found.end(), None) for found in _foreign(plain)]
        labels = [
            (found.start(), found.end(), found["label"])
            for found in label.finditer(plain)
            if not any(begin <= found.start() < end for begin, end, _ in foreign)
        ]
        if labels:  # alone, 成员单位 lists who sits in a group
            labels += [(found.start(), found.end(), "配合单位") for found in _MEMBERS.finditer(plain, labels[0][1])]
        stops: list[tuple[int, int, str | None]] = sorted([*labels, *foreign], key=lambda stop: stop[:2])
        if not stops or stops[0][0] > 0:
            stops.insert(0, (0, 0, ""))
        for (_, begin, words), following in zip(stops, [*stops[1:], (len(plain), 0, None)], strict=True):
            if words is None:
                continue
            names = read_names(text, clause.start + begin, clause.start + following[0], trusting=bool(words))
            if names or names.doubts:
                fields.append(Field(label_role(words), names))
    return tuple(fields) if any(field.names for field in fields) else ()


def is_beyond_doubt(item: Item) -> bool:
    """Whether what a list names is a body beyond doubt."""
    return is_certain(item.owner or item.text)


def read_duty(text: str, span: Span) -> tuple[Field, ...]:
    """The one field of a content whose duty words stand behind the names."""
    read = (read_names(text, clause.start, clause.end, trusting=True) for clause, _ in _clauses(text, span))
    return tuple(Field(None, names) for names in read if names)


def read_joint(text: str, span: Span) -> tuple[Field, ...]:
    """The one field of a content with 会同, unless it goes on to say something else: 会同财政部门审核确认."""
    fields = read_duty(text, span)
    return () if any(field.names.doubts for field in fields) else fields


def read_tail(text: str, span: Span) -> tuple[Field, ...]:
    """The one field of a content that ends in 等; half of its names must be bodies beyond doubt."""
    fields = read_duty(text, span)
    items = [item for field in fields for item in field.names.items]
    return fields if 2 * sum(map(is_beyond_doubt, items)) >= len(items) else ()


def read_list(text: str, span: Span) -> tuple[Field, ...]:
    """The one field of a content that is names and nothing else; every item must be a body beyond doubt."""
    names = read_names(text, span.start, span.end)
    return (Field(None, names),) if names and not names.doubts and _is_plain_list(names.items) else ()


def _is_office(name: str) -> bool:
    """Whether ``name`` is an office of a ministry, which alone in a bracket only explains: 产业司, 财务司."""
    return name.endswith("司") and not name.endswith("公司")


def _is_plain_list(items: tuple[Item, ...]) -> bool:
    """Whether half of the names are bodies beyond doubt, or one of several is an organ: 县卫健局、人民医院、中医院."""
    every = any(item.kind is COLLECTIVE and item.text.startswith("各") for item in items)  # 阿拉善左旗、各旗县
    certain = sum(is_beyond_doubt(item) or (every and item.text[-1] in "市县区旗州盟") for item in items)
    if len(items) == 1:
        return certain == 1 and len(items[0].text) > 2
    certain += sum(_is_office(item.text) for item in items)
    return certain * 2 >= len(items) or any(is_organ(item.text) for item in items)


@cache
def wordings() -> tuple[Wording, ...]:
    """The table of bracket wordings; earlier entries are tried first."""
    lead, co, duty = map(either, (lexicon.lead_words(), lexicon.co_words(), lexicon.duty_words()))
    label = label_pattern().pattern.replace("?P<label>", "?:")
    bare = bare_label_pattern().pattern.replace("?P<label>", "?:")
    return (
        Wording(
            "starred",
            regex(r"(?:^|[:、,;\s])\*|\*(?:$|[、,;\s])"),
            read_keyed,
            "（责任单位：*县人力社保局、县科技局、县大数据管理中心）",
            "*",
        ),
        Wording(
            "keyed lead and co",
            regex(rf"(?:{lead})[^:、,;]{{0,4}}:.*?(?:{label})"),
            read_keyed,
            "（牵头单位：市财政局；责任单位：市工信局、市卫生健康委）",
            ":",
        ),
        Wording("keyed", regex(label), read_keyed, "（责任单位：市发改委、市数据局、通商控股集团）", ":"),
        Wording(
            "keyed without colon",
            regex(bare),
            read_bare,
            "（牵头单位为市教育局，配合单位为市财政局、各区政府）",
        ),
        Wording(
            "joint",
            regex(rf"{TOGETHER}|{CONSULTING}"),
            read_joint,
            "（国家发展改革委、财政部会同有关部门负责）",
        ),
        Wording(
            "lead and co",
            regex(rf"(?:{lead}).*?[,;、](?:.*?(?:{co}|{duty}))"),
            read_duty,
            "（省金融监管局、人行南昌中心支行牵头，江西银保监局、省发展改革委等配合）",
        ),
        Wording("lead", regex(lead), read_duty, "（省商务厅、南昌海关牵头）"),
        Wording("co", regex(rf"(?:{co})(?:$|[,;、。])"), read_duty, "（商务部指导，供销合作总社参与）"),
        Wording(
            "duty",
            regex(rf"(?:{duty})(?:$|[,;、。]|相关)"),
            read_duty,
            "（省科技厅、教育厅，各地级以上市人民政府按职责分工负责）",
        ),
        Wording(
            "tail",
            regex(rf"(?:{either(lexicon.tails())}|等[^、,;。]{{0,8}}(?:部门|单位))(?:$|[、,;。])"),
            read_tail,
            "（省商务厅、省公安厅、青岛海关、济南海关等）",
            "等" if all("等" in tail for tail in lexicon.tails()) else "",
        ),
        Wording("list", regex(r""), read_list, "(自治区知识产权局、工商局、新闻出版广电局(版权局))"),
    )


def read_content(text: str, span: Span) -> tuple[str, tuple[Field, ...]]:
    """The name of the wording that reads ``text[span]`` and its fields; ("", ()) where none does."""
    content = narrowed(text)[span.start : span.end]
    if label_pattern().fullmatch(f"{content}:"):
        return "", ()  # （牵头单位） says of whom the words before it speak
    for wording in wordings():
        if wording.sign in content and wording.cue.search(content) and (fields := wording.read(text, span)):
            return wording.name, fields
    return "", ()
