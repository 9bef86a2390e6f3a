"""Every page in a real browser: no violation of accessibility, policy or layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template import loader
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from indicators.web import urls
from tests import factories
from tests.browser import walk
from tests.browser.conftest import Visitor, Visitors
from tests.integration.web.test_pages import INDICATOR, PAGES, also

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTS = [
    "/",
    "/indicators/",
    "/compare/",
    "/compare/?mode=indicators",
    "/compare/?mode=targets",
    "/compare/?mode=slope",
    "/documents/",
    "/runs/",
    "/sources/",
    "/methodology/",
    "/entities/",
    "/topics/",
    "/plans/",
    "/changes/",
    "/calendar/",
    "/search/",
    "/search/?q=5g",
]
MORE = [
    *LISTS[3:6],
    "/?q=nothing-like-it",
    "/?status=met&sort=name",
    "/search/?q=nothing-like-it",
    "/embed/targets/cn-5g-2021/",
    "/embed/targets/control/",
    f"/embed/indicators/{INDICATOR}/",
]
ERRORS = {"/no/such/page/": 404, "/targets/nope/": 404, "/?" + "a&" * 1001: 400}
# The small world names things by their codes in both languages.
NAMES = (INDICATOR, "digital", "stations", "control", "plan", "MIIT")
NO_PAGES = re.compile(r"-(file|svg|png)$|^(snapshot|calendar_ics)$")


def faults_of(
    visitor: Visitor,
    addresses: list[str],
    query: str = "",
    *checks: Callable[[Page], list[str]],
) -> list[str]:
    """Everything that is wrong on the pages, each read once with everything unfolded."""
    faults = []
    for address in addresses:
        where = also(address, query) if query else address
        page = visitor.visit(where)
        walk.opened(page)
        found = [text for check in checks for text in check(page)]
        found += [*page.evaluate("window.refused"), *visitor.faults]
        visitor.faults.clear()
        faults += [f"{where[:80]}: {text}" for text in found]
    return faults


@pytest.fixture
def addresses(world: Any) -> list[str]:
    """Every page, with a run that rejected something and a comparison that draws lines."""
    run = factories.ingest(
        factories.csv(
            f"{INDICATOR},CHN,level,,2021-13,5,furlongs,2022-01-01,stated",
            f"{INDICATOR},IND,level,,2020-12,3000,,2022-01-01,stated",
            f"{INDICATOR},IND,level,,2021-12,4000,,2022-01-01,stated",
        )
    )
    return [*PAGES, *MORE, f"/runs/{run.pk}/"]


def test_every_route_of_a_page_is_walked(addresses: list[str]) -> None:
    walked = {resolve(address.split("?")[0]).url_name for address in addresses}
    routes = {one.name for one in urls.urlpatterns if one.name}
    assert {name for name in routes if not NO_PAGES.search(name)} == walked


class TestEveryPage:
    def test_by_day_at_a_desk_and_on_a_phone(
        self, visitors: Visitors, addresses: list[str]
    ) -> None:
        visitor = visitors()
        faults = faults_of(
            visitor,
            [*addresses, "/?as_of=banana", "/targets/cn-5g-2021/?as_of=2021-07-20"],
            "",
            walk.inaccessible,
            walk.untold,
            lambda page: walk.too_wide(page, walk.DESK, walk.PHONE, walk.NARROW),
        )
        assert not faults, "\n".join(faults)

    def test_by_night_on_a_phone_in_chinese(self, visitors: Visitors, addresses: list[str]) -> None:
        visitor = visitors(width=walk.PHONE, scheme="dark")
        faults = faults_of(
            visitor,
            addresses,
            "lang=zh-hans",
            walk.inaccessible,
            lambda page: walk.english(page, NAMES),
            lambda page: walk.too_wide(page, walk.PHONE, walk.NARROW, walk.DESK),
        )
        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize(
        "query", ["as_of=2021-07-20", "as_of=banana&rev=-1&page=x"], ids=["a past day", "nonsense"]
    )
    def test_by_night_with(self, visitors: Visitors, addresses: list[str], query: str) -> None:
        visitor = visitors(scheme="dark", java_script_enabled=True)
        known = [one for one in addresses if "2030" not in one or "banana" in query]
        faults = faults_of(
            visitor,
            known,
            query,
            lambda page: walk.too_wide(page, walk.DESK, walk.NARROW),
        )
        assert not faults, "\n".join(faults)


class TestWithoutAnything:
    """An empty database, as after the first start of a server."""

    @pytest.mark.parametrize(
        ("width", "scheme", "query"),
        [(walk.DESK, "light", ""), (walk.PHONE, "dark", "lang=zh-hans")],
        ids=["by day", "by night on a phone in Chinese"],
    )
    def test_the_lists_say_so(
        self, empty_visitors: Visitors, width: int, scheme: str, query: str
    ) -> None:
        visitor = empty_visitors(width=width, scheme=scheme)
        checks: list[Callable[[Page], list[str]]] = [
            walk.inaccessible,
            lambda page: walk.too_wide(page, walk.DESK, walk.NARROW),
        ]
        if query:
            checks.append(walk.english)
        faults = faults_of(visitor, LISTS, query, *checks)
        assert not faults, "\n".join(faults)


class TestErrors:
    @pytest.mark.parametrize("query", ["", "lang=zh-hans"])
    def test_look_like_the_site(self, empty_visitors: Visitors, query: str) -> None:
        visitor = empty_visitors(scheme="dark" if query else "light")
        faults = []
        for address, code in ERRORS.items():
            where = also(address, query) if query and code != 400 else address
            answer = visitor.page.goto(visitor.base + where)
            assert answer is not None
            assert answer.status == code, where[:80]
            found = walk.inaccessible(visitor.page) + walk.too_wide(visitor.page, walk.NARROW)
            if query and code != 400:
                found += walk.english(visitor.page)
            faults += [f"{where[:80]}: {text}" for text in found]
            expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
        # The browser itself reports that an answer was an error.
        faults += [one for one in visitor.faults if not re.search(r"status of 4\d\d", one)]
        assert not faults, "\n".join(faults)

    def test_of_the_server_look_like_the_site(self, empty_visitors: Visitors) -> None:
        visitor = empty_visitors(width=walk.PHONE)

        def rendered(route: Route) -> None:
            lang, name = route.request.url.split("/")[-2:]
            with translation.override(lang):
                body = loader.render_to_string(name)
            route.fulfill(body=body, content_type="text/html")

        visitor.page.route("**/*.html", rendered)
        faults = []
        for lang in ("en", "zh-hans"):
            for name in ("403.html", "403_csrf.html", "500.html", "503.html"):
                page = visitor.visit(f"/{lang}/{name}")
                found = walk.inaccessible(page) + walk.too_wide(page, walk.NARROW)
                faults += [f"{lang} {name}: {text}" for text in [*found, *visitor.faults]]
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
                assert walk.inaccessible(page) == [], address
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


STOP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), last = window.lastStop;
  window.lastStop = one;
  return {
    tag: one.tagName, type: one.type || "", text: (one.textContent || one.name || "").slice(0, 30),
    outline: getComputedStyle(one).outlineStyle, width: parseFloat(getComputedStyle(one).outlineWidth),
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    follows: !last || !last.isConnected
      || Boolean(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || last === one,
  }; }"""


