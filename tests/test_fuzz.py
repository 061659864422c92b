"""Whatever comes in: no error but Fengong's own, no endless reading, no character lost."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import formats
import generated
import pytest
import repeated
import seeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zstandard import ZstdDecompressor

import graph_build
from graph_build.corpus import build
from graph_build.limits import Limit
from graph_build.parse.document import parse
from graph_build.pipeline import chunk, understand
from graph_build.read import candidates, read
from graph_build.read.reflow import reflow
from graph_build.sources import Source
from graph_build.write import store
from ontology.authority import load
from ontology.errors import FengongError

SAMPLE = (Path(graph_build.__file__).parent / "samples/xinjiang-2017-107.txt").read_bytes()
WILD = Path(__file__).parents[2] / "shared/corpus/wild"
#: What documents are made of; strung together at random it makes what no office wrote.
WORDS = (
    *(
        "一、",
        "（一）",
        "1.",
        "(1)",
        "①",
        "第一章",
        "第三条",
        "附件1",
        "\n",
        "　　",
        "\t",
        "。",
        "；",
        "、",
        "，",
        "（",
        "）",
        "〔",
        "〕",
    ),
    *(
        "责任单位：",
        "牵头单位：",
        "配合单位：",
        "牵头",
        "配合",
        "负责",
        "会同",
        "等部门",
        "*",
        "和",
        "以及",
        "各",
        "有关部门",
    ),
    *(
        "自治区财政厅",
        "省科技厅",
        "市政府",
        "各市、县(市)人民政府",
        "新政办发〔2017〕107号",
        "《",
        "》",
        "2025年底前",
        "90%以上",
    ),
    *(
        "关于印发",
        "的通知",
        "以下均需",
        "第一个为牵头单位",
        "\u2028",
        "\ufeff",
        "\x00",
        "\ud7ff",
        "𠀀",
        "😀",
        "A" * 50,
        "0" * 30,
    ),
)
BATCH = 500  #: files that are built into one graph
WITHIN = 4.0  #: seconds for a megabyte; measured under 2 on one core


def survives(content: bytes, name: str = "t.txt") -> bool:
    """Nothing is raised but Fengong's own errors, and the leaves tile the source; whether it was read."""
    try:
        document = understand(Source(name, content), load(), sentences=True)
    except FengongError:
        return False
    source = document.reflowed.source
    assert "".join(leaf.span.of(source) for leaf in document.leaves) == source
    for measure in document.measures:
        assert 0 <= document.place(measure.span).start <= document.place(measure.span).end <= len(source)
    return True


def mutated(text: str, chance: random.Random) -> bytes:
    """A piece of ``text`` with parts dropped, doubled, exchanged, replaced by noise or by words of documents.

    Characters are moved, not bytes: torn ones are refused before anything is parsed. One in ten has torn ones.
    """
    size = chance.choice((100, 700, 2500))
    parts = list(text[(start := chance.randrange(max(1, len(text) - size))) : start + size])
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(parts) + 1), chance.choice((1, 2, 3, 10, 100))
        match chance.randrange(5):
            case 0:
                del parts[at : at + length]
            case 1:
                parts[at:at] = parts[at : at + length] * chance.choice((1, 2, 50))
            case 2:
                parts[at : at + length] = map(chr, chance.choices(range(0xD7FF), k=length))
            case 3:
                parts[at:at] = chance.choice(WORDS) * chance.choice((1, 1, 20))
            case _:
                other = chance.randrange(len(parts) + 1)
                parts[at:at] = parts[other : other + length]
    content = bytearray("".join(parts).encode())
    if chance.random() < 0.1:
        at = chance.randrange(len(content) + 1)
        content[at : at + 3] = chance.randbytes(3)
    return bytes(content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=120))
def test_words_of_documents_in_any_order_are_read(words: list[str]) -> None:
    survives("".join(words).encode())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    survives(content)


