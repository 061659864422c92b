"""Rules on how bodies are named: two ways in one text, with a slip, as they are called no more, as nobody's here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from ontology.authority import Authority
from ontology.entries import CENTRE
from ontology.enumerations import Basis, Role
from ontology.reforms import reforms
from queries.duties.records import Assignment
from queries.review.advice import LIKELY, MUST, SHOULD, SURE, Remark, Words
from queries.review.draft import Draft
from queries.review.rule import rule


@rule(
    "A07",
    SHOULD,
    ("同一单位两种写法", "one body, two names"),
    ("一份文件里一个单位应当只有一种称谓。", "In one document a body should go by one name."),
)
def two_names(draft: Draft) -> Iterator[Remark]:
    """A body that the document calls now by one short form, now by another (市发改委, 市发展改革委).

    GB/T 9704—2012 7.2.4 and 7.3.1 ask for full or standard short names of organs; the rules on official documents
    (党政机关公文处理工作条例 19) for words that are 准确规范. The rarer form is marked where it first stands. A name
    with its place before it and one without are the same form.

    Fires::

        1.建设信用平台。（市发展改革委负责）
        2.建设数据平台。（市发展改革委负责）
        3.发放补贴。（市发改委负责）

    Silent::

        1.建设信用平台。（宁波市财政局负责）
        2.建设数据平台。（市财政局负责）
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[tuple[str, str], Assignment] = {}
    for named in draft.duties.assignments:
        if named.place and not draft.duties.party[named.party].group:
            form = draft.form(named.party, named.surface)
            forms[named.party][form] += 1
            first.setdefault((named.party, form), named)
    for party, counted in forms.items():
        usual, *others = (form for form, _ in counted.most_common())
        for form in others:
            named = first[party, form]
            if named.place and len(form) >= _SHORTEST and not _plate(draft, party, form, usual):
                yield Remark(
                    named.place.start,
                    named.place.end,
                    Words(
                        f"此处“{named.surface}”与他处“{first[party, usual].surface}”（{counted[usual]}处）是同一单位",
                        f"{named.surface} here, {first[party, usual].surface} elsewhere ({counted[usual]}): one body",
                    ),
                    Words(
                        f"统一写作“{first[party, usual].surface}”", f"write {first[party, usual].surface} throughout"
                    ),
                    LIKELY,
                )


def _plate(draft: Draft, party: str, *forms: str) -> bool:
    """Whether one of the names is that of a second nameplate, under which a body rightly acts too."""
    entry = draft.authority.entry_by_iri.get(party)
    plates = {name for name, _, _ in entry.plates} if entry else set()
    return any(form in plates or any(form in name for name in plates) for form in forms)


@rule(
    "A08",
    MUST,
    ("单位名称疑有错字", "a name with a slip of the pen"),
    (
        "机构名录和本文其他任务都没有这个名称，而有一个只差一字的。",
        "Neither the authority file nor another task knows this name, and one that differs in a character is known.",
    ),
)
def misspelt(draft: Draft) -> Iterator[Remark]:
    """A name that nobody knows, one character away from one that is known (知识产仅局: 知识产权局).

    Known are the labels of the authority file at this level and the other bodies of this document. Names of three
    characters (教科局, 教育局) are compared with bodies of this document only, since short names differ by one
    character as a rule; a difference in the last character (局, 厅, 委) is one of level and no slip.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.保护专利。（市市场监哲局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.保护专利。（市市场监管局负责）
    """
    times = Counter(a.party for a in draft.duties.assignments)
    first = {a.party: a for a in reversed(draft.duties.assignments)}
    here = {draft.form(party, draft.name(named)) for party, named in first.items()}
    labels, listed = _listed(draft.authority)
    for party in draft.duties.parties:
        if party.group or not party.new or times[party.iri] != 1:
            continue
        named = first[party.iri]
        form = draft.form(party.iri, named.surface)
        if not named.place or form in labels or form in listed or len(form) < _SHORTEST:
            continue
        near = {name for name in here - {form} if (name in labels or name in listed) and _one_off(form, name)}
        if len(form) > _SHORTEST:
            near |= {name for name in labels if _one_off(form, name)}
        if near:
            meant = min(near, key=lambda name: (name not in here, len(name) != len(form), name))
            yield Remark(
                named.place.start,
                named.place.end,
                Words(
                    f"没有“{named.surface}”这个单位，是否指“{meant}”",
                    f"nobody knows {named.surface}; did you mean {meant}?",
                ),
                Words(
                    f"核对后写“{named.surface.replace(form, meant)}”",
                    f"check, then write {named.surface.replace(form, meant)}",
                ),
                LIKELY,
            )


