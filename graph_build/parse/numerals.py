"""Numerals and times as Chinese documents write them: 三十二, （三）, ①, 107, 二〇一七年六月九日, 今年2月底.

numeral  = [open] (digits | spelled | counted | enclosed) [close]
digits   = digit {digit}                                107, １０７
spelled  = han digit {han digit}                        二〇一七, read digit by digit
counted  = [group "亿"] [group "万"] group              一万二千三百四十五
group    = [n "千"] [n "百"] [[n] "十"] [n]             零 where a place is skipped; 廿 is 20, 卅 30
enclosed = ① ⑴ ⒈ ㈠ ㊀ ❶ ➀                              what Unicode writes as one character
date     = year "年" month "月" day "日" | year sep month sep day      sep = "-" | "." | "/"
point    = year [month [day | part] | part] | month [day | part] | "年" 底 | quarter | plan | festival
year     = digits "年" | 今年 | 明年 | 本年 …               2018年12月31日, 今年6月底
part     = 底 | 末 | 初 | 上旬 | 上半年 | 第三季度 …        2019年上半年
plan     = "“" 十三五 … "”" (末 | 期末 | 时期 | 期间)         “十四五”末, but not “十四五”规划
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from ontology.patterns import regex

#: 〇 has many look-alikes
_ZERO = "〇○ＯO零0"
HAN_DIGIT = f"{_ZERO}一二三四五六七八九"
#: what a year is written with: 2017, ２０１７, 二〇一七, 二Ｏ一七
YEAR = rf"(?:(?:19|20|１９|２０)\d\d|(?:一九|二[{_ZERO}])[{HAN_DIGIT}]{{2}})"
#: the number of a month or of a day: 6, 06, 六, 十二, 二十一
SMALL = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"

_PART = "[上下]半年[底末]?|第?[一二三四1234]季度[底末]?|[上中下]旬|年?[底末初中]"
_FESTIVAL = r"(?:国庆节?|元旦|春节|五一|[“\"](?:国庆|元旦|春节|五一|十一)[”\"])"
_YEAR_WORD = rf"(?:(?<!\d){YEAR}|[今明本当]|后(?=年))年"
#: the time of a day: 17时, 下午5点, 下班前
_CLOCK = r"(?:[上下中]午|晚上?)?\d{1,2}(?:时|点|[:：]\d\d)(?:\d{1,2}分|半|整)?|下班(?=[之以]?前)"
#: a season that no calendar dates: 主汛期前, 采暖季前
_SEASON = r"(?:主?汛期|入[汛冬]|[采供]暖[期季])(?=[之以]?前)"
_IN_MONTH = rf"(?:{SMALL}[日号](?:{_CLOCK})?|份?(?:{_PART})?)"
_PLAN = '[“"]?十[一二三四五六七八九]五[”"]?(?:规划)?(?:期?末|时期|期间)末?'
#: a point in time, as fine as it is written: a day, a month, a half-year, a plan
POINT = (
    rf"(?:{_YEAR_WORD}(?:{SMALL}月{_IN_MONTH}|{_FESTIVAL}|{_SEASON}|度?的?(?:{_PART})?)|(?<!\d){SMALL}月{_IN_MONTH}"
    rf"|(?<!\d)20\d\d[-./．]\d{{1,2}}[-./．]\d{{1,2}}(?!\d)|(?<!\d)20\d\d[-./．](?:1[0-2]|0?[1-9])(?![\d.．/％%-])"
    rf"|(?<![\d一二三四五六七八九十几数多每近历往])年(?:[底末](?!端)|(?=内))|(?:第?[一二三四]季度|[上下]半年)[底末]?|{_PLAN}"
    rf"|{_FESTIVAL}|{_SEASON})"
)
#: the first of two points, which may leave to the second what it has in common with it: 2021, 2020年1, 3月1日
START = (
    rf"(?:(?<!\d){YEAR}年?度?(?:{_PART})?(?!\d)|"
    rf"(?:{_YEAR_WORD})?(?<!\d){SMALL}(?:月(?:{SMALL}[日号]?|[底末初])?)?)"
)

_FIELDS = regex(
    rf"(?:(?P<year>{YEAR}|[今明本当后])年?度?的?)?(?:(?P<month>{SMALL})(?:月份?|$))?"
    rf"(?:(?P<day>{SMALL})(?:[日号].*|$))?(?P<part>{_PART})?"
    rf"|(?P<y>20\d\d)[-./．](?P<m>\d{{1,2}})(?:[-./．](?P<d>\d{{1,2}}))?"
    rf"|(?P<plan>{_PLAN})|(?:(?P<of>{YEAR}|[今明本当后])年)?[“\"]?(?P<festival>国庆|元旦|五一|十一)节?[”\"]?|年"
)
_FESTIVALS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1)}

_SAME = str.maketrans(
    "○ＯO零壹贰弍叁肆伍陆陸柒捌玖兩两拾佰仟萬億贰參貳",
    "〇〇〇〇一二二三四五六六七八九二二十百千万亿二三二",
)
_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")}
_BRACKETS = "（）()〔〕[]［］【】〈〉"
_GROUP = regex(
    r"(?:([一二三四五六七八九])千)?"
    r"(?:〇?([一二三四五六七八九])百)?"
    r"(?:〇?([一二三四五六七八九]?)十)?"
    r"(?:(〇)?([一二三四五六七八九]))?"
)
#: numerals longer than any that counts something are no numbers, and int() would be slow on them
_LONGEST = 18

_DATE = regex(
    rf"(?P<year>{YEAR})年(?P<month>{SMALL})月(?P<day>{SMALL})[日号]"  # 2017年6月9日, 二〇一七年六月九日
    r"|(?<!\d)(?P<y>(?:19|20|１９|"
    r"２０)\d\d)(?P<sep>[-－./．／])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"  # 2017-06-09
)


@lru_cache(maxsize=1 << 12)  # few numerals, asked for again and again
def value(text: str) -> int | None:
    """The number that ``text`` writes, whole, or None.

    >>> (
    ...     value("三十二"),
    ...     value("（三）"),
    ...     value("⑿"),
    ...     value("１０７"),
    ...     value("二〇一七"),
    ...     value("廿三"),
    ...     value("三类"),
    ... )
    (32, 3, 12, 107, 2017, 23, None)
    """
    bare = text.strip().strip(_BRACKETS)
    if not 0 < len(bare) <= _LONGEST:
        return None
    # ⑿ is (12), ⒓ is 12., ㈢ is (三) and ㊂ is 三 in compatibility form; ❶ has a value but no such form
    plain = unicodedata.normalize("NFKC", bare).strip("().")
    if plain.isdecimal():
        return int(plain)
    if (
        len(plain) == 1
        and (number := unicodedata.numeric(plain, -1.0)) >= 0
        and plain not in "十百千万亿拾佰仟萬億廿卅"
    ):
        return int(number) if number.is_integer() else None
    return _counted(plain.translate(_SAME).replace("廿", "二十").replace("卅", "三十"))


def date_of(text: str) -> date | None:
    """The first day that ``text`` writes in full, or None.

    >>> (
    ...     date_of("2017年6月9日印发"),
    ...     date_of("二〇一七年六月九日"),
    ...     date_of("发布时间：2017.6.9"),
    ...     date_of("2017年2月30日"),
    ... )
    (datetime.date(2017, 6, 9), datetime.date(2017, 6, 9), datetime.date(2017, 6, 9), None)
    """
    for found in _DATE.finditer(text):
        day = day_of(*(found.group("year", "month", "day") if found["year"] else found.group("y", "m", "d")))
        if day:
            return day
    return None


def days(text: str, year: int | None = None) -> tuple[date, date] | None:
    """The first and the last day of the point in time that ``text`` writes, or None where it cannot be told.

    ``year`` is the one that 今年 and a month without a year mean.

    >>> days("2月底", 2020), days("2019年上半年"), days("年底"), days("“十四五”末")
    ((datetime.date(2020, 2, 1), datetime.date(2020, 2, 29)),
     (datetime.date(2019, 1, 1), datetime.date(2019, 6, 30)),
     None, (datetime.date(2021, 1, 1), datetime.date(2025, 12, 31)))
    """
    found = _FIELDS.fullmatch(text)
    return _days(found.groupdict(), year) if found and text else None


def days_between(start: str, end: str, year: int | None = None) -> tuple[date | None, date | None]:
    """The first day of one point in time and the last of another; each lends the other what it leaves out.

    >>> days_between("2020年1", "6月"), days_between("3月1日", "5日", 2020), days_between("2021", "2023年")
    ((datetime.date(2020, 1, 1), datetime.date(2020, 6, 30)),
     (datetime.date(2020, 3, 1), datetime.date(2020, 3, 5)),
     (datetime.date(2021, 1, 1), datetime.date(2023, 12, 31)))
    """
    left, right = _FIELDS.fullmatch(start), _FIELDS.fullmatch(end)
    if not left or not right:
        return None, None
    first, last = left.groupdict(), right.groupdict()
    if last["year"] is None and last["y"] is None:
        last["year"] = first["year"]
        if last["month"] is None:
            last["month"] = first["month"]
    if first["year"] is None and first["y"] is None:
        first["year"] = last["year"] or last["y"]
    opening, closing = _days(first, year), _days(last, year)
    if opening and closing and opening[0] > closing[1]:
        return None, None
    return opening and opening[0], closing and closing[1]


def _days(fields: Mapping[str, str | None], year: int | None) -> tuple[date, date] | None:
    if fields["y"] and not fields["d"]:
        return days(f"{fields['y']}年{fields['m']}月")
    if fields["y"]:
        day = day_of(fields["y"], fields["m"] or "", fields["d"] or "")
        return (day, day) if day else None
    if fields["plan"]:
        last = 1955 + 5 * (value(re.sub("[^一二三四五六七八九十]", "", fields["plan"])[:2]) or 0)
        return date(last - 4, 1, 1), date(last, 12, 31)
    written = fields["year"] or fields["of"]
    ahead = {None: 0, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2}.get(written)
    number = value(written or "") if ahead is None else year and year + ahead
    if not number or not date.min.year <= number <= date.max.year:
        return None
    if fields["festival"]:
        day = date(number, *_FESTIVALS[fields["festival"]])
        return day, day
    month, day_number, part = value(fields["month"] or ""), value(fields["day"] or ""), fields["part"] or ""
    if month is None:
        return _part_of_year(number, part)
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(number, month)[1]
    if fields["day"] is not None:
        return (date(number, month, day_number),) * 2 if day_number and day_number <= length else None
    opening, closing = _PARTS_OF_MONTH.get(part, (1, length))
    return date(number, month, opening), date(number, month, min(closing, length))


#: 底 and 末 name the end of a month, which any of its days may lead up to
_PARTS_OF_MONTH = {"上旬": (1, 10), "初": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, 31)}


def _part_of_year(year: int, part: str) -> tuple[date, date]:
    if "半年" in part:
        return (date(year, 1, 1), date(year, 6, 30)) if part[0] == "上" else (date(year, 7, 1), date(year, 12, 31))
    if "季" in part:
        quarter = value(part.strip("第季度底末")) or 1
        return date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, 30 if quarter in (2, 3) else 31)
    if part.endswith("初"):
        return date(year, 1, 1), date(year, 1, 31)
    return date(year, 1, 1), date(year, 6, 30) if part.endswith("中") else date(year, 12, 31)


def day_of(year: str, month: str, day: str) -> date | None:
    """The day that three numerals name, or None where the calendar has no such day."""
    numbers = value(year), value(month), value(day)
    if None in numbers:
        return None
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        return None


def _counted(text: str) -> int | None:
    """The number that Chinese numerals write, spelled digit by digit or counted by places."""
    if text and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = 0
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, text = text.partition(unit) if unit in text else ("", "", text)
        if found:
            high = _group(head)
            if not high:
                return None
            total += high * size
            if not text:
                return total
    low = _group(text.removeprefix("〇") if total else text)
    return None if low is None else total + low


def _group(text: str) -> int | None:
    """The number below 10,000 that ``text`` counts by places, or None."""
    found = _GROUP.fullmatch(text)
    if not found or not text:
        return None
    thousand, hundred, ten, skipped, one = found.groups()
    after_place = one and ten is None and (thousand or hundred)
    if bool(after_place) != bool(skipped):
        return None  # 一百二 is said for 120 and would be misread as 102
    tens = 0 if ten is None else _DIGITS.get(ten, 1)
    return 1000 * _DIGITS.get(thousand, 0) + 100 * _DIGITS.get(hundred, 0) + 10 * tens + _DIGITS.get(one, 0)
