"""Duties in running sentences: read with less certainty, so marked basis "sentence" and taken only when asked for.

    sentence = by | done_by | subject | together | named | should
    by       = "由" names duty ["，" names duty | with]    由省财政厅牵头，省税务局配合；由市科技局会同市财政局制定
    done_by  = "由" names [manner] verb                    由省发展改革委审批；由有关单位按职责分工制定
    subject  = names ["要" | "应"] ("牵头负责" | "负责") [with] …  省科技厅牵头负责…；公安部负责…
    with     = ["，"] "会同" names verb                     由省发展改革委牵头，会同省财政厅、省自然资源厅制定…
    together = names ["要" | "应"] "会同" names verb       市工信局要会同市科技局等部门，建立…
    named    = names "为" ("牵头" | "责任") "单位"          县发改局为牵头单位，县财政局为配合单位
    asked    = "要求" names …                              通知要求各市商务局、开发区管委会进一步做好…
    should   = names [occasion] ("要" | "应当" | "须" | "将") …  税务机关要依法核准…；主管部门接到报告后，应当组织…

What was done already is no duty: 发展改革委会同水利部研究提出了办理意见.

Every item must be a body beyond doubt: prose is full of words that end like one. Organs and their classes are bodies
here (税务机关, 各区); those whom they watch over are none (医疗机构, 用人单位, 各企业).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_build.model import COLLECTIVE, Attribution, Basis, Mention, Role, Span
from graph_build.parse.disjoint import Disjoint
from graph_build.parse.lists import TOGETHER, Item, Names, read_names
from graph_build.parse.names import is_certain, kind_of, narrow
from ontology.patterns import regex


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One way a sentence gives a duty; group ``names`` holds the list with its duty words."""

    name: str
    pattern: re.Pattern[str]
    example: str


_LEADS = r"(?:牵头负责|牵头抓总|牵头落实|牵头|主办|负总责|负责)"
_JOINS = r"(?:配合|参与|参加|协办|协助|协同|支持)"
#: What no duty follows: 负责同志, 负责人, 负责解释; and what was done already.
_NOT_TO_DO = r"(?![^，。；;,:\n]{0,6}解释(?![及和与])|人|同志|制(?![定订作])|或|研究提出[:：]|[^，。；;,:\n]{0,8}了)"
_TO_DO = (
    r"组建|建立|制定|研究|开展|组织|推进|做好|加强|完善|出台|编制|负责|指导|督促|对|及时|定期|按|共同|审核|提出|落实|加快|积极"
    r"|统筹|实施|协调|检查|确定|规范|监督|支持|做|将|报|明确|修订|探索|推动|依法|每年|抓好|核定|拟订|评估|公布|另行"
)
#: Where the subject of a clause can stand, and what may stand before it: 通知要求各地…, 即省税务局….
_BEGINS = (
    r"(?:^|(?<=[。;:,\n)条\s“”!?]))(?:并且?|即|同时|其中|[一二三四五六七八九十]是|近期|[后後]续|今[后後]|下一步|必要时"
    r"|(?:通知|会议|方案|意见|办法)(?:要求|强调|指出|提出|明确))?"
)
_SHOULD = r"(?:要|应当?|须|将|可)?(?:分别|共同|具体|统一|牵头|及时|定期|积极|主动)?"

#: What a body is told, and no part of another word: 重要, 要求, 应急, 响应, 将军.
_MUST = (
    r"(?:(?<![主需重必只还首概摘纪不紧想])要(?![求点素件闻么领义塞是])|(?<![相响供适反对理感])应当?(?![急对用有收付届战援诊聘答变邀])"
    r"|(?:必须|务必|须)(?!知)|(?<!即)将(?![近来军领士被]|[^,。;\n]{0,30}了))"
)
#: When or by what a body is to act, between it and 应当: 接到报告后，…; 按照国家有关规定，…
_OCCASION = (
    r"(?:(?:接到|收到|发现|受理|作出|自(?!治|然)|在|对|根据|按照|依照|依据|依法|结合)[^。;:,\n]{0,40}?,?|均|都|也|还)?"
)
_MANNER = (
    r"(?:(?:按照?|根据|依照|结合|依法|依)[^,。;:\n]{0,12}?)?(?:负责|统一|分别|共同|具体|另行|及时|定期|联合|统筹)?"
)
#: What a body does to a thing that is handed to it: 由国家计委审批.
_ACTS = (
    r"(?:组织|审批|审查|审核|审定|核定|核准|批准|制定|制订|拟订|编制|实施|确定|认定|汇总|受理|办理|管理|监管|监督|检查|验收|评估|评审|处理"
    r"|查处|处罚|裁决|公布|发布|落实|承担|安排|拨付|发放|协调|统筹|推进|指导|督促|责令|追究|收回|修订|备案|登记|征收|牵头)"
    r"(?!总?[局站署队]|[委部厅办处所组科院]|中心|部门|机[构关]|行政|监督|服务)"  # a part of the name: 安全监督站
)

