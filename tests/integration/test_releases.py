"""Figures entered by people: drafted, reviewed, published, and never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from indicators.domain.codelists import DateBasis, StatusCause
from indicators.domain.periods import parse_period
from indicators.models import Assessment, Observation, Release, Series, StatusEvent
from indicators.selectors import observations, targets
from indicators.services import assessments, releases, series
from indicators.services import observations as written
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def stock() -> Series:
    return series.ensure(
        version=factories.indicator(), entity=factories.entity(), basis="level", frequency="M",
        source=factories.source(),
    )  # fmt: skip


def write(stock: Series, period: str, value: str, day: str, **options: object) -> Release:
    author = options.pop("author", None)
    return releases.draft(
        source=stock.source,
        entries=[releases.Entry(stock, parse_period(period), Decimal(value))],
        published_on=date.fromisoformat(day),
        published_on_basis=DateBasis.STATED,
        document=None,
        author=author,  # type: ignore[arg-type]
        reason="",
        now=NOW,
    )


def publish(stock: Series, period: str, value: str, day: str) -> Release:
    return releases.publish(release=write(stock, period, value, day), reviewer=None, now=NOW)


def test_a_draft_is_not_public(stock: Series) -> None:
    release = write(stock, "2021-12", "1425000", "2022-01-26")
    assert release.number is None
    assert observations.observations([stock.code], on=TODAY)[stock.code] == ()


def test_a_published_figure_changes_the_verdict_and_the_day_before_still_says_the_old(
    stock: Series,
) -> None:
    factories.target(
        horizon="2021", low=Decimal(1_000_000), version=stock.indicator_version, code="million"
    )
    publish(stock, "2021-06", "961000", "2021-07-20")
    assert targets.get("million", on=TODAY, today=TODAY).assessment.verdict == "overdue"
    publish(stock, "2021-12", "1425000", "2022-01-26")
    assert targets.get("million", on=TODAY, today=TODAY).assessment.verdict == "met"
    eve = date(2022, 1, 25)
    assert targets.get("million", on=eve, today=TODAY).assessment.verdict == "overdue"
    assert list(
        StatusEvent.objects.order_by("pk").values_list("from_status", "to_status", "cause")
    ) == [("", "overdue", "first"), ("overdue", "met", "new_data")]
    assert Assessment.objects.filter(current=True).count() == 1


def test_numbers_have_no_gaps(stock: Series) -> None:
    for month in (1, 2, 3):
        publish(stock, f"2021-0{month}", str(month), f"2021-0{month + 1}-15")
    assert list(Release.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_each_release_counts_the_figures_that_it_brought(stock: Series) -> None:
    first = publish(stock, "2021-12", "5", "2022-01-26")
    revised = publish(stock, "2021-12", "6", "2022-02-26")
    by = User.objects.create_user("reviewer")
    releases.roll_back(revised, by=by, reason="a wrong table", now=NOW)
    factories.ingest(
        factories.csv(*(f"{stock.code.split(':')[0]},CHN,level,M,2020-0{at},{at},stations,"
                        "2020-12-01" for at in range(1, 4))), to=stock.source,
    )  # fmt: skip
    assert list(Release.objects.order_by("number").values_list("figures", flat=True)) == [
        1,
        1,
        1,
        3,
    ]
    assert written.wrong_counts() == []
    Release.objects.filter(pk=first.pk).update(figures=2)
    assert written.wrong_counts() == ["release 1 says 2, brought 1"]
    with pytest.raises(CommandError, match="release 1 says 2, brought 1"):
        call_command("check_observations")


def test_what_is_known_already_is_not_published_again(stock: Series) -> None:
    publish(stock, "2021-12", "5", "2022-01-26")
    with pytest.raises(releases.ReleaseError, match="nothing to publish"):
        publish(stock, "2021-12", "5", "2022-01-26")
    assert Release.objects.filter(number__isnull=False).count() == 1


def test_a_day_in_the_future_is_refused(stock: Series) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    with pytest.raises(releases.ReleaseError, match=tomorrow):
        write(stock, "2021-12", "5", tomorrow)


def test_an_author_does_not_review_their_own_release(stock: Series) -> None:
    author = User.objects.create(username="author")
    release = write(stock, "2021-12", "5", "2022-01-26", author=author)
    with pytest.raises(releases.ReleaseError, match="another person"):
        releases.publish(release=release, reviewer=author, now=NOW)


def test_a_rejected_release_goes_back_with_a_reason(stock: Series) -> None:
    reviewer = User.objects.create(username="reviewer")
    release = releases.submit(release=write(stock, "2021-12", "5", "2022-01-26"))
    back = releases.reject(release=release, reviewer=reviewer, reason="Wrong unit?")
    assert (back.state, back.reason) == ("draft", "Wrong unit?")
    assert back.staged.count() == 1


def test_a_published_release_is_not_published_twice(stock: Series) -> None:
    release = publish(stock, "2021-12", "5", "2022-01-26")
    with pytest.raises(releases.ReleaseError, match="already"):
        releases.publish(release=release, reviewer=None, now=NOW)


FORBIDDEN = [
    pytest.param("UPDATE indicators_observation SET value = 1", id="change a figure"),
    pytest.param("DELETE FROM indicators_observation", id="delete a figure"),
    pytest.param("TRUNCATE indicators_observation", id="empty the table"),
    pytest.param("ALTER TABLE indicators_observation DISABLE TRIGGER ALL", id="disable triggers"),
    pytest.param("DELETE FROM indicators_release", id="delete a release"),
    pytest.param("UPDATE indicators_release SET number = 99", id="renumber a release"),
    pytest.param("UPDATE indicators_series SET basis = 'ytd'", id="turn a series into another"),
    pytest.param("DELETE FROM indicators_series", id="delete a series"),
    pytest.param("UPDATE indicators_statusevent SET to_status = 'met'", id="rewrite an event"),
    pytest.param("DELETE FROM indicators_targetevent", id="delete history"),
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_application_cannot(stock: Series, sql: str) -> None:
    factories.target(horizon="2021", low=Decimal(1), version=stock.indicator_version)
    publish(stock, "2021-12", "5", "2022-01-26")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Observation.objects.get().value == 5


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE indicators_observation SET value = 1",
        "UPDATE indicators_observation SET superseded_on = NULL",
        "DELETE FROM indicators_observation",
    ],
)
def test_even_the_owner_cannot_by_accident(stock: Series, sql: str) -> None:
    publish(stock, "2021-12", "5", "2022-01-26")
    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_passing_a_deadline_is_an_event_of_its_own(stock: Series) -> None:
    factories.target(horizon="2026", low=Decimal(10), version=stock.indicator_version)
    publish(stock, "2025-12", "5", "2026-01-26")
    assert StatusEvent.objects.count() == 1
    later = NOW + timedelta(days=60)
    assessments.reassess_all(cause=StatusCause.DEADLINE_PASSED, now=later)
    event = StatusEvent.objects.latest("pk")
    assert (event.to_status, event.cause, event.on) == ("overdue", "deadline_passed", later.date())
    assessments.reassess_all(cause=StatusCause.DEADLINE_PASSED, now=later)
    assert StatusEvent.objects.count() == 2
