"""Made documents shaped like the real ones, as many as wanted: the same number gives the same text everywhere.

A document of size 1 is as large as the sample: some 6,000 characters, 43 measures, 57 attributions with four bodies
each, in the wordings that offices use.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

PLACES = ("新疆维吾尔自治区", "湖北省", "广东省", "四川省", "浙江省", "云南省", "甘肃省", "江苏省")
SIGNS = ("新政办发", "鄂政办发", "粤府办", "川办发", "浙政办发", "云政办发", "甘政办发", "苏政办发")
LEVELS = ("自治区", "省", "省", "省", "省", "省", "省", "省")
BODIES = (
    *("发展改革委", "教育厅", "科技厅", "工业和信息化厅", "公安厅", "民政厅", "司法厅", "财政厅", "人力资源社会保障厅"),
    *("自然资源厅", "生态环境厅", "住房城乡建设厅", "交通运输厅", "水利厅", "农业农村厅", "商务厅", "文化和旅游厅"),
    *("卫生健康委", "应急厅", "审计厅", "国资委", "市场监管局", "广电局", "体育局", "统计局", "知识产权局", "医保局"),
    *("地方金融监管局", "乡村振兴局", "药监局", "林草局", "大数据局", "总工会", "团委", "妇联", "科协", "工商联"),
)
GROUPS = ("各市(州)人民政府", "各有关部门", "各县(市、区)人民政府", "各高等院校")
VERBS = ("加强", "完善", "推进", "健全", "实施", "培育", "支持", "建立", "规范", "优化", "落实", "深化", "提升", "引导")
THINGS = (
    *("知识产权保护", "营商环境", "科技成果转化", "公共服务体系", "生态环境治理", "数据要素市场", "基层医疗服务"),
    *(
        "职业技能培训",
        "中小企业融资",
        "农村人居环境",
        "现代物流网络",
        "品牌建设",
        "标准体系",
        "安全生产责任",
        "信用监管",
    ),
    *("招商引资工作机制", "绿色建筑", "养老服务供给", "文化遗产保护", "专利导航", "产业集群", "信用监管"),
)
ENDS = ("取得明显成效", "形成长效机制", "不断提高工作水平", "逐步实现全覆盖", "确保各项任务落到实处", "促进高质量发展")
DAYS = (
    "2024年6月底前完成",
    "2025年底前",
    "到2025年，覆盖率达到90%以上",
    "每年12月底前报送进展",
    "持续推进",
    "2026年3月31日前",
)
NUMERALS = "一二三四五六七八九十"


def document(number: int, size: float = 1.0) -> str:
    """The text of made document ``number``; ``size`` 1 is that of the sample."""
    chance = Random(number)
    office = number % len(PLACES)
    subject = f"{chance.choice(VERBS)}{chance.choice(THINGS)}"
    head = [
        f"{PLACES[office]}人民政府办公厅",
        f"关于印发{subject}重点任务分工方案的通知",
        f"{SIGNS[office]}〔2023〕{number + 1}号",
        "各市(州)人民政府，各县(市、区)人民政府，省政府各部门：",
        f"　　为贯彻落实《国务院关于{subject}的若干意见》(国发〔2022〕{number % 30 + 1}号)，结合实际，制定本方案。",
    ]
    tasks, left = [], round(43 * size)
    for chapter in range(5):
        tasks.append(f"　　{NUMERALS[chapter]}、{chance.choice(VERBS)}{chance.choice(THINGS)}")
        here = left // (5 - chapter)
        left -= here
        for item in range(here):
            if item % 5 == 0 and here > 5:
                tasks.append(f"　　（{NUMERALS[item // 5]}）{chance.choice(VERBS)}{chance.choice(THINGS)}")
            tasks.append(f"　　{item % 5 + 1 if here > 5 else item + 1}.{_measure(chance, LEVELS[office])}")
    foot = [f"　　{PLACES[office]}人民政府办公厅", f"　　2023年{number % 12 + 1}月{number % 28 + 1}日"]
    return "\n".join([*head, *tasks, *foot]) + "\n"


def folder(path: Path, count: int, size: float = 1.0, first: int = 0) -> Path:
    """``path``, with ``count`` made documents in it."""
    path.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (path / f"{number:06}.txt").write_text(document(number, size), encoding="utf-8")
    return path


def _measure(chance: Random, level: str) -> str:
    parts = [_task(chance, level) for _ in range(2 if chance.random() < 0.33 else 1)]
    return "".join(parts)


def _task(chance: Random, level: str) -> str:
    words = [
        f"{chance.choice(VERBS)}{chance.choice(THINGS)}，{chance.choice(VERBS)}{chance.choice(THINGS)}"
        for _ in range(chance.randint(1, 4))
    ]
    text = "；".join((*words, chance.choice(ENDS)))
    if chance.random() < 0.2:
        text += f"，{chance.choice(DAYS)}"
    if chance.random() < 0.05:
        text += f"，执行《{chance.choice(THINGS)}管理办法》"
    bodies = chance.sample(BODIES, chance.randint(2, 6))
    names = [f"{level}{bodies[0]}", *bodies[1:], *([chance.choice(GROUPS)] if chance.random() < 0.25 else [])]
    lists = (
        f"。（{'、'.join(names)}）",
        f"。（{'、'.join(names)}按职责分工负责）",
        f"。（{names[0]}牵头，{'、'.join(names[1:])}配合）",
        f"。（责任单位：{'、'.join(names)}）",
        f"。（牵头单位：{names[0]}；配合单位：{'、'.join(names[1:])}）",
    )
    return text + chance.choices(lists, (5, 2, 2, 2, 1))[0]
