"""A call within limits: what goes beyond one is named and ended, and the next call is answered."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from graph_build import bounded, scale
from graph_build.bounded import call
from graph_build.limits import Limit
from ontology.errors import BadQuery, FengongError, MissingExtra, UnreadableSource

QUICK = Limit(seconds=1)


def squared(number: int) -> int:
    return number * number


def where(_: int) -> int:
    return os.getpid()


def deadly(number: int) -> int:
    """What brings down its process, for number 3."""
    if number == 3:
        os._exit(1)
    return number * number


def endless(_: int) -> None:
    while True:
        pass


def deaf(_: int) -> None:
    """What stays within one call of C, where no signal is heard."""
    pow(7, 10**9)


def greedy(_: int) -> int:
    return len([bytes(2**20) for _ in range(2**14)])


def sleeper(_: int) -> int:
    """Starts what outlives it, if nobody ends it."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return child.wait()


def missing(_: int) -> None:
    raise MissingExtra("reading PDF", "pdf")


def noisy(_: int) -> str:
    sys.stdout.write("printed by a library")
    sys.stdout.flush()
    return "answer"


def raising(name: str) -> None:
    kind = getattr(builtins, name)
    raise kind("utf-8", b"", 0, 1, "") if name == "UnicodeDecodeError" else kind("…")


def test_a_call_is_answered_and_its_process_kept() -> None:
    assert call("a.txt", Limit(), squared, 12) == 144
    assert call("a.txt", Limit(), where, 0) == call("b.txt", Limit(), where, 0) != os.getpid()


@pytest.mark.parametrize("function", [endless, deaf, sleeper])
def test_what_takes_too_long_is_ended(function: Callable[[int], object]) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match=r"^a\.txt: 用时超过 1 秒.*。took more than 1 s"):
        call("a.txt", QUICK, function, 0)
    assert time.monotonic() - began < 20
    assert call("b.txt", Limit(), squared, 3) == 9


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can see to that")
def test_what_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(UnreadableSource, match=r"^a\.txt: 内存超过 0\.5 GB.*。took more than 0\.5 GB of memory"):
        call("a.txt", Limit(bytes=2**29), greedy, 0)
    assert call("b.txt", Limit(), squared, 3) == 9


def test_what_brings_down_its_process_is_named() -> None:
    with pytest.raises(UnreadableSource, match=r"^a\.txt: .*。brought down the process"):
        call("a.txt", Limit(), deadly, 3)


def test_a_process_that_dies_loses_its_own_item_only() -> None:
    def asked(number: int) -> int | None:
        try:
            return call(str(number), Limit(), deadly, number)
        except UnreadableSource:
            return None

    assert sorted(scale.threads(asked, range(12), 2), key=lambda pair: pair[0]) == [
        (number, None if number == 3 else number * number) for number in range(12)
    ]


def test_errors_of_ours_come_back_as_they_are() -> None:
    with pytest.raises(MissingExtra, match=r"pip install 'fengong\[pdf\]'"):
        call("a.pdf", Limit(), missing, 0)


def test_what_a_library_prints_is_no_answer() -> None:
    assert call("a.pdf", Limit(), noisy, 0) == "answer"


@pytest.mark.parametrize("name", ["ValueError", "RecursionError", "MemoryError", "UnicodeDecodeError", "KeyError"])
def test_other_errors_name_the_document(name: str) -> None:
    with pytest.raises(FengongError, match=r"^a\.txt: "):
        call("a.txt", Limit(), raising, name)


def test_processes_end_with_the_one_that_started_them() -> None:
    script = (
        "import os, test_bounded as t; print(t.call('a', t.Limit(), t.where, 0), flush=True); os.kill(os.getpid(), 9)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=os.environ | {"PYTHONPATH": path})
    process = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("it lives on")


def test_a_process_that_the_system_ended_at_rest_is_replaced() -> None:
    process = call("a.txt", Limit(), where, 0)
    os.kill(process, 9)
    assert call("a.txt", Limit(), where, 0) != process


@pytest.mark.parametrize("word", ["0", "-1", "x", "10 kg", "1MB", "1e3", "nan"])
def test_a_limit_that_means_nothing_is_refused(word: str) -> None:
    with pytest.raises(BadQuery, match="--limit"):
        Limit.of([word])


def test_all_can_be_ended_at_once() -> None:
    process = call("a.txt", Limit(), where, 0)
    bounded.end_all()
    assert call("a.txt", Limit(), where, 0) != process
