"""Numerals and dates: exhaustive both ways where the numbers are few, generated where they are not."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.parse.numerals import date_of, value

HAN = "零一二三四五六七八九"


def to_chinese(number: int) -> str:
    """The numeral as it is written in full: 105 is 一百零五, 12 is 十二."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        return to_chinese(head) + "万" + (("零" if rest < 1000 else "") + to_chinese(rest) if rest else "")
    written, skipped = "", False
    for size, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            written += ("零" if skipped and written else "") + HAN[digit] + place
            skipped = False
        else:
            skipped = bool(written)
    return written.removeprefix("一") if written.startswith("一十") else written


def test_every_number_to_9999_is_read_back() -> None:
    for number in range(1, 10_000):
        assert value(to_chinese(number)) == number


def test_every_number_to_999_is_read_in_each_of_its_forms() -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for number in range(1, 1000):
        chinese = to_chinese(number)
        forms = {str(number), str(number).translate(wide), f"{number:03}", chinese.replace("零", "〇")}
        forms |= {f"{opening}{chinese}{closing}" for opening, closing in ("（）", "()", "〔〕", "[]", "【】")}
        assert {value(form) for form in forms} == {number}, number


def test_no_two_numbers_share_a_numeral() -> None:
    assert len({to_chinese(number) for number in range(1, 10_000)}) == 9_999


@given(st.integers(10_000, 9_999_9999))
def test_larger_numbers_are_read_back(number: int) -> None:
    assert value(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("first", "count"),
    [("①", 20), ("⑴", 20), ("⒈", 20), ("㈠", 10), ("㊀", 10), ("❶", 10), ("➀", 10), ("⓵", 10), ("㉑", 15)],
)
def test_enclosed_forms_count_on(first: str, count: int) -> None:
    start = 21 if first == "㉑" else 1
    assert [value(chr(ord(first) + step)) for step in range(count)] == list(range(start, start + count))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("廿", 20),
        ("廿三", 23),
        ("卅一", 31),
        ("两", 2),
        ("两千", 2000),
        ("二〇一七", 2017),
        ("二○一七", 2017),
        ("二Ｏ一七", 2017),
        ("一二", 12),
        ("一万", 10_000),
        ("一万零五", 10_005),
        ("三百萬", 3_000_000),
        ("一亿二千万", 120_000_000),
        ("壹佰贰拾叁", 123),
        ("〇", 0),
        ("⒓", 12),
        ("⑿", 12),
        (" 三 ", 3),
    ],
)
def test_rarer_forms_are_read(written: str, number: int) -> None:
    assert value(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "()",
        "（）",
        "三类",
        "一百二",
        "十百",
        "千",
        "万",
        "百一十",
        "二十〇",
        "十〇三",
        "1.5",
        "½",
        "1,000",
        "-3",
        "三、",
        "9" * 19,
    ],
)
def test_what_is_no_whole_number_is_none(written: str) -> None:
    assert value(written) is None


def test_a_hundred_thousand_digits_are_refused_at_once() -> None:
    assert value("9" * 100_000) is None
    assert value("（" * 100_000) is None


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    value(text)
    date_of(text)


@given(st.text(alphabet="一二三四五六七八九十百千万亿〇零两廿卅0123456789（）年月日.-", max_size=24))
def test_no_salad_of_numerals_raises(text: str) -> None:
    value(text)
    date_of(text)


def test_every_day_of_four_years_is_read_in_every_form() -> None:
    day = date(2016, 1, 1)
    while day.year < 2020:
        spelled = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        forms = (
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}年{day.month:02}月{day.day:02}日印发",
            f"{spelled}年{to_chinese(day.month)}月{to_chinese(day.day)}日",
            day.isoformat(),
            f"发布时间：{day.year}.{day.month}.{day.day} 10:30",
            f"{day.year}/{day.month}/{day.day}",
        )
        assert {date_of(form) for form in forms} == {day}
        day += timedelta(days=1)


def test_a_day_the_calendar_does_not_have_is_none() -> None:
    for year in (2019, 2020):
        last = calendar.monthrange(year, 2)[1]
        assert date_of(f"{year}年2月{last}日") == date(year, 2, last)
        assert date_of(f"{year}年2月{last + 1}日") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2017年6月",
        "6月9日",
        "12017-06-09",
        "2017-06-091",
        "2017.6-9",
        "1.2.3",
        "2017年13月1日",
        "国发〔2015〕71号",
        "1117年6月9日",
    ],
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert date_of(text) is None


def test_the_first_full_date_counts() -> None:
    assert date_of("2017年2月30日改为2017年3月1日，2018-01-02") == date(2017, 3, 1)


def test_long_runs_stay_linear() -> None:
    for text in ("9" * 100_000, "2017年" * 30_000, "二〇一七" * 30_000, "2017-06-" * 20_000):
        assert date_of(text) is None
