"""Lists of names: what is named, in which role, one item after the other.

    names   = item {SEP item}                     省科技厅、财政厅牵头，各市、县（区）政府配合
    item    = ["*" | "由"] name [tail] [duty]     省财政厅等部门按职责分工负责
    name    = enumerated | plain ["(" plain ")"]  各州、市、县(市)人民政府 · 新闻出版广电局(版权局)
            | name "(" role ")"                   省科技厅(牵头)
    tail    = "等" [("有关" | "相关") ("部门" | "单位")]
    duty    = [manner] verb {verb}                按职责分工负责 · 牵头 · 配合
    SEP     = "、" | "，" | "；" | blank | joint | "和" between two names

A duty at the end of an item holds for all items since the last duty; 会同 makes what follows it co-responsible.
Brackets and separators of every width are read alike: patterns run over ``narrow(text)``, which is as long as ``text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from graph_build.model import AGENCY, CO, COLLECTIVE, LEAD, Kind, Role, Span
from ontology import lexicon
from ontology.lexicon import either

_BRACKETS, _MARKS = "（）〔〕［］[]【】〖〗﹝﹞〈〉‹›＜＞<>", "，；：／＊★☆※△▲\u3000．"
_NARROW = tuple(zip(_BRACKETS + _MARKS, "()" * (len(_BRACKETS) // 2) + ",;:/****** .", strict=True))
_WIDE = re.compile(f"[{re.escape(''.join(wide for wide, _ in _NARROW))}]")


def narrow(text: str) -> str:
    """``text`` with brackets, commas, colons and stars of one width; the length stays.

    A label in a box is one with a colon.

    >>> narrow("〔责任单位：市委办（督查室），各区〕"), narrow("【牵头单位】市委办")
    ('(责任单位:市委办(督查室),各区)', '牵头单位: 市委办')
    """
    if not _WIDE.search(text):  # few names hold any
        return text
    for wide, thin in _NARROW:  # ten times as fast as str.translate, which looks up every character
        text = text.replace(wide, thin)
    if _BOX_ENDS.search(text):
        text = _boxed().sub(lambda box: f"{box[1]}: ".ljust(len(box[0])), text)
    return text


#: What a label in a box ends with: looked for first.
_BOX_ENDS = re.compile(r"[位门体构限间导]\)")


@cache
def _boxed() -> re.Pattern[str]:
    """A label in brackets before what it is the label of: 【牵头单位】市财政局, not 市财政局(牵头单位)."""
    stems, heads = ("|".join(map(re.escape, words)) for words in (lexicon.label_stems(), lexicon.label_heads()))
    return re.compile(
        rf"\(((?:[省市县区州盟旗][级直]?)?(?:(?:{stems})[、和及与/]?)+(?:{heads})|(?:完成|办理|办结|整改|落实)(?:时限|期限|时间)"
        rf"|(?:牵头|责任|分管|包联)(?:[省市县区州]级?)?领导)\):?(?=[\u4e00-\u9fff*\d])(?![和及与或等])"
    )


@lru_cache(maxsize=4)
def narrowed(text: str) -> str:
    """``narrow(text)`` of a whole document, of which many stretches are asked for."""
    return narrow(text)


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


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names that was read."""

    items: tuple[Item, ...] = ()
    tail: str = ""
    doubts: tuple[str, ...] = ()
    headless: bool = False  #: the first item listed could not be read

    def __bool__(self) -> bool:
        return bool(self.items)


# --- what a name looks like -------------------------------------------------------------------------------------------

_LEVEL = (
    r"(?:地级以上市|设区的?市|县级市|直辖市|自治[区州县旗]|(?:经济技术|高新技术产业|产业)?开发区|功能区|示范区|高新区|经开区"
    r"|园区|新区|地区|街道|乡镇|苏木|师市|团场|社区|村居|行政村|村(?![镇振民委落级])|省|市|州|盟|县|区|旗|镇|乡|师|地)"
)
_LEVELS = rf"(?:{_LEVEL}|\((?:{_LEVEL}[、,]?)+\))+"
_SEAT = r"(?:人民政府|政府|党委|行政公署|行署|管委会|管理委员会|办事处)"

