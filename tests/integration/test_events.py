"""A change of status is stored once, with its cause and figures, whatever path it took."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from indicators import tasks
from indicators.domain.codelists import DateBasis, StatusCause
from indicators.domain.periods import parse_period
from indicators.models import Assessment, Series, StatusEvent, Target
from indicators.selectors import targets
from indicators.services import assessments, catalogue_edits, releases, series
from tests import factories

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2022, 1, 1, 0, 5, tzinfo=UTC)


@pytest.fixture
def stock() -> Series:
    return series.ensure(
        version=factories.indicator(), entity=factories.entity(), basis="level", frequency="A",
        source=factories.source(),
    )  # fmt: skip


@pytest.fixture
def hundred(stock: Series) -> Target:
    return factories.target(horizon="2021", low=Decimal(100), version=stock.indicator_version)


def publish(stock: Series, value: int | None, day: str, *, at: datetime | None = None) -> None:
    published_on = date.fromisoformat(day)
    now = at or datetime(published_on.year, published_on.month, published_on.day, 9, tzinfo=UTC)
    entry = releases.Entry(stock, parse_period("2021"), None if value is None else Decimal(value))
    release = releases.draft(
        source=stock.source, entries=[entry], published_on=published_on,
        published_on_basis=DateBasis.STATED, document=None, author=None, reason="", now=now,
    )  # fmt: skip
    releases.publish(release=release, reviewer=None, now=now)


def told() -> list[tuple[str, str, str]]:
    return [
        (row.from_status, row.to_status, row.cause) for row in StatusEvent.objects.order_by("pk")
    ]


def test_from_first_to_revised_each_change_has_its_own_cause(
    stock: Series, hundred: Target
) -> None:
    assessments.pass_days(now=datetime(2021, 6, 1, tzinfo=UTC))
    assessments.pass_days(now=NEW_YEAR)
    publish(stock, 120, "2022-01-20")
    publish(stock, 90, "2022-06-01")
    assert told() == [
        ("", "pending", "first"),
        ("pending", "overdue", "deadline_passed"),
        ("overdue", "met", "new_data"),
        ("met", "missed", "revision"),
    ]
    first, second = StatusEvent.objects.order_by("pk")[2:]
    assert first.figures == {"new": [f"{stock.code}/2021/2022-01-20/1"]}
    assert second.figures == {
        "revised": [[f"{stock.code}/2021/2022-01-20/1", f"{stock.code}/2021/2022-06-01/2"]]
    }
    assert second.release is not None
    assert second.release.number == 2


def test_a_figure_taken_back_is_a_revision_to_nothing(stock: Series, hundred: Target) -> None:
    publish(stock, 120, "2022-01-20")
    publish(stock, None, "2022-06-01")
    event = StatusEvent.objects.order_by("-pk")[0]
    assert (event.to_status, event.cause) == ("overdue", "revision")
    assert event.figures == {"revised": [[f"{stock.code}/2021/2022-01-20/1", None]]}


def test_history_loaded_late_is_new_data(stock: Series, hundred: Target) -> None:
    later = datetime(2022, 3, 1, tzinfo=UTC)
    assessments.pass_days(now=later)
    publish(stock, 120, "2022-01-20", at=later + timedelta(hours=1))
    event = StatusEvent.objects.order_by("-pk")[0]
    assert (event.cause, event.figures) == (
        "new_data", {"new": [f"{stock.code}/2021/2022-01-20/1"]},
    )  # fmt: skip


def test_an_editor_s_change_of_the_target_is_that_whatever_figures_decide(
    stock: Series, hundred: Target
) -> None:
    publish(stock, 120, "2022-01-20")
    hundred.low = Decimal(150)
    catalogue_edits.save(hundred, seen=None, now=NEW_YEAR)
    catalogue_edits.saved(hundred, now=datetime(2022, 2, 1, tzinfo=UTC))
    assert told()[-1] == ("met", "missed", StatusCause.TARGET_CHANGED)


def test_the_same_day_twice_makes_no_second_event(stock: Series, hundred: Target) -> None:
    assessments.pass_days(now=NEW_YEAR)
    assert assessments.pass_days(now=NEW_YEAR + timedelta(hours=1)) == []
    assert len(told()) == 1


def test_a_page_does_not_show_yesterday_s_answer_after_the_deadline(hundred: Target) -> None:
    assessments.pass_days(now=datetime(2021, 12, 31, 23, tzinfo=UTC))
    for today, status in ((date(2021, 12, 31), "pending"), (date(2022, 1, 1), "overdue")):
        (view,) = targets.listing(on=today, today=today)
        assert (view.assessment.on, view.assessment.status) == (today, status)


def test_only_what_a_day_can_change_is_assessed_again(hundred: Target) -> None:
    factories.target("later", horizon="2030", low=Decimal(1), version=hundred.indicator_version)
    assessments.pass_days(now=datetime(2021, 6, 1, tzinfo=UTC))
    assessments.pass_days(now=NEW_YEAR)
    assert Assessment.objects.filter(target=hundred).count() == 2
    assert Assessment.objects.filter(target__code="later").count() == 1


def test_an_unchanged_answer_holds_until_the_next_day_that_can_change_it(stock: Series) -> None:
    each = factories.target(
        horizon="2021-01-01/P3Y", horizon_kind="each", low=Decimal(1),
        version=stock.indicator_version,
    )  # fmt: skip
    assessments.pass_days(now=datetime(2021, 6, 1, tzinfo=UTC))
    current = Assessment.objects.get(target=each, current=True)
    assert current.valid_until == date(2022, 1, 1)
    assessments.reassess_all(cause=StatusCause.TARGET_CHANGED, now=datetime(2021, 7, 1, tzinfo=UTC))
    assert Assessment.objects.filter(target=each).count() == 1
    assessments.pass_days(now=NEW_YEAR)
    assert Assessment.objects.get(target=each, current=True).valid_until == date(2023, 1, 1)


def test_a_new_version_of_a_method_is_noticed_and_named(
    hundred: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicators.domain.outlooks.registry import LINEAR_PACE

    assessments.pass_days(now=datetime(2021, 6, 1, tzinfo=UTC))
    Assessment.objects.update(status="behind", outlook="behind")
    monkeypatch.setattr(type(LINEAR_PACE), "version", 99)
    assessments.pass_days(now=datetime(2021, 6, 2, tzinfo=UTC))
    assert told()[-1] == ("behind", "pending", "method_changed")


def test_the_task_passes_days(hundred: Target) -> None:
    assert tasks.pass_deadlines() == 1
    assert tasks.pass_deadlines() == 0
