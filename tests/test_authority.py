"""The authority file: sound data, a cache that never lies, and changes that lead somewhere."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from ontology import authority, compiled
from ontology.authority import Authority
from ontology.entries import Change, Entry
from ontology.terms import FG, ORG, SKOS
from ontology.turtle import Table, read

ID = "https://w3id.org/fengong/id/"
XINJIANG = f"{ID}body/650000/"


@pytest.fixture(scope="module")
def known() -> Authority:
    return authority.load()


@pytest.fixture(scope="module")
def table() -> Table:
    return read(compiled.sources())


# Data


def test_every_province_has_its_name_short_name_level_and_sign(known: Authority) -> None:
    provinces = [place for place in known.places if place.code.endswith("0000")]
    assert len(provinces) == 34
    assert all(place.aliases and place.within == "CN" for place in provinces)
    assert {place.code for place in provinces if not place.signs} == {"710000", "810000", "820000"}
    assert {place.prefix for place in provinces} == {"省", "市", "自治区", ""}


def test_codes_of_places_are_unique_and_lie_in_known_places(known: Authority) -> None:
    assert len(known.place_by_code) == len(known.places) > 3000
    assert {place.within for place in known.places} - {""} <= known.place_by_code.keys()


def test_no_sign_of_document_numbers_stands_for_two_places(known: Authority) -> None:
    signs = Counter(sign for place in known.places for sign in place.signs)
    assert [sign for sign, count in signs.items() if count > 1] == []


def test_entries_have_a_place_a_class_of_the_ontology_and_a_certainty(known: Authority) -> None:
    for entry in known.entries:
        assert entry.jurisdiction in known.place_by_code, entry.iri
        assert entry.classes, entry.iri
        assert all(FG[kind] for kind in entry.classes)
        assert entry.certainty in ("sure", "likely", "unsure"), entry.iri
        assert entry.name
        assert entry.short
        assert entry.english, entry.iri
        assert not (entry.since and entry.until) or entry.since < entry.until, entry.iri


def test_no_name_means_two_bodies_of_one_jurisdiction_on_one_day(known: Authority) -> None:
    clashes = []
    for entry in known.entries:
        for label in entry.labels:
            bearers = known.bearers(label, entry.jurisdiction)
            for (one, since, until), (other, from_, to) in combinations(bearers, 2):
                overlap = max(since, from_) < min(until or "9999", to or "9999")
                if one.iri != other.iri and overlap:
                    clashes.append((label, one.iri, other.iri))
    assert clashes == []


def test_patterns_of_one_label_do_not_overlap_at_one_level(known: Authority) -> None:
    labels = {label for pattern in known.patterns for label in pattern.labels}
    for label in labels:
        bearing = [pattern for pattern in known.patterns if label in pattern.labels]
        for one, other in combinations(bearing, 2):
            levels = dict(one.official).keys() & dict(other.official).keys()
            apart = max(one.since, other.since) >= min(one.until or "9999", other.until or "9999")
            assert not levels or apart, (label, one.slug, other.slug)


def test_groups_name_the_body_whose_members_they_are(known: Authority, table: Table) -> None:
    group = f"{ID}group/650000/知识产权战略实施领导小组成员单位"
    (body,) = (value.text for value in table[group][FG.membersOf])
    assert known.entry_by_iri[body].classes[0] == "CoordinationBody"


def test_nothing_in_the_files_points_nowhere(table: Table) -> None:
    pointing = (ORG.classification, FG.jurisdiction, FG.nameplate, FG.membersOf, FG.hostedBy, SKOS.broader)
    for subject, facts in table.items():
        for predicate in pointing:
            for value in facts.get(predicate, ()):
                assert value.text in table, (subject, predicate, value.text)


#: 国发〔2018〕6号 and 国发〔2023〕5号, by the names that documents use.
STATE_COUNCIL = """
国务院办公厅 外交部 国防部 国家发展改革委 教育部 科技部 工业和信息化部 国家民委 公安部 国家安全部 民政部 司法部
财政部 人力资源社会保障部 自然资源部 生态环境部 住房城乡建设部 交通运输部 水利部 农业农村部 商务部 文化和旅游部
国家卫生健康委 退役军人部 应急管理部 中国人民银行 审计署 国务院国资委 海关总署 税务总局 市场监管总局 广电总局
体育总局 国家统计局 国家国际发展合作署 国家医保局 国务院参事室 国管局 国务院研究室 国务院港澳办 新华社 中科院
中国社科院 中国工程院 国务院发展研究中心 中央广播电视总台 中国气象局 银保监会 中国证监会 国家信访局
国家粮食和储备局 国家能源局 国家国防科工局 国家烟草局 国家移民局 国家林草局 国家铁路局 中国民航局 国家邮政局
国家文物局 国家中医药局 国家煤监局 国家外汇局 国家药监局 国家知识产权局 金融监管总局 国家数据局 国家疾控局
国家矿山安监局 国家消防救援局
"""
OF_THE_CENTRE = "国家语委 国新办 国台办 国务院安委会办公室 国家禁毒办 中央农办 军委国防动员部 中石油 三峡集团"


@pytest.mark.parametrize("names", [STATE_COUNCIL, OF_THE_CENTRE], ids=["State Council", "commissions, enterprises"])
def test_the_bodies_of_the_centre_are_known(known: Authority, names: str) -> None:
    found = {name: known.lookup(name) for name in names.split()}
    assert [name for name, entries in found.items() if "CN" not in {entry.jurisdiction for entry in entries}] == []


# Changes


def test_each_change_is_dated_sourced_and_between_known_bodies(known: Authority, table: Table) -> None:
    for change in known.changes:
        assert change.original, change.iri
        assert change.resulting, change.iri
        assert {*change.original, *change.resulting} <= known.entry_by_iri.keys(), change.iri
        assert "2018-01-01" <= change.earliest <= change.latest, change.iri
        assert change.functions, change.iri
        assert change.certainty in ("sure", "likely", "unsure")
        assert any(predicate.endswith("terms/source") for predicate in table[change.iri]), change.iri


def test_a_change_ends_what_it_changes_and_starts_no_body_after_it(known: Authority) -> None:
    for change in known.changes:
        for iri in change.original:
            assert bool(known.entry_by_iri[iri].until) != change.transfer, (change.iri, iri)
        for iri in change.resulting:
            since = known.entry_by_iri[iri].since
            assert since <= change.latest, (change.iri, iri)


def test_every_body_that_ended_has_a_successor_or_says_why_not(known: Authority) -> None:
    changed = {iri for change in known.changes if not change.transfer for iri in change.original}
    ended = {entry.iri for entry in known.entries if entry.until}
    nameplates_since = {f"{ID}body/CN/国家标准委", f"{ID}body/CN/国家认监委"}  # the regulator's, not moved
    assert ended - changed == nameplates_since


def test_succession_has_no_cycle(known: Authority) -> None:
    after: dict[str, set[str]] = {}
    for change in known.changes:
        if not change.transfer:
            for original in change.original:
                after.setdefault(original, set()).update(change.resulting)

    def reached(iri: str, path: tuple[str, ...]) -> None:
        assert iri not in path, path
        for following in after.get(iri, ()):
            reached(following, (*path, iri))

    for start in after:
        reached(start, ())


def _successors(known: Authority, name: str, day: str) -> dict[str, str]:
    found = known.successors(f"{ID}body/{name}", day)
    return {each.iri.removeprefix(f"{ID}body/"): each.certainty for each in found}


def test_a_body_that_goes_on_succeeds_itself(known: Authority) -> None:
    assert _successors(known, "650000/财政厅", "2026-01-01") == {"650000/财政厅": "sure"}


def test_before_the_change_nothing_has_changed(known: Authority) -> None:
    assert _successors(known, "650000/工商局", "2018-11-29") == {"650000/工商局": "sure"}


def test_a_split_body_has_several_successors(known: Authority) -> None:
    assert _successors(known, "650000/食药监局", "2019-01-01") == {
        "650000/市场监管局": "likely",
        "650000/药监局": "likely",
    }
    assert _successors(known, "CN/质检总局", "2019-01-01") == {
        "CN/市场监管总局": "sure",
        "CN/海关总署": "sure",
        "CN/国家知识产权局": "sure",
    }


def test_succession_runs_over_several_reforms_and_doubt_adds_up(known: Authority) -> None:
    assert _successors(known, "650000/新疆银监局", "2020-01-01") == {"650000/新疆银保监局": "likely"}
    assert _successors(known, "650000/新疆银监局", "2024-01-01") == {"650000/新疆金融监管局": "likely"}
    assert _successors(known, "CN/国务院扶贫办", "2024-06-01") == {"CN/农业农村部": "sure"}


def test_a_function_that_moved_makes_no_successor(known: Authority) -> None:
    assert _successors(known, "CN/国家发展改革委", "2026-01-01") == {"CN/国家发展改革委": "sure"}


def test_lookup_finds_every_bearer_of_a_name(known: Authority) -> None:
    assert {entry.jurisdiction for entry in known.lookup("知识产权局")} == {"CN", "650000"}
    assert [entry.short for entry in known.lookup("Department of Finance of Xinjiang")] == ["自治区财政厅"]
    assert known.lookup("没有这个局") == ()


# The compiled cache


def test_importing_reads_no_turtle_and_a_cached_start_needs_no_parser(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from ontology import authority\n"
        "assert 'pyoxigraph' not in sys.modules\n"
        f"records = authority.load(Path({str(tmp_path)!r}))\n"
        "print('pyoxigraph' in sys.modules, len(records.entries))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    ]
    assert [loaded for loaded, _ in runs] == ["True", "False"]
    assert runs[0][1] == runs[1][1]


def _fresh(folder: Path) -> Authority:
    authority.load.cache_clear()
    found = authority.load(folder)
    authority.load.cache_clear()
    return found


def test_the_cache_says_what_the_files_say(tmp_path: Path) -> None:
    first, second = _fresh(tmp_path), _fresh(tmp_path)
    for kind in ("places", "entries", "patterns", "fields", "themes", "portfolios", "changes"):
        assert getattr(first, kind) == getattr(second, kind), kind
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"\xffno records"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(marshal.dumps(("0", marshal.loads(path.read_bytes())[1]))),
        lambda path: path.write_bytes(marshal.dumps((marshal.loads(path.read_bytes())[0], (((1,),), *((),) * 8)))),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
    ],
    ids=["garbage", "empty", "of other files", "of another shape", "cut off"],
)
def test_a_spoilt_cache_is_made_again(tmp_path: Path, spoil: object) -> None:
    whole = _fresh(tmp_path)
    (path,) = tmp_path.iterdir()
    assert callable(spoil)
    spoil(path)
    assert _fresh(tmp_path).entries == whole.entries


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    assert _fresh(blocked).entries == authority.load().entries


def test_a_changed_file_is_never_answered_from_an_old_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _fresh(tmp_path)
    more = tmp_path / "more.ttl"
    more.write_text(
        f'<{XINJIANG}新机构> a <{FG.Body}> ; <{FG.shortName}> "自治区新机构" ; '
        f'<{SKOS.prefLabel}> "新疆维吾尔自治区新机构"@zh ; <{FG.jurisdiction}> <{ID}place/650000> .'
    )
    files = compiled.sources()
    monkeypatch.setattr(compiled, "sources", lambda: (*files, more))
    after = _fresh(tmp_path)
    assert {entry.short for entry in after.entries} - {entry.short for entry in before.entries} == {"自治区新机构"}
    assert after.digest != before.digest
    with monkeypatch.context() as both_are_kept:
        both_are_kept.setattr(compiled, "read", None)
        assert _fresh(tmp_path).digest == after.digest
        both_are_kept.setattr(compiled, "sources", lambda: files)
        assert _fresh(tmp_path).digest == before.digest


def test_what_nobody_kept_anew_for_a_month_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fresh(tmp_path)
    (old,) = tmp_path.iterdir()
    os.utime(old, (0, 0))
    files = compiled.sources()
    monkeypatch.setattr(compiled, "sources", lambda: files[:-1])
    _fresh(tmp_path)
    (new,) = tmp_path.iterdir()
    assert new != old


def test_records_are_plain_and_frozen() -> None:
    change = Change("x", (), (), "", "", (), "", transfer=False)
    with pytest.raises(AttributeError):
        change.iri = "y"  # type: ignore[misc]
    assert Entry.__slots__


# What is new


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "420000",
            "人社厅 应急管理厅 监狱管理局 戒毒管理局 国防动员办 港航局 核工业地质局 参事室 证监局 能源监管办 电力公司",
        ),
        (
            "420100",
            "人社局 应急局 文广旅体局 数据资源局 城乡建设委 口岸办 交警支队 海关 人行 公交集团 律师协会 高新区管委会",
        ),
        ("330500", "南太湖新区管委会 招商投资促进局 关工委 职业技术学院 城投公司 供电公司 餐饮协会 政研室"),
        (
            "430121",
            "住建局 科技和经信局 教科体局 文体广新局 农业农村和水利局 政务服务中心 人民医院 人武部 公路段 开发区管委会",
        ),
        (
            "330102",
            "审管办 人才工作局 住保房管局 城发集团 高新区科技创新局 长山经济区管委会 文山经济开发区",
        ),
        (
            "511300",
            "农牧业局 食品安全委员会办公室 应对新型冠状病毒肺炎疫情应急指挥部 人工智能产业专班办公室 市直机关工委",
        ),
        ("650000", "新疆生产建设兵团教育局 新疆生产建设兵团卫生健康委 云岭泵阀股份有限公司"),
        ("110000", "北京卫戍区 商务局办公室"),
        ("CN", "财政部办公厅 国家发展改革委办公厅 国家能源局综合司 财政部预算司 中核云岭核电有限公司"),
    ],
)
def test_a_body_named_as_those_of_its_level_are_is_nothing_new(known: Authority, code: str, names: str) -> None:
    assert [name for name in names.split() if not known.foresees(f"{ID}body/{code}/{name}")] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("420100", "推进财政局"),
        ("420100", "教委)、文化和旅游厅"),
        ("420100", "人民政府、空军"),
        ("420100", "局"),
        ("420100", "管委会"),
        ("420100", "某某办公厅"),
        ("330200", "通商控股集团"),
        ("CN", "文体广旅局"),
        ("CN", "核与辐射安全中心"),
        ("CN", "中国银行保险监督管理委员会国家知识产权局"),  # two in one
        ("420100", "加快建设数据局"),
        ("420100", "有关单位办公室"),
    ],
)
def test_any_other_is_new(known: Authority, code: str, name: str) -> None:
    assert not known.foresees(f"{ID}body/{code}/{name}")


def test_taking_a_long_name_apart_takes_no_time(known: Authority) -> None:
    """Of words that are words of others, ending in what is no ending."""
    started = time.process_time()
    assert not known.foresees(f"{ID}body/420100/{'文广旅体教科经信' * 3}")
    assert not known.foresees(f"{ID}body/420100/{'经济开发区' * 4}乡")
    assert time.process_time() - started < 1
