"""Whose document it is, from issuer, title, number and bodies, in this order; and places in names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph_build.identifiers import DocumentNumber
from graph_build.model import Document
from graph_build.resolve.names import level_of, normalise, of_its_place, of_the_state
from ontology.authority import Authority
from ontology.entries import CENTRE, Place
from ontology.patterns import regex

_CHANCE = 2  #: so many bodies of one level may be of another place than who speaks
_LONGEST = 12  #: characters of the longest name of a place
#: A county, city or district that the places do not list: 某某县财政局, but not 智慧城市办. Of a district only its
#: government or Party committee tells: 江浦区人民政府, but not 各区人民政府, 自治区人民政府, 县区政府.
_UNLISTED = regex(
    r"(?P<place>[\u4e00-\u9fff]{2,4}?(?<![城都])(?P<level>市|县|旗))(?=.{2,})(?!场|域|民|容|政[管园公工设])"
    r"|(?P<district>(?![各本全有相市县])[\u4e00-\u9fff]{2,3}?(?<!自治)(?<![城新园县市辖社矿发])区)(?=(?:人民)?政府|区委)"
)
#: A zone with a committee of its own, which GB/T 2260 does not list: 河北雄安新区, 平潭综合实验区.
_ZONE = regex(
    r"市?(?P<zone>[\u4e00-\u9fff]{0,10}?(?:(?<!高)(?P<new>新区)|高新区|开发区|示范区|试验区|实验区|合作区|度假区|保税区|园区))"
    r"(?=管|党工|办|关于|印发|$)"
)
_LEVEL_IN_TEXT = regex(r"(自治区|省|市|县|州|区|盟|旗|兵团)(?=(?:人民)?政府|级|直|委|财政|发展改革|发改)")
_LEVEL_WORD = regex(r"自治[区州县旗]|[省市县区州盟旗]|地区")
#: What stands before the name of a plan in the title of the notice that sends it out: 关于印发《临江县….
_SENT_OUT = regex(r"^(?:关于)?(?:印发)?[《〈]*")
#: 会同 is a word and the name of a county: ，会同县融媒体中心.
_JOINED = regex(r"(?<=[，,、；;并头责])会同")
_CENTRAL_ISSUER = regex(
    r"^(国务院|中共中央|中央|国家|全国|最高人民)|^[^省市县区州]{2,12}(?<![组宣统][织传战])(?<!工作)(部|总局|总署|审计署)$"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The jurisdiction that a document speaks for."""

    code: str  #: GB/T 2260 code, CN, the place's name where it has no code here, or "" if nothing tells
    level: str  #: the word that its bodies' names begin with, "" for the centre


def place_at_start(name: str, authority: Authority, near: str = "") -> tuple[Place, int] | None:
    """The place that ``name`` begins with, and how long its name is; of namesakes the nearest to ``near``, a code.

    Short names of counties do not count, since many are common words (公安县, 平安区).
    """
    for length in range(min(_LONGEST, len(name)), 1, -1):
        places = authority.places_by_name.get(name[:length], ())
        fitting = [place for place in places if place.name == name[:length] or place.code.endswith("00")]
        fitting = [place for place in fitting if place.code != CENTRE]
        if fitting:
            return _nearest(fitting, near, authority), length
    return None


def _nearest(places: list[Place], near: str, authority: Authority) -> Place:
    """The first of the places that the smallest place around ``near`` holds."""
    around = authority.lineage(near) if len(places) > 1 else ()
    inside = (place for code in around for place in places if code in authority.lineage(place.code))
    return next(inside, places[0])


def first_place(name: str, authority: Authority) -> Place | None:
    """The first place named anywhere in ``name``: 济南 in 中国人民银行济南分行."""
    found = (place_at_start(name[start:], authority) for start in range(len(name) - 1))
    return next((place for place, _ in filter(None, found)), None)


@lru_cache(maxsize=1 << 16)
def deepest_at_start(name: str, authority: Authority, near: str = "") -> tuple[Place, int] | None:
    """The innermost of the places that ``name`` begins with: 海曙区 in 浙江省宁波市海曙区人民政府."""
    found = place_at_start(name, authority, near)
    while found is not None:
        place, length = found
        inner = place_at_start(name[length:], authority, place.code)
        if (
            inner is None
            or place.code not in authority.lineage(inner[0].code)
            or inner[0].name != name[length : length + inner[1]]
        ):
            break
        found = inner[0], length + inner[1]
    return found


def unlisted_at_start(name: str) -> str:
    """A place that ``name`` begins with by its form, "" if none.

    >>> [unlisted_at_start(f"{place}人民政府") for place in ("东陵县", "江浦区", "各区", "自治区", "县区", "开发区")]
    ['东陵县', '江浦区', '', '', '', '']
    """
    found = _UNLISTED.match(name)
    return found["place"] or found["district"] if found else ""


