"""The house keeps its layers: one importing file a foreign library and package, and import-linter's contracts."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "graph_build", "queries", "exports")
#: What several files speak: the model of terms, the engine that tables are asked through, and the arrays and graphs
#: that measures take and give. Every other library has one file a package, but for the web server's, which a room of
#: its own speaks (queries/serve).
SHARED = {"pyoxigraph", "duckdb", "numpy", "scipy", "networkx", "networkit", "starlette", "uvicorn", "markupsafe"}


def importers(package: str) -> dict[str, set[str]]:
    """For each foreign library, the files of ``package`` that import it, at the top or inside."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in (*PACKAGES, "fengong"):
                    found[top].add(str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_foreign_library_has_one_importing_file(package: str) -> None:
    assert {name: files for name, files in importers(package).items() if len(files) > 1 and name not in SHARED} == {}


def test_contracts_of_import_linter_hold() -> None:
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
