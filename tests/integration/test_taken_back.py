"""Taking a release back that was entered by mistake: as of every day it was never there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from indicators.domain.codelists import DateBasis
from indicators.domain.periods import parse_period
from indicators.domain.vintages import first_published, known, revisions
from indicators.models import Observation, Release, Series, StatusEvent, Target
from indicators.selectors import evidence, observations, turns
from indicators.selectors.news import News, Window
from indicators.services import assessments, releases, series
from indicators.web.figures import domain_series
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 9, tzinfo=UTC)
PERIOD = "2023"


@pytest.fixture
def stock() -> Series:
    return series.ensure(
        version=factories.indicator(), entity=factories.entity(), basis="level", frequency="A",
        source=factories.source(),
    )  # fmt: skip


@pytest.fixture
def target(stock: Series) -> Target:
    return factories.target(horizon=PERIOD, low=Decimal(100), version=stock.indicator_version)


@pytest.fixture
def reviewer() -> User:
    return User.objects.create_user("Li Na")


def publish(stock: Series, day: str, value: int, *more: tuple[str, int]) -> Release:
    entries = [
        releases.Entry(stock, parse_period(period), Decimal(number))
        for period, number in ((PERIOD, value), *more)
    ]
    release = releases.draft(
        source=stock.source, entries=entries, published_on=date.fromisoformat(day),
        published_on_basis=DateBasis.STATED, document=None, author=None, reason="", now=NOW,
    )  # fmt: skip
    return releases.publish(release=release, reviewer=None, now=NOW)


def take_back(release: Release, by: User, *, mistaken: bool, days: int = 0) -> Release:
    return releases.roll_back(
        release, by=by, reason="a typing error", now=NOW + timedelta(days=days), mistaken=mistaken
    )


def values(stock: Series, *days: str, rev: int | None = None) -> list[int | None]:
    """What the selector of pages and the evidence of targets both give as of some days."""
    found = []
    for day in map(date.fromisoformat, days):
        shown = observations.observations([stock.code], on=day, rev=rev)[stock.code]
        (facts,) = evidence.evidence_of(
            [(stock.indicator_version, stock.entity_id)], on=day, rev=rev
        ).values()
        judged = known(facts.level[0].observations, on=day, rev=rev)
        one = {item.period: item.value for item in shown}
        assert one == {period: item.value for period, item in judged.items()}, day
        found.append(None if (value := one.get(parse_period(PERIOD))) is None else int(value))
    return found


def judged_by(stock: Series) -> Iterator[Decimal | None]:
    """First prints, and what revised them, as verdicts take them."""
    (facts,) = evidence.evidence_of(
        [(stock.indicator_version, stock.entity_id)], on=NOW.date()
    ).values()
    figures = facts.level[0].observations
    yield from (one.value for one in first_published(figures, on=NOW.date()).values())
    yield from (one.new.value for one in revisions(figures, on=NOW.date()))


BEFORE, DAY, LATE = "2024-01-18", "2024-01-20", "2024-06-02"


@pytest.mark.parametrize(("mistaken", "then"), [(False, 500), (True, None)])
def test_only_a_mistake_is_absent_on_earlier_days(
    stock: Series, reviewer: User, mistaken: bool, then: int | None
) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    back = take_back(wrong, reviewer, mistaken=mistaken)
    assert values(stock, BEFORE, DAY, LATE) == [None, then, None]
    assert values(stock, DAY, LATE, rev=wrong.number) == [500, 500]
    assert values(stock, DAY, LATE, rev=back.number) == [then, None]
    assert Observation.objects.count() == 2


def test_says_the_day_of_the_release_that_it_takes_back(stock: Series, reviewer: User) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    back = take_back(wrong, reviewer, mistaken=True)
    assert (back.published_on, back.published_on_basis, back.released_at) == (
        wrong.published_on, "stated", NOW,
    )  # fmt: skip
    row = Observation.objects.get(release=back.number)
    assert (row.value, row.known_on, row.superseded_on) == (None, wrong.published_on, None)
    assert Observation.objects.get(release=wrong.number).superseded_on == wrong.published_on


@pytest.mark.parametrize(("mistaken", "then"), [(False, 500), (True, 90)])
def test_brings_back_the_figure_that_it_had_replaced(
    stock: Series, reviewer: User, mistaken: bool, then: int
) -> None:
    publish(stock, "2024-01-10", 90)
    wrong = publish(stock, "2024-01-19", 500)
    take_back(wrong, reviewer, mistaken=mistaken)
    assert values(stock, BEFORE, DAY, LATE) == [90, then, 90]
    assert values(stock, DAY, rev=wrong.number) == [500]


def test_reaches_what_was_revised_since_and_leaves_the_revision(
    stock: Series, reviewer: User
) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    publish(stock, "2024-03-01", 120)
    with pytest.raises(releases.ReleaseError, match="no longer current"):
        take_back(wrong, reviewer, mistaken=False)
    take_back(wrong, reviewer, mistaken=True)
    assert values(stock, DAY, "2024-03-01", LATE) == [None, 120, 120]
    assert list(judged_by(stock)) == [120]


def test_leaves_what_another_release_of_the_same_day_has_said(
    stock: Series, reviewer: User
) -> None:
    wrong = publish(stock, "2024-01-19", 500, ("2022", 400))
    publish(stock, "2024-01-19", 120)
    take_back(wrong, reviewer, mistaken=True)
    assert values(stock, DAY, LATE) == [120, 120]
    assert Observation.objects.get(period_end="2023-01-01", superseded_on=None).value is None


def test_what_was_taken_back_as_withdrawn_may_prove_a_mistake(
    stock: Series, reviewer: User
) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    take_back(wrong, reviewer, mistaken=False)
    assert values(stock, DAY) == [500]
    take_back(wrong, reviewer, mistaken=True, days=1)
    assert values(stock, DAY, "2024-05-31", LATE) == [None, None, None]
    for mistaken in (False, True):
        with pytest.raises(releases.ReleaseError, match="taken back by r3"):
            take_back(wrong, reviewer, mistaken=mistaken, days=2)


def test_taken_back_itself_brings_the_figure_again(stock: Series, reviewer: User) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    back = take_back(wrong, reviewer, mistaken=True)
    again = take_back(back, reviewer, mistaken=True)
    assert values(stock, BEFORE, DAY, LATE) == [None, 500, 500]
    assert values(stock, DAY, rev=back.number) == [None]
    news = News(Window(date(2024, 1, 1), date(2024, 2, 1)))
    assert (news.totals.new, news.totals.revised) == (1, 0)
    assert again.published_on == wrong.published_on


def test_that_a_later_taking_back_rests_on_is_refused(stock: Series, reviewer: User) -> None:
    wrong = publish(stock, "2024-01-19", 500)
    later = publish(stock, "2024-03-01", 120)
    take_back(later, reviewer, mistaken=False)
    assert values(stock, LATE) == [500]
    with pytest.raises(releases.ReleaseError, match="known from 2024-06-01, has restated"):
        take_back(wrong, reviewer, mistaken=True)
    assert Release.objects.filter(number__isnull=False).count() == 3
    take_back(wrong, reviewer, mistaken=False)
    assert values(stock, DAY, LATE) == [500, None]


def test_is_no_print_on_the_charts_of_pages(stock: Series, reviewer: User) -> None:
    publish(stock, "2024-01-10", 90)
    wrong = publish(stock, "2024-01-19", 500)
    publish(stock, "2024-03-01", 120)
    take_back(wrong, reviewer, mistaken=True)
    found = observations.observations([stock.code], on=NOW.date(), vintages=True)
    assert [one.value for one in found[stock.code]] == [90, 500, 90, 120]
    (drawn,) = domain_series(observations.series(code=stock.code), found)
    assert [one.value for one in drawn.observations] == [90, 90, 120]
    (revised,) = revisions(drawn.observations, on=NOW.date())
    assert (revised.old.value, revised.new.value) == (Decimal(90), Decimal(120))


class TestWhatChanged:
    def totals(self, since: str, on: str, rev: int | None = None) -> tuple[int, int]:
        news = News(Window(date.fromisoformat(since), date.fromisoformat(on), rev))
        told = [(one.old, one.new) for one in news.revised(limit=9)]
        assert len(told) == news.totals.revised
        return news.totals.new, news.totals.revised

    def test_says_nothing_of_a_mistake(self, stock: Series, reviewer: User) -> None:
        publish(stock, "2024-01-10", 90)
        wrong = publish(stock, "2024-01-19", 500, ("2022", 400))
        assert self.totals("2024-01-12", "2024-02-01") == (1, 1)
        take_back(wrong, reviewer, mistaken=True)
        assert self.totals("2024-01-12", "2024-02-01") == (0, 0)
        assert self.totals("2024-05-01", LATE) == (0, 0)
        assert self.totals("2024-01-12", "2024-02-01", wrong.number) == (1, 1)

    def test_compares_what_came_after_with_what_was_known(
        self, stock: Series, reviewer: User
    ) -> None:
        publish(stock, "2024-01-10", 90)
        wrong = publish(stock, "2024-01-19", 500, ("2022", 400))
        publish(stock, "2024-03-01", 120, ("2022", 70))
        take_back(wrong, reviewer, mistaken=True)
        (told,) = News(Window(date(2024, 2, 1), date(2024, 4, 1))).revised(limit=9)
        assert (told.old, told.new) == (Decimal(90), Decimal(120))
        assert self.totals("2024-02-01", "2024-04-01") == (1, 1)

    def test_still_says_what_the_source_withdrew(self, stock: Series, reviewer: User) -> None:
        take_back(publish(stock, "2024-01-19", 500), reviewer, mistaken=False)
        assert self.totals("2024-01-12", "2024-02-01") == (1, 0)
        assert self.totals("2024-05-01", LATE) == (0, 1)


def test_no_status_rests_on_it_and_the_stored_events_stay(
    stock: Series, target: Target, reviewer: User
) -> None:
    assessments.pass_days(now=NOW)
    wrong = publish(stock, "2024-01-19", 500)
    window = Window(date(2024, 1, 2), NOW.date())
    assert [one.after for one in turns.statuses(window)] == ["met"]
    back = take_back(wrong, reviewer, mistaken=True)
    assert turns.statuses(window) == []
    told = StatusEvent.objects.order_by("pk").values_list("on", "to_status", "cause", "release")
    assert list(told)[1:] == [
        (NOW.date(), "met", "new_data", wrong.pk), (NOW.date(), "overdue", "revision", back.pk),
    ]  # fmt: skip
    assert StatusEvent.objects.order_by("-pk")[0].figures == {
        "revised": [[f"{stock.code}/2023/2024-01-19/{wrong.number}", None]]
    }
    assert target.assessments.get(current=True).status == "overdue"
