"""Each wording is read by its own entry of the table and by none before it; each list gives names and roles."""

from __future__ import annotations

import pytest

from graph_build.model import Attribution, Kind, Span
from graph_build.parse.attribution import RuleBook, find_attributions
from graph_build.parse.names import kind_of, narrow
from graph_build.parse.rules import RULES, Effect, RuleForm, find_rules
from graph_build.parse.sentences import FORMS, SentenceForm, find_sentences
from graph_build.parse.wordings import Wording, wordings


def read(text: str) -> tuple[Attribution, ...]:
    whole = Span(0, len(text))
    return find_attributions(text, whole, RuleBook(find_rules(text, whole)))


def shown(text: str) -> str:
    """The mentions of a text in one line: surface, role and basis by their first letters."""
    return " ".join(f"{m.name}:{m.role[0]}{m.basis[0]}" for found in read(text) for m in found.mentions)


@pytest.mark.parametrize("wording", wordings(), ids=lambda wording: wording.name)
def test_example_is_read_by_its_own_entry_and_by_none_before(wording: Wording) -> None:
    inner = Span(1, len(wording.example) - 1)
    for entry in wordings():
        if entry.cue.search(narrow(inner.of(wording.example))) and entry.read(wording.example, inner):
            assert entry.name == wording.name
            break
    (found,) = read(f"推进工作。{wording.example}")
    assert found.wording == wording.name


@pytest.mark.parametrize("form", RULES, ids=lambda form: form.effect.value)
def test_rule_is_read_by_its_own_form(form: RuleForm) -> None:
    text = f"（责任单位：市科技局、市财政局。{form.example}）"
    (rule,) = find_rules(text, Span(0, len(text)))
    assert (rule.effect, rule.text) == (form.effect, form.example)


#: Standing rules as documents word them, and what they do.
WORDED = [
    ("列第一位者为牵头单位，下同", Effect.FIRST),
    ("排在第一位的部门为牵头部门，下同", Effect.FIRST),
    ("列首位的为牵头单位，下同", Effect.FIRST),
    ("列首的为牵头单位，下同", Effect.FIRST),
    ("列第一位的为牵头部门，下同", Effect.FIRST),
    ("列第一位的责任单位为牵头单位", Effect.FIRST),
    ("第一个逗号前为牵头单位，下同", Effect.COMMA),
    ("标*的为牵头单位，下同", Effect.STAR),
    ("排名第一的为牵头单位，下同", Effect.FIRST),
    ("第一个单位为牵头单位，下同", Effect.FIRST),
    ("首个单位为牵头单位，下同", Effect.FIRST),
    ("第一责任单位为牵头单位，下同", Effect.FIRST),
    ("位列第一的部门牵头，其他部门配合，下同", Effect.FIRST),
    ("牵头单位排在首位，下同", Effect.FIRST),
    ("列第一位的为主要责任单位，下同", Effect.FIRST),
    ("逗号前为牵头单位，下同", Effect.COMMA),
    ("标有★的为牵头单位，下同", Effect.STAR),
    ("标△的为牵头单位，下同", Effect.STAR),
    ("以下均需各区、县（市）政府落实，不再列出", Effect.ADDS),
    ("各项任务均需各县（市、区）人民政府落实，以下不再列出", Effect.ADDS),
    ("以下均含各县市区政府，不再赘述", Effect.ADDS),
    ("各区县政府均为责任单位，以下不再列出", Effect.ADDS),
    ("以下均涉及各县（市、区）政府，不再重复列出", Effect.ADDS),
    ("以下各项工作任务均涉及各区政府，不再单独列出", Effect.ADDS),
]


@pytest.mark.parametrize(("words", "effect"), WORDED)
def test_rule_is_read_however_it_is_worded(words: str, effect: Effect) -> None:
    text = f"（市科技局、市财政局。{words}）"
    assert [rule.effect for rule in find_rules(text, Span(0, len(text)))] == [effect]


@pytest.mark.parametrize(
    "words", ["党委书记是第一责任人，由发展改革局牵头", "首个由企业牵头的联合体", "位于首都的企业牵头"]
)
def test_what_speaks_of_a_first_and_a_lead_is_no_rule(words: str) -> None:
    assert find_rules(f"{words}。", Span(0, len(words) + 1)) == ()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_sentence_is_read_by_its_own_form(form: SentenceForm) -> None:
    (found,) = find_sentences(form.example, Span(0, len(form.example)))
    assert found.wording == f"sentence: {form.name}"


