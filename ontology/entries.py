"""What is known, as frozen records: jurisdictions, bodies, groups, patterns, forms, systems, themes, changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ontology.patterns import regex

CENTRE = "CN"  #: the jurisdiction of central bodies
WITH_ASPECTS = "intellectual-property"  #: the policy field that the aspects belong to


def holds(since: str, until: str, day: str) -> bool:
    """Whether ``day`` lies from ``since`` to before ``until``; an unknown day or bound excludes nothing."""
    return not day or ((not since or since <= day) and (not until or day < until))


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction."""

    code: str  #: GB/T 2260, or CN
    name: str
    aliases: tuple[str, ...]
    prefix: str  #: the word before a body of this level: 自治区, 省, 市, 县, 区, 州 …
    signs: tuple[str, ...]  #: what its document numbers begin with
    within: str  #: code of the next higher jurisdiction
    level: str = ""  #: a member of ontology.enumerations.Level


@dataclass(frozen=True, slots=True)
class Entry:
    """A body or group of the authority file."""

    iri: str
    name: str  #: official name
    english: str
    short: str  #: as documents write it, jurisdiction put back
    labels: tuple[str, ...]  #: every name that means it within its jurisdiction, with the jurisdiction and without
    plates: tuple[tuple[str, str, str], ...]  #: second nameplates: a name, and from when until when it is borne
    jurisdiction: str
    classes: tuple[str, ...]
    since: str  #: ISO date, "" if not known
    until: str  #: ISO date, exclusive, "" if it still exists or that is not known
    certainty: str
    aliases: tuple[str, ...] = ()  #: its other names as the files write them
    members: tuple[str, ...] = ()  #: IRIs of those that a group consists of
    system: str = ""  #: through which it is led: tiao (by a central body), kuai, dual

    @property
    def collective(self) -> bool:
        """Whether it is a class of bodies."""
        return "ClosedGroup" in self.classes or "OpenGroup" in self.classes

    def holds(self, day: str) -> bool:
        """Whether the entry is valid on ``day`` (ISO date); always where ``day`` is empty."""
        return holds(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How bodies of one kind are named at each level, for bodies that no file lists."""

    slug: str  #: canonical short name: the last part of the IRI of a body so named
    labels: tuple[str, ...]
    official: tuple[tuple[str, str], ...]  #: level (central, province, city, county) and pattern with {J}
    classes: tuple[str, ...]
    since: str
    until: str

    @property
    def name(self) -> str:
        """The short name without the year that tells two of one name apart."""
        return self.slug.partition("@")[0]

    def holds(self, day: str) -> bool:
        """Whether bodies were so named on ``day`` (ISO date)."""
        return holds(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class System:
    """A body of the centre with those that act for it all over the country."""

    slug: str
    name: str
    english: str
    head: str  #: IRI of the body of the centre
    forms: tuple[str, ...]  #: how the others are named, with {P} for the place they are called after
    kind: str  #: class of policy.ttl
    since: str
    until: str

    def names(self, label: str) -> bool:
        """Whether ``label`` is the name of one of its local bodies, in any of the forms.

        >>> system = System("海关", "海关", "customs", "", ("{P}海关",), "VerticalBody", "", "")
        >>> system.names("黄埔海关"), system.names("海关"), system.names("黄埔海关、拱北海关")
        (True, False, False)
        """
        return any(_called_after(form, label) is not None for form in self.forms)

    def place(self, label: str) -> str:
        """The place that the local body of the name ``label`` is called after; "" if it is none of the system.

        >>> System("海关", "海关", "customs", "", ("{P}海关",), "VerticalBody", "", "").place("黄埔海关")
        '黄埔'
        """
        return next((place for form in self.forms if (place := _called_after(form, label))), "")


#: A place in the name of a local body; none ends in 国家 (国家税务局) or 银 (银保监局), which begin other names.
_CALLED_AFTER = regex(r"[\u4e00-\u9fff]{1,10}(?<!国家)(?<!银)")


def _called_after(form: str, label: str) -> str | None:
    """The place in a ``label`` of a form, "" if the form has none; None if the label is of another form.

    One pattern serves for all, since to compile one a form takes long.
    """
    before, called, after = form.partition("{P}")
    if not called or not (label.startswith(before) and label.endswith(after)):
        return "" if label == form else None
    found = _CALLED_AFTER.fullmatch(label, len(before), len(label) - len(after))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Form:
    """How names of bodies are put together that follow no pattern of their own."""

    slug: str
    words: tuple[str, ...]  #: for what the body does; one with {P}, any name, comes first; none: a body's own name
    endings: tuple[str, ...]  #: {P} standing for any name

    @property
    def local(self) -> bool:
        """Whether it is for bodies of places only: those of the centre are not called after common words."""
        return self.words != ("{P}",)

    def parted(self, label: str) -> Iterator[tuple[str, str]]:
        """What stands before the ending of a name of this form, and the ending; none of any other name.

        >>> form = Form("department", ("文", "体", "招商", "{P}新区"), ("局", "管委会"))
        >>> [[*form.parted(name)] for name in ("文体局", "南太湖新区招商局", "教育局", "局")]
        [[('文体', '局')], [('南太湖新区招商', '局')], [], []]
        >>> [*Form("office", (), ("办公厅", "{P}司")).parted("财政部预算司")][1:]
        [('财政', '部预算司'), ('财政部', '预算司'), ('财政部预', '算司'), ('财政部预算', '司')]
        """
        if len(label) > LONGEST:
            return
        stem, ending = _composed(self)
        if not self.words:
            yield from ((label[:at], label[at:]) for at in range(1, len(label)) if ending.fullmatch(label, at))
        elif (found := stem.fullmatch(label)) and found[1]:
            yield found[1], found[2]


#: Characters of the longest name that is taken apart.
LONGEST = 24
_ANY = r"[\u4e00-\u9fff]{0,14}"


@cache
def _composed(form: Form) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The names of a form, and their endings."""
    first = _any_of(word for word in form.words if "{P}" in word)
    work = _any_of(word for word in form.words if "{P}" not in word)
    endings = _any_of(form.endings)
    stem = f"(?:{first})?" + (f"(?:(?:{work})[和与及]?)*" if work else "")
    return regex(f"({stem})({endings})"), regex(endings)


def _any_of(words: Iterable[str]) -> str:
    r"""What matches any of the words, the longest first; what begins with any name says so once, since that is large.

    >>> _any_of(("{P}新区", "{P}高新区", "{P}"))
    '[\\u4e00-\\u9fff]{0,14}(?:高新区|新区|)'
    """
    longest = sorted(words, key=len, reverse=True)
    after = [re.escape(word.removeprefix("{P}")) for word in longest if word.startswith("{P}")]
    others = [re.escape(word).replace(re.escape("{P}"), _ANY) for word in longest if not word.startswith("{P}")]
    return "|".join((*([f"{_ANY}(?:{'|'.join(after)})"] if after else []), *others))


@dataclass(frozen=True, slots=True)
class Theme:
    """A policy field, or an aspect of one, and the words that point to it."""

    id: str
    label: str
    english: str
    names: tuple[str, ...]  #: words that name it by themselves
    hints: tuple[str, ...]  #: words that point to it


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The policy fields that bodies of one kind work in."""

    stems: tuple[str, ...]  #: what names of such bodies hold, at every level
    main: str  #: id of the field
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A reform that turned bodies into others, or moved a function between them."""

    iri: str
    original: tuple[str, ...]
    resulting: tuple[str, ...]
    earliest: str
    latest: str
    functions: tuple[str, ...]
    certainty: str
    transfer: bool  #: only a function moved, no body ended


def level_of_code(code: str) -> str:
    """The level of government that a GB/T 2260 code stands for, "" for other names of places.

    >>> [level_of_code(code) for code in ("650000", "330200", "330327", "CN")]
    ['province', 'city', 'county', '']
    """
    if not code.isdigit():
        return ""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


#: The four municipalities: provinces whose departments are 局, as a city's.
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")


def levels_of_code(code: str) -> tuple[str, ...]:
    """The levels whose names the departments of a jurisdiction bear: a place whose code is not known bears any."""
    if code in _MUNICIPALITIES:
        return ("province", "city")
    return (level,) if (level := level_of_code(code)) else () if code == CENTRE else ("city", "county")


def bare(name: str, place: Place | None) -> str:
    """``name`` without the words for its jurisdiction that stand before it.

    >>> bare("自治区财政厅", Place("650000", "新疆维吾尔自治区", ("新疆",), "自治区", ("新",), "CN"))
    '财政厅'
    """
    for start in (place.name, place.prefix) if place else ():
        if start and name.startswith(start) and len(name) > len(start) + 1:
            return name[len(start) :]
    return name
