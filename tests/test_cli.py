"""The front door: what each verb prints, its exit codes, and that bad input is one clear line and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from front_door import run

import fengong

SAMPLE = Path(__file__).parent.parent / "graph_build" / "samples" / "xinjiang-2017-107.txt"
HEAVY = (
    "rdflib",
    "networkx",
    "pyvis",
    "owlready2",
    "pyoxigraph",
    "pyshacl",
    "scipy",
    "numpy",
    "lxml",
    "docx",
    "starlette",
    "altair",
    "SPARQLWrapper",
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("graph")
    done = run("build", str(SAMPLE), "-o", str(directory), "--digest")
    assert done.returncode == 0, done.stderr
    assert "43 条举措" in done.stdout
    assert "229 条责任" in done.stdout
    assert len(done.stdout.splitlines()[-1]) == 64
    return directory


def test_help_loads_no_heavy_library() -> None:
    code = """
import sys, fengong
sys.argv = ["fengong", "--help"]
try:
    fengong.main()
except SystemExit:
    print("LOADED", *sorted(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    loaded = done.stdout.decode().split("LOADED")[1].split()
    assert not set(HEAVY) & set(loaded)


def test_who_reads_one_document_loads_neither_what_asks_nor_what_keeps_graphs() -> None:
    code = """
import sys
from graph_build import alone
from graph_build.sources import Source
alone._rows(Source("a.txt", "一、修路。（市交通局）".encode()), sentences=True)
roots = ("exports", "queries", "email", "docx", "graph_build.checks", "graph_build.edits", "graph_build.write.store")
print(*sorted(name for name in sys.modules if name.startswith(roots)))
"""
    asks = """
import sys
import exports.align.compare, exports.align.sources
roots = ("email", "docx", "graph_build.model", "graph_build.pipeline", "graph_build.parse", "graph_build.write")
print(*sorted(name for name in sys.modules if name.startswith(roots)))
"""
    for each in (code, asks):
        done = subprocess.run([sys.executable, "-c", each], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.split() == []


def test_build_counts_the_advice_on_many_documents_where_it_is_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fengong, "ADVISED", 1)
    for number in (1, 2):
        text = (
            f"云岭市办公室关于印发修路方案的通知\n云办发〔2024〕{number}号\n1.修路。（市交通局、市财政局、市交通局）\n"
        )
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")

    def said(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["fengong", "build", str(tmp_path), "-o", str(tmp_path / "graph"), *words])
        with pytest.raises(SystemExit):
            fengong.main()
        return capsys.readouterr().out.splitlines()[-1]

    assert "build --advice" in said()
    assert "应当改 2 处" in said("--advice") or "必须改 2 处" in said("--advice")


def test_every_verb_has_help_in_both_languages() -> None:
    listed = run("--help").stdout
    for verb in ("parse", "build", "check", "ask", "export", "demo"):
        assert verb in listed
        page = run(verb, "--help")
        assert page.returncode == 0
        assert "。" in page.stdout


def test_parse_prints_one_json(graph: Path) -> None:
    done = run("parse", str(SAMPLE))
    assert done.returncode == 0
    assert json.loads(done.stdout)["document"]["number"] == "新政办发〔2017〕107号"
    assert done.stderr == ""


def test_parse_reads_a_pasted_paragraph() -> None:
    done = run("parse", "-", given="一、培育品牌。（省财政厅牵头，省科技厅配合）".encode())
    (measure,) = json.loads(done.stdout)["measures"]
    assert [body["name"] for body in measure["tasks"][0]["bodies"]] == ["省财政厅", "省科技厅"]


def test_parse_of_a_folder_writes_one_json_a_document_and_passes_over_what_is_none(tmp_path: Path) -> None:
    for name, content in (("a/通知.txt", "一、甲。（省财政厅）"), ("b/通知.txt", "一、乙。（省科技厅）")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "a" / "空.txt").write_bytes(b"")
    done = run("parse", str(tmp_path), "-o", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "空.txt" in done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["通知.json", "通知~.json"]


def test_list_of_paths_is_read_and_one_that_names_nothing_is_refused(tmp_path: Path) -> None:
    for name, content in (("甲 一.txt", "一、甲。（省财政厅）"), ("乙.txt", "一、乙。（省科技厅）")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    listed = "".join(f"{tmp_path / name}\n\n" for name in ("甲 一.txt", "乙.txt"))
    (tmp_path / "清单").write_text(listed, encoding="utf-8")
    for words, piped in ((f"@{tmp_path / '清单'}", b""), ("@-", listed.encode())):
        done = run("build", words, "-o", str(tmp_path / "graph"), given=piped)
        assert done.returncode == 0, done.stderr
        assert "2 份文件" in done.stdout
    (tmp_path / "清单").write_text("\n", encoding="utf-8")
    for name, reason in (("清单", "names no file"), ("没有", "cannot be opened")):
        done = run("build", f"@{tmp_path / name}", "-o", str(tmp_path / "graph"))
        assert done.returncode == 2
        assert reason in done.stderr


def test_ask_lists_the_questions_and_answers_one(graph: Path) -> None:
    assert "who_leads_most" in run("ask").stdout
    done = run("ask", "who_leads_most", "-g", str(graph), "--format", "csv")
    assert done.returncode == 0
    assert any("自治区知识产权局,25" in line for line in done.stdout.splitlines())


def test_question_of_ones_own_is_answered(graph: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.rq"
    own.write_text(
        "PREFIX fg: <https://w3id.org/fengong/ont#> SELECT (COUNT(?m) AS ?measures) { ?m a fg:Measure }",
        encoding="utf-8",
    )
    assert "43" in run("ask", str(own), "-g", str(graph)).stdout


def test_check_of_the_sample_finds_no_violation(graph: Path) -> None:
    done = run("check", str(graph))
    assert done.returncode == 0, done.stdout
    assert "违例 0 处" in done.stdout
    assert "D04" in done.stdout
    assert run("check", "-g", str(graph)).stdout == done.stdout
    assert run("check", str(graph), "-g", str(graph)).returncode == run("check").returncode == 2


def test_text_without_responsibility_is_an_empty_graph_and_a_plain_message(tmp_path: Path) -> None:
    text = tmp_path / "无.txt"
    text.write_text("今天天气很好。", encoding="utf-8")
    done = run("build", str(text), "-o", str(tmp_path / "g"))
    assert done.returncode == 0
    assert "未写明任何责任单位" in done.stdout
    assert (tmp_path / "g" / "graph.nq").is_file()


def test_gb18030_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    words = "一、培育品牌。（省财政厅）"
    for name, content in (("gb.txt", words.encode("gb18030")), ("bom.txt", b"\xef\xbb\xbf" + words.encode())):
        (tmp_path / name).write_bytes(content)
        assert "省财政厅" in run("parse", str(tmp_path / name)).stdout


BAD: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "missing.txt",
    "empty": lambda folder: _written(folder / "empty.txt", b""),
    "binary": lambda folder: _written(folder / "binary.txt", bytes(range(256)) * 20),
    "undecodable": lambda folder: _written(folder / "latin.txt", b"\xff\xfe\xfd\x81\x20\xff abc \x80\xff"),
    "empty folder": lambda folder: _folder(folder / "nothing"),
}


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_exit_code_2_and_loses_nothing(case: str, graph: Path, tmp_path: Path) -> None:
    before = (graph / "graph.nq").read_bytes()
    bad = BAD[case](tmp_path)
    done = run("build", str(bad), "-o", str(graph))
    assert done.returncode == 2, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert bad.name in done.stderr
    assert (graph / "graph.nq").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("export", "turtle", "-g", "{graph}", "-o", "{out}/nowhere/x.ttl"),
        ("report", "-g", "{graph}", "-o", "{out}/nowhere/x.md"),
        ("whatif", "-g", "{graph}", "--remove", "自治区科技厅", "-o", "{out}/nowhere/x.md"),
        ("export", "csv", "-g", "{graph}", "-o", "{out}"),
        ("parse", str(SAMPLE), "-o", "{out}/file"),
    ],
)
def test_output_that_cannot_be_written_is_one_line_with_the_remedy(
    words: tuple[str, ...], graph: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = run(*(word.format(graph=graph, out=tmp_path) for word in words))
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("fengong: 无法写入：")
    assert any(remedy in done.stderr for remedy in ("mkdir -p", "is a folder; name a file", "is a file; name a folder"))


def test_deep_check_finds_a_flipped_bit_anywhere_in_the_graph(graph: Path, tmp_path: Path) -> None:
    assert run("check", str(graph), "--deep").returncode == 0
    (chunk,) = graph.glob("chunks/*/*.chunk")
    for path in (chunk, (graph / "graph.nq").resolve(), (graph / "derived.nq").resolve()):
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
        done = run("check", str(graph), "--deep")
        path.write_bytes(whole)
        assert done.returncode == 2, done.stdout
        assert "build again with: fengong build" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


FAILING = """
import sys, fengong
from graph_build import record
def fails(source, **given):
    raise LookupError("no such thing")
record.of_source = fails
fengong.main()
"""


def test_unexpected_error_is_one_line_that_names_the_file_and_how_to_get_the_traceback() -> None:
    for asked in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", FAILING, "parse", str(SAMPLE)],
            capture_output=True,
            timeout=60,
            env={**os.environ, "FENGONG_TRACEBACK": asked},
        )
        said = done.stderr.decode()
        assert done.returncode == 70
        assert f"{SAMPLE}: LookupError: no such thing" in said
        assert "FENGONG_TRACEBACK=1" in said.splitlines()[-1]
        assert ("Traceback" in said) == bool(asked)
        assert asked or len(said.splitlines()) == 1


def test_version_is_said_and_completion_is_offered() -> None:
    assert run("--version").stdout.startswith("fengong ")
    assert "--install-completion" in run("--help").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "who_leads_mots", "-g", "."), "who_leads_most"),
        (("ask", "who_leads_most"), "-g DIR"),
        (("ask", "who_leads_most", "-g", "/nowhere"), "build"),
        (("export", "powerpoint", "-g", ".", "-o", "x"), "turtle"),
        (("ask", "who_leads_most", "-g", ".", "--bind", "name"), "variable=value"),
    ],
)
def test_wrong_words_are_answered_with_the_remedy(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_demo_leaves_what_a_person_opens_and_says_so_in_ten_lines(tmp_path: Path) -> None:
    done = run("demo", "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 10
    for name in ("graph.nq", "graph.ttl", "explorer.html", "report.html", "graph"):
        assert (tmp_path / name).exists(), name
