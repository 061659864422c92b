"""Corpora as they come: real documents copied, dated anew, moved to another place, in other formats, any of them beside
any. Whatever is drawn, every way of counting agrees, places cut their words, names tell apart, no fault is ours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import agreement
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_many import DRAFT, PLAN, TEN, as_docx, city

import graph_build
from graph_build.sources import Source

DEV = Path(__file__).parent.parent.parent / "shared" / "corpus" / "dev" / "raw"
SAMPLES = Path(graph_build.__file__).parent / "samples"
#: Documents of the project's own, which are drawn with those of the corpus where that is at hand.
OWN = {
    "plan": PLAN,
    "draft": DRAFT,
    **{name: city(name, TEN[name], 2020, "发放补贴") for name in ("郑州市", "南充市", "宁波市")},
}
TEXTS = (
    OWN
    | {path.stem: path.read_text(encoding="utf-8-sig") for path in sorted(SAMPLES.glob("*.txt"))}
    | {path.stem: path.read_text(encoding="utf-8-sig") for path in sorted(DEV.glob("*.txt"))}
)
#: Another place of the same level, with what its office begins its numbers with.
PLACES = {
    "南充": ("绵阳", "南府", "绵府"),
    "宁波": ("青岛", "甬政", "青政"),
    "郑州": ("洛阳", "郑政", "洛政"),
    "湘潭": ("株洲", "潭政", "株政"),
    "苍南": ("平阳", "苍政", "平政"),
    "安徽": ("江苏", "皖政", "苏政"),
    "新疆维吾尔": ("宁夏回族", "新政", "宁政"),
}
_YEAR = re.compile(r"(?<=[〔\[])20\d\d(?=[〕\]])|20\d\d(?=年\d{1,2}月\d{1,2}日\s*(?:$|\n))")


def moved(text: str) -> str:
    """The text as if it were another place's, unchanged if no other is known."""
    for name, (other, sign, another) in PLACES.items():
        if name in text[:200]:
            return text.replace(name, other).replace(sign, another)
    return text


def dated(text: str, year: int) -> str:
    """The text as if it were issued in another year."""
    return _YEAR.sub(str(year), text) if year else text


def as_html(text: str) -> bytes:
    """A page with a paragraph a line."""
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{lines}</body></html>\n'.encode()


FORMATS: dict[str, Callable[[str], bytes]] = {"txt": str.encode, "docx": as_docx, "html": as_html}


@dataclass(frozen=True)
class Drawn:
    """A document as it was drawn; equal ones are one file, given once."""

    text: str  #: its name
    form: str
    year: int  #: 0: as it is
    elsewhere: bool

    def source(self) -> Source:
        """The file."""
        text = dated(TEXTS[self.text], self.year)
        name = f"{self.text}-{self.year}{'-elsewhere' if self.elsewhere else ''}.{self.form}"
        return Source(name, FORMATS[self.form](moved(text) if self.elsewhere else text))


DRAWN = st.builds(
    Drawn,
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(sorted(FORMATS)),
    st.sampled_from((0, 0, 2016, 2024)),
    st.booleans(),
)


def agree(drawn: list[Drawn]) -> None:
    with TemporaryDirectory() as folder:
        agreement.all_is_so(agreement.Built.of([each.source() for each in drawn], Path(folder)))


CORPORA = st.lists(DRAWN, min_size=1, max_size=6, unique=True)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(CORPORA)
def test_whatever_documents_stand_side_by_side_all_agree(drawn: list[Drawn]) -> None:
    agree(drawn)


@pytest.mark.soak
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(CORPORA)
def test_many_more_corpora_agree(drawn: list[Drawn]) -> None:
    agree(drawn)


@pytest.mark.parametrize(
    "name", [*OWN, *(pytest.param(each, marks=pytest.mark.soak) for each in sorted(TEXTS.keys() - OWN))]
)
def test_each_document_agrees_in_all_its_formats(name: str) -> None:
    agree([Drawn(name, form, 0, elsewhere=False) for form in FORMATS] + [Drawn(name, "txt", 2016, elsewhere=True)])
