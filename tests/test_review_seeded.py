"""Faults sown into documents are found: ten of each rule, in real ones where they are at hand, else in a made one.

A seed changes the text at one place; it counts as found if the rule speaks of that place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from made_draft import draft, read

from ontology.errors import FengongError
from queries.duties import LEAD, Task
from queries.review import RULES, drafts
from queries.review.draft import Draft

CORPUS = Path(__file__).parents[2] / "shared/corpus"
WANTED, SHARE = 10, 0.95
#: The day that undated documents are held against.
TODAY = "2026-11-28"


@dataclass(frozen=True)
class Seed:
    """A text with a fault sown into it, and where the fault is."""

    text: str
    start: int
    end: int
    earlier: str = ""  #: the text of a document that the graph holds


Sower = Callable[[Draft, random.Random], Iterator[Seed]]
SOWERS: dict[str, Sower] = {}


def sows(rule: str) -> Callable[[Sower], Sower]:
    def keep(sower: Sower) -> Sower:
        SOWERS[rule] = sower
        return sower

    return keep


def put(found: Draft, start: int, end: int, words: str) -> Seed:
    """The text with ``words`` in the place of a stretch."""
    return Seed(found.text[:start] + words + found.text[end:], start, start + len(words))


def bracketed(found: Draft) -> Iterator[tuple[Task, int, int]]:
    """Tasks whose attribution is a bracket in their own text, with where the bracket stands."""
    for task in found.duties.tasks:
        place = task.attribution_place
        if place and found.text[place.start] in "（(" and found.text[place.end - 1] in "）)":
            yield task, place.start, place.end


def level(found: Draft) -> str:
    """The word before bodies of the document's own government."""
    words = (a.surface for a in found.duties.assignments)
    return next((word[0] for word in words if word[0] in "省市县区州"), "市")


def named(found: Draft, *, plain: bool = True) -> Iterator[tuple[Task, str, int, int]]:
    """Bodies of the document's own that stand in a bracket: task, name, place."""
    for task, start, end in bracketed(found):
        for a in found.duties.of_task[task.iri]:
            if a.place and start <= a.place.start < end and not found.duties.party[a.party].group:
                words = found.text[a.place.start : a.place.end]
                if not plain or (words == a.surface and not re.search(r"[（(\s]", words)):
                    yield task, words, a.place.start, a.place.end


@sows("A01")
def no_body(found: Draft, draw: random.Random) -> Iterator[Seed]:
    last = {task.measure: task.iri for task in found.duties.tasks}
    for task, start, end in bracketed(found):
        if last[task.measure] != task.iri:
            continue  # its words would be the next task's
        first = found.beginning(task)[0]
        yield Seed(found.text[:start] + found.text[end:], first, first + 1)