#: Whom he who leads is to act with: 由省发展改革委牵头，会同省财政厅、省自然资源厅制定实施方案.
_WITH = rf",?(?:{TOGETHER})[^。;:\n的,]{{2,60}}?(?=,|{_TO_DO}){_NOT_TO_DO}"

FORMS: tuple[SentenceForm, ...] = (
    SentenceForm(
        "by",
        regex(
            rf"由(?P<names>[^。;:\n由]{{2,80}}?{_LEADS}{_NOT_TO_DO}(?:{_WITH}|,[^。;:\n]{{2,80}}?{_JOINS})?"
            rf"|[^。;:\n由的,]{{2,30}}(?:{TOGETHER})[^。;:\n的,]{{2,60}}?(?=(?:{_TO_DO}){_NOT_TO_DO}))"
        ),
        "试点工作由省财政厅牵头，省税务局、人民银行济南分行配合。",
    ),
    SentenceForm(
        "done_by",
        regex(rf"由(?P<names>[^。;:,\n由的]{{2,60}}?(?:牵头|(?={_MANNER}{_ACTS}))){_NOT_TO_DO}"),
        "各条款由有关单位按职责分工制定实施细则。",
    ),
    SentenceForm(
        "subject",
        regex(
            rf"{_BEGINS}(?P<names>[^。;:,、\n的(\d第][^。;:,\n的]{{1,60}}?{_SHOULD}{_LEADS}"
            rf"(?:{_WITH}|{_NOT_TO_DO}(?=[^。;\n)])))"
        ),
        "省知识产权局牵头负责向国家知识产权局汇报衔接。",
    ),
    SentenceForm(
        "together",
        regex(
            rf"{_BEGINS}(?P<names>[^。;:,、\n的(\d第][^。;:,\n的]{{1,30}}?{_SHOULD}(?:{TOGETHER})[^。;:,\n的]{{2,60}}?"
            rf"(?:等(?:有关|相关)?(?:部门|单位))?)(?=,|{_TO_DO}){_NOT_TO_DO}"
        ),
        "市工信局会同市发展改革委、市科技局等部门，建立协调机制。",
    ),
    SentenceForm(
        "named",
        regex(
            rf"(?:{_BEGINS}|由)(?P<names>[^。;:,、\n的(\d第由][^。;:,\n的]{{1,60}}?作?为(?:牵头|主办|责任|配合|协办)(?:单位|部门)"
            r"(?:,[^。;:\n的]{2,60}?为(?:配合|协办|参与|责任)(?:单位|部门))?)(?=[。;,\n]|$)"
        ),
        "县发改局为牵头单位，县财政局为配合单位。",
    ),
    SentenceForm(
        "should",
        regex(rf"{_BEGINS}(?P<names>[^。;:,、\n的(\d第][^。;:,\n的]{{1,60}}?)(?={_OCCASION}{_MUST}[^。;:,\n]{{2}})"),
        "税务机关要依法及时核准其延期缴纳税款申请。",
    ),
    SentenceForm(
        "asked",
        regex(
            r"要求(?P<names>[^。;:,\n的]{2,60}?)(?=进一步|切实|认真|严格|全面|做好|加强|加大|加快|落实|抓好|积极|及时|统筹|立足|结合|按照)"
        ),
        "通知要求各市商务局、开发区管委会进一步做好调运保供。",
    ),
)
#: What prose puts between a body and its verb: 各地要按照…, 政府对…
_PROSE = regex(
    r"[要对将由]|主要$|分管|按照|以下|同级|^(?:级|以上|上级|如|因|经(?![办信开济])|在|各自|本|该|此|其)|公司成立|[家个]单位$"
)
#: Classes of organs, by what they are for; those of prose are led by a verb: 报有关部门.
_ORGANS = regex(
    r"(?:部门|机关|(?:监督|监察|监测|检查|稽查|执法|管理|应急)(?:总?站|总队|支队|大队|所)|(?:登记|监管|监督|管理|经办|执法|主管|派出|搜救|救助|征收|稽查|审计|仲裁|疾病预防控制)机构"
    r"|(?:公积金(?:管理)?|疾控|疾病预防控制|公共资源交易)中心)$"
)
_GOVERNED = regex(
    r"^(?:建设(?![局厅部委])|设立|成立|依托|报请?|免[收征除]|减[收征免]|抄?送|配合|通知|告知|联系|协助|联合|移?交|协调|指导|督促|要求|组织|请|让|向|为|与|和|同|给|我(?![省市县区州]))"
)
#: Whom only the letter's own frame names: 我局, 你公司.
_POINTING = regex(r"(?:[我贵该本]|你)们?(?:部|委|局|厅|署|办|院|司|会|省|市|区|县|单位|公司|中心|行|校)$|^[你贵]")
#: How a class that 各 governs ends; 各地工业和信息化 is the first half of one.
_EACH = regex(r"[地区市县州盟旗镇乡道省门位关府委局办厅会部署院司方村站所队处组室团社]\)?$")
#: Where two classes meet with nothing or 和 between them: 各地各部门, 各级税务机关和经办机构.
_MEET = regex(r"(?<=党委)[和及与]?(?=(?:人民)?政府)|(?<=[地区市县级门位])(?=各)|(?<=部门|机关)[和及与](?=[^、]+$)")
#: Bodies of state whose names end like no other's.
_KNOWN = regex(r"国务院|中央军委|全国人大(?:常委会)?|全国政协")
#: What departments are for, in lists that name 部门 once: 财政、税务部门; 工信、人社等部门.
_FIELD = (
    r"(?:教育|科技|科学技术|工业和信息化|工信|经信|民政|司法|公安|国家安全|财政|人力资源和?社会保障|人社|自然资源|生态环境|环保|住房和?城乡建设|住建"
    r"|建设|交通运输|交通|水利|水务|农业农村|农业|商务|文化和?旅游|文旅|卫生健康|卫健|卫生|应急管理|应急|审计|国资|市场监管|市场监督管理|体育|统计"
    r"|医疗保障|医保|发展和?改革|发改|林业和?草原|林草|林业|海关|税务|气象|网信|宣传|金融监管|金融|银保监|证监|人民银行|中医药|药品监管|药监|通信|电信"
    r"|邮政|铁路|民航|能源|粮食|数据|城管|外事|外汇|消防|扶贫|乡村振兴|信访|组织|机构编制|知识产权|海事|渔业|工商|质检|安全监管)"
)
_FIELDS = regex(
    rf"(?:[\u4e00-\u9fff]{{2,8}}[省市县区州盟旗](?=各))?(?:省、自治区、直辖市|各级|各地区?|各有关省份|地方各?级?|有关|[省市县区]级?|当地)?{_FIELD}(?:[、和及]{_FIELD})+(?:等有?关?)?(?:行政)?(?:主管|监管|管理)?部门(?:和单位)?"
)
_ONE_FIELD = regex(rf"{_FIELD}(?=[、和及等]|(?:行政)?(?:主管|监管|管理)?部门)")
_JOINED = regex(rf"{_SHOULD}(?:{TOGETHER})")
#: Those whom organs watch over watch over: 各医疗机构, 各企业.
_WATCHED = regex(
    r"(?:企业|院校|高校|学校|机构|场所|(?:上市|挂牌|证券|保险|担保|基金|物业)公司"
    r"|(?<![各关员任头合管能级直属门和及与、央])单位)$"  # 进口单位, 施工单位
)
#: No name of one body: 银监会或其派出机构, 空军和中国民航局, 市经信局市新经济委; 补办, 督办.
_FUSED = regex(
    r"或|[和及与](?:中国|国家|[省市县区])|[局厅办委][省市县](?!委|政府|人民)|[补代帮督经承主举兴创申转换]办$|^[^各].?$"
)
_CUE = regex(rf"要求|牵头|负责|{TOGETHER}|主办|负总责|为责任|为配合|由|{_MUST}")
#: What stands between a body and its duty, and is no part of the name: 科技部要会同…, 各区应及时牵头…
_MODAL = regex(
    rf"作(?=为(?:牵头|主办|责任|配合|协办))|(?:要|应当?|须|将|可)?(?:及时|定期|积极|主动|共同|分别)?(?={TOGETHER}|牵头|负责|主办)"
)
#: A sentence that tells what happened.
_TOLD = regex(r"(?:近日|日前|昨日|当日|当天|今天|(?<![对凡])已经?|曾|\d日(?!之?前|以前|起|内|后))[^。\n]{0,40}$")