# Every way of wordings-seen: the text, and what it says. l lead, c co; k keyword, r rule, o order.
SAID = [
    ("（省卫生健康委、教育厅）", "省卫生健康委:lo 教育厅:co"),
    ("（组宣部、财政局）", "组宣部:lo 财政局:co"),
    ("（省市场监管局、政务和数据局，省税务局）", "省市场监管局:lo 政务和数据局:co 省税务局:co"),
    ("（省科技厅等负责）", "省科技厅:lo"),
    ("（省科技厅、省财政厅等部门按职责分工负责）", "省科技厅:lo 省财政厅:co"),
    ("（省科技厅、省财政厅等有关部门和单位负责）", "省科技厅:lo 省财政厅:co"),
    ("（教育部会同有关部门负责）", "教育部:lo 有关部门:ck"),
    ("（生态环境部等和各有关省级人民政府负责）", "生态环境部:lo 各有关省级人民政府:co"),
    ("（各有关部门和单位按职责分工负责）", "各有关部门和单位:lo"),
    ("（有关市级部门，有关区县）", "有关市级部门:lo 有关区县:co"),
    ("（省发展改革委牵头负责，省财政厅配合）", "省发展改革委:lk 省财政厅:ck"),
    ("（省发展改革委牵头，省国资委等单位按职责分工负责）", "省发展改革委:lk 省国资委:ck"),
    ("（商务部指导，供销合作总社参与）", "商务部:lo 供销合作总社:ck"),
    ("（省住房城乡建设厅、各地级以上市人民政府牵头负责）", "省住房城乡建设厅:lk 各地级以上市人民政府:lk"),
    ("（由省财政厅牵头，省税务局、人民银行济南分行配合）", "省财政厅:lk 省税务局:ck 人民银行济南分行:ck"),
    ("（责任单位:市科技局、市财政局）", "市科技局:lo 市财政局:co"),
    ("〖牵头单位〗市科技局〖配合单位〗市财政局", "市科技局:lk 市财政局:ck"),
    ("推进工作。\n【责任单位】市科技局、市财政局\n【完成时限】6月底", "市科技局:lo 市财政局:co"),
    ("某建议。\n主办：市科技局\n会办：市财政局", "市科技局:lk 市财政局:ck"),
    ("某建议\n主办：市科技局\n会办：市财政局", "市科技局:lk 市财政局:ck"),
    (
        "（辽宁省、黑龙江省、内蒙古自治区人民政府）",
        "辽宁省人民政府:lo 黑龙江省人民政府:co 内蒙古自治区人民政府:co",
    ),
    ("（国铁集团、国家电网公司、中国石油、中石化）", "国铁集团:lo 国家电网公司:co 中国石油:co 中石化:co"),
    ("（各招商专班、县驻沪招商组）", "各招商专班:lo 县驻沪招商组:co"),
    ("推进工作。【牵头单位：县财政局】【责任单位：各相关单位】", "县财政局:lk 各相关单位:ck"),
    ("停放有序；责任单位：县交警大队、县城管局", "县交警大队:lo 县城管局:co"),
    ("（县政数局牵头，各有关单位落实，县财政局给予保障）", "县政数局:lk 各有关单位:ck 县财政局:ck"),
    ("（县林业局为牵头单位，县住建局为配合单位）", "县林业局:lk 县住建局:ck"),
    ("（县民政局牵头，卫健、医保等部门配合）", "县民政局:lk 卫健部门:ck 医保部门:ck"),
    ("（省教育厅、四川大学等高校）", "省教育厅:lo 四川大学:co"),
    ("（省教育厅，甘孜州、凉山州政府）", "省教育厅:lo 甘孜州政府:co 凉山州政府:co"),
    ("（分办单位：市科技局、市财政局）", "市科技局:lo 市财政局:co"),
    ("（市长牵头，市科技局、市财政局落实）", "市科技局:lo 市财政局:co"),
    ("（责任单位：市科技局；领衔领导：张某某）", "市科技局:lo"),
    ("（自治区水利厅商自治区财政厅、教育厅负责）", "自治区水利厅:lo 自治区财政厅:ck 教育厅:ck"),
    ("（市工商局商财政局，市商务局、县商会）", "市工商局:lo 财政局:ck 市商务局:ck 县商会:ck"),
    ("（市科技局、市财政局，以及各县区）", "市科技局:lo 市财政局:co 各县区:co"),
    ("（阿拉善左旗、额济纳旗、各旗县市区）", "阿拉善左旗:lo 额济纳旗:co 各旗县市区:co"),
    ("（市级责任单位：市科技局；县级责任单位：县科技局）", "市科技局:lo 县科技局:co"),
    ("（省级牵头单位：省教育厅；其他责任单位：省财政厅）", "省教育厅:lk 省财政厅:ck"),
    ("（牵头落实部门：市教育局；参与落实部门：市财政局）", "市教育局:lk 市财政局:ck"),
    ("（实施主体：市城投集团；监管部门：市住建局）", "市城投集团:lo 市住建局:co"),
    ("（责任单位为市教育局、市财政局）", "市教育局:lo 市财政局:co"),
    ("（牵头单位 市教育局；配合单位 市财政局）", "市教育局:lk 市财政局:ck"),
    ("（责任科室：法规科、办公室；责任领导：张三；完成期限：6月底）", "法规科:lo 办公室:co"),
    ("（责任单位：①市教育局；②市财政局）", "市教育局:lo 市财政局:co"),
    ("（省科技厅（牵头）、省教育厅、省财政厅（配合））", "省科技厅:lk 省教育厅:ck 省财政厅:ck"),
    ("（责任单位：市教育局〔牵头单位〕，市财政局、各区政府）", "市教育局:lk 市财政局:ck 各区政府:ck"),
    ("（责任单位：县教育局*、县财政局）", "县教育局:lr 县财政局:cr"),
    ("推进工作。\n责任单位市教育局、市财政局", "市教育局:lo 市财政局:co"),
    ("（市教育局、各区政府分工负责）", "市教育局:lo 各区政府:co"),
    ("（各省、自治区、直辖市人民政府负责）", "各省、自治区、直辖市人民政府:lo"),
    ("（教育部等部门及各省、自治区、直辖市人民政府负责）", "教育部:lo 各省、自治区、直辖市人民政府:co"),
    ("（县委办、县政府办、县人大办、县政协办）", "县委办:lo 县政府办:co 县人大办:co 县政协办:co"),
    ("（县卫健局、人民医院、中医院、疾控中心）", "县卫健局:lo 人民医院:co 中医院:co 疾控中心:co"),
    ("（市政务局、12345热线办）", "市政务局:lo 12345热线办:co"),
    ("（牵头单位：市科技局、市财政局）", "市科技局:lk 市财政局:lk"),
    ("（牵头单位：市科技局，配合单位：市财政局、市工信局）", "市科技局:lk 市财政局:ck 市工信局:ck"),
    ("（牵头责任单位:市科技局;责任单位:各相关单位）", "市科技局:lk 各相关单位:ck"),
    ("（牵头部门：市科技局  配合部门：市财政局）", "市科技局:lk 市财政局:ck"),
    ("（主办：市科技局；协办：市财政局）", "市科技局:lk 市财政局:ck"),
    ("（责任单位：市科技局、市工信局；参与单位：市财政局）", "市科技局:lo 市工信局:co 市财政局:ck"),
    ("（负责部门：区科技局；适用范围：全区企业）", "区科技局:lo"),
    ("（对接部门：区金融办；联系人：张三；联系电话：88497661）", "区金融办:lo"),
    ("（市发展改革委、市财政局,6月底完成）", "市发展改革委:lo 市财政局:co"),
    ("责任单位：市科技局、市财政局", "市科技局:lo 市财政局:co"),
    ("加强管理。责任单位：市科技局、市财政局。", "市科技局:lo 市财政局:co"),
    ("牵头单位：市科技局\n参与单位：市财政局\n完成时限：2019年12月", "市科技局:lk 市财政局:ck"),
    (
        "牵头负责领导：金力。牵头责任单位：市发展改革委。协同责任单位：市经信局等，各县、市、区政府。",
        "市发展改革委:lk 市经信局:ck 各县、市、区政府:ck",
    ),
    ("（市委组织部（人才办）、市政府办（金融））", "市委组织部（人才办）:lo 市政府办（金融）:co"),
    ("〔市委改革办〔市营商环境建设局〕、市发改委〕", "市委改革办〔市营商环境建设局〕:lo 市发改委:co"),
    ("（各区、县级市）", "各区、县级市:lo"),
    ("（各州、市、县(市)人民政府,各行政公署）", "各州、市、县(市)人民政府:lo 各行政公署:co"),
    ("（市级各有关部门及各县市区政府按职责分工负责）", "市级各有关部门:lo 各县市区政府:co"),
    ("（广州、深圳、东莞市政府）", "广州市政府:lo 深圳市政府:co 东莞市政府:co"),
    ("（杨凌示范区、西咸新区管委会）", "杨凌示范区管委会:lo 西咸新区管委会:co"),
    ("（省教育厅、省科技厅和省财政厅负责）", "省教育厅:lo 省科技厅:co 省财政厅:co"),
    ("（省文化和旅游厅、省人力资源和社会保障厅）", "省文化和旅游厅:lo 省人力资源和社会保障厅:co"),
    ("（责任单位：*县人力社保局、县科技局）", "县人力社保局:lr 县科技局:cr"),
    ("（市科技局、市财政局，市教育局。第一个逗号前为牵头单位，下同）", "市科技局:lr 市财政局:lr 市教育局:cr"),
    ("（税务总局、海关总署负责，排在第一位的部门为牵头部门，下同）", "税务总局:lr 海关总署:cr"),
    ("（责任单位：、区市场监管局）", "区市场监管局:lo"),
    ("（责任单位：省科技厅、省财政厅", "省科技厅:lo 省财政厅:co"),
    ("办好创新大赛。\n主办单位：市科技局\n承办单位：市生产力促进中心", "市科技局:lk 市生产力促进中心:ck"),
    ("【责任单位：市住房城乡建设局，各县市区政府】", "市住房城乡建设局:lo 各县市区政府:co"),
    ("（产业司、投资司）", "产业司:lo 投资司:co"),
    ("（投资司、市场价格司、能源局）", "投资司:lo 市场价格司:co 能源局:co"),
    ("（区委区政府、区财政局）", "区委:lo 区政府:co 区财政局:co"),
    ("责任单位：安吉县委县政府，市委市政府督查室", "安吉县委:lo 县政府:co 市委市政府督查室:co"),
    ("（此项工作由市民政局负责）", "市民政局:lo"),
    ("改造社区。此项工作由市民政局牵头，市财政局配合。", "市民政局:lk 市财政局:ck"),
    ("改造园区。自由贸易试验区管委会负责。", "自由贸易试验区管委会:lo"),
    ("[市科技局牵头，市财政局配合]", "市科技局:lk 市财政局:ck"),
]

