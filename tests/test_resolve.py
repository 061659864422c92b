"""Resolving: the name put back, the node found, the doubt said."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import made_document
import pytest
from made_document import from_gold, listing, names, parties, sample

from graph_build.model import Attribution, Basis, Document, Kind, Mention, Review, Role, Span, Task
from graph_build.resolve.bodies import Resolver, resolve
from graph_build.resolve.jurisdictions import setting
from graph_build.resolve.names import Context, restore
from graph_build.resolve.review import ONE_BODY, TWO_BODIES, new_parties, stanza, suspicions
from ontology import authority, compiled
from ontology.turtle import read

ID = "https://w3id.org/fengong/id/"
SHARED = Path(__file__).parents[2] / "shared" / "corpus" / "dev" / "gold"


@pytest.fixture(scope="module")
def resolved() -> Document:
    return sample()


# The sample


def _right(document: Document, gold: dict) -> tuple[int, int]:  # type: ignore[type-arg]
    wanted = [body["name"] for measure in gold["measures"] for task in measure["tasks"] for body in task["bodies"]]
    found = names(document)
    assert len(found) == len(wanted)
    return sum(one == other for one, other in zip(found, wanted, strict=True)), len(wanted)


def test_every_name_of_the_sample_is_restored_as_annotated(resolved: Document) -> None:
    gold = json.loads(made_document.SAMPLE.read_text(encoding="utf-8"))
    assert _right(resolved, gold) == (229, 229)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated documents are not part of the project")
def test_names_of_all_annotated_documents_are_restored() -> None:
    right = total = 0
    for path in sorted(SHARED.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        hits, asked = _right(resolve(from_gold(gold), authority.load()), gold)
        right, total = right + hits, total + asked
    assert total > 900
    assert right / total >= 0.99


def test_the_34_bodies_and_6_groups_of_the_sample_are_in_the_authority_file(resolved: Document) -> None:
    known = authority.load()
    found = {party.iri: party for party in parties(resolved)}
    bodies = [party for party in found.values() if party.kind is Kind.AGENCY]
    groups = [party for party in found.values() if party.kind is Kind.COLLECTIVE]
    assert (len(bodies), len(groups)) == (34, 6)
    assert all(party.known for party in bodies)
    for party in bodies:
        assert known.entry_by_iri[party.iri].short == party.name
    described = read(compiled.sources())
    for party in groups:
        assert (party.iri if party.known else party.group_type) in described, party.name


def test_issuer_addressees_and_copies_of_the_sample_are_known(resolved: Document) -> None:
    header = resolved.header
    assert [each.party.iri for each in header.issuers if each.party] == [f"{ID}body/650000/人民政府办公厅"]
    assert all(each.party and each.party.known for each in (*header.addressees, *header.cc))
    assert header.cc[3].party is not None
    assert header.cc[3].party.iri == f"{ID}body/650000/高级人民法院"
    assert resolved.jurisdiction == "650000"


def test_resolving_twice_changes_nothing(resolved: Document) -> None:
    assert resolve(resolved, authority.load()) == resolved


def test_resolving_sets_parties_and_nothing_else_of_a_mention() -> None:
    span, review = Span(3, 7), Review("an editor", "a reason")
    mention = Mention(span, "财政局", Role.CO, Basis.KEYWORD, Kind.AGENCY, owner="市财政局")
    given = Attribution(span, "(市财政局)", "bracket", (mention,), "section", "等部门", ("一项未读",))
    task = Task(span, given, review=review)
    resolver = Resolver(listing("市教育局", issuer="宁波市人民政府"), authority.load())
    (found,) = (resolved := resolver.task(task, resolver.address)).attribution.mentions  # type: ignore[union-attr]
    assert found.party is not None
    bare = found._replace(party=None)
    assert replace(resolved, attribution=replace(given, mentions=(bare,))) == task


# Names: what shares the jurisdiction of a list


@pytest.mark.parametrize(
    ("issuer", "surfaces", "wanted"),
    [
        (
            "福建省人民政府办公厅",
            "省发改委 工信厅 财政厅 省税务局 气象局",
            "省发改委 省工信厅 省财政厅 省税务局 省气象局",
        ),
        (
            "福建省人民政府办公厅",
            "省财政厅 厦门海关 人行福州中心支行 教育厅",
            "省财政厅 厦门海关 人行福州中心支行 省教育厅",
        ),
        ("福建省人民政府办公厅", "省商务厅 平潭综合实验区管委会", "省商务厅 平潭综合实验区管委会"),
        (
            "福建省人民政府办公厅",
            "省委宣传部 组织部 网信办 公安厅",
            "省委宣传部 省委组织部 省委网信办 省公安厅",
        ),
        (
            "福建省人民政府办公厅",
            "省科技厅 兴业银行 国网福建电力 厦门大学",
            "省科技厅 兴业银行 国网福建电力 厦门大学",
        ),
        ("福建省人民政府办公厅", "省总工会 团省委 妇联 残联", "省总工会 团省委 省妇联 省残联"),
        (
            "泰安市人民政府",
            "市财政局 市场监管局 市政园林局 区块链办",
            "市财政局 市市场监管局 市市政园林局 市区块链办",
        ),
        ("泰安市人民政府", "市国资委 水务集团 供电公司 移动公司", "市国资委 市水务集团 市供电公司 移动公司"),
        (
            "泰安市人民政府",
            "市商务局 泰安金融监管分局 高新区管委会",
            "市商务局 泰安金融监管分局 高新区管委会",
        ),
        ("沈阳市人民政府办公室", "市财政局 市民政局 民政局", "市财政局 市民政局 市民政局"),
        ("国家税务总局辽宁省税务局", "省财政厅 省商务厅 省教育厅 司法厅", "省财政厅 省商务厅 省教育厅 省司法厅"),
        ("泰州市人民政府办公室", "市发改委 人行泰州中支 统计局", "市发改委 人行泰州中支 市统计局"),
        ("武汉市人民政府", "市经信局 武汉投控集团 产发集团", "市经信局 武汉投控集团 市产发集团"),
        ("陕西省人民政府", "省发展改革委 韩城市政府 司法厅", "省发展改革委 韩城市政府 省司法厅"),
        ("广州市越秀区人民政府办公室", "区发展改革局 科工信局 宣传部", "区发展改革局 区科工信局 区委宣传部"),
        (
            "内蒙古自治区人民政府",
            "自治区党委宣传部 统战部 林草局",
            "自治区党委宣传部 自治区党委统战部 自治区林草局",
        ),
        ("延边朝鲜族自治州人民政府", "州财政局 教育局", "州财政局 州教育局"),
        (
            "阿克苏地区行政公署",
            "地区财政局 教育局 地委宣传部 组织部",
            "地区财政局 地区教育局 地委宣传部 地委组织部",
        ),
        ("新疆生产建设兵团办公厅", "兵团发展改革委 财政局", "兵团发展改革委 兵团财政局"),
        (
            "浙江省温州市苍南县人民政府",
            "县财政局 市生态环境局苍南分局 公安局",
            "县财政局 市生态环境局苍南分局 县公安局",
        ),
        ("浙江省温州市苍南县人民政府", "省能源集团 自然资源局", "省能源集团 县自然资源局"),
        ("某某县人民政府", "财政局 教育局", "县财政局 县教育局"),
        ("国务院", "发展改革委 财政部 人民银行 知识产权局", "发展改革委 财政部 人民银行 知识产权局"),
        (
            "宁波市人民政府",
            "市科技局 国家税务总局宁波市税务局 财政部",
            "市科技局 国家税务总局宁波市税务局 财政部",
        ),
        ("宁波市人民政府", "＊市经信局 市委组织部（人才办） 数据局", "市经信局 市委组织部(人才办) 市数据局"),
    ],
)
def test_an_elided_jurisdiction_is_put_back(issuer: str, surfaces: str, wanted: str) -> None:
    assert names(listing(surfaces, issuer=issuer, day="2024-01-01")) == wanted.split()


def test_a_left_neighbour_goes_before_the_document() -> None:
    assert names(listing("县财政局 教育局", "教育局", issuer="温州市人民政府")) == [
        "县财政局",
        "县教育局",
        "市教育局",
    ]


def test_without_any_jurisdiction_nothing_is_invented() -> None:
    assert restore("财政局", Context()) == "财政局"
    assert names(listing("财政局 教育局")) == ["财政局", "教育局"]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ({"issuer": "新疆维吾尔自治区人民政府办公厅"}, ("650000", "自治区")),
        ({"issuer": "浙江省宁波市海曙区人民政府"}, ("330203", "区")),
        ({"issuer": "中共宁波市委办公室"}, ("330200", "市")),
        ({"issuer": "中共某某县委办公室"}, ("某某县", "县")),
        ({"issuer": "中共中央办公厅"}, ("CN", "")),
        ({"title": "关于印发《宁波市稳增长措施》的通知"}, ("330200", "市")),
        ({"issuer": "鼓楼区人民政府"}, ("鼓楼区", "区")),  # of four cities: nothing says which
        ({"issuer": "鼓楼区人民政府", "title": "落实福建省稳增长措施方案"}, ("350102", "区")),
        ({"issuer": "鼓楼区人民政府", "number": "苏政发〔2020〕4号"}, ("鼓楼区", "区")),
        ({"issuer": "江苏省徐州市鼓楼区人民政府"}, ("320302", "区")),
        ({"issuer": "国务院办公厅"}, ("CN", "")),
        ({"issuer": "工业和信息化部"}, ("CN", "")),
        ({"issuer": "省人民政府办公厅", "number": "鲁政办发〔2020〕4号"}, ("370000", "省")),
        ({"issuer": "市人民政府办公室", "number": "嘉政办发〔2020〕4号"}, ("330400", "市")),
        ({"issuer": "县人民政府办公室", "number": "嘉政办发〔2021〕5号"}, ("", "")),  # of 嘉鱼县, or another
        ({"title": "关于稳增长的若干措施", "number": "赣府发〔2020〕2号"}, ("360000", "省")),
        ({"title": "关于稳增长的若干措施", "number": "甬政办发〔2020〕2号"}, ("330200", "市")),
        ({"title": "关于稳增长的若干措施", "number": "新政办发[2017]107号"}, ("650000", "自治区")),
        ({"title": "关于稳增长的若干措施", "number": "国办发〔2020〕2号"}, ("CN", "")),
        ({"title": "关于组织申报的通知", "number": "工信厅企业函〔2022〕58号"}, ("CN", "")),
        ({"title": "江西省人民政府关于稳增长的若干措施"}, ("360000", "省")),
        ({"title": "市政府办公室关于印发宿迁市加快创新十条措施的通知"}, ("321300", "市")),
        ({"title": "某某县人民政府关于稳增长的若干措施"}, ("某某县", "县")),
        ({"issuer": "河北雄安新区管理委员会"}, ("河北省雄安新区", "新区")),
        ({"issuer": "平潭综合实验区管委会办公室"}, ("平潭综合实验区", "")),
        ({"issuer": "上海市浦东新区人民政府"}, ("310115", "区")),
        ({}, ("", "市")),
    ],
)
def test_the_jurisdiction_comes_from_issuer_title_number_or_bodies(
    header: dict[str, str], wanted: tuple[str, str]
) -> None:
    document = listing("市财政局 市教育局", **header) if not header else listing("财政局", **header)
    found = setting(document, authority.load())
    assert (found.code, found.level) == wanted


@pytest.mark.parametrize(
    ("bodies", "text", "wanted"),
    [
        ("县财政局 县教育局 县统计局", "涉及嘉鱼的重点事项分解如下", ("421221", "县")),
        ("县财政局 县教育局 县统计局", "涉及嘉鱼和嘉善的重点事项分解如下", ("330400", "县")),  # nothing says which
        ("市财政局 市教育局 市统计局", "涉及嘉鱼的重点事项分解如下", ("330400", "市")),
    ],
)
def test_a_sign_that_two_places_bear_is_of_the_one_whose_level_and_name_the_text_has(
    bodies: str, text: str, wanted: tuple[str, str]
) -> None:
    document = listing(bodies, number="嘉政办发〔2021〕5号", title=text)
    found = setting(document, authority.load())
    assert (found.code, found.level) == wanted


def test_an_organ_of_the_party_is_of_its_place_with_or_without_the_name_of_the_party() -> None:
    found = parties(listing("中共宁波市委宣传部", "市委宣传部", issuer="宁波市人民政府"))
    assert len({party.iri for party in found}) == 1


@pytest.mark.parametrize(
    ("issuer", "wanted"),
    [
        ("福州市人民政府", "350102"),
        ("福州市台江区人民政府", "350102"),
        ("徐州市人民政府", "320302"),
        ("鼓楼区人民政府", "鼓楼区"),  # of four cities: nothing says which
    ],
)
def test_a_district_with_namesakes_is_the_one_nearest_to_who_speaks(issuer: str, wanted: str) -> None:
    [found] = parties(listing("鼓楼区财政局", issuer=issuer))
    assert found.jurisdiction == wanted


def test_a_county_named_like_a_word_is_none_behind_a_comma() -> None:
    document = listing("县委宣传部", "县融媒体中心", title="县委宣传部牵头，会同县融媒体中心开展宣传")
    assert setting(document, authority.load()).code == ""


def test_a_body_without_known_jurisdiction_is_of_this_document_only() -> None:
    one, other = listing("市财政局", title="通知甲"), listing("市财政局", title="通知乙")
    assert parties(one)[0].iri != parties(other)[0].iri


# Nodes


def test_nothing_is_merged_by_likeness() -> None:
    found = parties(
        listing("自治区财政厅 自治区财证厅 自治区财政", issuer="新疆维吾尔自治区人民政府", day="2017-06-09")
    )
    assert len({party.iri for party in found}) == 3
    assert [party.known for party in found] == [True, False, False]


def test_a_new_body_has_a_readable_iri_and_the_class_its_name_says() -> None:
    found = parties(listing("市产发集团 市财政局 市人工智能专班办公室 市教育考试院", issuer="宁波市人民政府"))
    assert [party.iri.removeprefix(f"{ID}body/330200/") for party in found] == [
        "产发集团",
        "财政局",
        "人工智能专班办公室",
        "教育考试院",
    ]
    assert [party.classes[0] for party in found[:3]] == [
        "Enterprise",
        "GovernmentDepartment",
        "CoordinationBody",
    ]
    assert not any(party.known for party in found)


def test_an_open_group_is_another_one_in_each_task_and_shares_its_kind() -> None:
    document = listing("省财政厅 有关部门", "省教育厅 有关部门", issuer="江西省人民政府", day="2020-02-04")
    found = [party for party in parties(document) if party.kind is Kind.COLLECTIVE]
    assert len({party.iri for party in found}) == 2
    assert {party.group_type for party in found} == {f"{ID}grouptype/有关部门"}
    assert found[0].iri.endswith("/m1/t1/g1")


def test_a_closed_group_is_one_within_a_jurisdiction() -> None:
    document = listing("省财政厅 各市、县（区）政府", "各市、县〔区〕人民政府", issuer="江西省人民政府")
    found = [party for party in parties(document) if party.kind is Kind.COLLECTIVE]
    assert {party.iri for party in found} == {f"{ID}group/360000/各市县区人民政府"}
    assert found[0].classes[0] == "ClosedGroup"


def test_a_branch_is_of_the_province_that_its_name_names() -> None:
    document = listing(
        "省税务局 中华人民共和国青岛海关 人行济南分行 山东银保监局", issuer="山东省人民政府", day="2020-02-11"
    )
    assert [party.iri.removeprefix(ID) for party in parties(document)] == [
        "body/370000/税务局",
        "body/370000/青岛海关",
        "body/370000/中国人民银行济南分行",
        "body/370000/山东银保监局",
    ]


def test_a_branch_of_the_tax_service_speaks_for_its_province() -> None:
    document = listing("省财政厅 省商务厅 省教育厅", issuer="国家税务总局辽宁省税务局", day="2020-02-11")
    assert {party.jurisdiction for party in parties(document)} == {"210000"}


# Change over time: how much working together became one body's own business


def _inside(document: Document, iri: str, day: str) -> tuple[Counter[str], Counter[str]]:
    """Pairs of parties in one task, and leads with supporters: how many, and how many ended in ``iri``."""
    known = authority.load()
    ties: Counter[str] = Counter()
    duties: Counter[str] = Counter()

    def ended_in(party: str) -> bool:
        return any(each.iri == iri for each in known.successors(party, day))

    for measure in document.measures:
        for task in measure.tasks:
            mentions = task.attribution.mentions if task.attribution else ()
            for one, other in combinations(mentions, 2):
                assert one.party
                assert other.party
                within = ended_in(one.party.iri) and ended_in(other.party.iri)
                count = {"all": 1, "inside": within, "surely": within and not _patents(one.name, other.name)}
                ties.update(count)
                if {one.role, other.role} == {Role.LEAD, Role.CO}:
                    duties.update(count)
    return ties, duties


def _patents(*pair: str) -> bool:
    return "自治区知识产权局" in pair


def test_46_of_536_ties_and_24_of_172_duties_fell_inside_the_market_regulator(resolved: Document) -> None:
    ties, duties = _inside(resolved, f"{ID}body/650000/市场监管局", "2019-01-01")
    assert ties == {"all": 536, "inside": 46, "surely": 12}  # 知识产权局 is only likely to have gone there
    assert duties["all"] == 172
    assert duties["inside"] == 24


def test_before_the_reform_no_tie_is_inside(resolved: Document) -> None:
    ties, _ = _inside(resolved, f"{ID}body/650000/市场监管局", "2018-10-01")
    assert ties["inside"] == 0


# Doubts


def test_two_names_that_may_be_one_body_are_reported_and_not_merged() -> None:
    document = listing("县大数据管理中心 县经信局", "县大数据中心 县投促中心", issuer="苍南县大数据管理中心")
    (found,) = suspicions(document, authority.load())
    assert found.kind == ONE_BODY
    assert found.names == ("县大数据管理中心", "县大数据中心") or found.names[::-1] == (
        "县大数据管理中心",
        "县大数据中心",
    )
    assert len(set(found.iris)) == 2


def test_names_side_by_side_in_one_list_are_two_bodies() -> None:
    document = listing("县大数据管理中心 县大数据中心", issuer="苍南县人民政府")
    assert suspicions(document, authority.load()) == ()


def test_one_name_that_means_two_bodies_is_reported() -> None:
    document = listing("市财政局 教育局", "县财政局 教育局", issuer="温州市人民政府", day="2020-01-01")
    (found,) = suspicions(document, authority.load())
    assert (found.kind, found.names) == (TWO_BODIES, ("教育局", "市教育局", "县教育局"))


def test_without_a_date_a_name_that_two_bodies_bore_is_reported() -> None:
    dated = listing("自治区知识产权局", issuer="新疆维吾尔自治区人民政府", day="2017-06-09")
    undated = replace(dated, header=replace(dated.header, date=None))
    known = authority.load()
    assert suspicions(dated, known) == ()
    (found,) = suspicions(resolve(undated, known), known)
    assert found.iris == (f"{ID}body/650000/市场监管局", f"{ID}body/650000/知识产权局")


def test_bodies_named_as_those_of_their_level_or_of_a_vertical_system_are_no_news() -> None:
    known = authority.load()
    province = listing("省财政厅 省税务局 南昌海关 江西证监局 人行九江中支", issuer="江西省人民政府", day="2026-04-20")
    assert new_parties(province, known) == ()
    municipality = listing("市教委 市财政局 北京海关", issuer="北京市人民政府", day="2026-04-20")
    assert new_parties(municipality, known) == ()
    city = listing("市财政局 通商控股集团 市减负办", issuer="宁波市人民政府", day="2026-04-20")
    assert [party.name for party in new_parties(city, known)] == ["通商控股集团", "市减负办"]


def test_each_vertical_system_has_a_head_in_the_file_and_knows_its_own_names() -> None:
    known = authority.load()
    assert len(known.systems) >= 24
    assert [system.slug for system in known.systems if system.head not in known.entry_by_iri] == []
    for system in known.systems:
        for form in system.forms:
            assert known.system(form.replace("{P}", "云川")) is system, form


def test_a_stanza_pasted_into_the_file_makes_the_body_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = listing("市经信局 通商控股集团", issuer="宁波市人民政府", day="2026-04-20")
    new = [party for party in parties(document) if not party.known and party.name != "宁波市人民政府"]
    prefixes = (compiled.HERE / "bodies" / "centre.ttl").read_text(encoding="utf-8").partition("\n\n")[0]
    pasted = tmp_path / "ningbo.ttl"
    text = "\n".join(stanza(party, authority.load()) for party in new)
    pasted.write_text(f"{prefixes}\n\n{text}", encoding="utf-8")
    assert "宁波市经济和信息化局" in text
    files = compiled.sources()
    monkeypatch.setattr(compiled, "sources", lambda: (*files, pasted))
    authority.load.cache_clear()
    later = resolve(document, authority.load(tmp_path))
    authority.load.cache_clear()
    assert all(party.known for party in parties(later))
    assert [party.iri for party in parties(later)] == [party.iri for party in parties(document)]


# Cost


@pytest.mark.soak
def test_200_000_mentions_are_resolved_in_a_second() -> None:
    """Processor time, the whole authority file loaded, the tasks of the sample over and over."""
    resolver = Resolver(sample(), authority.load())
    tasks = [task for measure in resolver.source.measures for task in measure.tasks]
    mentions = sum(len(task.attribution.mentions) for task in tasks if task.attribution)
    rates = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(100):
            for task in tasks:
                resolver.task(task, resolver.address)
        rates.append(100 * mentions / (time.process_time() - start))
    assert max(rates) >= 200_000
