"""Trends at their borders and ends, and which way is better, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.domain.assessments import Evidence
from indicators.domain.codelists import (
    Basis,
    Bound,
    Direction,
    NoOutlookReason,
    Outlook,
    Verdict,
)
from tests.unit.domain.builders import (
    FLOW,
    SHARE,
    judge,
    levels,
    series,
    statement,
    target,
    used,
)


def rising(*values: object) -> Evidence:
    return levels(*((str(2017 + at), value) for at, value in enumerate(values)))


@pytest.mark.parametrize(
    ("promise", "direction", "values", "caution"),
    [
        pytest.param(("at_most", None, 30), Direction.HIGHER, (26, 24, 22, 20), False,
                     id="a cap wants less, whatever is declared"),
        pytest.param(("at_least", 10, None), Direction.LOWER, (26, 24, 22, 20), True,
                     id="a floor wants more, whatever is declared"),
        pytest.param(("between", 10, 40), Direction.NONE, (14, 16, 18, 20), True,
                     id="of a range the nearer end, here below"),
        pytest.param(("between", 10, 40), Direction.NONE, (34, 33, 32, 31), True,
                     id="of a range the nearer end, here above"),
        pytest.param(("between", 10, 40), Direction.HIGHER, (14, 16, 18, 20), False,
                     id="of a range as declared, more"),
        pytest.param(("between", 10, 40), Direction.LOWER, (34, 33, 32, 31), False,
                     id="of a range as declared, less"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["dns_trend", "linear_pace"])
def test_which_way_is_better_for_what_is_held(
    promise: tuple[Any, ...],
    direction: Direction,
    values: tuple[int, ...],
    caution: bool,
    method: str,
) -> None:
    comparator, low, high = promise
    spec = target(
        statement("level", comparator, low, "by 2025", on="2017", high=high),
        kind=SHARE, direction=direction,
    )  # fmt: skip
    answer = judge(spec, rising(*values), "2021-06-01", method=method)
    assert (answer.outlook, answer.caution) == (Outlook.ON_TRACK, caution)


def test_at_the_bound_of_a_range_more_is_better() -> None:
    promise = target(statement("level", "between", 20, "by 2025", high=40), kind=SHARE)
    answer = judge(promise, rising(18, 19, 19, 20), "2021-06-01", method="dns_trend")
    assert (answer.outlook, answer.caution) == (Outlook.ON_TRACK, False)


def test_about_is_one_sided_where_a_direction_is_declared() -> None:
    promise = statement("level", "about", 25, "by 2025", tolerance=2)
    facts = rising(33, 32, 31, 30)
    spec = target(promise, kind=SHARE, direction=Direction.HIGHER)
    assert judge(spec, facts, "2021-06-01", method="dns_trend").symbol == "sun_cloud"
    assert judge(target(promise, kind=SHARE), facts, "2021-06-01", method="dns_trend").symbol == (
        "sun"  # on its way down to 25
    )


def test_too_few_years_for_a_trend_are_shown() -> None:
    promise = target(statement("level", "at_least", 25, "by 2025"), kind=SHARE)
    answer = judge(promise, rising(1, 2, 3), "2021-06-01", method="dns_trend")
    assert answer.no_outlook is NoOutlookReason.TOO_FEW_POINTS
    assert used(answer) == [("latest", "2019", "3"), ("trend", "2017", "1"), ("trend", "2018", "2")]


@pytest.mark.parametrize(
    ("until", "symbol", "needed", "projected"),
    [
        pytest.param(2020, "cloud", None, 20, id="the last year, still open"),
        pytest.param(2021, "sun_cloud", 2, Decimal("21.75"), id="one year left"),
    ],
)
def test_a_trend_at_its_end(until: int, symbol: str, needed: int | None, projected: object) -> None:
    # “More than 20” for 2020, printed early, leaves open whether 22 are reached.
    promise = target(statement("level", "at_least", 22, f"by {until}"), kind=SHARE)
    facts = levels(("2017", "14.75"), ("2018", 16), ("2019", 18),
                   ("2020", 20, "2020-12-01", Bound.AT_LEAST))  # fmt: skip
    answer = judge(promise, facts, "2020-12-15", method="dns_trend")
    assert (answer.verdict, answer.outlook) == (Verdict.PENDING, Outlook.BEHIND)
    assert answer.pace is not None
    assert (answer.symbol, answer.pace.required_from_now, answer.pace.projected) == (
        symbol, needed, projected,
    )  # fmt: skip
    assert (answer.pace.basis, answer.pace.percent) == ("trend", False)


@pytest.mark.parametrize(
    ("missed", "symbol"),
    [
        # From 15 to 25 in one year: 5 and 20 percent of the gap divide, within 1e-9 of it.
        pytest.param("0.499999989", "sun", id="below 5 percent"),
        pytest.param("0.49999999", "sun_cloud", id="5 percent within 1e-9"),
        pytest.param("2.00000001", "sun_cloud", id="20 percent within 1e-9"),
        pytest.param("2.000000011", "cloud", id="above 20 percent"),
    ],
)
def test_the_borders_of_what_will_be_missed(missed: str, symbol: str) -> None:
    mean = 10 - Decimal(missed)
    facts = rising(*(Decimal(15) - mean * (3 - at) for at in range(4)))
    promise = target(statement("level", "at_least", 25, "by 2021"), kind=SHARE)
    assert judge(promise, facts, "2021-06-01", method="dns_trend").symbol == symbol


def test_a_trend_of_rates_is_in_percent_and_names_its_figures() -> None:
    promise = target(statement("growth", "at_least", 4, "by 2025"), kind=FLOW)
    rates = series(("2017", 1), ("2018", 2), ("2019", 3), ("2020", "3.5"), basis=Basis.GROWTH)
    answer = judge(promise, Evidence(growth=(rates,)), "2021-06-01", method="dns_trend")
    assert answer.pace is not None
    assert answer.pace.percent
    assert [role for role, _, _ in used(answer)] == ["latest", "trend", "trend", "trend"]
