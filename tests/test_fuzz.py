"""Whatever comes in: no error but Fengong's own, no endless reading, no character lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import generated
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zstandard import ZstdDecompressor

import graph_build
from graph_build.model import Source
from graph_build.parse.document import parse
from graph_build.pipeline import chunk, understand
from graph_build.read import read
from graph_build.read.reflow import reflow
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


MEGABYTES = {
    "one line": lambda: "推进工作，" * 66_000,
    "names": lambda: "一、推进。（" + "省科技厅、" * 66_000 + "省财政厅）",
    "brackets": lambda: "一、" + "（" * 300_000,
    "closed brackets": lambda: "一、" + "（）" * 160_000,
    "markers": lambda: "1.\n" * 300_000,
    "headings": lambda: "一、加强\n" * 70_000,
    "labels": lambda: "责任单位：" * 66_000,
    "label lines": lambda: "一、推进\n责任单位：省科技厅\n" * 25_000,
    "quoted titles": lambda: "一、" + "《办法》" * 80_000,
    "opened titles": lambda: "一、" + "《" * 300_000,
    "digits": lambda: "9" * 1_000_000,
    "Chinese digits": lambda: "一" * 330_000,
    "dates": lambda: "2025年底前" * 70_000,
    "joined names": lambda: "一、推进。（" + "省科技厅和" * 66_000 + "省财政厅）",
    "duties": lambda: "一、推进。（" + "按职责分工负责" * 47_000 + "）",
    "blanks": lambda: " " * 1_000_000 + "x",
    "tabs": lambda: "责任单位\t任务\n" + "省科技厅\t推进\n" * 45_000,
    "documents": lambda: generated.document(1) * 65,
}


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(form, marks=() if form in {"names", "documents", "brackets"} else pytest.mark.soak)
        for form in MEGABYTES
    ],
)
def test_megabyte_is_read_within_seconds(form: str) -> None:
    text = MEGABYTES[form]()
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