def find_sentences(text: str, within: Span, taken: tuple[Span, ...] = ()) -> tuple[Attribution, ...]:
    """The sentences in ``text[within]`` that give a duty, outside the places already ``taken``.

    >>> text = "省科技厅牵头负责申报工作。"
    >>> [(m.surface, m.role.value, m.basis.value) for a in find_sentences(text, Span(0, len(text))) for m in a.mentions]
    [('省科技厅', 'lead', 'sentence')]
    """
    part = within.of(text)
    if not _CUE.search(part):
        return ()
    plain = narrow(part)
    bare = _MODAL.sub(lambda modal: " " * len(modal[0]), part)
    found: list[Attribution] = []
    occupied = Disjoint(taken)
    for form in FORMS:
        for match in form.pattern.finditer(plain):
            span = Span(within.start + match.start("names"), within.start + match.end())
            if occupied.overlaps(span):
                continue
            names = read_names(bare, *match.span("names"))
            items = _fields(part, match) or tuple(half for item in names.items for half in _apart(item))
            if (
                items
                and items[0].mark is not Role.CO
                and (items[0].owner or not names.doubts)
                and all(
                    _is_body(item.owner or item.text, after.text)
                    for after, item in zip(items[:1] + items, items, strict=False)
                )
                and (
                    form.name in ("should", "asked")
                    or not _TOLD.search(plain, max(0, match.start() - 48), match.start())
                )
            ):
                occupied.add(span)
                found.append(
                    Attribution(
                        span,
                        span.of(text),
                        f"sentence: {form.name}",
                        tuple(_mentions(items, within.start)),
                        tail=names.tail,
                    )
                )
    return tuple(sorted(found, key=lambda attribution: attribution.span))


