"""A rule: a function from a draft to remarks, with its id, its weight, its name and the reason that it gives."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from queries.review.advice import Remark, Weight, Words
from queries.review.draft import Draft

Finder: TypeAlias = Callable[[Draft], Iterator[Remark]]
_EXAMPLE = re.compile(r"^(?P<kind>Fires|Silent)::\n\n(?P<text>(?:(?: {4}.*)?\n)+?)(?=\S|\Z)", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One rule; its docstring says the reason with its source, and shows where it speaks and where not."""

    id: str
    weight: Weight
    title: Words
    why: Words
    find: Finder

    @property
    def account(self) -> str:
        """The docstring of the rule without its examples."""
        return _EXAMPLE.sub("", self._said).strip()

    def examples(self, kind: str) -> tuple[str, ...]:
        """The texts that the docstring gives where the rule "Fires", or where it is "Silent"."""
        found = (found for found in _EXAMPLE.finditer(self._said) if found["kind"] == kind)
        return tuple(textwrap.dedent(each["text"]).strip("\n") for each in found)

    @property
    def _said(self) -> str:
        return (inspect.getdoc(self.find) or "") + "\n"


def rule(id: str, weight: Weight, title: tuple[str, str], why: tuple[str, str]) -> Callable[[Finder], Rule]:
    """What makes a rule of the function below it."""
    return lambda find: Rule(id, weight, Words(*title), Words(*why), find)
