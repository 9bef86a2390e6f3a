"""Required paths at their ends and on the way, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.domain.codelists import (
    IndicatorKind,
)
from tests.unit.domain.builders import (
    RATE,
    STOCK,
    judge,
    levels,
    note_codes,
    path,
    statement,
    target,
)


@pytest.mark.parametrize(
    ("start", "end", "half_way"),
    [
        pytest.param(1, 2, "1.414213562373095048801688724", id="the root of two in 28 digits"),
        pytest.param("0.5", 2, 1, id="from below one"),
        pytest.param(2, "0.5", 1, id="down to below one"),
        pytest.param(2, 0, 1, id="to zero: straight"),
        pytest.param(-1, -4, "-2.5", id="below zero: straight"),
    ],
)
def test_half_way_on_a_geometric_path(start: object, end: object, half_way: object) -> None:
    up = Decimal(str(end)) > Decimal(str(start))
    promise = statement(
        "level", "at_least" if up else "at_most", end if up else None, "by 2022", on="2020",
        high=None if up else end, pacing="geometric",
    )  # fmt: skip
    facts = levels(("2020", start), ("2021", start))
    pace = judge(target(promise, kind=RATE), facts, "2022-06-01").pace
    assert pace is not None
    assert pace.path_value == Decimal(str(half_way))


def test_a_geometric_path_is_drawn_at_the_turn_of_each_year() -> None:
    promise = statement("level", "at_least", 800, "by 2023-06", on="2020-06", pacing="geometric")
    stock = judge(target(promise), levels(("2020-06", 100)), "2021-06-01")
    assert [(str(point.on), round(point.value, 2)) for point in stock.path] == [
        ("2020-07-01", 100), ("2021-01-01", Decimal("141.42")), ("2022-01-01", Decimal("282.84")),
        ("2023-01-01", Decimal("565.69")), ("2023-07-01", 800),
    ]  # fmt: skip
    whole = statement("level", "at_least", 400, "by 2022", on="2020", pacing="geometric")
    answer = judge(target(whole, kind=RATE), levels(("2020", 100)), "2021-06-01")
    assert answer.path == path(("2021-01-01", 100), ("2022-01-01", 200), ("2023-01-01", 400))


def test_stated_points_do_not_move_the_ends_of_the_path() -> None:
    promise = statement(
        "level", "at_least", 400, "by 2023", on="2020", pacing="interim",
        interim=[["2019", 1], ["2020", 7], ["2021", 150], ["2023", 9], ["2024", 1]],
    )  # fmt: skip
    answer = judge(target(promise, kind=RATE), levels(("2020", 100)), "2021-06-01")
    assert answer.path == path(("2021-01-01", 100), ("2022-01-01", 150), ("2024-01-01", 400))


@pytest.mark.parametrize(
    ("base", "latest", "bound", "ratio"),
    [
        pytest.param(20, 25, 30, 1, id="up to about 30"),
        pytest.param(40, 35, 30, 1, id="down to about 30"),
        pytest.param(40, 45, 30, -1, id="away from it"),
    ],
)
def test_about_is_approached_from_either_side(
    base: int, latest: int, bound: int, ratio: int
) -> None:
    promise = statement("level", "about", bound, "by 2022", on="2020", tolerance=1)
    pace = judge(
        target(promise, kind=IndicatorKind.RATE), levels(("2020", base), ("2021", latest)),
        "2022-06-01",
    ).pace  # fmt: skip
    assert pace is not None
    assert pace.ratio == ratio


def test_in_the_middle_of_a_range_its_lower_end_is_the_bound() -> None:
    promise = target(statement("level", "between", 10, "by 2022", on="2020", high=30), kind=STOCK)
    answer = judge(promise, levels(("2020", 20), ("2021", 21)), "2022-06-01")
    assert answer.pace is not None
    assert answer.pace.bound == 10
    assert "baseline_satisfies" in note_codes(answer)