@sows("A02")
def open_class(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, start, end in bracketed(found):
        yield put(found, start, end, f"（{draw.choice(('有关部门', '相关单位', '各有关部门', '相关部门'))}负责）")


@sows("A03")
def no_word_on_who_leads(found: Draft, draw: random.Random) -> Iterator[Seed]:
    if any(a.basis == "rule" for a in found.duties.assignments):
        return  # its standing rule says who leads
    for _, start, end in bracketed(found):
        one, two, three = draw.sample(("财政局", "教育局", "民政局", "公安局", "司法局", "审计局"), 3)
        yield put(found, start, end, f"（{level(found)}{one}、{two}、{three}）")


@sows("A04")
def both_lead(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, start, end in bracketed(found):
        one, two = draw.sample(("财政局", "教育局", "民政局", "公安局", "司法局", "审计局"), 2)
        yield put(found, start, end, f"（{level(found)}{one}、{two}牵头，{level(found)}水利局配合）")


@sows("A05")
def crowd(found: Draft, draw: random.Random) -> Iterator[Seed]:
    crowd = "、".join(("教育局", "民政局", "公安局", "司法局", "审计局", "水利局", "商务局", "统计局", "交通运输局"))
    for _, start, end in bracketed(found):
        yield put(found, start, end, f"（{level(found)}财政局牵头，{crowd}配合）")


@sows("A06")
def again(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, words, _, end in named(found):
        yield Seed(found.text[:end] + f"、{words}" + found.text[end:], end + 1, end + 1 + len(words))


OTHERWISE = (("发展改革委", "发改委"), ("人力资源社会保障", "人社"), ("卫生健康委", "卫健委"), ("工业和信息化", "工信"))


@sows("A07")
def otherwise(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for full, short in OTHERWISE:
        for one, other in ((full, short), (short, full)):
            places = [
                m.start() for m in re.finditer(one, found.text) if any(s <= m.start() < e for *_, s, e in named(found))
            ]
            for at in places[:2] if len(places) > 2 else ():
                yield put(found, at, at + len(one), other)


LONG_NAME = re.compile(
    "(?:知识产权局|市场监管局|住房城乡建设厅|交通运输[局厅]|农业农村[局厅]|发展改革委|自然资源厅|司法局|科学技术局)$"
)


@sows("A08")
def slip(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, words, start, _end in named(found):
        if re.search(
            r"(?:知识产权局|市场监管局|住房城乡建设厅|交通运输[局厅]|农业农村厅|发展改革委|自然资源厅|司法局|科学技术局)$",
            words,
        ):
            at = start + len(words) - draw.randint(2, 3)
            other = draw.choice([c for c in "哲仅岌材侉夂" if c != found.text[at]])
            yield put(found, at, at + 1, other)


@sows("A09")
def abolished(found: Draft, draw: random.Random) -> Iterator[Seed]:
    if found.document.level == "centre" or found.day < "2019-05-01":
        return
    for _, start, end in bracketed(found):
        one = draw.choice(("工商局", "质监局", "国税局", "物价局", "旅游局"))
        seed = put(found, start, end, f"（{level(found)}{one}牵头，{level(found)}财政局配合）")
        yield Seed(seed.text, seed.start + 1, seed.start + 2 + len(one))


@sows("A10")
def foreign_body(found: Draft, draw: random.Random) -> Iterator[Seed]:
    if found.home is None or found.home.level not in ("province", "prefecture", "county"):
        return
    for _, start, end in bracketed(found):
        place = draw.choice(("昆明市", "哈尔滨市", "海口市", "兰州市"))
        seed = put(found, start, end, f"（{place}财政局负责）")
        yield Seed(seed.text, seed.start + 1, seed.end)


@sows("A11")
def part_and_whole(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, start, end in bracketed(found):
        one, part = draw.choice((("公安局", "交警支队"), ("教育局", "招生考试中心"), ("民政局", "救助管理站")))
        seed = put(found, start, end, f"（{level(found)}{one}牵头，{level(found)}{one}{part}配合）")
        yield Seed(seed.text, seed.start, seed.end)


def _after_number(found: Draft, task: Task) -> int | None:
    """Where the words of a task begin, if it begins a sentence of its own."""
    start = found.beginning(task)[0]
    return start if task.place and start < task.place.end else None


@sows("A12")
def limit_taken(found: Draft, draw: random.Random) -> Iterator[Seed]:
    """Every task of the document gets a limit, but one."""
    tasks = [(task, start) for task, start, _ in bracketed(found)]
    if len(tasks) < 6 or len(tasks) < 0.9 * len(found.duties.tasks):
        return
    for left_out in draw.sample(range(len(tasks)), min(5, len(tasks))):
        text, shift, at = found.text, 0, 0
        for number, (task, start) in enumerate(tasks):
            if number == left_out:
                at = found.beginning(task)[0] + shift
                continue
            words = f"，{int(found.day[:4]) + 1}年底前完成"
            text = text[: start + shift] + words + text[start + shift :]
            shift += len(words)
        if not found.duties.limits_of.get(tasks[left_out][0].iri):
            yield Seed(text, at, at + 1)


@sows("A13")
def overdue(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, start, _ in bracketed(found) if found.document.date else ():
        words = f"，{int((found.document.date or '2020')[:4]) - 1}年{draw.choice(('6月底', '底', '12月底'))}前完成"
        yield put(found, start, start, words)


@sows("A14")
def undated(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for task, start, _ in bracketed(found):
        if not any(limit.latest for limit in found.duties.limits_of.get(task.iri, ())):
            yield put(found, start, start, f"，{draw.choice(('尽快完成', '尽早见效', '择机推广', '尽快出台配套政策'))}")


@sows("A15")
def unit_taken(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for _, start, _ in bracketed(found):
        number = draw.randint(12, 900)
        yield put(
            found, start, start, f"，数量{draw.choice(('达到', '不少于', '超过'))}{number}{draw.choice(('', '以上'))}"
        )


@sows("A16")
def number_changed(found: Draft, draw: random.Random) -> Iterator[Seed]:
    chinese = "零一二三四五六七八九十"
    for m in re.finditer(r"^([一二三四五六七八九])、", found.text, re.MULTILINE):
        if chinese.index(m[1]) > 1 and re.search(rf"^{chinese[chinese.index(m[1]) - 1]}、", found.text, re.MULTILINE):
            yield put(found, m.start(), m.end(), f"{draw.choice(chinese[chinese.index(m[1]) + 1 :])}、")
    for m in re.finditer(r"^[（(]([二三四五六七八])[）)]", found.text, re.MULTILINE):
        if re.search(rf"^[（(]{chinese[chinese.index(m[1]) - 1]}[）)]", found.text[: m.start()], re.MULTILINE):
            yield put(found, m.start(), m.end(), "（九）")


@sows("A17")
def bracket_taken(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for measure in found.duties.measures:  # of brackets in brackets the rule may mark the outer one
        if measure.place:
            for at in range(measure.place.start, measure.place.end):
                pair = {"）": "（", ")": "(", "》": "《", "”": "“"}.get(found.text[at])
                begin = found.text.rfind(pair, measure.place.start, at) if pair else -1
                if begin >= 0 and found.text[begin:at].count("\n") == 0:
                    yield Seed(found.text[:at] + found.text[at + 1 :], measure.place.start, measure.place.end - 1)
                    break


@sows("A18")
def malformed(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for m in re.finditer(r"([\u4e00-\u9fff]{1,6}[发函字办])〔(\d{4})〕(\d+)号", found.text):
        for words in (f"{m[1]}[{m[2]}]{m[3]}号", f"{m[1]}〔{m[2]}〕第{m[3]}号", f"{m[1]}（{m[2]}）{m[3]}号"):
            yield put(found, m.start(), m.end(), words)
    for _, start, _ in bracketed(found):
        yield put(found, start, start, "，落实国办发[2020]43号要求")


@sows("A19")
def other_title(found: Draft, draw: random.Random) -> Iterator[Seed]:
    spans = list(bracketed(found))
    for _, start, _ in spans:
        number = f"国办发〔{draw.randint(2001, 2016)}〕{draw.randint(1, 99)}号"
        words = f"，落实《关于加强城市地下管线建设管理的指导意见》（{number}）"
        other = f"，按照《关于促进旅游业改革发展的若干意见》（{number}）推进"
        yield Seed(
            found.text[:start] + words + other + found.text[start:], start + len(words), start + len(words + other)
        )


@sows("A20")
def overlong(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for task, start, _ in bracketed(found):
        words = "，" + "，".join(f"组织第{n}类单位开展摸底调查并汇总报送情况" for n in "一二三四五六七八九" * 4)
        measure = found.duties.measure[task.measure]
        if measure.place:
            yield Seed(found.text[:start] + words + found.text[start:], measure.place.start, measure.place.end)


VAGUE = ("进一步加强相关工作，不断提升服务水平", "大力推进融合发展，促进产业兴旺", "完善工作体系，营造良好氛围")


@sows("A21")
def vague(found: Draft, draw: random.Random) -> Iterator[Seed]:
    for task, start, _ in bracketed(found):
        at = found.beginning(task)[0]
        said = draw.choice(
            ("进一步加强相关工作，不断提升服务水平", "大力推进融合发展，促进产业兴旺", "完善工作体系，营造良好氛围")
        )
        if task.place and task.place.start <= at < start:
            yield Seed(found.text[:at] + said + found.text[start:], at, at + len(said))


@sows("A22")
def twice_elsewhere(found: Draft, draw: random.Random) -> Iterator[Seed]:
    tasks = [(t, s, e) for t, s, e in bracketed(found) if len(t.own_words) > 30 and found.leads[t.iri]]
    tasks = [(t, s, e) for t, s, e in tasks if t.place and t.place.end - e < 3]  # its bracket ends it
    for (one, _, _), (other, start, _end) in pairwise(tasks):
        mine = {a.party for a in found.duties.of_task[other.iri]}
        theirs = {a.party for a in found.duties.of_task[one.iri] if a.role == LEAD}
        at = found.beginning(other)[0]
        if not mine & theirs and one.place and other.place and other.place.start <= at < start:
            yield Seed(found.text[:at] + one.own_words + found.text[start:], at, at + 5)


@sows("A23")
def led_otherwise_before(found: Draft, draw: random.Random) -> Iterator[Seed]:
    if not found.document.jurisdiction:
        return
    for task, start, end in bracketed(found):
        if len(task.own_words) < 20 or not found.leads[task.iri]:
            continue
        other = found.text[:start] + f"（{level(found)}气象局负责）" + found.text[end:]
        number = re.sub("\\s", "", found.document.number)
        if number and number in other:
            at = found.beginning(task)[0]
            yield Seed(found.text, at, at + 1, other.replace(number, number.replace("〕", "〕9")))


@sows("A24")
def left_over(found: Draft, draw: random.Random) -> Iterator[Seed]:
    """A superior document of the draft's own measures and one more."""
    if found.document.level != "prefecture" or not 4 <= len(found.duties.measures) <= 40:
        return
    words = [m.text.split("（责任")[0].split("（牵头")[0] for m in found.duties.measures]
    extra = (
        "培育发展海洋牧场和深远海养殖装备。",
        "推进古籍文献数字化修复与传承利用。",
        "完善高海拔地区航空应急救援网络。",
    )
    for more in extra:
        measures = "\n".join(f"{n}.{w}（省发展改革委负责）" for n, w in enumerate([*words, more], 1))
        head = "浙江省人民政府关于建设平台的意见\n浙政发〔2019〕88号\n\n一、主要任务"
        text = f"{head}\n{measures}\n\n浙江省人民政府\n2019年1月2日\n"
        at = next((start for _, start, _ in bracketed(found)), len(found.text))
        said = "，落实浙政发〔2019〕88号要求"
        yield Seed(found.text[:at] + said + found.text[at:], at + 3, at + 15, text)


@sows("A25")
def foreign_place(found: Draft, draw: random.Random) -> Iterator[Seed]:
    if found.home is None or found.home.level not in ("province", "prefecture", "county"):
        return
    for _, start, _ in bracketed(found):
        place = draw.choice(("昆明市", "哈尔滨市", "海口市", "兰州市"))
        what = draw.choice(("各部门要按时报送", "人民政府各部门要加强配合", "行政区域内全面推行"))
        yield Seed(found.text[:start] + f"。{place}{what}" + found.text[start:], start + 1, start + 4)


MADE = """1.建立公共信用信息共享平台，向社会公布《信用目录》。（市财政局牵头，市发展改革委、市市场监管局配合）
2.开展工程建设领域招标投标专项整治，公布典型案例。（市司法局牵头，市发展改革委、市人力资源社会保障局配合）
3.新建社区养老服务站，完善老年人助餐服务网络。（市民政局负责）
4.组织中小学诚信教育活动，编印读本，评选示范学校。（市教育局牵头，市发展改革委、市卫生健康委配合）
5.推广电子证照应用，公布第一批应用清单。（市大数据局牵头，市司法局、市交通运输局配合）
6.开通企业投诉热线，按季通报办理情况。（市商务局牵头，市市场监管局配合）
7.建设农产品质量安全追溯系统，发放追溯标签。（市农业农村局牵头，市市场监管局配合）
二、保障措施
（一）加强协调。定期召开联席会议，通报进展。（市政府办公室负责）
（二）加强督查。每半年开展一次检查，公布结果。（市审计局负责）
（三）加强宣传。举办信用宣传周，印发读本。（市委宣传部负责）"""


def texts() -> list[tuple[str, str]]:
    """The real documents where they are at hand, else made ones, by name."""
    real = sorted(path for folder in ("dev", "fresh") for path in (CORPUS / folder / "raw").glob("*.txt"))
    return [(path.name, path.read_text("utf-8-sig")) for path in real] or [("made.txt", draft(MADE))]


@pytest.fixture(scope="module")
def found() -> list[Draft]:
    read_ = []
    for name, text in texts():
        try:
            read_ += drafts(read(text, name), today=TODAY)
        except FengongError:  # a page that is no text
            continue
    return read_


def speaks(rule: str, found: Draft, seed: Seed) -> bool:
    """Whether a rule speaks of the place of a seed."""
    finder = next(each for each in RULES if each.id == rule)
    return any(remark.start < seed.end and seed.start < remark.end for remark in finder.find(found))


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_faults_that_are_sown_are_found(found: list[Draft], rule: str) -> None:
    draw = random.Random(rule)
    seeds = [(each, seed) for each in found for seed in SOWERS[rule](each, draw)]
    draw.shuffle(seeds)
    missed = []
    sown = seeds[:WANTED]
    for each, seed in sown:
        earlier = read(seed.earlier) if seed.earlier else None
        (changed,) = drafts(read(seed.text, each.duties.texts[0].name), day=each.day, earlier=earlier)
        if not speaks(rule, changed, seed):
            missed.append((each.document.label[:20], seed.text[max(0, seed.start - 30) : seed.end + 30]))
    assert len(sown) == WANTED
    assert len(sown) - len(missed) >= SHARE * len(sown), missed
