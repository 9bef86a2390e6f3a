"""The page to read and try the API, in a real browser, under the strict policy."""

from __future__ import annotations

import os
from typing import Any

import pytest

pytestmark = pytest.mark.browser

COLLECT = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(autouse=True)
def _loop_of_the_browser_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def test_works_under_the_policy_and_asks_nobody_else(live_server: Any) -> None:
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"],
        )
        page = browser.new_page()
        page.add_init_script(COLLECT)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{live_server.url}/api/v1/docs/")
        page.locator(".opblock-summary-path").first.wait_for()
        # Open one operation and send its request: that draws models, editors and an answer.
        page.locator("#operations-targets-list_targets .opblock-summary").click()
        page.get_by_role("button", name="Try it out").click()
        page.get_by_role("button", name="Execute").click()
        page.locator(".responses-table.live-responses-table .microlight").first.wait_for()
        violations = page.evaluate("window.violations")
        if shot := os.environ.get("DOCS_PAGE_SHOT"):
            page.screenshot(path=shot)
        browser.close()
    assert violations == []
    assert faults == []
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()
