"""How a unit of a text begins, as far as one line shows: a marker, a label, a date."""

from __future__ import annotations

import re

from graph_build.read.reflow.characters import BLANK, HAN
from ontology.lexicon import either, label_stems, ordinals
from ontology.patterns import regex

#: what follows 3.2 where it is a quantity or a version and not a marker
QUANTITY = (
    rf"[{BLANK}]*(?:[万亿倍吨亩℃%％‰°\d.．~～至\-—、，。；）)]|年(?!度)|月(?![报度])|日(?!常)|元(?!宇)|[百千]分|[百千]?[瓦克米]|个(?!人|体|性)"
    r"|公[里顷斤]|平方|立方|[平立]米|分(?![类级步解工析阶区期批])|[版名户件项家度](?=[，。；、的以左])|[A-Za-zａ-ｚＡ-Ｚ]|$)"
)
#: what follows 第九条 where it is cited in a sentence and begins no article: 第六条、 / 第九条的，可…
NOT_CITED = r"(?!的|所[称列述规]|[、和及与至或]第)"
#: how a unit begins, by the kind of its marker
MARKER = regex(
    rf"""
      (?P<article>第[{HAN}\d]{{1,6}}[编章节条]{NOT_CITED})                 # 第十二条
    | (?P<han>[{HAN}]{{1,5}}[、．.])                                       # 一、推进知识产权管理体制机制改革
    | (?P<han_bracket>[（(〔【\[][{HAN}]{{1,5}}[）)〕】\]])                # （一）完善知识产权管理体制
    | (?P<arabic>\d{{1,3}}(?:[.．]\d{{1,2}}){{0,3}}(?:[.．、](?!\d)))       # 4. 13．  2、  1.2.
    | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?!{QUANTITY}))          # 1.1 编制目的
    | (?P<arabic_bracket>[（(〔]?\d{{1,3}}[）)〕])                         # （1）  1)
    | (?P<circled>[①-⒛㈠-㈩❶-➓])                                         # ①  ⑴  ⒈
    | (?P<bullet>[●■◆▲★○□◇△☆※•])
    | (?P<annex>附[件表录]?[{HAN}\d]{{0,3}}(?:[：:]|$)|专栏[{HAN}\d])       # 附件1：
    """,
    re.VERBOSE,
)
#: what stands over a list of contents
CONTENTS = regex(r"目[录次]$")
#: a marker or a quantity: 2.100个村, 2、12345热线, 3.5万亩
_COUNTED = regex(r"\d{1,3}[.．、](?=\d)")
#: the stems of labels that name bodies
STEMS = either(label_stems())
#: the heading over the column that counts the rows of a table: 序号, 任务编号
ORDINAL = rf"(?:项目|任务|事项|工作|总)?(?:{either(ordinals())})"
#: a line that says first of what kind its words are: 责任单位：…, 【牵头部门】：…, 完成时限：…
LABEL = regex(
    r"[【〔（(\[]?[^，。；：、:;,.\s()（）]{0,10}(?:单位|部门|责任人|负责人|主体|时限|期限|时间|领导|[处科股]室|电话|"
    r"抄送|主送|抄报|签发人|来源)[^，。；：、:;,.\s()（）]{0,4}[】〕）)\]]?[：:]"
    rf"|[【〖](?:[省市县区州盟旗][级直]?)?(?:{STEMS}){{1,3}}(?:单位|部门|主体|[时期]限)[】〗]"
)
#: a line that is a date of signature: 2017年6月9日印发
_DATE_LINE = regex(rf"[\d{HAN}○Ｏ]{{2,4}}年[\d{HAN}]{{1,3}}月[\d{HAN}]{{1,3}}日(?:印发|发布|公布)?$")
#: a line that is the number of the document: 新政办发〔2017〕107号
_NUMBER_LINE = regex(r"[\u4e00-\u9fff]{2,14}[〔﹝［\[（(【]\s?(?:19|20)\d\d\s?[〕﹞］\]）)】]\s?第?\s?\d{1,5}\s?号$")
_LABEL_LENGTH = 24


def opening(line: str) -> str:
    """The kind of what a line begins with: of its marker, label or date, number or contents; "" where it goes on."""
    if marker := MARKER.match(line):
        return marker.lastgroup or ""
    if _COUNTED.match(line):
        return "counted"
    head = line[:_LABEL_LENGTH]
    if ("：" in head or ":" in head or head[0] in "【〖") and LABEL.match(line):
        return "label"
    if line[-1] == "号" and _NUMBER_LINE.match(line):
        return "number"
    if CONTENTS.match(line):
        return "contents"
    return "date" if "年" in head[:5] and _DATE_LINE.match(line) else ""
