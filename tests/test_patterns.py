"""Patterns that are compiled late are what was written, and none is faulty; what they were compiled to is kept."""

from __future__ import annotations

import base64
import copy
import gc
import json
import pickle
import pkgutil
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

import graph_build
import ontology
from ontology import programs
from ontology.patterns import Late, regex


def test_every_pattern_of_the_house_can_be_compiled() -> None:
    for package in (graph_build, ontology):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            with suppress(ImportError):  # of an extra that is not installed
                import_module(module.name)
    patterns = [each for each in gc.get_objects() if isinstance(each, Late)]
    assert len(patterns) > 300
    for pattern in patterns:
        assert isinstance(pattern.groups, int)  # which is asked of what was compiled
        made = re.compile(pattern.pattern, pattern._given)
        assert programs._program((pattern.pattern, int(pattern._given)), made), "it comes back as it was compiled"


def test_it_answers_as_what_was_compiled_does() -> None:
    late, soon = regex(r"(?P<n>甲)|乙", re.IGNORECASE), re.compile(r"(?P<n>甲)|乙", re.IGNORECASE)
    assert not vars(late).keys() & {"search"}
    assert [found.span() for found in late.finditer("乙甲")] == [found.span() for found in soon.finditer("乙甲")]
    assert late.sub("丙", "甲乙丁") == "丙丙丁"
    assert (late.groups, late.groupindex, late.flags) == (soon.groups, soon.groupindex, soon.flags)
    assert (match := late.match("甲"))
    assert match["n"] == "甲"
    assert copy.copy(late).fullmatch("乙")


def test_it_is_faulty_when_it_is_asked() -> None:
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.match("甲")
    with pytest.raises(AttributeError):
        faulty.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_it_may_be_sent_to_another_process_before_it_is_asked() -> None:
    assert pickle.loads(pickle.dumps(regex("甲"))).match("甲")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where an empty cache folder will keep what patterns were compiled to."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(programs, "_new", {})
    programs._kept.cache_clear()
    path = programs._path()
    assert path is not None
    yield path
    programs._kept.cache_clear()


def test_what_one_process_compiled_the_next_does_not(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: tuple[tuple[str, int], ...] = ((r"(?P<kind>市|县)(局|委)+", 0), ("[a-zé\u4e00-\u9fff]{2,}", re.IGNORECASE))
    made = [programs.compiled(pattern, flags) for pattern, flags in written]
    made_of_bytes = programs.compiled(rb"^From:", re.MULTILINE)
    programs.keep()
    with monkeypatch.context() as next_process:
        next_process.setattr(re, "compile", None)
        again = [programs.compiled(pattern, flags) for pattern, flags in written]
        assert programs.compiled(rb"^From:", re.MULTILINE) == made_of_bytes
    assert again == made
    assert again[0].findall("云岭市局委") == [("市", "委")]
    assert again[0].groupindex == {"kind": 1}
    assert again[1].findall("ÉCOLE 学校") == ["ÉCOLE", "学校"]
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_two_interpreters_of_a_version_keep_their_own(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.compiled("一[二三]+")
    programs.keep()
    with monkeypatch.context() as other:
        other.setattr(programs, "_INTERPRETER", "another")
        programs._kept.cache_clear()
        programs.compiled("一[二三]+")
        programs.keep()
    programs._kept.cache_clear()
    assert ("一[二三]+", 0) in programs._kept()


@pytest.mark.parametrize("damage", ["interpreter", "code", "form", "text"])
def test_what_is_kept_amiss_is_compiled(kept: Path, damage: str) -> None:
    programs.compiled("一[二三]+")
    programs.keep()
    interpreter, row = map(json.loads, kept.read_bytes().splitlines())
    one = base64.b64encode(bytes(range(64))).decode()
    said = {
        "interpreter": ("another", [*row[:3], one, *row[4:]]),
        "code": (interpreter, [*row[:3], one, *row[4:]]),
        "form": (interpreter, [*row[:3], 7, "no", None]),
        "text": (interpreter,),
    }[damage]
    kept.write_text("\n".join(map(json.dumps, said)) + ("\n[" if damage == "text" else "\n"))
    programs._kept.cache_clear()
    assert programs.compiled("一[二三]+") == re.compile("一[二三]+")
    assert ("一[二三]+", 0) in programs._new


def test_where_nothing_may_be_written_nothing_is_compiled_twice(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept.parent.parent / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept.parent.parent / "file"))
    monkeypatch.setattr(programs, "_program", None)
    programs.compiled("第一条")
    programs.keep()
    assert not kept.exists()


def test_new_ones_are_put_behind_those_that_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        programs.compiled(f"第{number}条")
    programs.keep()
    before = kept.read_bytes()
    programs.compiled("第0条")
    programs.keep()
    assert kept.read_bytes() == before, "it was kept"
    programs.compiled("第三条")
    programs.keep()
    assert kept.read_bytes().startswith(before)
    assert [pattern for pattern, _ in programs._kept()] == ["第0条", "第1条", "第2条", "第三条"]
    monkeypatch.setattr(programs, "_MOST", 4)
    programs.compiled("第四条")
    programs.keep()
    assert [pattern for pattern, _ in programs._kept()] == ["第四条"], "many are of versions that nobody has"
    kept.write_bytes(kept.read_bytes()[:-9])
    programs._kept.cache_clear()
    programs.compiled("第五条")
    programs.compiled("第六条")
    programs.keep()
    assert "第六条" in [pattern for pattern, _ in programs._kept()], "a torn line costs the next"
