"""Many documents out of the few real ones: `python -m tests.bench.real N FOLDER [SOURCE]` writes N texts.

Round after round the documents of SOURCE are written anew under other numbers and years, and those of a place as
another place's of the same level: its name, short name and sign are put for the first's wherever they stand, bodies'
names included, so that bodies grow with N as they do in life. Those of the centre name the same ministries again. The
first round is the documents as they are; the same N gives the same files everywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graph_build import pipeline
from graph_build.identifiers import DocumentNumber
from graph_build.resolve.jurisdictions import setting
from graph_build.sources import Source
from ontology.authority import Authority, load
from ontology.entries import CENTRE, Place, level_of_code

#: Thirteen documents, where they are at hand; nothing of them is kept here.
REAL = Path(__file__).parents[3] / "shared/corpus/dev/raw"
YEARS = 5  #: years over which the rounds go back
APART = 500  #: between the serial numbers of two rounds of one year, more than any document here has

_YEAR = re.compile(r"(?<!\d)20[012]\d(?=年|〕|[-—/]\d)")


@dataclass(frozen=True)
class Original:
    """A real document: its text, its number and its place, None if it has none."""

    name: str
    text: str
    number: DocumentNumber | None
    place: Place | None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """How the text calls the place, the longest first."""
        return _names(self.place) if self.place else ()

    def again(self, turn: int, place: Place | None) -> str:
        """The text of round ``turn``, as one of ``place``; of round 0 as it is."""
        if not turn:
            return self.text
        text = self.text
        if self.number:
            serial = self.number.serial + APART * (turn // YEARS)
            text = re.sub(rf"(?<=[〔\[（(]{self.number.year}[〕\]）)]){self.number.serial}(?=号)", str(serial), text)
        text = _YEAR.sub(lambda year: str(int(year[0]) - turn % YEARS), text)
        if not (self.place and place):
            return text
        new = dict(zip(self.words, _names(place), strict=False))
        if self.number and self.place.signs:
            office = self.number.office
            new[office] = (place.signs or (place.name[0],))[0] + office.removeprefix(self.place.signs[0])
        if self.place.prefix != place.prefix and len(self.place.prefix) > 1:  # 自治区财政厅 is 省财政厅 elsewhere
            new[self.place.prefix] = place.prefix
        return re.sub("|".join(map(re.escape, sorted(new, key=len, reverse=True))), lambda word: new[word[0]], text)


def originals(folder: Path = REAL) -> tuple[Original, ...]:
    """The texts of ``folder``, in the order of their names."""
    authority = load()
    return tuple(_original(path, authority) for path in sorted(folder.glob("*.txt")))


def documents(count: int, of: Sequence[Original]) -> Iterator[tuple[str, str]]:
    """Names and texts of ``count`` documents; no place has two of one original before all of its level had one."""
    places = [place for place in load().places if place.code != CENTRE]
    alike = {original.name: [place for place in places if _alike(original.place, place)] for original in of}
    for number in range(count):
        turn, which = divmod(number, len(of))
        original = of[which]
        others = alike[original.name]
        place = others[(turn + 7 * which) % len(others)] if others else None
        yield f"{number:06}-{original.name}", original.again(turn, place)


def write(count: int, folder: Path, source: Path = REAL) -> Path:
    """The folder with ``count`` documents in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents(count, originals(source)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _original(path: Path, authority: Authority) -> Original:
    source = Source(path.name, path.read_bytes())
    document = pipeline.understand(source, authority)
    number = DocumentNumber.parse(document.header.number) if document.header.number else None
    where = authority.place_by_code.get(setting(document, authority).code)
    local = where if where and where.code != CENTRE else None
    return Original(path.name, document.reflowed.source, number, local)


def _alike(original: Place | None, place: Place) -> bool:
    """Whether a document of the one could be the other's: 县财政局 is no body of a district."""
    if original is None or original.code == place.code or level_of_code(original.code) != level_of_code(place.code):
        return False
    return len(original.prefix) > 1 or original.prefix == place.prefix


def _names(place: Place) -> tuple[str, ...]:
    """The full name of a place and its short one: 宁波市, 宁波."""
    short = re.sub(
        r"(?:(?:壮族|回族|维吾尔|[\u4e00-\u9fff]{1,4}族)?自治[区州县]|特别行政区|省|市|县|区|州|盟|地区)$",
        "",
        place.name,
    )
    return (place.name, min((a for a in (*place.aliases, short) if len(a) > 1), key=len, default=place.name))


if __name__ == "__main__":
    count, folder, *source = sys.argv[1:]
    sys.stdout.write(f"{write(int(count), Path(folder), *map(Path, source))}\n")
