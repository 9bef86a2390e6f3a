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
    f"/embed/indicators/{INDICATOR}/?show=revisions",
    "/embed/compare/",
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
            lambda page: walk.too_wide(page, *walk.WIDTHS),
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
            lambda page: walk.too_wide(page, *walk.WIDTHS),
        )
        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize(
        "query", ["as_of=2021-07-20", "as_of=banana&rev=-1&page=x"], ids=["a past day", "nonsense"]
    )
    def test_by_night_with(self, visitors: Visitors, addresses: list[str], query: str) -> None:
        visitor = visitors(scheme="dark")
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