#: What looks like an attribution and is none.
BAIT = [
    "比赛\n主办单位：省文化厅\n承办单位：省图书馆",
    "报送各有关部门（牵头单位）。",
    "取得成绩（8分）。",
    "推进改革（一表申请、一窗发放2个环节，由区科技局办理）。",
    "由市科学技术局（以下简称市科技局）办理。",
    "推广到县（市、区）。",
    "根据《意见》（国发〔2015〕71号）。",
    "完善部(局)区会商机制。",
    "机场（含候机厅）、车站。",
    "各县（市、区）要加强管理。",
    "市人工智能产业链专班办公室（市科技局）发挥统筹协调作用。",
    "由市数据局（营商环境建设局）、市财政局组成。",
    "报送工业和信息化主管部门（大数据产业主管部门），并抄送省科协。",
    "物资由企业向所在县区（管委会）指挥部申领。",
    "集团下属各企业（全资子公司、控股子公司）按图样生产。",
    "适用于科研设施的主管部门（以下简称主管部门）。",
    "进入单位要扫码（各单位可视情自行确定离开时是否扫码）。",
    "成立联防联控机制（领导小组、指挥部）：",
    "企业可与上市服务平台（北京启元资本市场发展服务公司）联系。",
    "于3月31日前报送我部（中小企业局）。",
    "将申报材料报送至工业和信息化部（信息技术发展司）。",
    "报送国家市场监管总局（计量司），抄送商务部（外资司、条法司）。",
    "与客户签订合同（产业司）。",
    "责任单位要各负其责。",
    "责任单位各科室要加强学习，市教育局要督促检查。",
    "关闭公共场所（棋牌室、游艺厅、网吧、KTV等）。",
    "医用器材企业（由省工业和信息化部门会同财政等部门审核确认）的税款。",
    "承办单位：省工业和信息化厅、株洲市人民政府。",
    "联系我们\n网站声明\n主办单位：四川省人民政府办公厅\n运行维护",
]


