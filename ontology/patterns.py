"""Regular expressions that are compiled when they are first asked.

Some five hundred stand in the modules that read documents, and one document asks half of them: a process that reads one
would spend more on the others than on the document. It stands in the lowest room because all others match text.
"""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast

from .programs import compiled

#: What a pattern is asked.
_ASKED = (
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "finditer",
    "findall",
    "groups",
    "groupindex",
    "flags",
)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, or as good as that: compiled when it is first asked, and faulty then.

    >>> numbers = regex(r"[0-9]+")
    >>> numbers.pattern, numbers.findall("国办发〔2017〕107号")
    ('[0-9]+', ['2017', '107'])
    """
    return cast("re.Pattern[AnyStr]", Late(pattern, flags))


class Late(Generic[AnyStr]):
    """A pattern that is compiled when it is first asked; from then on its answers are those of what was compiled."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._given = flags

    def __getattr__(self, name: str) -> object:
        """What is asked for the first time."""
        if name not in _ASKED:
            raise AttributeError(name)
        made = compiled(self.pattern, self._given)
        self.__dict__ |= {each: getattr(made, each) for each in _ASKED}
        return self.__dict__[name]
