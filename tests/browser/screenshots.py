"""Takes the pictures of the documentation: ``make screenshots`` while ``make run`` is running.

    python -m tests.browser.screenshots [--address http://127.0.0.1:8000] [--to docs/screenshots]

Wants the starter catalogue. Pictures are looked at by people; nothing compares them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser import chromium

TARGET = "/targets/cn-5g-2021-new/"
SHOTS: list[tuple[str, str, int, str]] = [
    ("overview", "/", 1280, "light"),
    ("overview-zh-dark", "/?lang=zh-hans", 1280, "dark"),
    ("overview-phone", "/", 390, "light"),
    ("target", TARGET, 1280, "light"),
    ("target-zh-dark", f"{TARGET}?lang=zh-hans", 1280, "dark"),
    ("target-phone", TARGET, 390, "dark"),
    ("target-on-a-past-day", "/targets/cn-steel-2021/?as_of=2021-07-20", 1280, "light"),
    ("document", "/documents/china-daily-2021-01-06/", 1280, "light"),
    ("indicator", "/indicators/cn.crude_steel.output/", 1280, "light"),
]


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots"))
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.options())
        for name, address, width, scheme in SHOTS:
            print(take(browser, options.address + address, width, scheme, options.to / name))
        browser.close()


def take(browser: Any, address: str, width: int, scheme: Any, to: Path) -> Path:
    """One picture of the first screen (twice as high on a phone); its path."""
    height = 900 if width > 600 else 1600
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address} answered {answer.status}"
    if page.query_selector("figure[data-chart]"):
        page.wait_for_selector("figure[data-drawn]", timeout=20_000)
    path = to.with_suffix(".png")
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