_SHORTEST = 3


@cache
def _listed(authority: Authority) -> tuple[frozenset[str], frozenset[str]]:
    """What bodies are called by the patterns of an authority file, and in its entries."""
    labels = (label for pattern in authority.patterns for label in (pattern.name, *pattern.labels))
    listed = (label for entry in authority.entries for label in entry.labels if not entry.collective)
    return frozenset(labels), frozenset(listed)


def _one_off(one: str, other: str) -> bool:
    """Whether two names differ by one character replaced, left out or put in, or by two that changed places.

    >>> _one_off("知识产仅局", "知识产权局"), _one_off("公安局", "公安厅"), _one_off("财厅政", "财政厅")
    (True, False, False)
    """
    if one[-1:] != other[-1:] or one == other:
        return False
    if len(one) == len(other):
        apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
        return len(apart) == 1 or (swapped and apart[1] == apart[0] + 1)
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1 or len(short) < _SHORTEST + 2:
        return False
    last = len(long) - (2 if long.endswith("委") else 1)  # 住房城乡建委 is short for 住房城乡建设委
    return any(long[:at] + long[at + 1 :] == short and long[at] not in "和与" for at in range(1, last))


@rule(
    "A09",
    MUST,
    ("单位已撤并或更名", "a body that is no more"),
    ("机构改革后该单位已不存在，任务落空。", "After a reform the body does not exist, and the task falls to nobody."),
)
def gone(draft: Draft) -> Iterator[Remark]:
    """A body that had been merged, renamed or abolished by the day of the document (or --as-of), with its successors.

    From the authority file: what bodies became of others in the reforms of 2018 (深化党和国家机构改革方案) and 2023,
    with the certainty of each step. Of a local body that no file lists, the kind decides, and its successor is what
    became of such bodies elsewhere. A name that its successor bears as a nameplate (版权局) may go on being written.
    One that stands in more than three places is told of once, with their number.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.保护商标。（市工商局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.保护商标。（市市场监管局负责）
    """
    if not draft.day:
        return
    placed = [a for a in draft.duties.assignments if a.place and not draft.duties.party[a.party].group]
    times = Counter((a.party, a.surface) for a in placed)
    told: set[tuple[str, str]] = set()
    for named in placed:
        key = named.party, named.surface
        if named.place and key not in told and (ended := _ended(draft, *key)):
            until, heirs, certain = ended
            whom = "、".join(heirs)
            many = times[key] > draft.thresholds.scattered
            told |= {key} if many else set()
            yield Remark(
                named.place.start,
                named.place.end,
                Words(
                    f"“{named.surface}”"
                    + (f"（全文{times[key]}处）" if many else "")
                    + f"至迟{until}已不存在"
                    + (f"，职能转入{whom}" if whom else ""),
                    f"{named.surface}"
                    + (f" ({times[key]} times in the text)" if many else "")
                    + f" had gone by {until}"
                    + (f"; its functions went to {whom}" if whom else ""),
                ),
                Words(
                    f"改写为“{whom}”" if whom else "核对机构改革方案后改写",
                    f"write {whom}" if whom else "look up the reform",
                ),
                SURE if certain else LIKELY,
            )


