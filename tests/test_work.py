"""Nothing is worse than linear: four times as much text is less than five times the work, counted in steps."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
import repeated

from graph_build.parse.document import parse
from graph_build.read import read
from graph_build.read.reflow import reflow
from graph_build.sources import Source

#: repetitions: enough that what grows with their square outweighs what does not
FEW = 250
MOST = 5.0


def steps(text: str) -> int:
    """The lines of code that are run to read and parse a text, loops turn by turn."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    source = Source("t.txt", text.encode())
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        reading = read(source)
        parse("t.txt", reading, reflow(reading), sentences=True)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("form", repeated.FORMS)
def test_four_times_the_text_is_less_than_five_times_the_work(form: str) -> None:
    made = repeated.FORMS[form]
    steps(made(2))  # what is made once is made
    few = FEW // 25 if form == "documents" else FEW
    less, more = steps(made(few)), steps(made(4 * few))
    assert more < MOST * less
