"""Takes the pictures of the documentation: ``make screenshots`` while ``make run`` is running.

    python -m tests.browser.screenshots [--address http://127.0.0.1:8000] [--to docs/screenshots]
    python -m tests.browser.screenshots --whole --only target --to /tmp/look

Wants the starter catalogue. Pictures are looked at by people; nothing compares them. With
``--whole`` each shows the whole page instead of its first screen, to look for what is ugly.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.browser import chromium

# Larger ones would make the repository heavy; a picture of text stays far below.
MOST_BYTES = 300_000
PAGES = {
    "overview": "/",
    "target": "/targets/cn-5g-2021-new/",
    "target-on-a-past-day": "/targets/cn-steel-2021/?as_of=2021-07-20",
    "milestone": "/targets/cn-innovation-centres-2021/",
    "indicators": "/indicators/",
    "indicator": "/indicators/cn.crude_steel.output/",
    "entities": "/entities/",
    "entity": "/entities/CHN/",
    "topics": "/topics/",
    "topic": "/topics/digital/",
    "plans": "/plans/",
    "plan": "/plans/fyp-14-ict/",
    "compare": "/compare/",
    "compare-targets": "/compare/?mode=targets",
    "compare-indicators": "/compare/?mode=indicators",
    "compare-two-years": "/compare/?mode=slope",
    "documents": "/documents/",
    "document": "/documents/china-daily-2021-01-06/",
    "changes": "/changes/?since=2026-01-01",
    "calendar": "/calendar/",
    "search": "/search/?q=steel",
    "sources": "/sources/",
    "source": "/sources/miit/",
    "runs": "/runs/",
    "run": "/runs/1/",
    "methodology": "/methodology/",
    "embed": "/embed/targets/cn-5g-2021-new/",
}
# Also as seen at night, in Chinese, and on a phone.
VARIED = ("overview", "target", "compare", "changes")


class Shot(NamedTuple):
    """One picture: its name, the address on the site, and how the reader looks at it."""

    name: str
    address: str
    width: int = 1280
    scheme: Any = "light"


def shots() -> list[Shot]:
    """Every page once, the main ones in every way."""
    made = [Shot(name, address) for name, address in PAGES.items()]
    for name in VARIED:
        address = PAGES[name]
        chinese = f"{address}{'&' if urlsplit(address).query else '?'}lang=zh-hans"
        made += [
            Shot(f"{name}-dark", address, scheme="dark"),
            Shot(f"{name}-zh", chinese),
            Shot(f"{name}-phone", chinese if name == "changes" else address, 390),
        ]
    return made


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--only", default="", help="names that start so")
    parser.add_argument("--whole", action="store_true", help="whole pages, not the first screen")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.options())
        for shot in shots():
            if not shot.name.startswith(options.only):
                continue
            path = options.to / f"{shot.name}.png"
            take(browser, options.address, shot, path, whole=options.whole)
            size = path.stat().st_size
            print(f"{path}  {size // 1000} kB")
            assert options.whole or size <= MOST_BYTES, f"{path} is too large"
        browser.close()


def take(browser: Any, base: str, shot: Shot, to: Path, *, whole: bool = False) -> None:
    """One picture of the first screen (twice as high on a phone)."""
    height = 900 if shot.width > 600 else 1600
    context = browser.new_context(
        viewport={"width": shot.width, "height": height}, color_scheme=shot.scheme
    )
    page = context.new_page()
    answer = page.goto(base + shot.address)
    assert answer is not None
    assert answer.ok, f"{shot.address} answered {answer.status}"
    chart = page.query_selector("figure[data-chart]")
    if chart is not None and (whole or _is_seen(page)):
        page.wait_for_selector("figure[data-drawn]", timeout=20_000)
    page.screenshot(path=to, full_page=whole)
    context.close()


def _is_seen(page: Any) -> bool:
    """Whether the main chart stands on the first screen, as which only it is drawn live."""
    return bool(
        page.evaluate(
            "document.querySelector('figure[data-chart]').getBoundingClientRect().top < innerHeight"
        )
    )


if __name__ == "__main__":
    main()
