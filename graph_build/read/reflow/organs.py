"""Blanks that part the names of organs and what is said of them: （区科技局 区财政局） is a list without 、."""

from __future__ import annotations

from graph_build.read.reflow.characters import HIDDEN, LINE_END, ROW_STRIP, open_brackets
from graph_build.read.reflow.markers import STEMS
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

#: what a name ends with that a blank may part from the next one, which begins with the level of its government …
ORGAN_ENDS = frozenset("局厅委办部院署会府联社团心行司）)")
_ORGAN = regex(
    r"(?:自治[区州县旗]|[省县区州盟旗团]|市(?!场)|国家|中央|各)"
    r"[\u4e00-\u9fff（）()、]{0,14}?[局厅委办部院署会府联社团心行司镇乡区]"
)
#: … or is one word, behind a name that does not itself go on in one: 市委 政法委, 税务总局 某市税务局
_BARE_ORGAN = regex(r"(?!委员会|办公|政府|人民政府)[\u4e00-\u9fff]{2,8}(?:[局厅部署委]|街道)(?![\u4e00-\u9fff])")
_BEFORE_BARE = regex(r"(?:(?<!总)局|厅|部|署|办|(?<![省市县区州盟旗党工])委)$")
#: what ends a clause in a bracket, where a blank may stand for the comma: 市发改委牵头 市教育局配合 …
_CLAUSE_ENDS = regex(
    rf"(?:{either((*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words()))}|(?:{STEMS})(?:单位|部门))$"
)
#: … and what begins one that is no organ: 牵头部门 市发改委 配合部门 市教育局 2024年6月完成
_CLAUSE_BEGINS = regex(rf"(?:{STEMS})+(?:单位|部门)|\d{{4}}年|\d{{1,2}}月")
_LONGEST_END = 6
_NAME_LENGTH, _LIST_LENGTH, _SENTENCE, _LABEL_ENDS = 24, 400, regex(f"[。{LINE_END}\u2028]"), "位门体头合任办）)】"


def parts_names(text: str, start: int, end: int) -> bool:
    """Whether a blank stands for the 、 between two organs, in a bracket, a cell or behind a label.

    So it does in （区科技局 区财政局）; not in 发展改革委 办公室, nor between the issuers above a title.
    """
    if not start:
        return False
    clause = bool(_CLAUSE_ENDS.search(text, max(0, start - _LONGEST_END), start))
    if text[start - 1] not in ORGAN_ENDS and not clause:
        return False
    after = HIDDEN.sub("", text[end : end + _NAME_LENGTH])
    before = HIDDEN.sub("", text[max(0, start - _LIST_LENGTH) : start])
    line = _SENTENCE.split(before)[-1]
    inside = open_brackets(line, 0) > 0
    organ = _ORGAN.match(after) or (_BARE_ORGAN.match(after) and (clause or _BEFORE_BARE.search(before[-2:])))
    if not organ and not (inside and _CLAUSE_BEGINS.match(after)):
        return False
    label = len(line[: max(line.rfind("："), line.rfind(":"), 0)].rstrip(ROW_STRIP))
    return "\t" in line or inside or (label > 0 and line[label - 1] in _LABEL_ENDS)
