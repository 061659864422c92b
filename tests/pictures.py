"""Takes the pictures of the README from the real pages: ``make pictures`` (needs playwright and Chromium)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from exports import explorer
from graph_build import corpus
from graph_build.sources import Source
from queries.ask.endpoint import open_graph

HERE = Path(__file__).parent.parent / "docs"
SAMPLE = HERE.parent / "graph_build/samples/xinjiang-2017-107.txt"


def main() -> None:
    """Write explorer.png: the sample's most involved body, with whom it works, and the words that say so."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        corpus.build([Source(SAMPLE.name, SAMPLE.read_bytes())], Path(folder))
        page_file = Path(folder) / "explorer.html"
        explorer.write(open_graph(Path(folder)), page_file)
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, device_scale_factor=1.5)
        page.goto(page_file.as_uri())
        page.wait_for_selector("html[data-drawn]", state="attached")
        page.fill("#search", "zscqj")
        page.press("#search", "Enter")
        page.wait_for_timeout(300)
        page.locator("#panel .task").first.scroll_into_view_if_needed()
        page.screenshot(path=HERE / "explorer.png")
        browser.close()


if __name__ == "__main__":
    main()
