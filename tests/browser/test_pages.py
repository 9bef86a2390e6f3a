"""Every page in a real browser: no violation of accessibility, policy or layout."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import factories
from tests.browser.conftest import Visitors
from tests.integration.web.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
VARIANTS: list[tuple[str, int, str, str]] = [
    ("light", 1280, "light", ""),
    ("dark", 1280, "dark", ""),
    ("phone", 390, "light", ""),
    ("narrow dark Chinese", 320, "dark", "lang=zh-hans"),
    ("a past day", 1280, "light", "as_of=2021-07-20"),
    ("nonsense", 390, "dark", "as_of=banana"),
]
MORE = [
    "/compare/?mode=indicators",
    "/compare/?mode=targets",
    "/compare/?mode=slope",
    "/?q=nothing-like-it",
    "/?status=met&sort=name",
    "/no/such/page/",
    "/targets/nope/",
]


@pytest.mark.parametrize(
    ("width", "scheme", "query"),
    [variant[1:] for variant in VARIANTS],
    ids=[variant[0] for variant in VARIANTS],
)
def test_pages(visitors: Visitors, width: int, scheme: str, query: str) -> None:
    visitor = visitors(width=width, scheme=scheme)
    faults: list[str] = []
    for address in [*PAGES, *MORE]:
        where = address + (("&" if "?" in address else "?") + query if query else "")
        page = visitor.visit(where)
        for details in page.query_selector_all("details"):
            details.evaluate("element => element.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{where}: {wide} px too wide")
        found: Any = Axe().run(page, options=RULES).response
        faults += [
            f"{where}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found["violations"]
        ]
        faults += [f"{where}: {text}" for text in page.evaluate("window.refused")]
    # The browser itself reports the two pages that are not there.
    faults += [fault for fault in visitor.faults if "404" not in fault]
    assert not faults, "\n".join(faults)


class TestTheChart:
    def test_is_drawn_by_plotly_without_its_buttons(self, visitors: Visitors) -> None:
        visitor = visitors()
        page = visitor.visit("/targets/cn-5g-2021/")
        assert page.locator(".live .main-svg").count() > 0
        assert page.locator(".modebar, [data-title*='Share'], [data-title*='cloud']").count() == 0
        assert page.locator(".live svg text", has_text=re.compile(r"^end\s*2020$")).count() == 1
        assert not page.locator("[data-chart] .still").is_visible()
        visitor.check()

    def test_moves_nothing_when_it_arrives(self, visitors: Visitors) -> None:
        visitor = visitors(width=390)
        page = visitor.page
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
            "one => window.moved += one.value)).observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(visitors.base + "/targets/cn-5g-2021/")
        caption = "document.querySelector('[data-chart] figcaption')"
        below = f"{caption}.getBoundingClientRect().top + scrollY"
        before = page.evaluate(below)
        page.locator("[data-chart]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-chart][data-drawn]")
        assert page.evaluate(below) == before
        assert page.evaluate("window.moved") < 0.01

    def test_is_embedded_without_a_fault(self, visitors: Visitors) -> None:
        for width, scheme in ((320, "dark"), (720, "light")):
            visitor = visitors(width=width, scheme=scheme)
            for address in ("/embed/targets/cn-5g-2021/", "/embed/targets/control/?lang=zh-hans"):
                page = visitor.page
                page.goto(visitors.base + address)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
                found: Any = Axe().run(page, options=RULES).response
                assert found["violations"] == [], found["violations"]
            visitor.check()

    def test_has_a_name_that_reads_the_numbers(self, visitors: Visitors) -> None:
        page = visitors().visit("/targets/cn-5g-2021/")
        named = page.get_by_role("img", name=re.compile("Line chart of .*: 3 figures"))
        assert named.count() >= 1

    def test_is_a_drawing_of_the_server_without_javascript(self, visitors: Visitors) -> None:
        page = visitors(java_script_enabled=False).page
        page.goto(visitors.base + "/targets/cn-5g-2021/")
        assert page.locator("[data-chart] svg.chart[role=img]").is_visible()
        assert not page.locator("[data-chart] .live").is_visible()

    def test_is_the_drawing_in_print(self, visitors: Visitors) -> None:
        page = visitors(scheme="dark").visit("/targets/cn-5g-2021/")
        page.emulate_media(media="print")
        assert page.locator("[data-chart] svg.chart[role=img]").is_visible()
        assert not page.locator("[data-chart] .live").is_visible()
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)"


class TestLightAndDark:
    def test_the_choice_is_kept_and_the_chart_follows(self, visitors: Visitors) -> None:
        visitor = visitors(scheme="light")
        page = visitor.visit("/targets/cn-5g-2021/")
        colour = "getComputedStyle(document.body).backgroundColor"
        tick = "getComputedStyle(document.querySelector('.live .xtick text')).fill"
        light, light_tick = page.evaluate(colour), page.evaluate(tick)
        page.get_by_role("button", name="Dark").click()
        page.wait_for_function(f"{tick} !== '{light_tick}'")
        assert page.evaluate(colour) != light
        visitor.visit("/")
        assert page.evaluate(colour) == "rgb(18, 22, 27)"
        page.get_by_role("button", name="Light").click()
        assert page.evaluate(colour) == light
        visitor.check()


class TestFilters:
    def test_act_at_once_and_stand_in_the_address(self, visitors: Visitors) -> None:
        visitor = visitors()
        page = visitor.visit("/")
        page.get_by_label("Status", exact=True).select_option("met")
        page.wait_for_url("**/?status=met")
        assert page.locator("#list tbody tr").count() == 1
        page.get_by_label("Search", exact=True).fill("nothing-like-it")
        page.wait_for_url("**/?q=nothing-like-it&status=met")
        assert "No target fits" in page.inner_text("#list")
        page.go_back()
        page.wait_for_url("**/?status=met")
        page.wait_for_function("document.querySelectorAll('#list tbody tr').length === 1")
        visitor.check()

    def test_work_without_javascript(self, visitors: Visitors) -> None:
        page = visitors(java_script_enabled=False).page
        page.goto(visitors.base + "/?as_of=2022-06-01")
        page.get_by_label("Search", exact=True).fill("2030")
        page.get_by_role("button", name="Filter").click()
        assert "as_of=2022-06-01" in page.url
        assert page.locator("#list tbody tr").count() == 1

    def test_the_day_can_be_chosen(self, visitors: Visitors) -> None:
        page = visitors().visit("/targets/cn-5g-2021/")
        page.get_by_label("As known on").fill("2021-07-20")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**/targets/cn-5g-2021/?as_of=2021-07-20")
        assert "Behind" in page.inner_text(".verdict")
        page.get_by_role("link", name="Show today").click()
        page.wait_for_url("**/targets/cn-5g-2021/")


class TestTheKeyboard:
    def test_the_first_stop_leads_to_the_content(self, visitors: Visitors) -> None:
        page = visitors().visit("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_every_stop_is_seen(self, visitors: Visitors) -> None:
        page = visitors(width=390).visit("/targets/cn-5g-2021/")
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            place = page.evaluate(
                """() => { const one = document.activeElement, box = one.getBoundingClientRect();
                return [one.tagName, one.type, (one.textContent || "").slice(0, 30),
                        getComputedStyle(one).outlineStyle, box.width > 0 && box.height > 0]; }"""
            )
            if place[0] == "BODY":
                break
            # Within a date field the browser marks day, month, year and button itself.
            assert place[3] != "none" or place[1] == "date", place
            assert place[4], place
            seen.add((place[0], place[2]))
        assert len(seen) > 15


class TestOnAPhone:
    def test_tables_of_text_are_read_without_scrolling_sideways(self, visitors: Visitors) -> None:
        run = factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,level,,2021-13,5,furlongs,2022-01-01,stated")
        )
        visitor = visitors(width=390)
        for address in (f"/runs/{run.pk}/", "/indicators/cn.5g.base_stations/"):
            page = visitor.visit(address)
            wide = page.evaluate(
                """[...document.querySelectorAll("table.stack")].map((one) => {
                one.closest("details")?.setAttribute("open", "");
                return one.parentElement.scrollWidth - one.parentElement.clientWidth; })"""
            )
            assert wide
            assert max(wide) <= 0, address