@pytest.mark.parametrize("count", [60, pytest.param(10_000, marks=pytest.mark.soak)])
def test_mutated_documents_are_read_or_refused(count: int) -> None:
    chance = random.Random(5)
    seeds = [SAMPLE.decode(), *(generated.document(number) for number in range(5))]
    if WILD.is_dir():
        seeds += [path.read_text(encoding="utf-8", errors="replace") for path in sorted(WILD.glob("*.txt"))[::40]]
    were_read = sum(survives(mutated(chance.choice(seeds), chance)) for _ in range(count))
    assert were_read > count / 2  # or nothing was tried but the decoder


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, dropped, doubled or moved; of a zip file, those in one of its members."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            members = {name: whole.read(name) for name in whole.namelist()}
        name = chance.choice(sorted(members))
        return formats.zipped(members | {name: spoilt(members[name], chance)})
    parts = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at, length = chance.randrange(len(parts) + 1), chance.choice((1, 1, 2, 10, 100))
        match chance.randrange(5):
            case 0:
                del parts[at : at + length]
            case 1:
                parts[at:at] = parts[at : at + length] * chance.choice((1, 2, 50))
            case 2:
                parts[at : at + length] = chance.randbytes(length)
            case 3:
                parts[at : at + length] = chance.choice((b"9" * 5000, b"-1", b"<", b"&#3;", b"\0", b"\x1b[2J", b"nan"))
            case _:
                other = chance.randrange(len(parts) + 1)
                parts[at:at] = parts[other : other + length]
    return bytes(parts)


@pytest.mark.parametrize(
    ("count", "begun"), [(60, 13), *(pytest.param(2500, number, marks=pytest.mark.soak) for number in range(4))]
)
def test_spoilt_files_of_every_format_are_read_or_listed_within_limits(count: int, begun: int, tmp_path: Path) -> None:
    chance = random.Random(begun)
    tried = seeds.seeds(SAMPLE.decode().splitlines()[:40])
    weights = [seed.weight for seed in tried]
    faults: list[str] = []
    for begin in range(0, count, BATCH):
        (folder := tmp_path / f"in{begin}").mkdir()
        for number in range(begin, min(begin + BATCH, count)):
            seed = tried[number] if number < len(tried) else chance.choices(tried, weights)[0]
            # one of each is whole, so that every reader is tried behind its doors too
            content = seed.content if number < len(tried) else spoilt(seed.content, chance)
            (folder / f"{number}-{seed.name}").write_bytes(content)
        (folder / "好.txt").write_bytes(SAMPLE)
        summary = build(candidates([folder]), tmp_path / f"graph{begin}", jobs=2, limit=Limit(seconds=60))
        unread = {one.name: one.reason for one in summary.unread}
        held = {entry.name for entry in store.manifest(tmp_path / f"graph{begin}")}
        listed = [*unread, *held]
        files = {name.removeprefix(f"{folder}/").partition("/")[0] for name in listed}
        faults += [f"{path} was lost" for path in folder.iterdir() if path.name not in files]
        faults += [reason for reason in unread.values() if "please report" in reason or "brought down" in reason]
        assert str(folder / "好.txt") in held
        assert summary.read > len(list(folder.iterdir())) / 10  # or nothing was tried but the doors
        if not begin:
            whole = [f"{number}-{seed.name}" for number, seed in enumerate(tried)]
            assert {path[-3:] for path in whole if str(folder / path) in unread} <= {"png", "jpg", "tif"}
    assert not faults


@pytest.mark.soak
def test_inputs_that_coverage_leads_to_are_read_or_refused(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs atheris, which has wheels for Linux on x86-64")
    (folder := tmp_path / "inputs").mkdir()
    command = [sys.executable, str(Path(__file__).with_name("guided.py")), "10000", str(folder)]
    path = os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(command, capture_output=True, timeout=3600, env=os.environ | {"PYTHONPATH": path})
    said = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    assert done.returncode == 0, said[-4000:]
    assert "DONE" in said
    assert not list(folder.glob("crash-*"))


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(form, marks=() if form in {"names", "documents", "brackets"} else pytest.mark.soak)
        for form in repeated.FORMS
    ],
)
def test_megabyte_is_read_within_seconds(form: str) -> None:
    made = repeated.FORMS[form]
    each = len(made(12).encode()) - len(made(11).encode())
    text = made(1_000_000 // each)
    began = time.process_time()
    reading = read(Source("t.txt", text.encode()))
    parse("t.txt", reading, reflow(reading))
    assert time.process_time() - began < 4 * WITHIN
    survives(text[:20_000].encode())


def test_what_was_made_of_strange_text_is_a_chunk_too() -> None:
    made = chunk(Source("t.txt", ("一、" + "\u2028甲\x85。（省财政厅）\n" * 3).encode()))
    for part in (made.loose, made.tree):
        lines = ZstdDecompressor().decompress(part)
        assert lines.count(b"\n") == sum(line.endswith(b" .") for line in lines.split(b"\n")) > 0
