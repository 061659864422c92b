"""One document says the same in every format, width and layout: the sample, and documents written for each wording.

``documents/`` holds invented texts that together use every way of stating responsibility; the JSON beside each is its
annotation, made by hand in the form of the annotation guide.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import formats
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import graph_build
from graph_build.model import CELL_END, Reading
from graph_build.pipeline import understand
from graph_build.read.reflow import reflow
from graph_build.record import record
from graph_build.sources import Source
from ontology.authority import load

AUTHORITY = load()
WRITTEN = sorted((Path(__file__).parent / "documents").glob("*.txt"))
SAMPLE = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"
GOLD = {path: path.with_suffix(".json") for path in WRITTEN} | {
    SAMPLE: Path(__file__).parent / "gold" / "xinjiang-2017-107.json"
}
DOCUMENTS = pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
#: A table is rows of lines; without its lines nobody can tell its cells.
RUNNING = pytest.mark.parametrize(
    "path", [path for path in GOLD if "\t" not in path.read_text("utf-8")], ids=lambda path: path.stem
)

#: Few a document, there are a dozen of them; what fails is shown as it is.
EXAMPLES = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True)

WIDE, NARROW = "（）：；，", "():;,"
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def squash(text: str | None) -> str:
    """Words without blanks, widths and the outer brackets."""
    bare = re.sub(rf"[\s{HIDDEN}]+", "", unicodedata.normalize("NFKC", text or ""))
    return (
        bare.translate(str.maketrans("〔〕【】〈〉［］★", "()()()()*"))
        .translate(str.maketrans("[]", "()"))
        .strip("();.。,:")
    )


def said(parsed: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a document says about who is responsible for what."""
    return [
        (
            measure["section"],
            measure["number"],
            [
                (squash(task["attribution"]), [tuple(squash(body[k]) for k in KEYS) for body in task["bodies"]])
                for task in measure["tasks"]
            ],
        )
        for measure in parsed["measures"]
    ]


KEYS = ("name", "role", "basis", "kind")


def read(content: bytes | str, name: str = "document.txt") -> list[tuple[Any, ...]]:
    return said(parsed(content, name))


def parsed(content: bytes | str, name: str = "document.txt") -> dict[str, Any]:
    source = Source(name, content.encode() if isinstance(content, str) else content)
    return record(understand(source, AUTHORITY))


@cache
def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@cache
def expected(path: Path) -> list[tuple[Any, ...]]:
    return said(json.loads(GOLD[path].read_text("utf-8")))


@cache
def paragraphs(path: Path) -> tuple[list[str], list[list[str]]]:
    """The lines of a document and the rows of the table it ends with; no Uyghur, which pages hyphenate."""
    lines = [line for line in reflow(Reading(text(path), "txt")).text.split("\n") if "ى" not in line]
    first = next((number for number, line in enumerate(lines) if CELL_END in line), len(lines))
    return lines[:first], [line.split(CELL_END) for line in lines[first:]]


# The wordings


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_each_document_says_what_its_annotation_says(path: Path) -> None:
    ours, gold = parsed(text(path), path.name), json.loads(GOLD[path].read_text("utf-8"))
    assert said(ours) == said(gold)
    assert ours["sections"] == gold["sections"]
    assert [measure["deadlines"] for measure in ours["measures"]] == [m["deadlines"] for m in gold["measures"]]
    for name, value in gold["document"].items():
        assert ours["document"][name] == value, name


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_each_body_stands_where_it_is_said_to_stand(path: Path) -> None:
    words = text(path)
    for measure in parsed(words)["measures"]:
        for task in measure["tasks"]:
            for body in task["bodies"]:
                assert squash(words[body["start"] : body["end"]]) == squash(body["surface"])


# Formats


@DOCUMENTS
@pytest.mark.parametrize("writer", formats.WRITERS)
def test_each_format_says_the_same(path: Path, writer: str) -> None:
    lines, table = paragraphs(path)
    if table and writer == "ofd":
        pytest.skip("the writer of OFD sets no tables")
    assert read(formats.WRITERS[writer](lines, table), f"document.{writer}") == expected(path)


@DOCUMENTS
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_each_encoding_says_the_same(path: Path, encoding: str) -> None:
    assert read(text(path).encode(encoding)) == expected(path)


# Widths


@DOCUMENTS
@pytest.mark.parametrize(("this", "other"), [(WIDE, NARROW), (NARROW, WIDE)], ids=["narrow", "wide"])
def test_width_of_brackets_makes_no_difference(path: Path, this: str, other: str) -> None:
    swapped = re.sub(rf"[{re.escape(this)}](?!\d)", lambda found: other[this.index(found[0])], text(path))
    assert read(swapped) == expected(path)


@DOCUMENTS
def test_kind_of_brackets_makes_no_difference(path: Path) -> None:
    """Square and tortoise-shell brackets around an attribution are those of other houses."""
    swapped = re.sub(r"[（(]([^（）()\n]{4,}?(?:负责|[局厅委]))[）)]", r"【\1】", text(path))
    assert read(swapped) == expected(path)


# Layout


@DOCUMENTS
@EXAMPLES
@given(seed=st.integers(0, 2**16))
def test_characters_without_width_make_no_difference(path: Path, seed: int) -> None:
    random = Random(seed)
    words = "".join(c + random.choice(HIDDEN) if random.random() < 0.2 else c for c in text(path))
    assert read(words) == expected(path)


@DOCUMENTS
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", "\n\n\n", "\u2029", " \n\u3000\u3000"])
def test_line_ends_of_any_kind_make_no_difference(path: Path, end: str) -> None:
    assert read(text(path).replace("\n", end)) == expected(path)


@RUNNING
@pytest.mark.parametrize("between", ["", " ", "\u3000\u3000"], ids=["nothing", "blank", "wide"])
def test_a_document_in_one_line_says_the_same(path: Path, between: str) -> None:
    lines, _ = paragraphs(path)
    assert read(between.join(lines)) == expected(path)


def broken(path: Path, width: int) -> list[str]:
    """The lines of a document set at a width, paragraphs indented."""
    return [part for line in paragraphs(path)[0] for part in re.findall(f".{{1,{width}}}", f"\u3000\u3000{line}")]


#: Only a text whose lines are full often enough shows that it was broken at a width.
BROKEN = [
    pytest.param(path, width, id=f"{path.stem}-{width}")
    for path in GOLD
    for width in (20, 24, 28, 33, 40)
    if not paragraphs(path)[1]
    and sum(len(part) == width for part in broken(path, width)) * 5 >= len(broken(path, width)) * 2
]


@pytest.mark.parametrize(("path", "width"), BROKEN)
def test_lines_broken_at_a_width_make_no_difference(path: Path, width: int) -> None:
    assert read("\n".join(broken(path, width))) == expected(path)
