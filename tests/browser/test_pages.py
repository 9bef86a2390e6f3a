"""The parts of the pages that move: the chart, the colours, the filters."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import walk
from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestTheChart:
    def test_is_drawn_by_plotly_without_its_buttons(self, visitors: Visitors) -> None:
        visitor = visitors()
        page = visitor.visit("/targets/cn-5g-2021/")
        assert page.locator(".live .main-svg").count() > 0
        assert page.locator(".modebar, [data-title*='Share'], [data-title*='cloud']").count() == 0
        assert page.locator(".live svg text", has_text=re.compile(r"^end\s*2020$")).count() == 1
        assert not page.locator("[data-chart] .still").is_visible()
        visitor.check()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_moves_nothing_when_it_arrives(self, visitors: Visitors, width: int) -> None:
        visitor = visitors(width=width)
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

    @pytest.mark.parametrize(
        "address",
        ["/targets/cn-5g-2021/", "/indicators/cn.5g.base_stations/", "/compare/",
         "/embed/targets/cn-5g-2021/"],
    )  # fmt: skip
    def test_what_is_said_of_it_stands_beside_it_where_there_is_room(
        self, visitors: Visitors, address: str
    ) -> None:
        page = visitors().page
        edges = (
            "[...document.querySelectorAll('.plot .stage, .plot .key')].slice(0, 2)"
            ".map(one => one.getBoundingClientRect()).map(one => [one.left, one.right, one.top])"
        )
        for width, beside in ((1100, True), (1000, False), (390, False)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(visitors.base + address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            stage, key = page.evaluate(edges)
            assert (key[0] >= stage[1]) is beside, width
            assert (key[2] > stage[2] + 100) is not beside, width

    def test_is_embedded_without_a_fault(self, visitors: Visitors) -> None:
        for width, scheme in ((320, "dark"), (720, "light")):
            visitor = visitors(width=width, scheme=scheme)
            for address in ("/embed/targets/cn-5g-2021/", "/embed/targets/control/?lang=zh-hans"):
                page = visitor.page
                page.goto(visitors.base + address)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
                assert walk.inaccessible(page) == [], address
            visitor.check()

    def test_has_a_name_that_reads_the_numbers(self, visitors: Visitors) -> None:
        page = visitors().visit("/targets/cn-5g-2021/")
        named = page.get_by_role("img", name=re.compile("Line chart of .*: 3 figures"))
        assert named.count() >= 1

    def test_is_a_drawing_of_the_server_without_javascript(self, visitors: Visitors) -> None:
        page = visitors(java_script_enabled=False).page
        page.goto(visitors.base + "/targets/cn-5g-2021/")
        assert page.locator("[data-chart] svg.chart.wide[role=img]").is_visible()
        assert not page.locator("[data-chart] svg.chart.narrow").is_visible()
        assert not page.locator("[data-chart] .live").is_visible()
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.locator("[data-chart] svg.chart.narrow[role=img]").is_visible()
        assert not page.locator("[data-chart] svg.chart.wide").is_visible()

    def test_is_the_drawing_in_print(self, visitors: Visitors) -> None:
        page = visitors(scheme="dark").visit("/targets/cn-5g-2021/")
        page.emulate_media(media="print")
        assert page.locator("[data-chart] svg.chart.wide[role=img]").is_visible()
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
        # The form says what the list shows.
        expect(page.get_by_label("Status", exact=True)).to_have_value("met")
        expect(page.get_by_label("Search", exact=True)).to_have_value("")
        page.go_back()
        page.wait_for_url(visitor.base + "/")
        expect(page.locator("#list tbody tr")).to_have_count(3)
        expect(page.get_by_label("Status", exact=True)).to_have_value("")
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
