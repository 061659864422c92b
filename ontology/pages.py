"""What stands in a text and is of the page, and none of its words."""

from __future__ import annotations

from .patterns import regex

#: A line that is a page number: — 12 —, -3-, 第 3 页 共 10 页.
_PAGE_NUMBER = regex(r"(?:[-—–－─]{1,2} ?\d{1,4} ?[-—–－─]{1,2}|第\d{1,4}页[，,/]?(?:共\d{1,4}页)?)$")
_LONGEST = 20


def is_page_number(line: str) -> bool:
    """Whether a line without its outer blanks is a page number and nothing else.

    >>> is_page_number("— 12 —"), is_page_number("2019年")
    (True, False)
    """
    return len(line) < _LONGEST and bool(_PAGE_NUMBER.match(line))
