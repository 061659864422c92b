"""Patterns that are compiled late are what was written, and none is faulty."""

from __future__ import annotations

import copy
import gc
import pickle
import pkgutil
import re
from contextlib import suppress
from importlib import import_module

import pytest

import graph_build
import ontology
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