#: 各州、市、县(市)人民政府 is one body: the 、 inside it does not separate, so it is tried before any separator.
_ENUMERATED = re.compile(
    rf"(?:各有关|各相关|有关|相关|各)?省、自治区、直辖市(?:及计划单列市)?(?:人民政府|政府)"
    rf"|(?:各有关|各相关|有关|相关|各)(?:地方)?{_LEVELS}(?:、{_LEVELS})+(?:{_SEAT}(?:\([^()]*\))?)?"
    # 省、市有关部门 · 省、市、县三级政府
    rf"|(?:中央|国家|{_LEVELS})[级直]?(?:、{_LEVELS}[级直]?)+(?:[两三四]级)?(?:各?(?:有关|相关)(?:部门和单位|部门|单位)|{_SEAT})"
)
#: What an enumeration begins with: few names do, and the others need not be asked.
_ENUMERATING = frozenset("各有相省中国市县区州盟旗乡镇")

_GENERIC_SEAT = re.compile(
    rf"(?:(?:省|市|县|区|州|地|乡镇?)(?:级|直|属|管)|地方(?:各级)?|各级|属地|基层|沿线|沿江|沿海|试点(?:城市|地区|县|单位)|功能区|开发园区|开发区"
    rf"|产业园区|工业园区|园区|乡镇|街道|乡|镇|县市区|市县区?|区县|区市县|县区|和|及|与|、|示范区)+(?:{_SEAT}|街道办)"
)
_CLASS = re.compile(
    rf"^(?:{either(lexicon.collective_heads())}|辖区内?|驻[^局厅委]{{1,4}}各)"
    r"|(?:各|有关|相关|所有|行业|业务|主管|职能|成员|责任|涉及|直属)(?:(?:和|及)?(?:有关|相关|行业|业务|主管|职能|责任|直属|牵头|级|地))*"
    r"(?:部门|单位|厅局|委办局|委局|科局|处室|机构|企业|院校|高校|人民政府|政府|地方|地区|行业协会|银行|园区|街道|乡镇|方面)"
    r"|(?:级|直)(?:机关|部门|单位|各?部门)(?=$|[和及与])"
    r"|成员单位$|^[省市县区州盟旗](?:级|直|属)各"
)
#: A class by its last word alone, which prose is full of: 市场监管部门, 创办企业.
_CLASS_WORD = re.compile(r"(?:部门|单位|机构|企业|院校|高校)$")
#: A word for an organ or a company that says not whose: （管委会）, （全资子公司）.
_ORGAN = re.compile(
    r"(?:[^省市县区州盟旗国]{0,2}(?:子公司|分公司|总公司|分支机构)|管委会|管理委员会|委员会|人民政府|政府|办公室|领导小组|公司|集团|银行|海关|医院|学校|机关|街道办事处|街道办)$"
)
#: A clause about a class, not its name: 各单位可视情…, 以下简称主管部门.
_TOLD = re.compile(
    r"^(?:以下|上述|[省市县区乡镇村]或)|地址|网址|见附|附件|简称|统称|可能|可视|视情|不得|应当|可以|必须|[。！？!?]"
)

