"""Columns answer as the observations themselves would, without making them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.domain import vintages
from indicators.domain.codelists import Bound, IndicatorKind, ObsStatus
from indicators.domain.columns import Calendar, Columns
from indicators.domain.figures import Figures
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import Evidence
from indicators.domain.series import Observation, Series
from tests.unit.domain.builders import series

YEARS = list(iter_years(Period(date(2015, 1, 1), date(2021, 1, 1))))
KEY = series().key
ROWS = st.lists(
    st.tuples(
        st.sampled_from(YEARS),
        st.none() | st.integers(0, 9).map(Decimal),
        st.dates(date(2016, 1, 1), date(2021, 1, 1)),
        st.integers(1, 5),
        st.sampled_from([ObsStatus.NORMAL, ObsStatus.FORECAST]),
    ),
    unique_by=lambda row: (row[0], row[2], row[3]),
    max_size=8,
)
Rows = Sequence[tuple[Period, Decimal | None, date, int, ObsStatus]]


def columns(rows: Rows) -> Columns:
    ordered = sorted(rows, key=lambda row: (row[0], row[2], row[3]))
    return Columns(
        KEY.code,
        Calendar(tuple(row[0] for row in ordered)),
        ["" if row[1] is None else str(row[1]) for row in ordered],
        lambda place: (*ordered[place][2:], Bound.EXACT),
        last_known=max((row[2] for row in ordered), default=date.min),
        last_release=max((row[3] for row in ordered), default=0),
        complete=all(row[1] is not None and row[4] is not ObsStatus.FORECAST for row in ordered),
    )


@given(ROWS, st.dates(date(2016, 1, 1), date(2022, 1, 1)), st.none() | st.integers(1, 5))
def test_they_answer_as_the_observations_do(rows: Rows, on: date, rev: int | None) -> None:
    packed = columns(rows)
    plain: tuple[Observation, ...] = tuple(packed)
    one, other = Series(KEY, packed), Series(KEY, plain)
    expected = vintages.merge([other], on=on, rev=rev)
    found = vintages.merge([one], on=on, rev=rev)
    assert dict(found) == dict(expected)
    assert list(found) == list(expected)
    assert vintages.by_end(found) == vintages.by_end(expected)
    assert vintages.revisions(packed, on=on, rev=rev) == vintages.revisions(plain, on=on, rev=rev)
    for year in YEARS:
        assert found.get(year) == expected.get(year)
        assert (year in found) == (year in expected)
    courses = [
        Figures(Evidence(level=(each,)), on=on, rev=rev).comparable(YEARS[-1], None)
        for each in (one, other)
    ]
    assert list(courses[0]) == list(courses[1])


def test_a_slice_is_of_observations() -> None:
    packed = columns([(year, Decimal(1), date(2021, 1, 1), 1, ObsStatus.NORMAL) for year in YEARS])
    assert [one.period for one in packed[1:3]] == YEARS[1:3]


def test_an_observation_is_made_only_when_it_is_asked_for() -> None:
    def asked(_place: int) -> tuple[date, int, ObsStatus, Bound]:
        raise AssertionError("nobody asked")

    packed = Columns(
        KEY.code, Calendar((YEARS[0],)), ["1"], asked,
        last_known=date(2016, 1, 1), last_release=1, complete=True,
    )  # fmt: skip
    figures = Figures(Evidence(level=(Series(KEY, packed),)), on=date(2017, 1, 1))
    assert list(figures.comparable(YEARS[0], IndicatorKind.STOCK).values) == [1]


def test_up_to_a_day_they_have_what_was_known_on_it() -> None:
    days = [date(2020, 1, 20), date(2020, 2, 20), date(2020, 3, 20)]
    packed = columns(
        [
            (year, Decimal(at), day, at, ObsStatus.NORMAL)
            for at, (year, day) in enumerate(zip(YEARS, days, strict=False), start=1)
        ]
    )
    every = tuple(packed)
    assert tuple(packed.up_to(days[1], None)) == every[:2]
    assert tuple(packed.up_to(days[2], 1)) == every[:1]
    assert tuple(packed.up_to(date(2020, 1, 19), None)) == ()
    assert packed.up_to(days[2], 3) is packed
