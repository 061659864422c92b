"""Runs the tests of the core with the lowest versions that pyproject.toml declares: ``make lowest``.

An environment of its own is made beside the usual one; every ``>=`` that pyproject.toml declares becomes ``==``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".venv-lowest"
#: What the tests below need beside the declared dependencies.
RUNNERS = ("pytest", "pytest-xdist", "hypothesis", "jsonschema")
TESTS = ("sample", "parse", "wordings", "triples", "reflow", "read", "resolve", "queries", "table", "exports", "report")


def lowest() -> list[str]:
    """Each declared requirement at its lowest version."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = declared["optional-dependencies"]
    names = [name for name in extras if name not in {"all", "dev"}]
    requirements = [*declared["dependencies"], *(line for name in names for line in extras[name])]
    others = [line for line in requirements if not line.startswith("fengong[")]  # an extra that brings another one
    return [re.sub(r">=([\w.]+).*", r"==\1", line) for line in others]


def main() -> int:
    """The exit code of the tests."""
    if not (HOME / "bin").exists():
        venv.create(HOME, with_pip=True)
    python = str(HOME / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *lowest(), *RUNNERS], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "-e", str(ROOT)], check=True)
    files = [f"tests/test_{name}.py" for name in TESTS]
    command = [python, "-m", "pytest", "-q", "-n", "auto", "-m", "not soak", "-W", "default", *files]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