@pytest.mark.parametrize(("text", "said"), SAID)
def test_every_wording_seen_is_read(text: str, said: str) -> None:
    assert shown(text) == said


@pytest.mark.parametrize("text", BAIT)
def test_bait_is_not_taken(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize("text", [text for text, _ in SAID if "\n" not in text])
def test_width_of_brackets_makes_no_difference(text: str) -> None:
    names = [[narrow(m.name) for m in found.mentions] for found in read(text)]
    assert [[m.name for m in found.mentions] for found in read(narrow(text))] == names


#: One named body, or a class without a name of its own.
KINDS = [
    ("市直机关工委", Kind.AGENCY),
    ("省直机关党工委", Kind.AGENCY),
    ("市机关事务管理局", Kind.AGENCY),
    ("成都市", Kind.AGENCY),
    ("平潭综合实验区管委会", Kind.AGENCY),
    ("市直机关", Kind.COLLECTIVE),
    ("省直各部门", Kind.COLLECTIVE),
    ("省级中小企业主管部门", Kind.COLLECTIVE),
    ("市级住房城乡建设部门", Kind.COLLECTIVE),
    ("市场监管部门", Kind.COLLECTIVE),
    ("项目承担单位", Kind.COLLECTIVE),
    ("功能区管委会", Kind.COLLECTIVE),
    ("拖欠民营企业账款的所有部门和单位", Kind.COLLECTIVE),
    ("各单位可视情自行确定", None),
    ("以下简称主管部门", None),
    ("以下统称项目主管部门", None),
]


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_body_is_told_from_a_class_of_bodies(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_added_bodies_of_a_rule_are_read() -> None:
    text = "（以下均需各区〔县、市〕政府、开发园区管委会落实，不再列出）"
    (rule,) = find_rules(text, Span(0, len(text)))
    assert rule.effect is Effect.ADDS
    assert [item.text for item in rule.added.items] == ["各区〔县、市〕政府", "开发园区管委会"]


def test_unreadable_item_is_a_doubt_not_a_loss() -> None:
    (found,) = read("（责任单位：市科技局、负责人12345，市财政局）")
    assert [m.surface for m in found.mentions] == ["市科技局", "市财政局"]
    assert found.doubts == ("负责人12345",)


@pytest.mark.parametrize("name", ["社会", "全部", "执行", "市场", "举办", "地区", "调整空间布局", "新发展格局"])
def test_common_words_are_no_bodies(name: str) -> None:
    assert kind_of(name) is None


def test_bodies_that_end_like_common_words_are_bodies() -> None:
    assert kind_of("国家安全局") is Kind.AGENCY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市财政局要会同市税务局开展核查。", [("市财政局", "lead"), ("市税务局", "co")]),
        (
            "县发改局应当会同县住建局、县水利局等部门制定方案。",
            [("县发改局", "lead"), ("县住建局", "co"), ("县水利局", "co")],
        ),
        ("具体办法由市民政局会同市财政局制定。", [("市民政局", "lead"), ("市财政局", "co")]),
        ("县商务局为牵头单位，县公安局为配合单位。", [("县商务局", "lead"), ("县公安局", "co")]),
        ("第六条市数据局负责统筹全市数据工作。", [("市数据局", "lead")]),
        ("省教育厅应牵头负责规划编制。", [("省教育厅", "lead")]),
    ],
)
def test_sentences_that_give_duties(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(m.surface, m.role.value) for a in find_sentences(text, Span(0, len(text))) for m in a.mentions]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "本办法由市民政局负责解释。",
        "市水利局会同市财政局研究提出了办理意见。",
        "近日，市公安局会同市交通局开展整治。",
        "市教育局主要负责同志出席会议。",
        "积极会同相关部门开展检查。",
        "实行市长负责制。",
        "申报单位负责填写表格，各申报主体牵头或参与申报。",
    ],
)
def test_sentences_that_give_none(text: str) -> None:
    assert find_sentences(text, Span(0, len(text))) == ()