class TestTheKeyboard:
    def test_the_first_stop_leads_to_the_content(self, visitors: Visitors) -> None:
        page = visitors().visit("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('main *')")

    @pytest.mark.parametrize("address", ["/", "/targets/cn-5g-2021/", "/compare/?mode=indicators"])
    @pytest.mark.parametrize("width", [walk.DESK, walk.PHONE])
    def test_reaches_everything_in_order_and_is_seen(
        self, visitors: Visitors, address: str, width: int
    ) -> None:
        page = visitors(width=width).visit(address)
        # A field of a day takes three to five stops; a group of radio buttons one.
        expected = page.evaluate(
            """[...document.querySelectorAll(
            "a[href], button, input, select, summary, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && one.type !== "hidden").length"""
        )
        stops = []
        for _ in range(6 * expected):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop["tag"] == "BODY":
                break
            # Within a date field the browser marks day, month, year and button itself.
            assert stop["type"] == "date" or (stop["outline"] != "none" and stop["width"] >= 2), (
                stop
            )
            assert stop["shown"], stop
            assert stop["follows"], stop
            stops.append((stop["tag"], stop["text"]))
        else:
            raise AssertionError(f"no way out: {stops[-5:]}")
        fields = [one for one in stops if one[0] == "INPUT"]
        assert expected <= len(stops) + 1 <= expected + 6 * len(fields)

    def test_the_back_button_brings_back_the_filters_of_a_plain_form(
        self, visitors: Visitors
    ) -> None:
        visitor = visitors()
        page = visitor.visit("/changes/?since=2021-01-01")
        page.get_by_label("Country or region").select_option("CHN")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url("**/changes/?since=2021-01-01&entity=CHN")
        page.get_by_role("link", name="Calendar", exact=True).click()
        page.wait_for_url("**/calendar/")
        page.go_back()
        expect(page.get_by_label("Country or region")).to_have_value("CHN")
        expect(page.get_by_label("Since")).to_have_value("2021-01-01")
        page.go_back()
        page.wait_for_url("**/changes/?since=2021-01-01")
        expect(page.get_by_role("heading", name="Changes of status")).to_be_visible()
        visitor.check()


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
