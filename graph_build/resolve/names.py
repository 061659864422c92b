"""Names of bodies as words: widths made equal, and the jurisdiction that a list leaves out put back.

A list names the jurisdiction once (自治区知识产权局、工商局). Whether a later name shares it depends on
what it is: a unit of that government does (工商局); a body with its own territory (乌鲁木齐海关), a zone,
a company with its own name or a class of bodies does not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ontology.patterns import regex

_BRACKETS = str.maketrans("（〔〈［【﹙《‹＜<）〕〉］】﹚》›＞>", "((((((((((" + "))))))))))")
_REMARK = regex(r"[，,;；]?\s*下同\s*(?=\)|$)")
_SPACE = regex(r"[\s\u200b-\u200f\u2060\ufeff]+")


@lru_cache(maxsize=1 << 16)
def normalise(surface: str) -> str:
    """``surface`` with half-width brackets, without blanks, a leading * and a closing 下同.

    >>> normalise("＊各区人民政府〈含开发区、长江新区，下同〉")
    '各区人民政府(含开发区、长江新区)'
    """
    name = _SPACE.sub("", surface).translate(_BRACKETS)
    return _REMARK.sub("", name).lstrip("*＊").replace("()", "")


# The word for a level of government, where a body's name follows it: 市 in 市财政局, not in 市场监管局.
_LEVEL = regex(
    r"""(?P<level>
        自治区(?!域) | 自治州 | 地区 | 兵团 | 师市 | 新区(?=[^管]) | 省 | 州 | 盟(?!友)
      | 市(?!场 | 容 | 民(?:中心 | 服务 | 热线 | 之家 | 卡) | 监局 | 管局
           | 政(?:管理 | 园林 | 公用 | 工程 | 设施 | 绿化 | 市容 | 环卫 | 建设 | 养护 | 集团 | 公司))
      | 县(?!域)
      | 区(?!域 | 块 | 划 | 间 | 位)
      | 旗(?!舰)
    )(?P<rest>.{2,})""",
    re.VERBOSE,
)
#: 全区各专班 are those of the whole district already.
_WHOLE = regex(r"全(?:自治[区州县旗]|[省市县区州盟旗镇乡])")
_YOUTH_LEAGUE = regex(r"^团(?P<level>省|市|县|区|州|旗|盟|自治区党)委")


@lru_cache(maxsize=1 << 16)
def level_of(name: str) -> str:
    """The word for a level that ``name`` begins with, "" if it begins with none.

    >>> [level_of(name) for name in ("省委组织部", "市场监管局", "市市场监管局", "区块链办", "团市委", "州财政局")]
    ['省', '', '市', '', '市', '州']
    """
    if name.startswith("地委"):
        return "地区"
    if youth := _YOUTH_LEAGUE.match(name):
        return youth["level"].removesuffix("党")
    found = _LEVEL.match(name)
    return found["level"] if found else ""


# Bodies of the whole state, and the branches of those that act under one name everywhere.
_STATE = regex(
    r"国家(?!级)|国务院|中国|中央|中共中央|中华|全国|最高人民|国网|国开行|中科院|中国科学院|人民银行|人行|央行|外汇局|外汇管理局|解放军|武警部队"
    r"|国有资产监督管理委员会$|银保监会|银监会|保监会|证监会|(海关|税务|市场监管|广电|体育|粮食)总(局|署)|审计署|国管局"
)
# Branches of central bodies: they carry the name of their own district, and share nobody's prefix.
_BRANCH = regex(
    r"(海关|海事局|银监局|保监局|银保监局|证监局|外汇局|外汇管理局|监管分局|银保监分局|银监分局|中心支行|中支|金融监管分局"
    r"|专员办|铁路(监督)?(管理)?局|铁路集团|铁路.{2,4}站|民航.*局|空管局|调查总队|调查队|海警局|长江委|黄委|出入境边防检查总站|边检总站)$"
)
_BRANCH_HEADS = ("人行", "人民银行", "中国人民银行", "国家外汇", "外汇局", "外汇管理局")
_ZONE = regex(
    r"(高新区|经开区|开发区|示范区|新区|保税区|保税港区|园区|自贸区|试验区|合作区|度假区|风景区|景区|新城|片区|功能区|港区|产业园|科学城|未来科技城)"
    r"((党工委|管委会|管理委员会|执委会|管理局)?(、.*)?)$"
    r"|(管委会|管理委员会|执委会|执行委员会)$"
)
_TERRITORY = regex(r"(省|市|县|区|州|盟|旗|乡|镇|街道|街道办|街道办事处|村|社区|[省市县区州盟旗乡镇](人民)?政府)$")
_MILITARY = regex(r"(军区|军分区|警备区|战区|兵团|驻.{1,6}部队)$")
_MINISTRY = regex(
    r"(外交|国防|教育|科学?技术?|科技|工业和信息化|工信|公安|国家安全|民政|司法|财政|人力资源和?社会保障|人社|自然资源|国土资源|生态环境|环境保护|环保"
    r"|住房和?城乡建设|住建|交通运输|交通|水利|农业农村|农业|商务|文化和旅游|文化旅游|文化|文旅|卫生|退役军人事务|退役军人|应急管理|应急|铁道|监察)部$"
)
_SCHOOL = regex(r"(大学|高校|高等专科学校|师范学院|技术学院|职业学院|医学院|理工学院|工学院)(\(.*\))?$")
_OWN_BUSINESS = regex(
    r"^(移动|联通|电信|铁塔|邮政|广电网络|工商银行|农业银行|建设银行|交通银行|中行|工行|农行|建行|农发行|国开行|中石[油化]|中烟)"
)
_BUSINESS = regex(
    r"(集团|公司|企业|银行|信用社|(?<!供销)(?<!合作)联社|农信|合作社|基金|交易所|保险|证券|控股|资本)(\(.*\))?$"
)
# What a company of a government is for: named by such words alone, it is named by its function.
_FUNCTION = regex(
    r"(?:交通|交发|交投|交建|产业|产发|产投|产控|城投|城建|城发|城市|城乡|城运|资产|资本|国资|国投|国有|国控|金控|金融|投资|投融资|融资|担保|再担保|信用|信贷"
    r"|水务|水利|水投|水发|公交|公共|轨道|地铁|燃气|供水|供热|热力|供电|电力|能源|环境|环保|环卫|文旅|文化|旅游|旅发|旅投|农业|农村|农投|农发|粮食|粮油"
    r"|工业|工投|建工|建设|建投|开发|发展|运营|实业|铁投|铁路|高速|公路|机场|港口|港航|航空|物流|商贸|商业|人才|人力|资源|数据|大数据|数字|信息|科技|科创|技术"
    r"|创新|创业|创投|基金|教育|体育|卫生|健康|医疗|医药|养老|康养|殡葬|盐业|林业|林草|渔业|矿业|矿产|地产|住房|安居|保障|公用|公共|市政|园林|服务|综合|广电|传媒|报业"
    r"|日报|出版|会展|招商|口岸|自来水|排水|供排水|给排水|水电|热电|新能源|充电|停车|客运|运输|储备|供销|殡仪|食品|种业|建材|石材|智慧|文投|文产|开投|开控|农担|城运|城服|城资|港投|港务|环投|教投|科投|园投|乡投|分公司|国有资本|控股|股份|有限|责任|集团|总公司|公司|和|与)+"
)


#: What the Party is called before the name of a place: 中共宁波市委, but not 中共中央组织部.
_OF_THE_PARTY = regex(r"(?:中国共产党|中共)(?!中央)")


def of_its_place(name: str) -> str:
    """``name``, that of a committee of the Party from its place on.

    >>> of_its_place("中共宁波市委"), of_its_place("中共中央宣传部")
    ('宁波市委', '中共中央宣传部')
    """
    found = _OF_THE_PARTY.match(name)
    return name[found.end() :] if found else name


def of_the_state(name: str) -> bool:
    """Whether ``name`` is a central body in any document: 国家发展改革委, 财政部, but not 发展改革委."""
    return bool(_STATE.match(name) or _MINISTRY.match(name))


def branch(name: str) -> bool:
    """Whether ``name`` is a branch of a central body with a district of its own: 南昌海关, 湘潭银保监分局."""
    return bool(_BRANCH.search(name.partition("(")[0])) or name.startswith(_BRANCH_HEADS)


_BANK = regex(r"^(中国)?人民银行|^人行")
_BANK_END = regex(r"中支$")


def in_full(name: str) -> str:
    """The name of a branch with its head and end spelt out, which is what tells branches apart.

    >>> in_full("人行泰州中支"), in_full("人民银行济南分行"), in_full("南昌海关")
    ('中国人民银行泰州中心支行', '中国人民银行济南分行', '南昌海关')
    """
    return _BANK_END.sub("中心支行", _BANK.sub("中国人民银行", name))


def _own_business(name: str) -> bool:
    """Whether ``name`` is a company with a name of its own: 通商控股集团, not 产发集团 or 融资担保公司."""
    if not _BUSINESS.search(name):
        return False
    return (
        bool(_OWN_BUSINESS.match(name))
        or name.endswith(("银行", "信用社", "信用联社"))
        or not _FUNCTION.fullmatch(name)
    )


@lru_cache(maxsize=1 << 16)
def own_territory(name: str) -> bool:
    """Whether ``name`` is no unit of the government whose document it stands in, as far as its words show.

    >>> [
    ...     own_territory(name)
    ...     for name in ("乌鲁木齐海关", "人行泰州中支", "高新区管委会", "通商控股集团", "产发集团", "财政厅")
    ... ]
    [True, True, True, True, False, False]
    """
    head = name.partition("(")[0] or name
    return (
        of_the_state(head)
        or any(pattern.search(head) for pattern in (_BRANCH, _ZONE, _TERRITORY, _MILITARY, _SCHOOL))
        or _own_business(head)
    )


# Organs of a Party committee that are never organs of the government: after 省委组织部, 宣传部 is 省委宣传部.
_PARTY = regex(r"^(组织部|宣传部|统战部|政法委|社会工作部|社工部|老干部局)(\(.*\))?$")
# Offices that stand under either: they share 省委 where their left neighbour has it.
_PARTY_OFFICE = regex(
    r"^(网信办|编办|改革办|政研室|政策研究室|巡视办|巡察办|国安办|财经办|人才办|军民融合办|机要局|党史研究室|直属机关工委|全面依法.{1,2}办)(\(.*\))?$"
)
_PARTY_PREFIX = regex(r"^(?P<committee>(?:省|市|县|区|州|盟|旗|地|新区|师市)委|自治区党委|兵团党委|工委)")
#: Departments that a province has as 厅: named 局 they belong to a lower level.
_PROVINCIAL = regex(r"厅(\(.*\))?$")


_COMMITTEES = {"自治区": "自治区党委", "兵团": "兵团党委", "地区": "地委"}
# What the name of a unit of a government ends in; 金融机构 or 国有企业 are none.
_ORGAN = regex(
    r"""([局厅委办室院署会部社台站所馆校队协联组团庭] | (管理 | 办事 | 事务 | 服务)处
        | 中心 | 专班 | 人大 | 机关 | 政府 | 集团 | 公司 | 银行 | 基地 | 热线)
        (\(.*\)?)?$""",
    re.VERBOSE,
)
# Outposts of a higher level: 市生态环境局苍南分局 in a county's list lends its 市 to nobody.
_OUTPOST = regex(r"(分局|分中心|管理部|支队|大队)$")


class Context(NamedTuple):
    """What the left neighbours of a name and its document give it."""

    level: str = ""  #: level word of the nearest name to the left that has one
    committee: str = ""  #: 省委, if the left neighbour is an organ of it
    home: str = ""  #: level word of the document's own jurisdiction, "" for a central document

    def after(self, name: str) -> Context:
        """The context of the next name."""
        level = "" if _OUTPOST.search(name) else level_of(name)
        found = _PARTY_PREFIX.match(name)
        return Context(level or self.level, found["committee"] if found else "", self.home)


def restore(name: str, context: Context) -> str:
    """``name``, normalised, with the elided jurisdiction put back; unchanged if it has one or takes none.

    Names that begin with a place are for the caller to keep out, who knows the places.

    >>> (
    ...     restore("财政厅", Context("自治区", "", "自治区")),
    ...     restore("宣传部", Context("省", "省委", "省")),
    ...     restore("财政部", Context()),
    ... )
    ('自治区财政厅', '省委宣传部', '财政部')
    """
    prefix = context.level or context.home
    if _PROVINCIAL.search(name) and prefix not in ("省", "自治区", "兵团"):
        prefix = context.home if context.home in ("省", "自治区") else ""
    if not prefix or level_of(name) or _WHOLE.match(name) or own_territory(name) or not _ORGAN.search(name):
        return name
    if _PARTY.match(name) or (context.committee and _PARTY_OFFICE.match(name)):
        return (context.committee or _COMMITTEES.get(prefix, f"{prefix}委")) + name
    return prefix + name


# What sort of body a name says it is, where no pattern knows it: the first that fits.
_KINDS = (
    (regex(r"法院|法庭"), "Court"),
    (regex(r"检察院"), "Procuratorate"),
    (regex(r"军区|军分区|警备区|武警|部队|人武部|武装部"), "MilitaryBody"),
    (regex(r"集团|公司|银行|农商行|信用社|联社$|企业$|控股$"), "Enterprise"),
    (regex(r"领导小组|指挥部|专班|联席会议|议事协调"), "CoordinationBody"),
    (regex(r"管委会|管理委员会|执委会|行政公署|行署|街道办"), "DispatchedAgency"),
    (
        regex(r"^(省|市|县|区|州|盟|旗|党)委|^自治区党委|^兵团党委|^地委|工委$|党校|纪委|监委"),
        "PartyOrgan",
    ),
    (regex(r"人大"), "PeoplesCongress"),
    (regex(r"政协"), "ConsultativeConference"),
    (
        regex(r"^共青团|^团[省市县区州]委|总工会|妇联|残联|侨联|文联|科协|工商联|联合会|协会|红十字会|供销"),
        "PeoplesOrganisation",
    ),
    (regex(r"中心(\(.*\))?$|研究院|学院|大学|学校|医院|馆$|台$|报社|公积金"), "PublicInstitution"),
    (regex(r"政府(\(.*\))?$|[省市县区州盟旗乡镇]$"), "LocalGovernment"),
    (regex(r"[局厅委办署部](\(.*\))?$|办公[厅室]|委员会"), "GovernmentDepartment"),
)


def kind_of(name: str) -> str:
    """The class of policy.ttl that ``name`` speaks for, "" if it speaks for none.

    >>> [kind_of(name) for name in ("南昌海关", "市产发集团", "县人工智能专班办公室", "市委智慧办", "市就业局")]
    ['VerticalBody', 'Enterprise', 'CoordinationBody', 'PartyOrgan', 'GovernmentDepartment']
    """
    if branch(name):
        return "VerticalBody"
    if _ZONE.search(name):
        return "DispatchedAgency"
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), "")
