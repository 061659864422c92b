"""What the documents of the project show is true: commands print what they say, code runs, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from bench import __main__ as bench

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "README.zh.md")


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@cache  # both pages show the same commands, one after the other
def printed(command: str, folder: Path) -> list[str]:
    """What a command prints; `make demo` is its own last step, since the environment stands already."""
    words = shlex.split(command)
    words = ["fengong", "demo", "-o", "out/"] if words == ["make", "demo"] else words
    assert Path(words[0]).name == "fengong", command
    done = subprocess.run(
        [sys.executable, "-m", "fengong", *words[1:]], cwd=folder, capture_output=True, timeout=300, check=True
    )
    return done.stdout.decode().splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands of the pages are run."""
    return tmp_path_factory.mktemp("pages")


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_shows(page: str, folder: Path) -> None:
    shown = [entry for block in blocks(page, "console") for entry in commands(block)]
    assert len(shown) >= 2
    for command, lines in shown:
        got = printed(command, folder)
        if "…" in lines:
            lines = lines[: lines.index("…")]
            got = got[: len(lines)]
        assert got == lines, command


@pytest.mark.parametrize("page", PAGES)
def test_code_of_the_page_runs(page: str) -> None:
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), {})


@pytest.mark.parametrize("page", [*PAGES, "docs/scale.md", "docs/bench.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_speeds_in_the_readme_are_those_that_were_recorded() -> None:
    sections = bench.recorded((ROOT / "docs/bench.md").read_text(encoding="utf-8"))
    (quoted,) = bench.BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert quoted == bench.table(bench.telling(bench.rows_of(sections.values())))
    assert len(quoted.splitlines()) >= 8


def test_a_stage_that_is_measured_again_leaves_the_others_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    page = tmp_path / "bench.md"
    page.write_bytes((ROOT / "docs/bench.md").read_bytes())
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "PAGE", page)
    before = bench.recorded(page.read_text(encoding="utf-8"))
    bench.record("writing", "today", ["| write alone | 1 quad | 7 k quads/s | - | - | - |"])
    after = bench.recorded(page.read_text(encoding="utf-8"))
    assert list(after) == list(before)
    assert {stage for stage in after if after[stage] != before[stage]} == {"writing"}
    assert "| write alone | 1 quad | 7 k quads/s |" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_every_verb_is_named_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "fengong", "--help"], capture_output=True, check=True)
    verbs = re.findall(r"^│ (\w+) ", done.stdout.decode(), re.MULTILINE)
    assert len(verbs) >= 10
    assert [verb for verb in verbs if f"fengong {verb}" not in text] == []


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    words = re.compile(rb"pypi\.org|files\.pythonhosted|registry\.npmjs|/home/\w+/|deb\.debian\.org")
    guilty = [
        name.decode()
        for name in listed.split(b"\0")
        if name and (ROOT / name.decode()).is_file() and words.search((ROOT / name.decode()).read_bytes())
    ]
    assert [name for name in guilty if name != "tests/test_docs.py"] == []
