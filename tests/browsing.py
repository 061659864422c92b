"""Pages as a person sees them: the screens that tests look at, and what axe finds wrong for those who see otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[1] / "exports/explorer/web"
AXE = WEB / "node_modules/axe-core/axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SIZES = {"desk": (1920, 1080), "office": (1366, 768), "phone": (390, 844)}


def serious(page: Any, *tags: str) -> list[str]:
    """The serious violations of these parts of WCAG that axe finds; none where axe is not installed."""
    if not AXE.is_file():
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, { runOnly: tags })", list(tags))
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