def setting(document: Document, authority: Authority) -> Setting:
    """The jurisdiction of ``document``, from the most reliable source that tells one."""
    header = document.header
    votes = Counter(filter(None, (level_of(normalise(mention.surface)) for mention in document.mentions())))
    title = header.title.text if header.title else ""
    named = [issuer.text for issuer in header.issuers] + [_SENT_OUT.sub("", title)]
    found = next(filter(None, (_from_name(of_its_place(normalise(text)), document, authority) for text in named)), None)
    found = found or _signed(document, named, votes, authority) or _from_words(title, votes, document, authority)
    if found.code == CENTRE:
        return _branch_seat(named[:-1], votes, authority) or found
    if votes and not votes[found.level] and votes.most_common(1)[0][1] > _CHANCE:
        return Setting(found.code, _most(votes))
    return found


def _branch_seat(issuers: list[str], votes: Counter[str], authority: Authority) -> Setting | None:
    """The place of a central body's branch that speaks for it, as its bodies show: 国家税务总局辽宁省税务局."""
    seats = (first_place(issuer, authority) for issuer in issuers)
    return next((Setting(seat.code, seat.prefix) for seat in seats if seat and votes[seat.prefix] > _CHANCE), None)


def _from_name(name: str, document: Document, authority: Authority) -> Setting | None:
    if _CENTRAL_ISSUER.match(name) or of_the_state(name):
        return Setting(CENTRE, "")
    found = deepest_at_start(name, authority)
    if zone := _ZONE.match(name[found[1] :] if found else name):
        return Setting((found[0].name if found else "") + zone["zone"], zone["new"] or "")
    if found:
        place, length = found
        alone = length == len(place.name)
        return Setting(_told_apart(place, document, authority) if alone else place.code, place.prefix)
    if unlisted := unlisted_at_start(name):
        return Setting(unlisted, unlisted[-1])
    return None


def _told_apart(place: Place, document: Document, authority: Authority) -> str:
    """The code of the namesake whose superiors the document names most; the name where that tells none: 鼓楼区."""
    namesakes = [other for other in authority.places_by_name[place.name] if other.name == place.name]
    if len(namesakes) == 1:
        return place.code
    numbered = _from_number(document.header.number, authority)
    above = [
        [authority.place_by_code[code] for code in authority.lineage(other.code)[1:] if code != CENTRE]
        for other in namesakes
    ]
    told = [
        (any(numbered and numbered.code == one.code for one in over), sum(_times(one, document.text) for one in over))
        for over in above
    ]
    best = max(told)
    return namesakes[told.index(best)].code if told.count(best) == 1 else place.name


def _times(place: Place, text: str) -> int:
    """How often ``text`` names a place, in full or short."""
    return text.count(min((place.name, *place.aliases), key=len))


def _signed(document: Document, named: list[str], votes: Counter[str], authority: Authority) -> Setting | None:
    """The place whose sign the number begins with, unless who issued it or all its bodies are of another level.

    嘉政办发 is of 嘉兴市; where a county speaks it is of 嘉鱼县, if that is what the text names.
    """
    sign, place = _sign(document.header.number, authority)
    if place is None:
        return None
    spoken = next(filter(None, (level_of(normalise(name)) for name in named)), "")
    acting = "" if votes[place.prefix] or max(votes.values(), default=0) <= _CHANCE else _most(votes)
    level = spoken or acting or place.prefix
    if level == place.prefix:
        return Setting(place.code, level)
    return _of_the_same_sign(sign, level, document, authority) or (None if spoken else Setting(place.code, level))


def _from_number(number: str | None, authority: Authority) -> Setting | None:
    """The place whose sign the number begins with: 甬政办发 is 宁波市."""
    _, place = _sign(number, authority)
    return Setting(place.code, place.prefix) if place else None


def _sign(number: str | None, authority: Authority) -> tuple[str, Place | None]:
    """The sign that a number begins with, the longest there is, and the place that it is known for."""
    parsed = DocumentNumber.parse(number) if number else None
    pairs = (pair for pair in authority.signs if parsed and parsed.office.startswith(pair[0]))
    return next(pairs, ("", None))


def _of_the_same_sign(sign: str, level: str, document: Document, authority: Authority) -> Setting | None:
    """The place of a ``level`` whose name begins with the ``sign`` and that the text names most.

    None if it names none, or two of them alike.
    """
    alike = (place for place in authority.places if place.prefix == level and place.name.startswith(sign))
    ranked = Counter({place: times for place in alike if (times := _times(place, document.text))}).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return Setting(ranked[0][0].code, level)


def _from_words(title: str, votes: Counter[str], document: Document, authority: Authority) -> Setting:
    """What title, bodies and text let guess: the place a title names, else the usual level and its place."""
    level = _most(votes)
    for text in (title, document.text):
        usual = level or _most(Counter(_LEVEL_IN_TEXT.findall(text)))
        named = _most(Counter(place.code for place in _named(text, authority) if place.prefix == usual))
        if named:
            return Setting(named, usual)
    return Setting("", level)


def _named(text: str, authority: Authority) -> Iterator[Place]:
    """Every jurisdiction that stands in ``text`` with its full name."""
    for found in _LEVEL_WORD.finditer(_JOINED.sub("，，", text)):
        for start in range(max(0, found.end() - _LONGEST), found.end() - 1):
            for place in authority.places_by_name.get(words := found.string[start : found.end()], ()):
                if place.name == words:
                    yield place


def _most(votes: Counter[str]) -> str:
    """The most frequent word, the first by spelling among equals; "" if there is none."""
    return min(votes, key=lambda word: (-votes[word], word), default="")
