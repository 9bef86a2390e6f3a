"""A running year where something is small, zero, open or missing, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import Basis, Bound, Direction, NoOutlookReason, Outlook, Verdict
from indicators.domain.exact import exact_decimal
from tests.unit.domain.builders import (
    FLOW,
    STOCK,
    judge,
    levels,
    note_codes,
    path,
    series,
    statement,
    target,
    to_date,
    used,
)


def in_2021(quantity: str, comparator: str, low: object, direction: Direction = Direction.NONE,
            **rest: Any) -> TargetSpec:  # fmt: skip
    promise = statement(quantity, comparator, low, "in 2021", **rest)
    return target(promise, kind=FLOW, direction=direction)


@pytest.mark.parametrize(
    ("promise", "so_far", "ratio", "outlook"),
    [
        # Half a year asks for half of the bound.
        pytest.param(in_2021("level", "at_least", 1), "0.4", "0.8", Outlook.BEHIND,
                     id="a small floor"),
        pytest.param(in_2021("level", "at_most", None, high=1), "0.4", "1.25", Outlook.ON_TRACK,
                     id="a small cap"),
        pytest.param(in_2021("level", "at_most", None, high=0), 5, "0", Outlook.FAR_BEHIND,
                     id="a cap of nothing"),
        pytest.param(in_2021("level", "about", 100, tolerance=5), 40, "0.8", Outlook.BEHIND,
                     id="about, from zero upwards"),
        pytest.param(in_2021("level", "about", 100, Direction.HIGHER, tolerance=5), 40, "0.8",
                     Outlook.BEHIND, id="about, more is better"),
        pytest.param(in_2021("level", "about", 100, Direction.LOWER, tolerance=5), 40, "1.25",
                     Outlook.ON_TRACK, id="about, less is better"),
        pytest.param(in_2021("level", "between", -10, high=11), 5, None, None,
                     id="of a range the nearer to zero: no way down to −10"),
    ],
)  # fmt: skip
def test_the_ratio_inside_a_running_year(
    promise: TargetSpec, so_far: object, ratio: str | None, outlook: Outlook | None
) -> None:
    answer = judge(promise, to_date(("2021-01-01/P6M", so_far)), "2021-08-01")
    if ratio is None:
        assert answer.no_outlook is NoOutlookReason.NOT_DEFINED
        return
    assert answer.pace is not None
    assert (answer.pace.ratio, answer.outlook) == (Decimal(ratio), outlook)


def test_inside_a_month_the_share_of_the_year_is_by_days() -> None:
    facts = to_date(("2021-01-01/P73D", 30))
    pace = judge(in_2021("level", "at_least", 100), facts, "2021-04-15").pace
    assert pace is not None
    # 73 of 365.25 days ask for 29200 ÷ 1461.
    assert pace.path_value == exact_decimal(Fraction(29200, 1461))
    window = target(statement("cumulative", "at_least", 200, "over 2021-01-01/P2Y"), kind=FLOW)
    pace = judge(window, facts, "2021-04-15").pace
    assert pace is not None
    assert pace.path_value == exact_decimal(Fraction(29200, 1461))


# --- The season -----------------------------------------------------------------------------------
def test_the_season_reaches_back_three_years_and_no_further() -> None:
    promise = in_2021("level", "at_least", 1, pacing="seasonal")
    facts = to_date(
        ("2017-01-01/P6M", "0.9"), ("2017", 1), ("2018-01-01/P6M", "0.2"), ("2018", "0.5"),
        ("2019-01-01/P6M", "0.2"), ("2019", "0.5"), ("2020-01-01/P6M", "0.2"), ("2020", "0.5"),
        ("2021-01-01/P6M", "0.2"),
    )  # fmt: skip
    pace = judge(promise, facts, "2021-08-01").pace
    assert pace is not None
    assert (pace.path_value, pace.ratio) == (Decimal("0.4"), Decimal("0.5"))


def test_the_season_may_be_had_from_quarters() -> None:
    quarters = levels(*((f"{2019 + at // 4}-Q{at % 4 + 1}", at % 4 + 1) for at in range(10)))
    promise = in_2021("level", "at_least", 10, pacing="seasonal")
    answer = judge(promise, quarters, "2021-08-01")
    assert answer.pace is not None
    # 1 and 2 of 10 in each of two years: 3 are asked for by now, and 3 came in.
    assert (answer.pace.path_value, answer.pace.ratio) == (3, 1)
    assert {role for role, _, _ in used(answer)} == {"latest_part", "seasonal"}


ADDED = target(
    statement("change", "at_least", 100, "in 2021", on="2020", pacing="seasonal"), kind=STOCK
)


def stock(*figures: tuple[object, ...]) -> Evidence:
    # A year to date says nothing about a stock.
    return Evidence(
        level=(series(*figures),),
        ytd=(series(*((str(year), 77 - year % 3) for year in range(2016, 2021)), code="ytd",
                    basis=Basis.YTD),),
    )  # fmt: skip


HALVES = (("2018-06", 25), ("2018-12", 50), ("2019-06", 70), ("2019-12", 100))


@pytest.mark.parametrize(
    ("before", "after", "share", "years"),
    [
        # Of the years before 2021: the part of the year's addition that June had.
        pytest.param((("2017-12", 0),), (("2020-06", 90), ("2020-12", 95)),
                     Fraction(45, 100), "2", id="the year that fell is left out"),
        pytest.param((("2017-12", 0),), (("2020-06", 90), ("2020-12", 100)),
                     Fraction(45, 100), "2", id="and so is one that stood still"),
        pytest.param((("2016-12", 0), ("2017-06", 9), ("2017-12", 10)),
                     (("2020-06", 120), ("2020-12", 200)), Fraction(325, 1000), "3",
                     id="three years, and no fourth"),
        pytest.param((), (("2020-06", 120), ("2020-12", 200)), Fraction(30, 100), "2",
                     id="without the eve of the first year"),
    ],
)  # fmt: skip
def test_the_shares_of_a_seasonal_stock(
    before: tuple[Any, ...], after: tuple[Any, ...], share: Fraction, years: str
) -> None:
    start = after[-1][1]
    facts = stock(*before, *HALVES, *after, ("2021-06", start + 20))
    answer = judge(ADDED, facts, "2021-08-01")
    pace = answer.pace
    assert pace is not None
    assert {note.code: note.params for note in answer.notes} == {"seasonal_share": {"years": years}}
    assert pace.path_value == start + exact_decimal(100 * share)
    assert pace.ratio == exact_decimal(20 / (100 * share))


@pytest.mark.parametrize("june", [50, 40])
def test_a_season_in_which_nothing_came_in_says_nothing(june: int) -> None:
    facts = stock(("2018-12", 50), ("2019-06", june), ("2019-12", 100), ("2020-06", june + 50),
                  ("2020-12", 150), ("2021-06", 180))  # fmt: skip
    answer = judge(ADDED, facts, "2021-08-01")
    assert note_codes(answer) == ["seasonal_not_possible"]
    assert answer.pace is not None
    assert answer.pace.path_value == 200


# --- Sums over a window ---------------------------------------------------------------------------
def window(years: int, bound: object = 100) -> TargetSpec:
    return target(
        statement("cumulative", "at_least", bound, f"over 2021-01-01/P{years}Y"), kind=FLOW
    )


def test_a_window_of_which_nothing_is_known_shows_the_way() -> None:
    answer = judge(window(4), levels(("2020", 90)), "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    assert answer.path == path(("2021-01-01", 0), ("2025-01-01", 100))


def test_a_window_of_which_one_year_is_known() -> None:
    answer = judge(window(4), levels(("2021", 20)), "2022-08-01")
    assert answer.pace is not None
    assert (answer.pace.latest, answer.pace.ratio, answer.pace.basis) == (
        20, Decimal("0.8"), "cumulative",
    )  # fmt: skip


def test_a_window_that_is_known_to_its_end_but_open() -> None:
    # “More than 60” for the last year, printed early; what is after the window counts nothing.
    facts = Evidence(
        level=(series(("2021", 20), ("2022", 60, "2022-12-01", Bound.AT_LEAST)),),
        ytd=(series(("2023-01-01/P1M", 30, "2022-12-01"), code="ytd", basis=Basis.YTD),),
    )
    answer = judge(window(2), facts, "2022-12-15")
    assert answer.verdict is Verdict.PENDING
    assert answer.pace is not None
    assert (answer.pace.latest, answer.pace.path_value) == (80, 100)
    assert answer.pace.required_from_now is None
    assert answer.path == path(("2021-01-01", 0), ("2023-01-01", 100))


def test_of_a_range_of_sums_the_nearer_to_zero_is_the_bound() -> None:
    promise = target(
        statement("cumulative", "between", -10, "over 2021-01-01/P2Y", high=11), kind=FLOW
    )
    answer = judge(promise, levels(("2021", 5)), "2022-08-01")
    assert answer.path == path(("2021-01-01", 0), ("2022-01-01", -5), ("2023-01-01", -10))