def _is_body(name: str, after: str = "") -> bool:
    """Whether the subject of a sentence is an organ or a class of organs beyond doubt; ``after`` stands before it.

    >>> _is_body("税务机关"), _is_body("报有关部门"), _is_body("各医疗机构")
    (True, False, False)
    """
    if _KNOWN.fullmatch(name) or (name == "政府" and after.endswith("党委")):
        return True
    if _PROSE.search(name) or _GOVERNED.search(name) or _POINTING.search(name) or _FUSED.search(name):
        return False
    if name.startswith("各") and not _EACH.search(narrow(name)):
        return False
    if _ORGANS.search(name):
        return kind_of(name) is not None
    return is_certain(name) and not _WATCHED.search(name)


def _fields(text: str, match: re.Match[str]) -> tuple[Item, ...]:
    """The departments of a list that names 部门 once, each with the word put back, and those who join them.

    财政(部门)、税务部门会同有关部门; 公安(部门)、市场监管部门、市气象局.
    """
    start, last = match.span("names")
    listed = _FIELDS.match(text, start, last)
    if not listed:
        return ()
    end = listed.end()
    joins = _JOINED.match(text, end, last)
    more = joins.end() if joins else end + text.startswith("、", end, last)
    others = read_names(text, more, last) if more > end else Names()
    if end < last and (not others or others.doubts):
        return ()
    found: list[Item] = []
    for field in _ONE_FIELD.finditer(text, start, end):
        begin, stop = (start if not found else field.start()), field.end()
        owner = f"{text[begin:stop]}部门"
        rest = text[stop:end]
        if rest.endswith("部门") and not _ONE_FIELD.search(rest) and not rest.startswith("等"):
            stop, owner = end, ""
        found.append(Item(Span(begin, stop), text[begin:stop], COLLECTIVE, owner=owner))
    return (*found, *(item._replace(mark=Role.CO) if joins else item for item in others.items))


def _apart(item: Item) -> Iterator[Item]:
    """The bodies of an item, two where two classes meet in it: 各地 | 各部门."""
    meet = _MEET.search(item.text, 2)
    left, right = (item.text[: meet.start()], item.text[meet.end() :]) if meet else ("", "")
    if item.owner or not meet or not (_is_body(left) and _is_body(right, left)):
        yield item
        return
    middle = item.span.start
    yield item._replace(span=Span(middle, middle + meet.start()), text=item.text[: meet.start()])
    yield item._replace(span=Span(middle + meet.end(), item.span.end), text=item.text[meet.end() :])


def _mentions(items: tuple[Item, ...], start: int) -> Iterator[Mention]:
    """The mentions of a sentence: words give the roles, else the first named leads."""
    stated = any(item.mark is Role.LEAD for item in items)
    for index, item in enumerate(items):
        lead = item.mark is Role.LEAD if stated else index == 0 and item.mark is not Role.CO
        yield Mention(
            item.span.shift(start), item.text, Role.LEAD if lead else Role.CO, Basis.SENTENCE, item.kind, item.owner
        )