#: Names of one word that end like no body.
_SHORT = re.compile(
    r"(?:科协|社科联|工商联|妇联|文联|残联|侨联|台联|作协|记协|贸促会|总工会|工会|团[省市县区州]?委|共青团|红十字会|武警[^、]*|消防|军区|军分区|警备区"
    r"|移动|联通|电信|铁塔|国网|电网|供电|烟草|邮政|城投|交投|产投|国投|农投|水投|文旅投?|高新区|经开区|开发区|保税区|自贸区|合作区|示范区"
    r"|新区|园区|度假区|风景区|口岸|兵团|机场|车站|港务|盐业|供销社|供销总社|供销合作总社|总社|团中央|农商行|农信联社|总商会|商会|学会|协会|智库|电视台|广播电台|日报社?|报社|新华社|人行|央行"
    r"|^中国(?:石油|石化|海油|商飞|中车|中铁|电建|能建)|^中石[油化]|^中海油|^国家管网|^中储[粮棉]|^中粮)"
    r"(?:机关|分公司|公司|集团)?$"
)
_SUFFIX = re.compile(
    r"(?:局|厅|署|委|委员会|办|办公室|办公厅|政府|公署|行署|法院|检察院|检察厅|海关|海事|总队|支队|大队|公司|集团|银行|分行|支行|中支|信用社|联社|部队"
    r"|司|中专|中学|小学|幼儿园|保健院|中心|管委会|工委|党组|领导小组|小组|联席会议|指挥部|专班|(?:工作|专项|招商|攻坚|推进|协调|保障|指导|督导|督查|专家)组|党委|党校|学院|大学|学校|医院|研究院|科学院|社科院|工程院|设计院|研究所|所|站|台"
    r"|处|科|股|课|室|庭|府|院|部|会|社|馆|校|队|厂|场|基金|交易所|管理处|执委会|街道|乡|镇|区|市|县|州|盟|旗|单位|部门|机构|企业|机关|银行业|高校|院校)$"
)
#: Words that end like a body and are none.
_COMMON = re.compile(
    r"(?:全部|内部|外部|干部|局部|东部|西部|中部|北部|南部|头部|顶部|底部|本部|俱乐部|家庭|门庭|社会|大会|机会|展会|博览会|年会|例会|晚会|举办|承办|主办|(?<!政)协办|创办|督办|经办|代办"
    r"|一网通办|通办|帮办|特办|即办|快办|易办|好办|联办|次办|网上办|网办|自助办|掌上办|就近办|马上办|集中办|导办|联办|执行|进行|试行|发行|运行|实行|推行|通行|先行|可行|同行|自行|举行|市场|现场|广场|立场|农场|养殖场|委托|地区|社区|小区|片区|景区|城区|山区|牧区|校区"
    r"|战区|全区|全市|全县|全省|本市|本省|本区|我市|我省|城市|超市|上市|后台|平台|舞台|窗台|网站|(?:加油|加气|充电|换电|工作|服务|发电|水电|变电|收费|基|场|驿|电)站|^站|^所|场所|厕所|住所|居所|诊所|人才|用户|门户|账户|电台|书院|影院|教室|不会|官司|上司|[控参持入招配个]股|部署|签署|政委|原则|党的二十大)$"
)
_VERBAL = re.compile(
    r"^(?:以下|含|即|原|详|见|由于|包括|如)|简称|[。！？!?:%％“”\"《》+=]|(?<!\d)(?!1\d{4}[^\d]{0,8}(?:热线|中心))\d{3,}|不得|应当|可以|必须|要求|给予|按照|根据|以上|以下|以内|其中|包括|例如|如|为|的(?!所有)|了|至|万元|年|天内"
)
_PREFIXED = re.compile(r"(?:自治[区州县旗]|[省市县区州盟旗](?!场|民)|国家|国务院|中央|全国|最高人民|中国)")
_STRONG = re.compile(
    r"(?:局|厅|署|委|委员会|办|办公室|海关|政府|公署|法院|检察院|管委会|领导小组|指挥部|总工会|科协|工商联|妇联|残联|公司|集团|总局|监管局|分局|总社|银行|分行|支行|中支)(?:\([^()]*\))?$|[^全内外东西中北南头干局]部$"
)


