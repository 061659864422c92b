"""Visits to pages that stand on the disk: opened offline, with all they asked for and complained of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browsing import SIZES


class Visit:
    """A page opened offline, with all it asked for and complained of."""

    def __init__(
        self, browser: Any, path: Path, fragment: str = "", size: str = "office", script: str = "", **context: Any
    ) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, accept_downloads=True, **context
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        if script:
            self.page.add_init_script(script)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None,
        )
        self.page.goto(f"{path.as_uri()}#{fragment}")
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert sum(url.startswith("file:") for url in self.requests) == 1


def go(page: Any, state: str) -> None:
    """Go to a state as a link to it would."""
    page.evaluate("state => { location.hash = state; }", state)
    page.wait_for_timeout(50)


def heading(page: Any) -> str:
    """The name of what is selected."""
    return str(page.inner_text("#panel h2"))


def choose(page: Any, text: str) -> None:
    """Choose the first that is found for a text."""
    page.fill("#search", text)
    page.wait_for_selector("#found li")
    page.press("#search", "Enter")


def fragment(page: Any) -> str:
    """What stands behind # in the address."""
    return str(page.evaluate("() => location.hash"))


def download(page: Any, button: str) -> tuple[str, bytes]:
    """The name and content of the file that a button gives."""
    with page.expect_download() as given:
        page.click(button)
    return given.value.suggested_filename, Path(given.value.path()).read_bytes()
