"""How often the garbage collector of Python looks for cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_RARELY = (200_000, 20, 20)
_usual: list[tuple[int, int, int]] = []  #: what is set where nobody asks for otherwise, once for each who does
_turn = Lock()


def settle() -> None:
    """Nothing; what there is now is looked through for cycles once, and then no more until this is called again.

    To look through the records of a thousand documents takes a tenth of a second, in the middle of somebody's page.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Lets the garbage collector run seldom: records hold no cycles; looking for some takes up to a third of the time.

    It is one setting for all threads, and stands until the last of those who asked for it is done.
    """
    with _turn:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        with _turn:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
