"""What changed between two days: figures, revisions, statuses and targets, as known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.models import Target, Topic
from tests import factories
from tests.integration.web.conftest import Site, make_target

pytestmark = pytest.mark.usefixtures("world")


def numbers(site: Site, query: str) -> str:
    """The sentence that counts everything."""
    text = site.get(f"/changes/?{query}").text
    return text[text.index("After ") : text.index(".", text.index("After "))]


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        # 2021-01-26 new, 2021-05-19 revised, 2021-07-16 and 2022-01-26 new; announced 2021-01-06
        # and 2022-03-01. On track from 2021-01-26 on, behind, the deadline passes, met.
        ("since=2021-01-25&as_of=2021-02-01", "1 new figure , 0 revised figures , 0 changes of t"),
        ("since=2021-01-26&as_of=2021-02-01", "0 new figures , 0 revised figures , 0 changes of t"),
        ("since=2021-05-18&as_of=2021-05-19", "0 new figures , 1 revised figure , 0 changes of t"),
        ("since=2021-05-19&as_of=2021-07-16", "1 new figure , 0 revised figures , 0 changes of t"),
        ("since=2021-01-01&as_of=2022-03-01", "3 new figures , 1 revised figure , 3 changes of t"),
        ("since=2022-02-28&as_of=2022-03-01", "0 new figures , 0 revised figures , 1 change of a"),
        ("since=2021-01-01&as_of=2022-03-01&rev=1", "1 new figure , 0 revised figures , 3 cha"),
    ],
)
def test_counts_what_became_known_after_one_day_up_to_another(
    site: Site, query: str, counts: str
) -> None:
    assert counts in numbers(site, query)


def test_figures_stand_by_release_with_source_and_value(site: Site) -> None:
    page = site.get("/changes/?since=2022-01-01&as_of=2022-02-01")
    assert "MIIT , 26 January 2022" in page.text
    assert "1.425 million stations December 2021" in page.text
    assert {"/sources/miit/?as_of=2022-02-01"} <= set(page.links)
    assert "718,000" not in page.text


def test_a_revision_has_old_and_new_difference_and_percent(site: Site) -> None:
    page = site.get("/changes/?since=2021-05-01&as_of=2021-06-01")
    assert "718,000 771,000 stations +53,000 +7.38 %" in page.text


def test_a_growth_rate_is_revised_by_points(site: Site) -> None:
    factories.revisions(
        {"2021": [("2022-01-17", "9.6"), ("2022-12-27", "9.4")]}, basis="growth",
        of=factories.indicator("growth"),
    )  # fmt: skip
    page = site.get("/changes/?since=2022-12-01&as_of=2022-12-31")
    assert "9.6 9.4 % −0.2 points –" in page.text.replace("stations", "%")


def test_a_figure_taken_back_is_named(site: Site) -> None:
    factories.revisions({"2021-06": [("2021-09-01", "")]})
    page = site.get("/changes/?since=2021-08-01&as_of=2021-09-30")
    assert "961,000 taken back" in page.text


class TestStatuses:
    def test_have_a_direction_a_cause_and_figures(self, site: Site) -> None:
        page = site.get("/changes/?since=2021-12-31&as_of=2022-02-01")
        assert "Figure awaited Met" in page.text
        assert "New data: 1.425 million stations" in page.text
        assert "/targets/cn-5g-2021/?as_of=2022-01-26" in page.links

    def test_say_better_or_worse(self, site: Site) -> None:
        factories.revisions({"2021-12": [("2022-06-01", "1300000")]})
        page = site.get("/changes/?since=2022-05-01&as_of=2022-06-30")
        assert "Met Missed ▼ worse Revision" in page.text

    def test_the_first_answer_of_a_new_target_is_no_change(self, site: Site) -> None:
        page = site.get("/changes/?since=2021-01-01&as_of=2021-01-10")
        assert "0 changes of status" in page.text

    def test_several_steps_are_several_changes(self, site: Site) -> None:
        page = site.get("/changes/?since=2021-01-10&as_of=2022-02-01&show=statuses")
        found = [link for link in page.links if link.startswith("/targets/cn-5g-2021/?as_of=202")]
        days = {link.split("as_of=")[1] for link in found} - {"2022-02-01"}
        assert "2022-01-26" in days
        assert len(days) >= 3


class TestTargets:
    def test_new_superseded_and_withdrawn_ones(self, site: Site) -> None:
        old = Target.objects.get(code="cn-5g-2021")
        make_target("restated", announced_on=date(2021, 3, 5), name_en="Restated")
        Target.objects.filter(pk=old.pk).update(
            superseded_by=Target.objects.get(code="restated"), superseded_on=date(2021, 3, 5)
        )
        Target.objects.filter(code="control").update(withdrawn_on=date(2021, 4, 1))
        page = site.get("/changes/?since=2021-03-01&as_of=2021-05-01&show=targets")
        assert "5 March 2021 · announced: Restated" in page.text
        assert "5 March 2021 · superseded: cn-5g-2021" in page.text
        assert "1 April 2021 · withdrawn: control" in page.text
        assert "announced: cn-5g-2021" not in page.text  # that was in January
        before = site.get("/changes/?since=2021-03-01&as_of=2021-03-31&show=targets")
        assert "withdrawn" not in before.text

    def test_an_edited_statement_shows_what_it_said_before(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # The history is written by the clock of the database.
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC))
        factories.entity("IND", name_en="India")
        Target.objects.filter(code="cn-5g-2021").update(low=Decimal(500_000))
        Target.objects.filter(code="cn-5g-2030").update(summary_en="Only words")
        page = site.get("/changes/?show=targets")
        assert page.text.count("amended") == 1
        assert "Before: change on 2020 more than 600,000 stations in 2021" in page.text
        assert "After: change on 2020 more than 500,000 stations in 2021" in page.text
        assert "amended" not in site.get("/changes/?show=targets&entity=IND").text
        yesterday = timezone.localdate() - timedelta(days=1)
        assert "amended" not in site.get(f"/changes/?show=targets&as_of={yesterday}").text


class TestFilters:
    @pytest.fixture(autouse=True)
    def _india(self, world: Target) -> None:
        india = factories.entity("IND", name_en="India")
        version = factories.indicator(
            "in.solar", topic=Topic.objects.create(code="power", name_en="Power")
        )
        factories.ingest(factories.csv("in.solar,IND,level,,2021-12,40,,2022-01-20,stated"))
        factories.target(
            "in-solar", entity=india, version=version, topic=version.indicator.topic,
            announced_on=date(2022, 1, 5), low=Decimal(100), horizon="2030",
        )  # fmt: skip

    @pytest.mark.parametrize("query", ["entity=IND", "topic=power", "indicator=in.solar"])
    def test_leave_only_what_fits(self, site: Site, query: str) -> None:
        whole = site.get("/changes/?since=2022-01-01&as_of=2022-02-01")
        assert "2 new figures" in whole.text
        page = site.get(f"/changes/?since=2022-01-01&as_of=2022-02-01&{query}")
        assert "1 new figure ," in page.text
        assert "in.solar" in page.text
        assert "1.425" not in page.text
        assert "cn-5g-2021" not in page.text
        assert "1 change of a target" in page.text

    @pytest.mark.parametrize("name", ["entity", "topic", "indicator", "show"])
    def test_unknown_values_are_named_and_ignored(self, site: Site, name: str) -> None:
        assert f"“<b>” is no {name}; it is ignored" in site.get(f"/changes/?{name}=<b>").text

    @pytest.mark.parametrize("value", ["yesterday", "2021-02-30", "2027-01-01"])
    def test_a_day_that_cannot_be_used_is_replaced(self, site: Site, value: str) -> None:
        page = site.get(f"/changes/?since={value}")
        assert f"since: “{value}” is no day up to 23 November 2026" in page.text
        assert "After 24 October 2026, up to 23 November 2026" in page.text


def test_presets_lead_to_their_days_and_the_default_is_thirty(site: Site) -> None:
    page = site.get("/changes/")
    assert "/changes/?since=2026-11-16" in page.links
    assert "/changes/?since=2025-11-23" in page.links
    assert "After 24 October 2026" in page.text
    assert "since=2026-10-24" not in page.html
    past = site.get("/changes/?as_of=2022-02-01&since=2022-01-25")
    assert "/changes/?as_of=2022-02-01" in past.links  # thirty days before that day


def test_a_long_list_comes_in_pages(site: Site) -> None:
    factories.revisions(
        {f"{year}": [("2023-01-20", "1"), ("2023-02-20", "2")] for year in range(1960, 2021)}
    )
    short = site.get("/changes/?since=2023-02-01&as_of=2023-03-01")
    assert short.text.count("+100.00 %") == 10
    assert "/changes/?show=revisions&since=2023-02-01&as_of=2023-03-01" in short.links
    query = "since=2023-02-01&as_of=2023-03-01&show=revisions"
    first, second = site.get(f"/changes/?{query}"), site.get(f"/changes/?{query}&page=2")
    assert [page.text.count("+100.00 %") for page in (first, second)] == [50, 11]


def test_nothing_is_said_so(site: Site) -> None:
    assert "Nothing changed between these days." in site.get("/changes/").text