#: What a body is for, as people call it: 市“双减”办, 省“放管服”改革协调小组.
_NICKNAME = re.compile(r"[“\"][^“”\"。；]{1,24}[”\"]")


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
    if _ENUMERATED.fullmatch(plain) or _GENERIC_SEAT.fullmatch(bare):
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

    >>> is_certain("省科技厅"), is_certain("海关总署"), is_certain("服务中心")
    (True, True, False)
    """
    plain = narrow(name)
    bare = _NICKNAME.sub("", re.sub(r"\([^()]*\)$", "", plain))
    kind = kind_of(name)
    if kind is None or (_ORGAN.match(bare) and bare == plain):
        return False
    if kind is COLLECTIVE and not _CLASS_WORD.search(bare):
        return True
    return bool(_STRONG.search(bare) or _CLASS.search(bare) or (_PREFIXED.match(bare) and len(bare) > 3))


def is_organ(name: str) -> bool:
    """Whether ``name`` is an organ with the level of its government before it.

    >>> is_organ("县卫健局"), is_organ("卫健局"), is_organ("县人民医院")
    (True, False, False)
    """
    return bool(_PREFIXED.match(name) and _STRONG.search(name)) and kind_of(name) is AGENCY


# --- what stands around a name ----------------------------------------------------------------------------------------

_MANNER = (
    r"(?:(?:按照?|根据|依据|依照|结合|在)(?:各自|本部门|本单位)?(?:工作|部门)?(?:职责|职能|分工|实际|权限|任务|规定|范围)+(?:分工|范围|内|分别)*)?"
    r"(?:分别|分工|共同|联合|具体|切实|统一|统筹|组织|抓好|做好|积极|全面|主要|认真|协调|督促|相应)*"
)


@cache
def _duty() -> re.Pattern[str]:
    """The duty at the end of an item; built from the words of roles.ttl, longest first."""
    verbs = "|".join(map(re.escape, (*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words())))
    given = r"(?:给予|提供|予以|做好)(?:资金|经费|政策|技术|要素)?(?:保障|支持|指导|服务)"
    return re.compile(
        rf"(?:{_MANNER}(?:{given}|{verbs}|为(?:责任|{verbs})+(?:单位|部门)))+(?:相关|有关|此项|具体)?(?:工作|事宜|任务)?$"
    )


@cache
def _remark() -> re.Pattern[str]:
    """The role of one name, in brackets behind it: 省科技厅(牵头), 县财政局(配合单位)."""
    words = "|".join(map(re.escape, (*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words())))
    return re.compile(rf"\((?:{words})+(?:单位|部门)?\)$")


@cache
def _words_of(role: Role) -> re.Pattern[str]:
    words = lexicon.lead_words() if role is LEAD else lexicon.co_words()
    return re.compile("|".join(map(re.escape, words)))


_TAIL = re.compile(
    rf"(?:{either(lexicon.tails())}"
    r"|等(?:\d{0,2}[个家]|[一二三四五六七八九十]{1,2}[个家])?(?:各?(?:有关|相关|其他|其它|职能|责任|主管|涉及|牵头|配合|成员"
    # of whose: 等国务院相关部门, 等市直有关部门, 等中央单位
    r"|国务院|中央和国家机关|中央|国家|党中央|自治[区州县旗]|[省市县区州盟旗镇乡](?:级|直|属|中直)?|本[省市县区州]|地方|属地|部委))*"
    r"(?:部门和单位|部门及单位|部门、单位|部门单位|部门|单位|厅局|委办局|机构|企业|高校|院校|科研院所|成员单位)?)$"
)
#: Between a body and those who join it: 会同, 联同.
TOGETHER = either(word for word in lexicon.joint_words() if len(word) > 1)
_BRIEF = either(word for word in lexicon.joint_words() if len(word) == 1)
#: 商 between two bodies: 自治区水利厅商自治区生态环境厅, 财政部商有关部门.
CONSULTING = (
    rf"(?:{_BRIEF})(?=有关|相关)|(?<=[局厅委部办署院会行])(?:{_BRIEF})(?=(?:自治[区州县旗]|[省市县区州盟旗](?!场)|国家|中央|团|兵团)[\u4e00-\u9fff]{{1,14}}?[局厅委部办署院会行])"
    rf"|(?<=[局厅委部办署院会行])(?:{_BRIEF})(?!务|[会业标贸投事检品城])(?=[\u4e00-\u9fff]{{2,8}}[局厅部署](?:$|[、,;负牵配等]))"
)
#: What stands in a list and is no name: a time limit, a telephone.
_ASIDE = re.compile(
    # a person by office: 市长牵头
    r"^[●■◆◇○□•\s]+$|^(?:分管|常务)?(?:副?(?:[省市县区州盟旗]长|(?:自治区)?主席)|[省市县区州盟旗]?(?:委|政府)?(?:分管|主要|有关|相关)?领导(?:同志)?"
    r"|[省市县区州]委(?:副?书记|常委))(?:负责|牵头|包抓|包联|挂帅|总?负总?责|总牵头|抓总)*$"
    r"|\d+[月日年].{0,12}(?:完成|前|底|起|内|印发|实施)|\d{7,}|(?:长期|持续)(?:推进|坚持|开展|实施)$"
    r"|^(?:长期|常态化|常年)$|^\d{4}(?:年\d{1,2}月(?:\d{1,2}日)?|年|[-—至]\d{4}年)$|^[今明当本]?年年?[底末内]前?(?:完成)?$"
    r"|^(?:完成|办结|整改|推进|落实)*(?:时限|期限|时间|进度)(?:要求)?[:为]"
)
_TOGETHER = re.compile(rf"并?(?:{TOGETHER})|{CONSULTING}")
_AND = re.compile(r"以及|和|及|与")
#: Two bodies that nothing parts: 市委市政府, 区委区政府
_ADJOINED = re.compile(r"([省市县区州盟旗])委(?=\1(?:人民)?政府)")
_COMMAS = frozenset(",;")
_SEPARATOR = re.compile(r"[、,;/\s]")
#: What follows a whole name: a separator, a conjunction, a duty, a tail.
_AFTER = re.compile(rf"$|[、,;/\s等和及与按]|以及|{TOGETHER}|负责|牵头|配合|参与|分别|落实|组织")
#: What may part two names, or stand before an enumeration: 等部门及各省、自治区、直辖市人民政府
_BREAK = re.compile(r"[(“)”,、;/\s]|[和及与](?=[各有相省])")
_LEADING = re.compile(r"(?:[\s*由及和与●■◆◇○□•①-⑳]|以及|并(?=[省市县区州盟旗各由])|\d{1,2}\.(?!\d))*")
_SECTOR = re.compile(r"[\u4e00-\u9fff]{2,4}")
_EVERY_SEAT, _NAMELESS_SEAT = re.compile(rf"各.*{_SEAT}$"), re.compile(rf"[市县区州盟旗镇乡]+{_SEAT}$")
_SHARED_HEAD = re.compile(
    r"^.{2,}?((?:自治[区州县旗]|市|县|区|州|旗)?(?:人民政府|政府|管委会|管理委员会|海关|银保监局|证监局|分行))$"
)
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,8}$")


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


def _behind_enumeration(text: str, at: int) -> int:
    """Where an enumeration that is one name and begins at ``at`` ends; ``at`` if none begins there."""
    if text[at : at + 1] in _ENUMERATING and (found := _ENUMERATED.match(text, at)):
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
_EVERY = re.compile(
    r"(?:国务院|中央|国家|自治[区州县旗]|[省市县区州盟旗镇乡](?:级|直|属)?|本[省市县区州])?(?:各|有关|相关)"
)


def _parts(left: str, right: str) -> bool:
    """Whether the words on both sides of 和 are names: 省科技厅 | 省财政厅, not 有关部门 | 单位."""
    if not left or not right or kind_of(right) is None:
        return False
    if left.endswith("等"):
        return True
    name = _TAIL.sub("", left)
    if _EVERY.match(right):
        return kind_of(name) is not None
    return kind_of(name) is AGENCY and bool(_STRONG.search(name))


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
    for begin, stop, separator in _pieces(plain):
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
    if part.joined:
        reading.together = len(reading.items)
    if part.tail and not reading.tail:
        reading.tail = text[at + part.tail[0] : at + part.tail[1]]
    if part.end > part.begin:
        span = Span(at + part.begin, at + part.end)
        kind = part.kind or AGENCY
        words = text[span.start : span.end]
        reading.items.append(Item(span, words, kind, part.own, part.starred, clause, "", part.kind is None))
    if part.duty:
        reading.close(part.mark)


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
    stop = max(begin, len(item.rstrip(" .。*")))
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
    return [
        item._replace(kind=COLLECTIVE)
        if before and _EVERY_SEAT.match(before.text) and _NAMELESS_SEAT.match(item.text)
        else item
        for before, item in zip((None, *items), items, strict=False)
    ]


def _sectors(items: list[Item], tail: str) -> list[Item]:
    """The items, sectors whose departments are meant as these: 交通、公安、城管部门 · 卫健、医保等部门.

    >>> [i.owner for i in read_names("交通、公安、城管部门负责", trusting=True).items]
    ['交通部门', '公安部门', '']
    """
    found = list(items)
    for index in range(len(items) - 1, -1, -1):
        item, after = items[index], found[index + 1] if index + 1 < len(items) else None
        if not item.doubtful:
            continue
        headed = after is not None and after.clause == item.clause and (after.owner or after.text).endswith("部门")
        ended = (after is None or after.clause != item.clause) and tail.endswith("部门")
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
