"""A real browser on a real server: Chromium of the system, pages of a small world."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.integration.web.conftest import world as world

# Violations of the content security policy, also those of the first moments of a page.
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs a loop in this thread; the database is still asked by one thread at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**chromium.options())
        yield launched
        launched.close()


@dataclass
class Visitor:
    """A window that remembers everything that should not have happened."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"asked another host: {request.url}")

    def visit(self, address: str) -> Page:
        """Open a page, and its main chart if it has one."""
        self.page.goto(self.base + address)
        chart = self.page.query_selector("figure[data-chart]")
        if chart is not None:
            chart.scroll_into_view_if_needed()
            self.page.wait_for_selector("figure[data-drawn]", timeout=20_000)
        return self.page

    def check(self) -> None:
        """Nothing was refused, failed, or was asked of another host."""
        refused = self.page.evaluate("window.refused")
        assert refused == []
        assert self.faults == []


class Visitors:
    """Makes windows and closes them."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.contexts: list[BrowserContext] = []

    def __call__(self, *, width: int = 1280, scheme: Any = "light", **options: Any) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        self.contexts.append(context)
        return Visitor(context.new_page(), self.base)


@pytest.fixture
def empty_visitors(browser: Browser, live_server: Any, db: None) -> Iterator[Visitors]:
    """Visitors of a site whose database holds nothing."""
    made = Visitors(browser, live_server.url)
    yield made
    for context in made.contexts:
        context.close()


@pytest.fixture
def visitors(empty_visitors: Visitors, world: Any) -> Visitors:
    """Visitors of the small world."""
    return empty_visitors
