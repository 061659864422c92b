"""Lists of names: what is named, in which role, one item after the other.

    names  = item {SEP item}                           省科技厅、财政厅牵头，各市、县（区）政府配合
    item   = ["*" | "由"] name [remark] [tail] [duty]  省财政厅等部门按职责分工负责
    name   = see ``names``
    remark = "(" role ")"                              省科技厅(牵头)
    tail   = "等" [("有关" | "相关") ("部门" | "单位")]
    duty   = [manner] verb {verb}                      按职责分工负责 · 牵头 · 配合
    SEP    = "、" | "，" | "；" | blank | joint | "和" between two names

A duty at the end of an item holds for all items since the last duty; 会同 makes what follows it co-responsible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from graph_build.model import AGENCY, CO, COLLECTIVE, LEAD, Kind, Role, Span
from graph_build.parse.names import ENUMERATED, ENUMERATING, SEAT, STRONG, kind_of, narrow, narrowed
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex


class Item(NamedTuple):
    """One name in a list, before it has a role."""

    span: Span
    text: str
    kind: Kind
    mark: Role | None = None  #: the role that words state, None where nothing is said
    starred: bool = False
    clause: int = 0  #: number of commas before it, for rules such as 第一个逗号前为牵头单位
    owner: str = ""  #: the name with a shared suffix put back
    doubtful: bool = False  #: not of the form of a name, but listed among names


class Names(NamedTuple):
    """A list of names that was read."""

    items: tuple[Item, ...] = ()
    tail: str = ""
    doubts: tuple[str, ...] = ()
    headless: bool = False  #: the first item listed could not be read

    def __bool__(self) -> bool:
        return bool(self.items)


# --- what stands around a name ----------------------------------------------------------------------------------------

_MANNER = (
    r"(?:(?:按照?|根据|依据|依照|结合|在)(?:各自|本部门|本单位)?(?:工作|部门)?(?:职责|职能|分工|实际|权限|任务|规定|范围)+(?:分工|范围|内|分别)*)?"
    r"(?:分别|分工|共同|联合|具体|切实|统一|统筹|组织|抓好|做好|积极|全面|主要|认真|协调|督促|相应)*"
)


@cache
def _duty() -> re.Pattern[str]:
    """The duty at the end of an item; built from the words of roles.ttl, longest first."""
    verbs = either((*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words()))
    verbs = rf"(?!(?<=社)会办)(?:{verbs})"  # 市社会办 is a body
    given = r"(?:给予|提供|予以|做好)(?:资金|经费|政策|技术|要素)?(?:保障|支持|指导|服务)"
    return regex(
        rf"(?:{_MANNER}(?:{given}|{verbs}|为(?:第一|主要|主体|直接)?(?:责任|{verbs})+(?:单位|部门)))+"
        r"(?:组织|协调|统筹|调度)*(?:相关|有关|此项|具体)?(?:工作|事宜|任务)?$"
    )


@cache
def _remark() -> re.Pattern[str]:
    """The role of one name, in brackets behind it: 省科技厅(牵头), 县财政局(配合单位)."""
    words = either((*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words()))
    return regex(rf"\((?:{words})+(?:单位|部门)?\)$")


@cache
def _words_of(role: Role) -> re.Pattern[str]:
    words = lexicon.lead_words() if role is LEAD else lexicon.co_words()
    return regex(either(words))


_TAIL = regex(
    rf"(?:{either(lexicon.tails())}"
    r"|等(?:\d{0,2}[个家]|[一二三四五六七八九十]{1,2}[个家])?(?:各?(?:有关|相关|其他|其它|职能|责任|主管|涉及|牵头|配合|成员"
    # of whose: 等国务院相关部门, 等市直有关部门, 等中央单位
    r"|国务院|中央和国家机关|中央|国家|党中央|自治[区州县旗]|[省市县区州盟旗镇乡](?:级|直|属|中直)?|本[省市县区州]|地方|属地|部委"
    r"|各(?=部门|单位|机构|企业)))*"  # 等县直各部门
    r"(?:部门和单位|部门及单位|部门、单位|部门单位|部门|单位|厅局|委办局|机构|企业|高校|院校|科研院所|成员单位"
    # those that are no department: 等群团组织, 等市属国有企业, 等驻区单位
    r"|(?:群团|社会)组织|(?:人民|群众|社会)团体|企事业单位|(?:国有|重点)企业|金融机构|驻[省市县区]单位)?)$"
)
#: Between a body and those who join it: 会同, 联同.
TOGETHER = either(word for word in lexicon.joint_words() if len(word) > 1)
_BRIEF = either(word for word in lexicon.joint_words() if len(word) == 1)
#: 商 between two bodies: 自治区水利厅商自治区生态环境厅, 财政部商有关部门.
CONSULTING = (
    rf"(?:{_BRIEF})(?:(?=有关|相关)|(?<=[局厅委部办署院会行].)(?=(?:自治[区州县旗]|[省市县区州盟旗](?!场)|国家|中央|团|兵团)[\u4e00-\u9fff]{{1,14}}?[局厅委部办署院会行])"
    rf"|(?<=[局厅委部办署院会行].)(?!务|[会业标贸投事检品城])(?=[\u4e00-\u9fff]{{2,8}}[局厅部署](?:$|[、,;负牵配等])))"
)
#: What stands in a list and is no name: a time limit, a telephone.
_ASIDE = regex(
    # a person by office: 市长牵头
    r"^[●■◆◇○□•\s]+$|^\d{1,2}$|^(?:分管|常务)?(?:副?(?:[省市县区州盟旗]长|(?:自治区)?主席)|[省市县区州盟旗]?(?:委|政府)?(?:分管|主要|有关|相关)?领导(?:同志)?"
    r"|[省市县区州]委(?:副?书记|常委))(?:负责|牵头|包抓|包联|挂帅|总?负总?责|总牵头|抓总)*$"
    r"|\d+[月日年].{0,12}(?:完成|前|底|起|内|印发|实施)|\d{7,}|(?:长期|持续)(?:推进|坚持|开展|实施)$"
    r"|^(?:长期|常态化|常年)$|^\d{4}(?:年\d{1,2}月(?:\d{1,2}日)?|年|[-—至]\d{4}年)$|^[今明当本]?年年?[底末内]前?(?:完成)?$"
    r"|^(?:完成|办结|整改|推进|落实)*(?:时限|期限|时间|进度)(?:要求)?[:为]"
)
_TOGETHER = regex(rf"并?(?:{TOGETHER})|{CONSULTING}")
_AND = regex(r"以及|和|及|与")
#: Two bodies that nothing parts: 市委市政府, 区委区政府
_ADJOINED = regex(r"([省市县区州盟旗])委(?=\1(?:人民)?政府)")
_COMMAS = frozenset(",;")
#: What stands in brackets at the end of a piece.
_JOINED_BY = regex(r"\((?P<those>[^()]{2,80})\)$")
_SEPARATOR = regex(r"[、,;/\s]")
#: What follows a whole name: a separator, a conjunction, a duty, a tail.
_AFTER = regex(
    rf"$|[、,;/\s等和及与按]|以及|分别|具体|共同|组织|{TOGETHER}"
    rf"|{either((*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words()))}"
)
#: What may part two names, or stand before an enumeration: 等部门及各省、自治区、直辖市人民政府
_BREAK = regex(
    r"[(“)”,、;/\s和及与.·](?:(?<![和及与.·])|(?<=[和及与])(?=[各有相省])"  # one set first: re skips to it
    r"|(?<=[局厅委办部署院会][.·])(?=[省市县区州盟旗国团各]))"  # 县教体局.县财政局
)
_LEADING = regex(
    r"(?:[\s*由及和与●■◆◇○□•①-⑳]|以及|并(?=[省市县区州盟旗各由])"
    r"|(?:[此该本上有相具][^、,]{0,3})?(?:工作|任务|事项|措施|举措)由"  # 此项工作由市民政局负责
    r"|\d{1,2}\.(?!\d)|\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\))*"  # 1.县审计局, (1)县审计局
)
_SECTOR = regex(r"[\u4e00-\u9fff]{2,4}")
_EVERY_SEAT, _NAMELESS_SEAT = regex(rf"各.*{SEAT}$"), regex(rf"[市县区州盟旗镇乡]+{SEAT}$")
_SHARED_HEAD = regex(
    r"^.{2,}?((?:自治[区州县旗]|市|县|区|州|旗)?(?:人民政府|政府|管委会|管理委员会|海关|银保监局|证监局|分行))$"
)
_PLACE = regex(r"^[\u4e00-\u9fff]{2,8}$")


#: What is a duty behind a body alone: 市纪委监督, not 市场监督.
_OVERSEES = regex(r"(?:负责)?(?:监督|监管|调度|督查|督促|统筹|协调|考核|审核|保障|推动|跟踪)+(?:落实|检查|指导)*$")


def _mark(duty: str) -> Role | None:
    """The role that the words of a duty state; 负责 and 指导 state none."""
    if _words_of(LEAD).search(duty):
        return LEAD
    return CO if _words_of(CO).search(duty) else None


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """The stretches between separators outside brackets, each with the separator before it."""
    pieces, start, before, depth = [], 0, "", 0
    whole = _behind_enumeration(text, 0)
    for found in _BREAK.finditer(text):
        at, char = found.start(), found[0]
        if at < whole:
            continue
        if char in "(“":
            depth += 1
        elif char in ")”":
            depth = max(0, depth - 1)
        elif char in "和及与":
            whole = _behind_enumeration(text, at + 1)
        elif depth == 0:
            pieces.append((start, at, before))
            start, before = at + 1, char
            whole = _behind_enumeration(text, start)
    pieces.append((start, len(text), before))
    return [(a, b, sep) for a, b, sep in pieces if text[a:b].strip()]


def _opened(plain: str) -> Iterator[tuple[int, int, str]]:
    """The pieces; where a bracket behind a name lists who joins it, name and list apart: 市人社局(市财政局配合)."""
    pieces = _pieces(plain)
    if ")" not in plain:
        yield from pieces
        return
    for begin, stop, separator in pieces:
        found = _JOINED_BY.search(plain, begin, stop)
        if not found or not _joins(found["those"]):
            yield begin, stop, separator
            continue
        yield begin, found.start(), separator
        at = found.start("those")
        for first, last, before in _pieces(found["those"]):
            yield at + first, at + last, before or "("


def _joins(those: str) -> bool:
    """Whether a bracket lists bodies with the role that they have."""
    duty = _duty().search(those)
    names = those[: duty.start()] if duty else ""
    return bool(duty and _mark(duty[0]) and all(kind_of(name) for name in _SEPARATOR.split(names)))


def _behind_enumeration(text: str, at: int) -> int:
    """Where an enumeration that is one name and begins at ``at`` ends; ``at`` if none begins there."""
    if text[at : at + 1] in ENUMERATING and (found := ENUMERATED.match(text, at)):
        rest = text[found.end() : found.end() + 1]
        if _AFTER.match(text, found.end()) or not kind_of(text[at : found.end()] + rest):
            return found.end()
    return at


def _split_and(text: str) -> list[tuple[int, str]]:
    """The parts of an item that 和 or 及 joins, where both sides are names of their own (文化和旅游厅 is one)."""
    joint = _ADJOINED.search(text)
    if joint and not text.startswith("各") and text[: _end_of_name(text)].endswith("政府"):
        return [(0, text[: joint.end()]), (joint.end(), text[joint.end() :])]
    if not _AND.search(text):
        return [(0, text)]
    stop = _end_of_name(text)
    for found in _AND.finditer(text, 0, stop):
        if text.count("(", 0, found.start()) != text.count(")", 0, found.start()):
            continue
        if _parts(text[: found.start()], text[found.end() : stop]):
            rest = _split_and(text[found.end() :])
            return [(0, text[: found.start()]), *((found.end() + at, part) for at, part in rest)]
    return [(0, text)]


#: What a class begins with: 各地区, 市级有关部门单位, 国务院相关部门.
_EVERY = regex(r"(?:国务院|中央|国家|自治[区州县旗]|[省市县区州盟旗镇乡](?:级|直|属)?|本[省市县区州])?(?:各|有关|相关)")


def _parts(left: str, right: str) -> bool:
    """Whether the words on both sides of 和 are names: 省科技厅 | 省财政厅, not 有关部门 | 单位."""
    if not left or not right or kind_of(right) is None:
        return False
    if left.endswith("等"):
        return True
    name = _TAIL.sub("", left)
    if _EVERY.match(right):
        return kind_of(name) is not None
    return kind_of(name) is AGENCY and bool(STRONG.search(name))


def _end_of_name(text: str) -> int:
    """Where the name of an item ends and its duty or tail begins."""
    duty = _duty().search(text)
    end = duty.start() if duty else len(text)
    tail = _TAIL.search(text, 0, end)
    return tail.start() if tail else end


@dataclass(slots=True)
class _Reading:
    """The state of one pass over a list: what was read, and where the current segment began."""

    items: list[Item]
    doubts: list[str]
    tail: str = ""
    segment: int = 0
    together: int | None = None

    def close(self, mark: Role | None) -> None:
        """Ends a segment: the duty just read holds for every item since the last one."""
        for index in range(self.segment, len(self.items)):
            item = self.items[index]
            stated = CO if self.together is not None and index >= self.together else mark
            if stated and not item.mark:
                self.items[index] = item._replace(mark=stated)
        self.segment, self.together = len(self.items), None


def read_names(text: str, start: int = 0, end: int | None = None, *, trusting: bool = False) -> Names:
    """The names listed in ``text[start:end]``, each with the role that words beside it state.

    ``trusting`` takes an item of unknown form as a name too, marked doubtful, where its neighbours are names: beside
    a label or a duty word nothing else is listed.

    >>> [(i.text, i.mark) for i in read_names("省发展改革委牵头负责，省科技厅、财政厅配合").items]
    [('省发展改革委', <Role.LEAD: 'lead'>), ('省科技厅', <Role.CO: 'co'>), ('财政厅', <Role.CO: 'co'>)]
    >>> [i.text for i in read_names("自治区知识产权局、各州、市、县(市)人民政府,各行政公署").items]
    ['自治区知识产权局', '各州、市、县(市)人民政府', '各行政公署']
    """
    end = len(text) if end is None else end
    plain = narrowed(text)[start:end]
    reading = _Reading([], [])
    clause = 0
    for begin, stop, separator in _opened(plain):
        if separator == "(":
            reading.close(None)
        if parts := _anatomies(plain[begin:stop]):
            clause += separator in _COMMAS
            for part in parts:
                _take(reading, text, start + begin, part, clause)
    if reading.together is not None:
        reading.close(None)
    if trusting and _SEPARATOR.match(plain.lstrip()):
        reading.doubts.append("、")  # a name before the first separator was lost
    return _settle(reading, trusting)


def _take(reading: _Reading, text: str, at: int, part: _Anatomy, clause: int) -> None:
    """Takes one item of the piece that begins at ``at`` into ``reading``: the name, the tail, the duty."""
    begin, end, kind, starred, joined, tail, duty, mark, own = part
    if joined:
        reading.together = len(reading.items)
    if tail and not reading.tail:
        reading.tail = text[at + tail[0] : at + tail[1]]
    if end > begin:
        span = Span(at + begin, at + end)
        words = text[at + begin : at + end]
        reading.items.append(Item(span, words, kind or AGENCY, own, starred, clause, "", kind is None))
    if duty:
        reading.close(mark)


class _Anatomy(NamedTuple):
    """The parts of an item, as places in the piece between two separators that it stands in."""

    begin: int  #: of the name
    end: int
    kind: Kind | None
    starred: bool
    joined: bool  #: whether 会同 stands before it
    tail: tuple[int, int] | None
    duty: bool  #: whether a duty ends it
    mark: Role | None  #: the role that the duty states
    own: Role | None  #: the role that a bracket behind the name states


@lru_cache(maxsize=1 << 16)  # the same few names make up most lists
def _anatomies(piece: str) -> tuple[_Anatomy, ...]:
    """The items of one narrow piece between two separators; none where it is an aside."""
    if _ASIDE.search(piece):
        return ()
    found, at = [], 0
    for number, part in enumerate(_TOGETHER.split(piece)):
        at = piece.index(part, at)
        for index, (offset, item) in enumerate(_split_and(part)):
            found.append(_anatomy(item, at + offset, joined=number > 0 and index == 0))
        at += len(part)
    return tuple(found)


def _anatomy(item: str, at: int, *, joined: bool) -> _Anatomy:
    """The parts of one narrow item that stands ``at`` a place."""
    found = _LEADING.match(item)
    begin = found.end() if found else 0
    stop = max(begin, len(item.rstrip(" .。*●■◆◇○□•")))
    remark = _remark().search(item, begin, stop)
    if remark:
        stop = remark.start()
    duty = _duty().search(item, begin, stop)
    end = duty.start() if duty else stop
    tail = _TAIL.search(item, begin, end)
    if tail:
        end = tail.start()
    if duty and end > begin and kind_of(item[begin:end]) is None and kind_of(item[begin:stop]):
        duty, end = None, stop  # the duty is a part of the name: 市推进办
    watch = _OVERSEES.search(item, begin, end) if not duty and kind_of(item[begin:end]) is None else None
    if watch and kind_of(item[begin : watch.start()]) is AGENCY:
        duty, end = watch, watch.start()
    return _Anatomy(
        at + begin,
        at + end,
        kind_of(item[begin:end]),
        "*" in item[:begin] or "*" in item[stop:],
        joined,
        (at + tail.start(), at + tail.end()) if tail else None,
        duty is not None,
        _mark(duty[0]) if duty else None,
        _mark(remark[0]) if remark else None,
    )


def _settle(reading: _Reading, trusting: bool) -> Names:
    """The list with shared suffixes put back and unreadable items set apart."""
    items = _share_suffix(_classes(_sectors(reading.items, reading.tail)))
    doubts = [item.text for item in items if item.doubtful]
    if not doubts:
        return Names(tuple(items), reading.tail, tuple(reading.doubts if items else ()))
    if not trusting or len(items) < 2 * len(doubts):
        return Names((), reading.tail, tuple(doubts))
    kept = tuple(item for item in items if not item.doubtful or _PLACE.match(item.text))
    return Names(kept, reading.tail, (*doubts, *reading.doubts), headless=items[0] not in kept)


def _classes(items: list[Item]) -> list[Item]:
    """The items, a seat without a name behind one that 各 governs a class too: 各盟行政公署、市人民政府."""
    found = items[:1]
    for before, item in pairwise(items):
        nameless = before.text.startswith("各") and _EVERY_SEAT.match(before.text) and _NAMELESS_SEAT.match(item.text)
        found.append(item._replace(kind=COLLECTIVE) if nameless else item)
    return found


def _sectors(items: list[Item], tail: str) -> list[Item]:
    """The items, sectors whose departments are meant as these: 交通、公安、城管部门 · 卫健、市体育局等部门.

    >>> [i.owner for i in read_names("交通、公安、城管部门负责", trusting=True).items]
    ['交通部门', '公安部门', '']
    """
    found = list(items)
    for index in reversed([at for at, item in enumerate(items) if item.doubtful]):
        item = items[index]
        after = found[index + 1] if index + 1 < len(items) else None
        headed = after is not None and after.clause == item.clause and (after.owner or after.text).endswith("部门")
        ended = tail.endswith("部门") and (after is None or after.clause != item.clause or not after.doubtful)
        if (headed or ended) and _SECTOR.fullmatch(item.text):
            found[index] = item._replace(owner=f"{item.text}部门", kind=COLLECTIVE, doubtful=False)
    return found


def _share_suffix(items: list[Item]) -> list[Item]:
    """The items with the suffix of the last put back on bare place names before it.

    >>> [i.owner or i.text for i in read_names("广州、深圳、东莞市政府").items]
    ['广州市政府', '深圳市政府', '东莞市政府']
    """
    shared, last = list(items), len(items) - 1
    for index in range(last, 0, -1):
        item = shared[index]
        suffix = _suffix_to_share(item.owner or item.text)
        if not suffix or item.kind is COLLECTIVE:
            continue
        previous = shared[index - 1]
        zone = re.search(r"[^省][区市县]$", previous.text) and not previous.owner and previous.kind is AGENCY
        bare = (
            _PLACE.match(previous.text)
            and len(previous.text) <= 5
            and (previous.doubtful or previous.text[-1] in "州盟旗")
        )
        if previous.clause != item.clause or not (bare or zone):
            continue
        if zone or previous.text[-1] in "省区盟旗" or previous.text[2:].endswith("州"):
            suffix = re.sub(r"^(?:自治[区州县旗]|[市县区州旗])", "", suffix)
        shared[index - 1] = previous._replace(owner=previous.text + suffix, doubtful=False, kind=AGENCY)
    return shared


@lru_cache(maxsize=1 << 16)
def _suffix_to_share(name: str) -> str:
    """The suffix of ``name`` that bare place names before it may share, "" if it has none."""
    head = _SHARED_HEAD.match(narrow(name))
    return head[1] if head else ""
