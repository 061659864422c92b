"""Names: what the name of a body looks like, and that of a class of bodies.

    name = enumerated | plain ["(" plain ")"]    各州、市、县(市)人民政府 · 新闻出版广电局(版权局)

Brackets and separators of every width are read alike: patterns run over ``narrow(text)``, which is as long as ``text``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from graph_build.model import AGENCY, COLLECTIVE, Kind
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

_BRACKETS, _MARKS = "（）〔〕［］[]【】〖〗﹝﹞〈〉‹›＜＞<>｛｝{}", "，；：／＊★☆※△▲\u3000．"
_NARROW = tuple(zip(_BRACKETS + _MARKS, "()" * (len(_BRACKETS) // 2) + ",;:/****** .", strict=True))
_THIN = dict(_NARROW)
_WIDE = regex(f"[{re.escape(''.join(_THIN))}]")
#: Up to this length it pays to look which of them a text holds.
_SHORT_TEXT = 100


def narrow(text: str) -> str:
    """``text`` with brackets, commas, colons and stars of one width; the length stays.

    A label in a box is one with a colon.

    >>> narrow("〔责任单位：市委办（督查室），各区〕"), narrow("【牵头单位】市委办")
    ('(责任单位:市委办(督查室),各区)', '牵头单位: 市委办')
    """
    if _WIDE.search(text):  # few names hold any
        # ten times as fast as str.translate, which looks up every character
        for wide in _THIN.keys() & set(text) if len(text) < _SHORT_TEXT else _THIN:
            text = text.replace(wide, _THIN[wide])
    elif len(text) < _SHORT_TEXT and "位" not in text and "门" not in text:
        return text
    if any(mark in text for mark in _MISTYPED):
        text = _BEFORE_NAME.sub(_with_colon, text)
    if _BOX_ENDS.search(text):
        text = _boxed().sub(lambda box: f"{box[1]}: ".ljust(len(box[0])), text)
    return text


#: What stands for the colon of a label.
_MISTYPED = ("位—", "门—", "位、", "门、", "位;", "门;", "位--", "门--")
#: The same before what may be a name, which most often is no label's.
_BEFORE_NAME = regex(r"[位门](?:—{1,2}|--|[、;])(?=自治|[省市县区州盟旗国各])")


def _with_colon(end: re.Match[str]) -> str:
    """The end of a label with a colon, if the label stands at the head of a clause: 责任单位——县教育局."""
    before = end.string[max(0, end.start() - _LONGEST_LABEL) : end.start() + 1]
    return f"{end[0][0]}:".ljust(len(end[0])) if _label_at_head().search(before) else end[0]


_LONGEST_LABEL = 16


@cache
def _label_at_head() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(rf"(?:^|[(;。\n])(?:{stems})+(?:{heads})$")


#: What a label in a box ends with: looked for first.
_BOX_ENDS = regex(r"[位门体构限间导]\)")


@cache
def _boxed() -> re.Pattern[str]:
    """A label in brackets before what it is the label of: 【牵头单位】市财政局, not 市财政局(牵头单位)."""
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(
        rf"\(((?:[省市县区州盟旗][级直]?)?(?:(?:{stems})[、和及与/]?)+(?:{heads})|(?:完成|办理|办结|整改|落实)(?:时限|期限|时间)"
        rf"|(?:牵头|责任|分管|包联)(?:[省市县区州]级?)?领导)\):?(?=[\u4e00-\u9fff*\d])(?![和及与或等])"
    )


@lru_cache(maxsize=4)
def narrowed(text: str) -> str:
    """``narrow(text)`` of a whole document, of which many stretches are asked for."""
    return narrow(text)


_LEVEL = (
    r"(?:地级以上市|设区的?市|县级市|直辖市|自治[区州县旗]|(?:经济技术|高新技术产业|产业)?开发区|功能区|示范区|高新区|经开区"
    r"|园区|新区|地区|街道|乡镇|苏木|师市|团场|社区|村居|行政村|村(?![镇振民委落级])|省|市|州|盟|县|区|旗|镇|乡|师|地)"
)
_LEVELS = rf"(?:{_LEVEL}|\((?:{_LEVEL}[、,]?)+\))+"
#: The government of a place without the place.
SEAT = r"(?:人民政府|政府|党委|行政公署|行署|管委会|管理委员会|办事处)"

#: 各州、市、县(市)人民政府 is one body: the 、 inside it does not separate, so it is tried before any separator.
ENUMERATED = regex(
    rf"(?:各有关|各相关|有关|相关|各)?省、自治区、直辖市(?:及计划单列市)?(?:人民政府|政府)"
    rf"|(?:各有关|各相关|有关|相关|各)(?:地方)?{_LEVELS}(?:、{_LEVELS})+(?:{SEAT}(?:\([^()]*\))?)?"
    # 省、市有关部门 · 省、市、县三级政府
    rf"|(?:中央|国家|{_LEVELS})[级直]?(?:、{_LEVELS}[级直]?)+(?:[两三四]级)?(?:各?(?:有关|相关)(?:部门和单位|部门|单位)|{SEAT})"
)
#: What an enumeration begins with: few names do, and the others need not be asked.
ENUMERATING = frozenset("各有相省中国市县区州盟旗乡镇")

_GENERIC_SEAT = regex(
    rf"(?:(?:省|市|县|区|州|地|乡镇?)(?:级|直|属|管)|地方(?:各级)?|各级|属地|基层|沿线|沿江|沿海|试点(?:城市|地区|县|单位)|功能区|开发园区|开发区"
    rf"|产业园区|工业园区|园区|乡镇|街道|乡|镇|县市区|市县区?|区县|区市县|县区|和|及|与|、|示范区)+(?:{SEAT}|街道办)"
)
_CLASS = regex(
    rf"^(?:{either(lexicon.collective_heads())}|辖区内?|驻[^局厅委]{{1,4}}各)"
    r"|(?:各|有关|相关|所有|行业|业务|主管|职能|成员|责任|涉及|直属)(?:(?:和|及)?(?:有关|相关|行业|业务|主管|职能|责任|直属|牵头|级|地))*"
    r"(?:部门|单位|厅局|委办局|委局|科局|处室|机构|企业|院校|高校|人民政府|政府|地方|地区|行业协会|银行|园区|街道|乡镇|方面)"
    r"|(?:级|直)(?:机关|部门|单位|各?部门)(?=$|[和及与])"
    r"|成员单位$|^[省市县区州盟旗](?:级|直|属)各"
)
#: A class by its last word alone, which prose is full of: 市场监管部门, 创办企业.
_CLASS_WORD = regex(r"(?:部门|单位|机构|企业|院校|高校)$")
#: A word for an organ or a company that says not whose: （管委会）, （全资子公司）.
_ORGAN = regex(
    r"(?:[^省市县区州盟旗国]{0,2}(?:子公司|分公司|总公司|分支机构)|管委会|管理委员会|委员会|人民政府|政府|办公室|领导小组|公司|集团|银行|海关|医院|学校|机关|街道办事处|街道办)$"
)
#: A clause about a class, not its name: 各单位可视情…, 以下简称主管部门.
_TOLD = regex(
    r"^(?:以下|上述|[省市县区乡镇村]或)|地址|网址|官网|电话|详见|见附|附件|简称|统称|可能|可视|视情|不得|应当|可以|必须|[。！？!?]"
)

#: Names of one word that end like no body.
_SHORT = regex(
    r"(?:科协|社科联|工商联|妇联|文联|残联|侨联|台联|作协|记协|贸促会|总工会|工会|团[省市县区州]?委|共青团|红十字会|武警[^、]*|消防|军区|军分区|警备区"
    r"|移动|联通|电信|铁塔|国网|电网|供电|烟草|邮政|城投|交投|产投|国投|农投|水投|文旅投?|高新区|经开区|开发区|保税区|自贸区|合作区|示范区"
    r"|新区|园区|度假区|风景区|口岸|兵团|机场|车站|港务|盐业|供销社|供销总社|供销合作总社|总社|团中央|农商行|农信联社|总商会|商会|学会|协会|智库|电视台|广播电台|日报社?|报社|新华社|人行|央行"
    r"|^中国(?:石油|石化|海油|商飞|中车|中铁|电建|能建)|^中石[油化]|^中海油|^国家管网|^中储[粮棉]|^中粮)"
    r"(?:机关|分公司|公司|集团)?$"
)
_SUFFIX = regex(
    r"(?:局|厅|署|委|委员会|办|办公室|办公厅|政府|公署|行署|法院|检察院|检察厅|海关|海事|总队|支队|大队|公司|集团|银行|分行|支行|中支|信用社|联社|部队"
    r"|司|中专|中学|小学|幼儿园|保健院|中心|管委会|工委|党组|领导小组|小组|联席会议|指挥部|专班|(?:工作|专项|招商|攻坚|推进|协调|保障|指导|督导|督查|专家)组|党委|党校|学院|大学|学校|医院|研究院|科学院|社科院|工程院|设计院|研究所|所|站|台"
    r"|处|科|股|课|室|庭|府|院|部|会|社|馆|校|队|厂|场|基金|交易所|管理处|执委会|街道|乡|镇|区|市|县|州|盟|旗|单位|部门|机构|企业|机关|银行业|高校|院校)$"
)
#: Words that end like a body and are none.
_COMMON = regex(
    r"(?:全部|内部|外部|干部|局部|东部|西部|中部|北部|南部|头部|顶部|底部|本部|俱乐部|家庭|门庭|社会|大会|机会|展会|博览会|年会|例会|晚会|举办|承办|主办|(?<!政)协办|创办|督办|(?<!财)经办|代办"
    r"|一网通办|通办|帮办|特办|即办|快办|易办|好办|联办|次办|网上办|网办|自助办|掌上办|就近办|马上办|集中办|导办|联办|执行|进行|试行|发行|运行|实行|推行|通行|先行|可行|同行|自行|举行|市场|现场|广场|立场|农场|养殖场|委托|地区|社区|小区|片区|景区|城区|山区|牧区|校区"
    r"|战区|全区|全市|全县|全省|本市|本省|本区|我市|我省|城市|超市|上市|后台|平台|舞台|窗台|网站|(?:加油|加气|充电|换电|工作|服务|发电|水电|变电|收费|基|场|驿|电)站|^站|^所|场所|厕所|住所|居所|诊所|人才|用户|门户|账户|电台|书院|影院|教室|不会|官司|上司|[控参持入招配个]股|部署|签署|政委|原则|党的二十大|[布格结开变破僵]局|(?<!安)全局|(?<!扩)大局)$"
)
_VERBAL = regex(
    r"^(?:以下|含|即|原|详|见|由于|包括|如)|简称|[。！？!?:%％“”\"《》+=]|(?<!\d)(?!1\d{4}[^\d]{0,8}(?:热线|中心))\d{3,}|不得|应当|可以|必须|要求|给予|按照|根据|以上|以下|以内|其中|包括|例如|如|为|的(?!所有)|了|至|万元|年|天内"
)
_PREFIXED = regex(r"(?:自治[区州县旗]|[省市县区州盟旗](?!场|民)|国家|国务院|中央|全国|最高人民|中国)")
#: What few words but names of bodies end with: 局, 厅, 管委会.
STRONG = regex(
    r"(?:局|厅|署|委|委员会|办|办公室|海关|政府|公署|法院|检察院|管委会|领导小组|指挥部|总工会|科协|工商联|妇联|残联|侨联|文联|[银保证]监会|公司|集团|总局|监管局|分局|总社|银行|分行|支行|中支)(?:\([^()]*\))?$|[^全内外东西中北南头干局]部$"
)


#: What a body is for, as people call it: 市“双减”办, 省“放管服”改革协调小组.
_NICKNAME = regex(r"[“\"][^“”\"。；]{1,24}[”\"]")


@lru_cache(maxsize=1 << 16)  # few names, asked for again and again
def kind_of(name: str) -> Kind | None:
    """Whether ``name`` reads as one body or a class of bodies; None where it reads as neither.

    >>> kind_of("自治区财政厅"), kind_of("各州、市、县(市)人民政府"), kind_of("科研项目")
    (<Kind.AGENCY: 'agency'>, <Kind.COLLECTIVE: 'collective'>, None)
    """
    plain = narrow(name)
    bare = _NICKNAME.sub("", re.sub(r"\([^()]*\)", "", plain).strip(" *"))
    if not (2 <= len(bare) <= 40 or (bare and bare != name)):
        return None
    if ENUMERATED.fullmatch(plain) or _GENERIC_SEAT.fullmatch(bare):
        return COLLECTIVE
    if _TOLD.search(bare):
        return None
    if _CLASS.search(bare) and (_SUFFIX.search(bare) or bare.startswith("各")):
        return COLLECTIVE
    if _VERBAL.search(bare) or _COMMON.search(bare):
        return None
    if _CLASS_WORD.search(bare):
        return COLLECTIVE
    if _SHORT.search(bare) or _SUFFIX.search(bare):
        return AGENCY
    return None


def kind_of_named(name: str) -> Kind:
    """Whether what is named for certain, as in the head of a document, is one body or a class of bodies.

    Where ``kind_of`` reads neither, the words for classes decide.

    >>> kind_of_named("有关人民团体"), kind_of_named("工业和信息化部所属高校"), kind_of_named("生产建设兵团")
    (<Kind.COLLECTIVE: 'collective'>, <Kind.COLLECTIVE: 'collective'>, <Kind.AGENCY: 'agency'>)
    """
    bare = narrow(name).strip(" *")
    return kind_of(name) or (COLLECTIVE if _CLASS.search(bare) or _CLASS_WORD.search(bare) else AGENCY)


@lru_cache(maxsize=1 << 16)
def is_certain(name: str) -> bool:
    """Whether ``name`` is a body even where no label or duty word stands beside it.

    >>> is_certain("省科技厅"), is_certain("海关总署"), is_certain("银保监会"), is_certain("服务中心")
    (True, True, True, False)
    """
    plain = narrow(name)
    bare = _NICKNAME.sub("", re.sub(r"\([^()]*\)$", "", plain))
    kind = kind_of(name)
    if kind is None or (_ORGAN.match(bare) and bare == plain):
        return False
    if kind is COLLECTIVE and not _CLASS_WORD.search(bare):
        return True
    return bool(STRONG.search(bare) or _CLASS.search(bare) or (_PREFIXED.match(bare) and len(bare) > 3))


def is_organ(name: str) -> bool:
    """Whether ``name`` is an organ with the level of its government before it.

    >>> is_organ("县卫健局"), is_organ("卫健局"), is_organ("县人民医院")
    (True, False, False)
    """
    return bool(_PREFIXED.match(name) and STRONG.search(name)) and kind_of(name) is AGENCY
