"""A page in the browser of the tests: opened from disk, filtered, and asked whether everyone can use it."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page


class Watch:
    """A browser's tab on a page from disk; what it asks for besides the page, and what it complains of."""

    def __init__(
        self, chromium: Browser, file: Path, hash_: str = "", now: str = "2026-11-21T12:00:00Z", **context: Any
    ) -> None:
        self.file, self.wrong = file, list[str]()
        self.context = chromium.new_context(
            **{"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, **context}
        )
        self.tab: Page = self.context.new_page()
        self.tab.clock.set_fixed_time(now)
        self.tab.on("request", lambda request: self._asked(request.url))
        self.tab.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.tab.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.tab.on("dialog", lambda dialog: self.wrong.append(f"dialog: {dialog.message}"))
        self.tab.goto(file.as_uri() + hash_)

    def _asked(self, url: str) -> None:
        if url.split("#")[0] != self.file.as_uri() and not url.startswith("data:"):
            self.wrong.append(f"request: {url}")

    def __enter__(self) -> Page:
        return self.tab

    def __exit__(self, *error: object) -> None:
        self.context.close()
        assert not self.wrong


def titles(page: Page) -> list[str]:
    return page.locator("#table .title").all_inner_texts()


def choose(page: Page, **filters: str) -> None:
    for name, value in filters.items():
        page.select_option(f"#filters [name={name}]", value)


def violations_of(page: Page) -> list[Any]:
    """What of the page not everyone can use."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
