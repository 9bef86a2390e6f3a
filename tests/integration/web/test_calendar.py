"""What comes when: deadlines and publications, on a page and to subscribe."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import CalendarEntry
from indicators.selectors import due
from indicators.selectors.due import DueState, Scope
from tests import factories
from tests.integration.web.conftest import Site, make_target
from tests.unit.web.test_ical import plain, properties, unfolded

pytestmark = pytest.mark.usefixtures("world")


def announce(day: str, of: str = "miit") -> None:
    CalendarEntry.objects.create(
        source=factories.source(of), due_on=date.fromisoformat(day),
        period_start=date(2026, 10, 1), period_end=date(2026, 11, 1),
    )  # fmt: skip


class TestDeadlines:
    def test_stand_in_their_month_with_what_became_of_them(self, site: Site) -> None:
        page = site.get("/calendar/?year=2021")
        assert "December 2021 1 deadline" in page.text
        assert "2021-12-31" in page.text
        assert "Met" in page.text
        assert "/targets/cn-5g-2030/" not in page.links

    def test_the_last_day_of_a_horizon_is_the_deadline(self, site: Site) -> None:
        make_target("end-of-year", horizon="2026", name_en="End of year")
        make_target("january", horizon="2027-01", name_en="In January")
        page = site.get("/calendar/")
        assert page.text.index("December 2026") < page.text.index("End of year")
        assert page.text.index("End of year") < page.text.index("January 2027")
        year = site.get("/calendar/?year=2026").links
        assert "/targets/end-of-year/" in year
        assert "/targets/january/" not in year

    def test_of_other_years_are_counted_in_links(self, site: Site) -> None:
        page = site.get("/calendar/")
        assert {"/calendar/?year=2021", "/calendar/?year=2030"} <= set(page.links)
        assert "2021 (1)" in page.text
        assert "“1999” is no year; it is ignored" in site.get("/calendar/?year=1999").text

    def test_of_targets_announced_later_are_hidden(self, site: Site) -> None:
        page = site.get("/calendar/?as_of=2021-07-20")
        assert "/calendar/?year=2030&as_of=2021-07-20" not in page.links
        assert "Behind" in page.text

    def test_are_filtered(self, site: Site) -> None:
        factories.target(
            "in", entity=factories.entity("IND", name_en="India"), horizon="2021",
            low=Decimal(1), topic=factories.topic("power"),
        )  # fmt: skip
        for query in ("entity=IND", "topic=power"):
            links = site.get(f"/calendar/?year=2021&{query}").links
            assert "/targets/in/" in links
            assert "/targets/cn-5g-2021/" not in links


class TestPublications:
    def found(self, on: date, **scope: str) -> list[tuple[str, date, DueState, date | None]]:
        return [
            (one.source.code, one.on, one.state, one.published_on)
            for one in due.releases(
                Scope(**scope), start=date(2021, 1, 1), end=date(2028, 1, 1), on=on
            )
        ]

    def test_of_a_calendar_are_coming_published_late_and_very_late(self) -> None:
        for day in ("2021-05-18", "2021-07-10", "2022-03-01"):
            announce(day)
        miit = "miit"
        first = (miit, date(2021, 5, 18), DueState.PUBLISHED, date(2021, 5, 19))
        second = (miit, date(2021, 7, 10), DueState.PUBLISHED, date(2021, 7, 16))
        third = (miit, date(2022, 3, 1))
        assert self.found(date(2021, 7, 10))[:2] == [
            first, (miit, date(2021, 7, 10), DueState.COMING, None),
        ]  # fmt: skip
        assert self.found(date(2021, 7, 12))[1][2] is DueState.LATE
        assert self.found(date(2022, 2, 1)) == [
            first, second, (*third, DueState.COMING, None),
        ]  # fmt: skip
        assert self.found(date(2022, 3, 10))[2] == (*third, DueState.LATE, None)
        assert self.found(date(2022, 3, 20))[2] == (*third, DueState.VERY_LATE, None)
        announce("2021-06-01")  # what came in July answers the day in July
        assert self.found(date(2022, 2, 1))[1] == (
            miit, date(2021, 6, 1), DueState.VERY_LATE, None,
        )  # fmt: skip

    def test_without_a_calendar_follow_from_the_rhythm(self) -> None:
        source = factories.source()
        source.expected_frequency, source.expected_lag_days = "M", 20
        source.save()
        # The newest of 2022-01-26, a month of 31 days, and 20 days.
        due_on = date(2022, 3, 18)
        assert self.found(date(2022, 3, 18)) == [("miit", due_on, DueState.COMING, None)]
        assert self.found(date(2022, 3, 19)) == [("miit", due_on, DueState.LATE, None)]
        announce("2022-04-01")  # a calendar decides alone
        assert [one[1] for one in self.found(date(2022, 3, 19))] == [date(2022, 4, 1)]

    def test_are_of_sources_that_feed_what_is_asked_for(self) -> None:
        announce("2027-01-05")
        announce("2027-01-06", of="other")
        assert [one[0] for one in self.found(date(2026, 11, 23), entity="CHN")] == ["miit"]
        assert self.found(date(2026, 11, 23), entity="IND") == []

    def test_stand_on_the_page(self, site: Site) -> None:
        announce("2027-01-05")
        page = site.get("/calendar/")
        assert "January 2027 1 publication" in page.text
        assert "MIIT 2027-01-05 announced October 2026 to come" in page.text


class TestTheSubscription:
    def events(self, site: Site, query: str = "") -> dict[str, dict[str, str]]:
        response = site.client.get(f"/calendar.ics{query}")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        found: dict[str, dict[str, str]] = {}
        event: dict[str, str] = {}
        for line in unfolded(response.content):
            if line == "BEGIN:VEVENT":
                event = {}
            elif line == "END:VEVENT":
                assert event["UID"] not in found
                found[event["UID"]] = event
            else:
                name, value = properties(line)
                event[name.split(";")[0]] = value
        return found

    def test_has_a_whole_day_for_each_deadline_to_come(self, site: Site) -> None:
        event = self.events(site)["deadline-cn-5g-2030@testserver"]
        assert event["DTSTART"] == "20301231"
        assert event["DTEND"] == "20310101"
        assert event["URL"] == "http://testserver/targets/cn-5g-2030/?lang=en"
        assert "Bound: at least 10 million stations" in plain(event["DESCRIPTION"])

    def test_speaks_chinese(self, site: Site) -> None:
        event = self.events(site, "?lang=zh-hans")["deadline-cn-5g-2030@testserver"]
        assert "2021年新建5G基站" in event["SUMMARY"]
        assert event["URL"].endswith("?lang=zh-hans")

    def test_has_the_last_year_but_nothing_older(self, site: Site) -> None:
        make_target("lately", horizon="2025")
        assert set(self.events(site)) == {
            "deadline-cn-5g-2030@testserver", "deadline-lately@testserver",
        }  # fmt: skip

    def test_has_publications_with_an_identity_that_stays(self, site: Site) -> None:
        announce("2026-12-05")
        before = self.events(site)
        factories.revisions({"2026-09": [("2026-11-20", "5")]})
        assert set(self.events(site)) == set(before)
        assert "release-miit-2026-12-05-2026-10@testserver" in before

    def test_is_filtered_and_the_page_links_it_so(self, site: Site) -> None:
        factories.target(
            "in", entity=factories.entity("IND", name_en="India"), horizon="2030", low=Decimal(1)
        )
        page = site.get("/calendar/?entity=IND&as_of=2026-01-01")
        link = "http://testserver/calendar.ics?entity=IND&lang=en"
        assert link in page.links
        assert set(self.events(site, "?entity=IND&lang=en")) == {"deadline-in@testserver"}

    def test_is_not_sent_again_while_nothing_changed(self, site: Site) -> None:
        tag = site.client.get("/calendar.ics").headers["ETag"]
        again = site.client.get("/calendar.ics", headers={"If-None-Match": tag})
        assert again.status_code == 304
