"""Texts as offices write them, each kind in several variants: what is read, in which measure, in which role."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_build.model import Document
from graph_build.pipeline import understand
from graph_build.read import candidates, read
from graph_build.read.reflow import reflow
from graph_build.sources import Source
from ontology.authority import load


def document(text: str, name: str = "样.txt") -> Document:
    return understand(Source(name, text.encode()), load())


def duties(text: str, name: str = "样.txt") -> list[str]:
    """A line a task: its section and number, who answers for it (leads starred), its limits."""
    found = []
    for measure in document(text, name).measures:
        for task in measure.tasks:
            if task.attribution:
                who = " ".join(
                    (mention.owner or mention.surface) + "*" * (mention.role == "lead")
                    for mention in task.attribution.mentions
                )
                when = "".join(f" ({limit.text})" for limit in task.limits)
                found.append(f"{'.'.join(filter(None, (measure.section, measure.number)))} {who}{when}")
    return found


#: What pages and databases of law make of a plan.
FOUND = {
    "divided duties below a sentence": (
        "三、要求\n1、各乡镇要制定方案。\n2、各部门要各司其职、密切配合。其职责分工为：\n"
        "区委宣传部：制订宣传方案。\n商委：协调供销社做好供应。\n公安分局：负责日常检查。",
        ["3.2.1 区委宣传部*", "3.2.2 商委*", "3.2.3 公安分局*"],
    ),
    "an office whose name ends as a label does": (
        "四、职责分工\n1.市公安局:负责治安。\n2.市社会办:指导各街道社会办配合做好整治;发动居民。\n3.市药监局:负责查处。",
        ["4.1 市公安局*", "4.2 市社会办*", "4.3 市药监局*"],
    ),
    "a bar behind each cell": (
        "任务分解表\n序号 |\n目标与任务 |\n分 管 县领导 |\n牵头责任单位 |\n责任单位 |\n80 |\n新增托位400个以上。 |\n"
        "俞 悦 |\n县教育局 |\n县卫健委 |\n81 |\n支持职业学校发展。 |\n陆 明俞 悦 |\n县人社局 |\n县财政局、县教育局 |\n",
        ["80 县教育局* 县卫健委", "81 县人社局* 县财政局 县教育局"],
    ),
    "headings set wide, cells parted by blanks": (
        "序号 工 作 任 务 牵头负责部门\n1 物价涨幅3%左右 发展改革委\n2 新增就业1000万人以上 人力资源社会保障部\n"
        "3 安排赤字2.18万亿元,赤字率提高到3% 财政部\n",
        ["1 发展改革委*", "2 人力资源社会保障部*", "3 财政部*"],
    ),
    "rows that count themselves, cells parted by blanks": (
        "应急工作\n工作任务 责任单位 完成时限\n1.修订预案 市应急局牵头，市气象局配合 2024年5月底前\n"
        "2.开展演练 各区政府 每半年1次\n",
        ["1 市应急局* 市气象局 (2024年5月底前)", "2 各区政府*"],
    ),
    "rows without numbers, cells parted by wide blanks": (
        "牵头单位  任务名称  配合单位\n市发改委  稳定投资  市财政局、各区\n市教育局  校园安全  市公安局\n",
        ["1 市发改委* 市财政局 各区", "2 市教育局* 市公安局"],
    ),
    "a heading of two rows in one": (
        "序号\t任务\t责任单位 牵头\t配合\t完成时限\n1\t修路\t县交通局\t县财政局\t6月底\n"
        "2\t建桥\t县水利局、县住建局\t\t全年\n",
        ["1 县交通局* 县财政局 (6月底)", "2 县水利局* 县住建局* (全年)"],
    ),
    "a mark that the text itself brings in": (
        "1．春风行动。●市人社局、市总工会、团市委\n2．春运。（●市交通局、●市公安局、市气象局）\n（加“●”的为牵头单位）\n",
        ["1 市人社局* 市总工会 团市委", "2 市交通局* 市公安局* 市气象局"],
    ),
    "what every place does": (
        "一、内容\n（一）公路。（市交通局牵头，各区、县（市）政府实施）\n（二）绿化。（市林业局牵头，各市、县（区）人民政府推进）\n"
        "（三）安置。（市民政局牵头，各县、市、区人民政府办理）",
        [
            "1.1 市交通局* 各区、县（市）政府",
            "1.2 市林业局* 各市、县（区）人民政府",
            "1.3 市民政局* 各县、市、区人民政府",
        ],
    ),
    "who joins, in brackets behind who leads": (
        "一、任务\n（一）甲。\n牵头单位：市人社局（市财政局、市教育局配合）\n（二）乙。（市发改委牵头（市财政局配合），各区政府负责）\n"
        "（三）丙。责任单位：市发改委（牵头）、市财政局（配合）",
        ["1.1 市人社局* 市财政局 市教育局", "1.2 市发改委* 市财政局 各区政府", "1.3 市发改委* 市财政局"],
    ),
    "a name a line behind the first": (
        "一、任务\n（一）甲。\n责任单位：市人社局\n　　　　　市财政局\n　　　　　市教育局\n（二）乙。\n"
        "牵头单位：市人社局\n配合单位：市财政局\n　　　　　市教育局\n（三）丙。\n"
        "责任单位：市审计局\n临山市人民政府\n2024年5月6日",
        ["1.1 市人社局* 市财政局 市教育局", "1.2 市人社局* 市财政局 市教育局", "1.3 市审计局*"],
    ),
    "blanks for commas": (
        "一、任务\n（一）甲。(市发改委牵头 市教育局配合 2024年6月完成)\n"
        "（二）乙。（牵头部门 市发改委 配合部门 市教育局 市财政局）",
        ["1.1 市发改委* 市教育局 (2024年6月)", "1.2 市发改委* 市教育局 市财政局"],
    ),
    "marks of other sizes": (
        "一、任务\n（一）甲。（责任单位∶市发改委、市教育局）\n（二）乙。\n责任单位﹕市发改委﹐市教育局",
        ["1.1 市发改委* 市教育局", "1.2 市发改委* 市教育局"],
    ),
    "duties of other kinds": (
        "一、任务\n（一）甲。（市人社局总牵头，市教育局、市工信局分别牵头负责，各区县政府落实，市委督查室负责督办）\n"
        "（二）乙。（市人社局牵头组织，市财政局等相关部门积极配合，各县（市、区）政府抓好落实）\n"
        "（三）丙。（市发改委调度，市教育局组织实施，市纪委监督）\n"
        "（四）丁。（市人社局、市财政局为第一责任单位，市教育局为配合单位）\n"
        "（五）戊。（市场监督、公安等部门负责）",
        [
            "1.1 市人社局* 市教育局* 市工信局* 各区县政府 市委督查室",
            "1.2 市人社局* 市财政局 各县（市、区）政府",
            "1.3 市发改委* 市教育局 市纪委",
            "1.4 市人社局* 市财政局 市教育局",
            "1.5 市场监督部门* 公安部门",
        ],
    ),
    "bodies of the whole district": (
        "一、目标\n1.增长6%左右。\n牵头单位:区发改局\n责任单位:经济开发区,全区经济运行各专班\n",
        ["1.1 区发改局* 经济开发区 全区经济运行各专班"],
    ),
}

#: An item may begin with a digit; only its neighbours tell it from a quantity.
DIGITS = {
    "behind a point": (
        "二、任务\n（一）底座\n1. 2025年底前建成底座。（市数据局负责）\n2.100个村完成改造。（市农业农村局负责）\n"
        "3.5G基站新增300个。（市工信局负责）\n4.强化统筹。（市委办负责）",
        ["2.1.1 市数据局* (2025年底前)", "2.1.2 市农业农村局*", "2.1.3 市工信局*", "2.1.4 市委办*"],
    ),
    "behind 、": (
        "三、工作安排\n（一）近期\n1、3个月内完成摸底。（县统计局）\n2、12345热线设专席。（县信访局）\n"
        "3、2条公交线路延伸至园区，\n4.5公里道路同步改造。（县交通局）",
        ["3.1.1 县统计局* (3个月内)", "3.1.2 县信访局*", "3.1.3 县交通局*"],
    ),
    "where the line ends are lost": (
        "云川市优化营商环境十条措施　　1.2024年6月底前出台细则"
        "，公开办理指南，接受社会监督，确保落地见效。（市司法局负责）"
        "2.30个镇街建成便民站点，实现全覆盖，推动服务下沉。（市民政局负责）3.完善机制。（市财政局负责）",
        ["1 市司法局* (2024年6月底前)", "2 市民政局*", "3 市财政局*"],
    ),
}

NESTED = {
    "measures below a measure": (
        "五、改革\n（一）推进“一业一证”。（市场监管局牵头，各有关部门配合）\n"
        "具体措施：\n1.制定清单。（市场监管局负责）\n"
        "2.上线系统。（数据局负责）",
        ["5.1 市场监管局* 各有关部门", "5.1.1 市场监管局*", "5.1.2 数据局*"],
    ),
    "in brackets": (
        "（三）供水\n1.建设水源工程，完善应急备用体系。（市水务局牵头，市发展改革委配合）\n"
        "（1）新建水库。（市水务局、甲县政府负责）\n"
        "（2）扩建水厂。（市水务集团负责）\n2.改造管网。（市住建局负责）",
        ["3.1 市水务局* 市发展改革委", "3.1.1 市水务局* 甲县政府", "3.1.2 市水务集团*", "3.2 市住建局*"],
    ),
    "below a heading that says who": (
        "一、财政支持（牵头单位：区财政局）\n（一）设立基金。（责任单位：区国资局）\n（二）贴息补助。",
        ["1.1 区国资局*", "1.2 区财政局*"],
    ),
}

TAILS = {
    "等…部门 of any owner": (
        "1.整治。（市生态环境局等市直部门及各县（市、区）政府负责）\n"
        "2.监测。（省气象局、省水利厅等省直有关部门和单位，各市人民政府按职责分工负责）\n"
        "3.宣传。（区委宣传部等区级有关部门、各镇（街道））\n4.补贴。（自治区财政厅等自治区有关厅局负责）",
        [
            "1 市生态环境局* 各县（市、区）政府",
            "2 省气象局* 省水利厅 各市人民政府",
            "3 区委宣传部* 各镇（街道）",
            "4 自治区财政厅*",
        ],
    ),
    "a rule behind the last name": (
        "（一）供给。（责任单位：市民政局、市财政局；首位为牵头单位，以下同）\n"
        "（二）管理。（责任单位：市卫健委、市医保局）",
        ["1 市民政局* 市财政局", "2 市卫健委* 市医保局"],
    ),
    "a rule in brackets of its own": (
        "1.研发。〔市科技局、市工信局(排名首位的为牵头部门，下同)〕\n2.转化。〔市工信局、市国资委〕",
        ["1 市科技局* 市工信局", "2 市工信局* 市国资委"],
    ),
    "names that people call bodies by": (
        "1.落实。（省“四好农村路”工作专班牵头，省交通运输厅配合）\n"
        "2.课后服务。（牵头单位：市“双减”办；责任单位：市教育局）",
        ["1 省“四好农村路”工作专班* 省交通运输厅", "2 市“双减”办* 市教育局"],
    ),
}

PASTED = {
    "a cell a line, rows that are not counted": (
        "任务名称\n责任单位\n完成时限\n新建公厕\n县城管局\n2025年6月\n改造路灯\n县住建局\n2025年9月",
        ["1 县城管局* (2025年6月)", "2 县住建局* (2025年9月)"],
    ),
    "bars without a frame": (
        "序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限\n"
        "1 | 建设停车系统 | 市城管局 | 市公安局、市数据局 | 2025年底前\n"
        "2 | 改造老旧管网 | 市住建局 | 各区人民政府 | 2026年6月",
        ["1 市城管局* 市公安局 市数据局 (2025年底前)", "2 市住建局* 各区人民政府 (2026年6月)"],
    ),
    "a cell a line, tasks that end like bodies": (
        "序号\n任务\n牵头\n部门\n配合\n部门\n"
        "时限\n1\n完善路网\n市交通局\n市发改委\n市财政局\n2025年\n2\n扩建医院\n市卫健委\n市住建局\n长期\n"
        "3\n建设公园\n市园林局\n各区政府\n2024年底",
        ["1 市交通局* 市发改委 市财政局 (2025年)", "2 市卫健委* 市住建局 (长期)", "3 市园林局* 各区政府 (2024年底)"],
    ),
    "blanks, and headings of groups": (
        "序号 任务 责任单位 备注\n一 产业发展\n"
        "1 建设园区 市工信局 续建\n2 招引项目 市招商局 新建\n二 民生保障\n3 建设学校 市教育局 续建",
        ["1.1 市工信局*", "1.2 市招商局*", "2.3 市教育局*"],
    ),
    "run together": (
        "序号工作任务牵头单位配合单位完成时限1建设数据平台市数据局市财政局"
        "2025年底2改造供水管网市水务局市住建局、各区政府2026年6月",
        ["1 市数据局* 市财政局 (2025年底)", "2 市水务局* 市住建局 各区政府 (2026年6月)"],
    ),
    "run together, of a county": (
        "云川县任务分解表\n序号重点任务责任单位1改造老旧小区30个县住建局2新建幼儿园5所，扩建小学2所县教体局、县发改局"
        "3推进全县农村饮水安全县水利局，各乡镇",
        ["1 县住建局*", "2 县教体局* 县发改局", "3 县水利局* 各乡镇"],
    ),
    "run together, of a province": (
        "序号工作任务牵头单位责任单位1健全机制省委改革办省发展改"
        "革委、省财政厅2推进立法省司法厅省人大法工委、各市州政府",
        ["1 省委改革办* 省发展改革委 省财政厅", "2 省司法厅* 省人大法工委 各市州政府"],
    ),
}

SCRIPTS = {
    "of Taiwan": (
        "一、強化托育。（主辦機關：衛生福利部；協辦機關：教育部、各直轄市及縣（市）政府）\n"
        "二、擴大社宅。（權責機關：內政部國土管理署）",
        ["1 衛生福利部* 教育部 各直轄市及縣（市）政府", "2 內政部國土管理署*"],
    ),
    "of Hong Kong": (
        "（一）優化。（由民政總署牽頭，衞生署、社會福利署配合）\n"
        "（二）旅遊。（牽頭部門：旅遊事務署；支援部門：康樂及文化事務署）",
        ["1 民政總署* 衞生署 社會福利署", "2 旅遊事務署* 康樂及文化事務署"],
    ),
    "of the web": (
        "雲政辦發〔2023〕15號\n1.壓縮時間。（責任單位：市市場監管局、市稅務局，各縣（市、區）人民政府）",
        ["1 市市場監管局* 市稅務局 各縣（市、區）人民政府"],
    ),
    "compatibility characters": (
        "一、推⼴应⽤。（责任单位：市⼯业和信息化局、市⼈社局）",
        ["1 市工业和信息化局* 市人社局"],
    ),
}

LABELS = {
    "of those who sit with who leads": (
        "（一）产业专班。组长：副市长张某。牵头单位：市工信局，成员单位：市发改委、市科技局。",
        ["1 市工信局* 市发改委 市科技局"],
    ),
    "in a bracket that is never closed": (
        "3、做好宣传。（责任单位：市委宣传部、各县（区）\n4、投入。责任单位：市财政局",
        ["3 市委宣传部* 各县（区）", "4 市财政局*"],
    ),
    "on one line": (
        "1.建库。\n牵头：市发改委  责任：市财政局、各区政府\n"
        "2.完善机制。\n牵头：市委改革办\n配合：市司法局\n时限：2025年6月",
        ["1 市发改委* 市财政局 各区政府", "2 市委改革办* 市司法局 (2025年6月)"],
    ),
    "above a body a line": (
        "（一）治理\n责任单位：\n县水利局\n县生态环境分局\n各乡镇人民政府\n（二）巡查\n责任单位：县城管局",
        ["1 县水利局* 县生态环境分局 各乡镇人民政府", "2 县城管局*"],
    ),
    "behind marks": (
        "1.技改。\n★责任单位：市工信局\n2.培训。\n◆牵头单位：市人社局；◆配合单位：市总工会",
        ["1 市工信局*", "2 市人社局* 市总工会"],
    ),
    "of persons beside those of bodies": (
        "3.河长制。\n责任领导：副市长；责任单位：市水务局，各村、社区；责任人：王某某\n"
        "4.违建。\n包抓领导：县委常委；包抓单位：县自然资源局；责任单位：各镇（办）",
        ["3 市水务局* 各村、社区", "4 县自然资源局* 各镇（办）"],
    ),
    "in boxes": (
        "5.服务。【责任单位】市卫健委、市医保局\n6.宣传。[牵头单位]市委宣传部[配合单位]市文广旅局、市融媒体中心",
        ["5 市卫健委* 市医保局", "6 市委宣传部* 市文广旅局 市融媒体中心"],
    ),
    "of offices inside a body": (
        "2.保障\n牵头处室：规划处    配合处室：财务处、办公室\n3.标准\n落实单位：各设区市教育局\n责任股室：基教股",
        ["2 规划处* 财务处 办公室", "3 各设区市教育局* 基教股"],
    ),
    "of who manages": (
        "2、节能。主管部门：市机关事务局，协管部门：市住建局",
        ["2 市机关事务局* 市住建局"],
    ),
}

DIVISIONS = {
    "behind a colon": (
        "三、职责分工\n县教育局：负责组织学校。\n县公安局：负责治安。\n各乡镇人民政府：落实属地责任。",
        ["3.1 县教育局*", "3.2 县公安局*", "3.3 各乡镇人民政府*"],
    ),
    "as a heading that ends in a full stop": (
        "四、部门职责\n（一）区发展和改革局。统筹安排资金。\n"
        "（二）区住房和城乡建设局。负责施工许可。\n（三）区财政局。落实配套资金。",
        ["4.1 区发展和改革局*", "4.2 区住房和城乡建设局*", "4.3 区财政局*"],
    ),
    "with the word 职责": (
        "（三）工作职责\n1. 信访局职责：受理来访；\n2. 司法局职责：提供法律援助。",
        ["3.1 信访局*", "3.2 司法局*"],
    ),
    "numbered by 一是": (
        "三、职责分工\n（一）执法中队：一是加强检查；二是加强管理。\n（二）派出所：一是加强治安；二是组织警力。",
        ["3.1 执法中队*", "3.2 派出所*"],
    ),
}

KINDS = {**FOUND, **DIGITS, **NESTED, **TAILS, **PASTED, **SCRIPTS, **LABELS, **DIVISIONS}


@pytest.mark.parametrize("kind", KINDS)
def test_who_answers_for_what_is_read(kind: str) -> None:
    text, said = KINDS[kind]
    assert duties(text) == said


#: What portals put above a text: title, number and date stand in a table or behind labels.
HEADS = {
    "a table with bars": (
        "| 索引号: | 307 | 发布机构: | |\n| 文 号: | 云政办发〔2025〕14号 | 所属主题: | 政府文件 |\n"
        "云县人民政府办公室关于印发云县道路交通安全预案的通知\n"
        "各乡（镇）人民政府：\n现印发给你们。\n云县人民政府办公室\n2025年7月1日",
        (
            "云县人民政府办公室关于印发云县道路交通安全预案的通知",
            "云政办发〔2025〕14号",
            "云县人民政府办公室",
            "2025-07-01",
        ),
    ),
    "labels in boxes": (
        "[ 索引号 ] 115/2020-1 [ 发文字号 ] 云府办发〔2017〕132号\n"
        "[ 发布机构 ] 云县人民政府办公室\n[ 成文日期 ] 2020-10-28 [ 发布日期 ] 2020-10-30\n"
        "关于印发云县应急预案的通知\n各乡镇人民政府：\n请认真执行。",
        ("关于印发云县应急预案的通知", "云府办发〔2017〕132号", "云县人民政府办公室", "2020-10-28"),
    ),
    "a list of labels": (
        "首页 > 法规 >\n法规内容  本文仅供参考,如需引用请以正式文件为准\n"
        "发文标题: 云川市人民政府关于创新发展的若干意见\n"
        "发文文号: 云政发[2016]54号\n发文部门: 云川市人民政府\n"
        "发文时间: 2016-10-18\n各县(市、区)人民政府：\n现提出如下意见。",
        ("云川市人民政府关于创新发展的若干意见", "云政发〔2016〕54号", "云川市人民政府", "2016-10-18"),
    ),
    "a letterhead": (
        "云川县人民政府办公室文件\n云政办发［２０２４］１２号\n"
        "关于做好防汛工作的通知\n１．落实责任。（责任单位：县应急局）",
        ("关于做好防汛工作的通知", "云政办发〔2024〕12号", "云川县人民政府办公室", "None"),
    ),
    "a place is no issuer": (
        "泰州关于印发优化营商环境行动方案的通知\n一、提速。（责任单位：市行政审批局）",
        ("泰州关于印发优化营商环境行动方案的通知", None, "", "None"),
    ),
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_head_of_a_page_is_read(kind: str) -> None:
    text, said = HEADS[kind]
    header = document(text).header
    title = header.title.text if header.title else None
    assert (title, header.number, "".join(issuer.text for issuer in header.issuers), str(header.date)) == said


#: A line that ends in a colon above the first measure, and whom it addresses: prose addresses nobody.
ADDRESSED = {
    "各县（市、区）人民政府，市政府各部门、各直属机构：": ["各县（市、区）人民政府", "市政府各部门、各直属机构"],
    "云川市人民政府、省发展改革委：": ["云川市人民政府", "省发展改革委"],
    "市药监局、市知识产权局，各区局，委机关各处室：": ["市药监局", "市知识产权局", "各区局", "委机关各处室"],
    "各省、自治区、直辖市工业和信息化、发展改革、财政主管部门：": [
        "各省、自治区、直辖市工业和信息化、发展改革、财政主管部门"
    ],
    "云川电网有限公司、南江电力（集团）有限责任公司：": ["云川电网有限公司", "南江电力（集团）有限责任公司"],
    "为贯彻落实市委、市政府决策部署，做好防汛工作，现将有关事项公告如下：": [],
    "经市防汛指挥部办公室同意，市交通局决定开通两条线路，现通告如下：": [],
    "你们提出的关于政府网站建设的建议收悉，现答复如下：": [],
    "国务院、中央军委决定：": [],
}


@pytest.mark.parametrize("line", ADDRESSED)
def test_who_is_addressed_is_read_name_by_name_and_prose_addresses_nobody(line: str) -> None:
    measures = "一、加强巡查。（责任单位：市水利局、市应急局）\n二、备足物资。（责任单位：市应急局）"
    text = f"云川市关于做好防汛工作的通知\n{line}\n{measures}"
    assert [field.text for field in document(text).header.addressees] == ADDRESSED[line]


def test_who_gave_a_page_to_its_portal_issued_it_where_it_names_nobody() -> None:
    page = (
        '<!DOCTYPE html><head><meta name="ArticleTitle" content="关于做好秸秆禁烧工作的通知">'
        '<meta name="ContentSource" content="云川市生态环境局"></head><body><h1>关于做好秸秆禁烧工作的通知</h1>'
        "<p>一、强化巡查。（责任单位：市生态环境局）</p><p>二、综合利用。（责任单位：市农业农村局）</p>{}</body>"
    )
    assert [issuer.text for issuer in document(page.format(""), "页.html").header.issuers] == ["云川市生态环境局"]
    signed = page.format("<p>云川市人民政府办公室</p><p>2025年5月20日</p>")
    assert [issuer.text for issuer in document(signed, "页.html").header.issuers] == ["云川市人民政府办公室"]


def test_a_table_below_a_measure_leaves_its_duty_alone() -> None:
    text = (
        "一、巡查。（责任单位：市生态环境局）\n二、利用。（牵头单位：市农业农村局；配合单位：市发改委）\n"
        "序号\t任务\t责任单位\n1\t飞巡\t市公安局"
    )
    assert duties(text) == ["1 市生态环境局*", "2 市农业农村局* 市发改委", "2.1 市公安局*"]


def test_classes_of_bodies_head_columns_of_a_matrix_too() -> None:
    text = "序号\t任务\t市发改委\t市住建局\t各区\n1\t改造\t√\t▲\t√\n2\t争取\t▲\t\t"
    assert duties(text) == ["1 市发改委 市住建局* 各区", "2 市发改委*"]


def test_a_table_behind_a_group_of_another_is_none_of_it() -> None:
    text = "序号\t任务\t责任单位\n一、改革\n1\t改制\t市国资委\n编号\t项目\t责任单位\nX-1\t公园\t市园林局"
    assert duties(text) == ["1.1 市国资委*", "X-1 市园林局*"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("推进节能。牵头单位为市发展改革委。", ["1 市发展改革委*"]),
        ("推进节能，牵头部门为市发改委，配合部门为市财政局、市住建局。", ["1 市发改委* 市财政局 市住建局"]),
        ("推进节能。责任单位是市水务局，各区政府", ["1 市水务局* 各区政府"]),
        ("推进节能。牵头单位为市发展改革委。每月调度并报告进展。", ["1 市发展改革委* (每月)"]),
        ("责任单位是主体责任的承担者。", []),
        ("成立专班，牵头单位为市发改委，要定期调度。", []),
    ],
)
def test_a_label_that_a_sentence_says_is_read_where_only_names_follow(text: str, wanted: list[str]) -> None:
    assert duties(f"1、{text}") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("编制规划。省自然资源厅牵头，省财政厅配合，2023年底前完成。", ["1 省自然资源厅* 省财政厅 (2023年底前)"]),
        ("建设城市群。由省发改委、省住建厅分别牵头，省交通厅参与。持续推进。", ["1 省发改委* 省住建厅* 省交通厅"]),
        ("打造乡村。省农业农村厅牵头；各市（州）政府负责", ["1 省农业农村厅* 各市（州）政府"]),
        ("城市更新。市住建局（市人防办）、市城管局、各区政府", ["1 市住建局（市人防办）* 市城管局 各区政府"]),
        ("春风行动。市人社局、市总工会。", ["1 市人社局* 市总工会"]),
        ("这项工作涉及面广。市教育局、市财政局等部门要高度重视。", []),
        ("各地要高度重视，切实负责。社会力量参与。", []),
        ("省自然资源厅牵头编制规划。", []),
        ("开展体检（省住建厅牵头。各市政府落实）", ["1 省住建厅* 各市政府"]),
    ],
)
def test_a_sentence_of_names_and_duty_words_says_who(text: str, wanted: list[str]) -> None:
    assert duties(f"1、{text}") == wanted


def test_a_label_that_a_sentence_says_is_said_where_more_follows() -> None:
    [warning] = document("1、推进节能。牵头单位为市发展改革委，要每月调度。").warnings
    assert "牵头单位为市发展改革委" in warning


def test_heads_of_columns_are_no_duties_that_were_overlooked() -> None:
    assert document("|序号|任务|责任部门（牵头）|责任部门（配合）|\n|-|-|-|-|\n|1|分类|县城管局|各乡镇|").warnings == ()


def test_a_run_together_table_in_doubt_is_left_as_it_is() -> None:
    text = "序号任务名称责任单位完成时限1修路交通局6月2建桥水利局7月"
    assert reflow(read(Source("a.txt", text.encode()))).text == text
    assert any("looks like a table" in warning for warning in document(text).warnings)


def test_a_mail_of_outlook_is_told_what_to_do_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "任务.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "通知.txt").write_text("一、修路。（市交通局负责）", "utf-8")
    told = [found.reason for found in candidates([tmp_path]) if not isinstance(found, Source)]
    assert len(told) == 1
    assert "另存为 .eml" in told[0]
    assert "save it as .eml" in told[0]
