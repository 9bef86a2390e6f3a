"""What must hold on every page, asked in the page itself: each answer is a list of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PHONE, NARROW, TABLET, SMALL_DESK, DESK = 390, 320, 768, 1024, 1280
WIDTHS = (DESK, SMALL_DESK, TABLET, PHONE, NARROW)
# Every figure tells in words what it draws, and the same numbers stand in a table; in an embedded
# chart, which has no room, on the page that it links to; of a timeline in the list of evidence.
FIGURES = """[...document.querySelectorAll("figure")].flatMap((one) => {
  const faults = [], at = one.closest("section") || document.querySelector("main");
  if (!one.querySelector("h1, h2, h3, h4") && !at.querySelector("h1, h2, h3, h4"))
    faults.push("a figure without a heading");
  if ((one.querySelector("figcaption")?.textContent.trim().length || 0) < 40)
    faults.push("a figure without a description");
  if (!document.querySelector("main table, main [aria-labelledby=evidence] li, .embed main a"))
    faults.push("a figure without a table");
  return faults; })"""
# Texts of the interface without what is data: codes, quotations, names in English only.
INTERFACE = """[...document.querySelectorAll(
    "nav a, h1, h2, h3, button, label, legend, summary, caption, dt, thead th, .skip"
)].flatMap((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll("[lang]:not([lang^=zh]), code, q, svg").forEach((each) => each.remove());
  const text = copy.textContent.replace(/\\s+/g, " ").trim();
  return text ? [text] : []; })"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
# Proper names and names of formats are the same in both languages.
SAME = ("Policy Tracker", "CSV", "Excel", "JSON", "BibTeX", "HTML", "PNG", "SVG", "API", "SHA-256",
        "UTC", "English")  # fmt: skip


def too_wide(page: Page, *widths: int) -> list[str]:
    """Where the page itself, and not only a table or drawing in it, scrolls sideways."""
    found = []
    size = page.viewport_size
    assert size is not None
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            found.append(f"{over} px too wide at {width} px")
    page.set_viewport_size(size)
    return found


def inaccessible(page: Page) -> list[str]:
    """What axe finds."""
    found: Any = Axe().run(page, options=RULES).response
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def untold(page: Page) -> list[str]:
    """Figures without words."""
    found: list[str] = page.evaluate(FIGURES)
    return found


def english(page: Page, names: Iterable[str] = ()) -> list[str]:
    """Texts of the interface that a Chinese page leaves in English; ``names`` are data."""
    texts: list[str] = page.evaluate(INTERFACE)
    same = re.compile("|".join(map(re.escape, [*SAME, *names])))
    return [
        f"not translated: {text}"
        for text in texts
        if not CHINESE.search(text) and WORD.search(same.sub("", text))
    ]


def opened(page: Page) -> None:
    """Unfold everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
