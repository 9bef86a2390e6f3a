"""What a process remembers is forgotten as soon as a reader could see something else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.selectors import briefs, comparison, remembered
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.NOW.date()


@pytest.fixture
def made() -> list[date]:
    return []


@pytest.fixture
def kept(made: list[date]) -> remembered.Remembered[int]:
    def make(day: date) -> int:
        made.append(day)
        return len(made)

    return remembered.Remembered(make)


def test_it_is_made_once_and_costs_one_query(
    made: list[date], kept: remembered.Remembered[int]
) -> None:
    kept(TODAY)
    with CaptureQueriesContext(connection) as queries:
        assert kept(TODAY) == 1
    assert (made, len(queries)) == ([TODAY], 1)


def test_the_next_day_it_is_made_again(made: list[date], kept: remembered.Remembered[int]) -> None:
    assert [kept(TODAY), kept(TODAY + timedelta(days=1)), kept(TODAY)] == [1, 2, 3]


def test_after_an_ingestion_choices_and_targets_are_those_of_now() -> None:
    factories.entity()
    version = factories.indicator("steel", unit=factories.unit("Mt", quantity="mass"))
    factories.target("steel", version=version, low=1, horizon="2021")
    source = factories.source()
    assert comparison.choices(TODAY).indicators == ()
    before = briefs.briefs(on=TODAY, rev=None, today=TODAY)
    assert before is briefs.briefs(on=TODAY, rev=None, today=TODAY)
    factories.ingest(factories.csv("steel,CHN,level,A,2021,5,Mt,2022-01-17,stated"), to=source)
    (found,) = comparison.choices(TODAY).indicators
    assert (found.code, found.count) == ("steel", 1)
    (after,) = briefs.briefs(on=TODAY, rev=None, today=TODAY).all
    assert after.known_on == date(2022, 1, 17)


def test_forgetting_forgets_everything(kept: remembered.Remembered[int]) -> None:
    kept(TODAY)
    remembered.forget()
    assert kept(TODAY) == 2
