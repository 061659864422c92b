"""What Fengong stands on: no version with a known hole comes with it, and the terms of what travels are there."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from made_exports import facts

from exports import explorer

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    *PROJECT["dependencies"],
    *(line for name, lines in PROJECT["optional-dependencies"].items() if name != "dev" for line in lines),
]
#: The last version with a hole that is known, and the hole; docs/security.md says more.
HOLES = {
    "brotli": ("1.1.0", "CVE-2025-6176"),
    "cryptography": ("46.0.4", "CVE-2026-26007"),
    "distributed": ("2025.12.0", "CVE-2026-23528"),
    "fonttools": ("4.60.1", "CVE-2025-66034"),
    "h11": ("0.15.0", "CVE-2025-43859"),
    "jinja2": ("3.1.5", "CVE-2025-27516"),
    "lxml": ("6.0.2", "CVE-2026-41066"),
    "pdfminer.six": ("20251229", "CVE-2025-70559"),
    "pillow": ("12.2.0", "CVE-2026-54059"),
    "pyarrow": ("23.0.0", "CVE-2026-25087"),
    "starlette": ("0.49.0", "CVE-2025-62727"),
    "tornado": ("6.5.6", "CVE-2025-67724 and those after it"),
    "weasyprint": ("67.0", "CVE-2025-68616"),
}


def version(words: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", words))


@pytest.mark.parametrize("name", HOLES)
def test_no_version_with_a_known_hole_may_be_installed(name: str) -> None:
    bounds = [
        found.group(1)
        for line in REQUIREMENTS
        if (found := re.match(rf"{re.escape(name)}>=([\d.]+)", line, re.IGNORECASE))
    ]
    assert bounds
    assert all(version(bound) > version(HOLES[name][0]) for bound in bounds), HOLES[name]


def test_what_make_installs_is_within_the_bounds() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    exact = dict(line.lower().replace("_", "-").split("==") for line in lines if "==" in line and line[0] != "#")
    for name, (last, hole) in HOLES.items():
        assert version(exact[name]) > version(last), hole


def test_the_page_carries_the_terms_of_what_is_in_it() -> None:
    page = explorer.page(facts())
    (terms,) = re.findall(r"<!--\n(.*?)-->\n</body>", page, re.DOTALL)
    assert "visjs contributors" in terms
    assert "Permission is hereby granted" in terms
    assert "Oxigraph" not in terms  # this page has no console
    console = explorer.Console("var oxigraph = {};", b"\0asm", "", ())
    (terms,) = re.findall(r"<!--\n(.*?)-->\n</body>", explorer.page(facts(), console), re.DOTALL)
    assert terms.count("Permission is hereby granted") == 2
    assert "RUDF developers" in terms


def test_the_terms_can_stand_in_a_comment() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "exports/explorer/licenses").glob("*.txt")]
    assert len(texts) == 3
    assert not [text for text in texts if "--" in text or ">" in text]


def test_the_notice_names_each_text_and_each_is_shipped() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for path in (ROOT / "exports/explorer/licenses").glob("*.txt"):
        assert path.relative_to(ROOT).as_posix() in notice
    shipped = {found.relative_to(ROOT).as_posix() for glob in PROJECT["license-files"] for found in ROOT.glob(glob)}
    assert {"LICENSE", "NOTICE", "exports/explorer/licenses/vis-network.txt"} <= shipped
    built = ROOT / "exports/explorer/web/dist"
    terms = (built / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("codemirror", "jquery", "dompurify", "oxigraph", "@zazuko/yasgui"):
        assert re.search(rf"^{name} \d", terms, re.MULTILINE), name


def test_the_assets_of_the_pages_are_what_their_sources_give(tmp_path: Path) -> None:
    """What compresses differs from one node to the next, so compressed assets are compared by what is in them."""
    web = ROOT / "exports/explorer/web"
    if not (web / "node_modules/esbuild").is_dir() or not shutil.which("node"):
        pytest.skip("npm has not installed the sources of the assets (make test)")
    (tmp_path / "web").mkdir()
    shutil.copytree(ROOT / "exports/explorer/licenses", tmp_path / "licenses")
    for name in ("build.js", "package.json", "package-lock.json"):
        shutil.copy(web / name, tmp_path / "web")
    (tmp_path / "web/node_modules").symlink_to(web / "node_modules")
    subprocess.run(["node", "build.js"], cwd=tmp_path / "web", check=True, timeout=120)
    made, shipped = _contents(tmp_path / "web/dist"), _contents(web / "dist")
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == []


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in folder.iterdir()
    }