def _ended(draft: Draft, party: str, surface: str) -> tuple[str, tuple[str, ...], bool] | None:
    """By when a body had ended, who has its functions, and whether that is certain; None if it had not."""
    authority, day = draft.authority, draft.day
    form = draft.form(party, surface)
    if _NAMEPLATE.fullmatch(form):
        return None
    code = draft.duties.party[party].jurisdiction.rpartition("/")[2]
    borne = authority.bearers(form, code)
    if entry := authority.entry_by_iri.get(party):
        borne = borne or ((entry, entry.since, entry.until),)
    if borne:
        if any(not until or day < until for _, _, until in borne):
            return None
        entry, _, until = max(borne, key=lambda each: each[2])
        heirs = reforms(authority).heirs(entry.iri, day)
        names = tuple(authority.entry_by_iri[s.iri].short for s in heirs if s.iri in authority.entry_by_iri)
        return until, names, all(s.certainty == "sure" for s in heirs)
    branch = f"{form.removesuffix('局')}总局"  # 广东金融监管局 is a branch of 金融监管总局
    if authority.find(branch, CENTRE, day):
        return None
    became = reforms(authority)
    until = became.ended(form, day)
    return (until, became.of_name(form, day), False) if until else None


#: Names that other organs bear since the reform of 2018 (深化党和国家机构改革方案: 对外保留牌子, 加挂牌子).
_NAMEPLATE = re.compile(
    r"""(?:国家|国务院)?(?:
      (?: 版权 | 新闻出版 | 电影 | 宗教 | 宗教事务 | 公务员 | 海洋 | 外国专家 | 外专 )局
    | 侨办 | 侨务办 | 侨务办公室 | 行政学院
    | 标准委 | 标准化管理委员会 | 认监委 | 认证认可监督管理委员会 )""",
    re.VERBOSE,
)


@rule(
    "A10",
    MUST,
    ("不归发文机关管的单位", "a body out of the issuer's reach"),
    (
        "发文机关不能给别的政府或上级的部门派任务。",
        "An issuer gives no tasks to the departments of another government or of one above.",
    ),
)
def out_of_reach(draft: Draft) -> Iterator[Remark]:
    """A department of another place, or of a government above, that is given a task.

    By the place of the body and that of the document: its own and those below are in reach; what touches on others has
    to be agreed with them first (党政机关公文处理工作条例 19 (六): 必须征求相关地区或者部门意见). Bodies
    that the centre leads in the place (customs, tax, the banks), companies and courts are another matter and are not
    looked at. A superior's department is advised of where it is to lead, since a task may ask it for help.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.发放补贴。（杭州市教育局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.发放补贴。（宁波市教育局负责）
    """
    if draft.home is None:
        return
    own = draft.authority.lineage(draft.home.code)
    for named in draft.duties.assignments:
        party = draft.duties.party[named.party]
        code = party.jurisdiction.rpartition("/")[2]
        if not named.place or party.group or party.kind not in _COMMANDED or code not in draft.authority.place_by_code:
            continue
        if draft.home.code in draft.authority.lineage(code):
            continue
        superior = code in own
        if superior and (named.role is not Role.LEAD or named.basis is Basis.SENTENCE):
            continue
        place = draft.authority.place_by_code[code].name
        ours = named.surface.startswith((draft.home.name, *draft.home.aliases))
        if superior and ours and not named.surface.startswith(place):
            continue  # 成都公积金中心 is Chengdu's, wherever it was read to be
        yield Remark(
            named.place.start,
            named.place.end,
            Words(
                f"“{named.surface}”是上级{place}的部门，本机关不能指定其牵头"
                if superior
                else f"“{named.surface}”是{place}的单位，不归{draft.home.name}管",
                f"{named.surface} belongs to {place}, not to {draft.home.name}",
            ),
            Words(
                "改为本级对应部门，或写“争取…支持”" if superior else "改为本级对应部门（疑为套用他处文件所留）",
                "write the department of this government; the name may be left over from a template",
            ),
            LIKELY,
            SHOULD if superior else MUST,
        )


_COMMANDED = frozenset(
    {"GovernmentDepartment", "LocalGovernment", "PartyOrgan", "PublicInstitution", "CoordinationBody"}
)


RULES = (two_names, misspelt, gone, out_of_reach)
