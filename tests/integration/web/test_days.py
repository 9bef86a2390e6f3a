"""From one day to the next on which something became known."""

from __future__ import annotations

import re
from datetime import date

import pytest

from indicators.models import Target
from indicators.selectors.days import Neighbours
from tests import factories
from tests.integration.web.conftest import Site

TARGET, INDICATOR = "/targets/cn-5g-2021/", "/indicators/cn.5g.base_stations/"


def steps(site: Site, address: str) -> tuple[str, str]:
    """The days of the links “earlier” and “later”."""
    html = site.get(address).html
    found = []
    for name in ("prev", "next"):
        link = re.search(rf'<p class="day-steps">.*?rel="{name}" href="([^"]*)"', html)
        day = re.search(r"as_of=([\d-]+)", link[1]) if link else None
        found.append(day[1] if day else "today" if link else "")
    return found[0], found[1]


@pytest.mark.usefixtures("world")
class TestSteps:
    @pytest.mark.parametrize(
        ("address", "earlier", "later"),
        [
            # Figures of 26 January, 19 May, 16 July 2021 and 26 January 2022.
            (f"{INDICATOR}", "2022-01-26", ""),
            (f"{INDICATOR}?as_of=2021-07-01", "2021-05-19", "2021-07-16"),
            (f"{INDICATOR}?as_of=2021-05-19", "2021-01-26", "2021-07-16"),
            (f"{INDICATOR}?as_of=2021-01-26", "", "2021-05-19"),
            (f"{INDICATOR}?as_of=2021-05-19&rev=2", "2021-01-26", ""),
            # Of a target also the day on which it was announced, and none before.
            (f"{TARGET}?as_of=2021-01-26", "2021-01-06", "2021-05-19"),
            (f"{TARGET}?as_of=2021-01-06", "", "2021-01-26"),
            # Of a promise without a number the days of its evidence.
            ("/targets/control/", "2021-06-01", ""),
            ("/targets/control/?as_of=2021-03-01", "2021-01-06", "2021-06-01"),
            # Of a document both.
            ("/documents/article/?as_of=2021-05-20", "2021-05-19", "2021-06-01"),
            ("/compare/?as_of=2021-07-01", "2021-05-19", "2021-07-16"),
        ],
    )
    def test_lead_to_the_days_of_this_page(
        self, site: Site, address: str, earlier: str, later: str
    ) -> None:
        assert steps(site, address) == (earlier, later)

    def test_of_another_series_do_not_count_here_but_in_lists(self, site: Site) -> None:
        other = factories.indicator("other")
        factories.revisions({"2021": [("2021-06-15", "1")]}, of=other)
        assert steps(site, f"{INDICATOR}?as_of=2021-06-01") == ("2021-05-19", "2021-07-16")
        assert steps(site, "/?as_of=2021-06-01") == ("2021-05-19", "2021-06-15")
        assert steps(site, "/indicators/?as_of=2021-06-01") == ("2021-05-19", "2021-06-15")

    def test_keep_the_rest_of_the_address(self, site: Site) -> None:
        page = site.get("/?as_of=2021-07-01&status=behind&lang=zh-hans&page=1")
        assert "/?status=behind&as_of=2021-05-19&lang=zh-hans" in page.links
        assert "/?status=behind&as_of=2021-07-16&lang=zh-hans" in page.links

    def test_a_release_of_today_is_shown_without_a_day(self, site: Site) -> None:
        factories.revisions({"2022-06": [("2026-11-23", "1900000")]})
        address = f"{INDICATOR}?as_of=2026-11-22"
        assert steps(site, address) == ("2022-01-26", "today")
        assert INDICATOR in site.get(address).links

    @pytest.mark.parametrize("address", ["/methodology/", "/runs/"])
    def test_pages_without_figures_have_none(self, site: Site, address: str) -> None:
        assert steps(site, f"{address}?as_of=2021-07-01") == ("", "")

    def test_the_page_says_the_day_and_leads_back(self, site: Site) -> None:
        page = site.get(f"{TARGET}?as_of=2021-07-01")
        assert "As known on 1 July 2021, data revision 2" in page.text
        assert TARGET in page.links


def test_more_days_narrow_the_step() -> None:
    on, today = date(2021, 6, 1), date(2021, 12, 1)
    found = Neighbours(date(2021, 1, 1), date(2021, 11, 1)).with_days(
        [date(2021, 5, 1), on, date(2021, 7, 1), date(2022, 1, 1), None], on=on, today=today
    )
    assert found == Neighbours(date(2021, 5, 1), date(2021, 7, 1))
    assert found.not_before(date(2021, 5, 2)) == Neighbours(None, date(2021, 7, 1))
    assert found.not_before(date(2021, 5, 1)) == found


def test_without_figures_there_is_nowhere_to_go(site: Site, world: Target) -> None:
    factories.indicator("empty")
    assert steps(site, "/indicators/empty/") == ("", "")
