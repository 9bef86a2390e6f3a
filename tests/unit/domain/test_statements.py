"""Target statements: what they need, and what is said when parts contradict each other."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.codelists import Comparator, Direction, Quantity
from indicators.domain.errors import StatementError
from indicators.domain.periods import parse_period
from indicators.domain.statements import NO_VALUE, Range, build
from tests.unit.domain.builders import statement

GOOD: dict[str, Any] = {
    "quantity": "level",
    "comparator": "at_least",
    "low": Decimal(40),
    "high": None,
    "horizon_kind": "by",
    "horizon_period": parse_period("2025"),
}


def test_parts_of_files_and_forms_make_a_statement() -> None:
    made = build(**GOOD, stated="about 40", interim=[["2023", "30"], [parse_period("2022"), "20"]])
    assert made.quantity is Quantity.LEVEL
    assert made.comparator is Comparator.AT_LEAST
    assert made.bound == 40
    assert made.bound_precision == Decimal("0.5")
    assert [(str(when), value) for when, value in made.interim] == [("2022", 20), ("2023", 30)]


@pytest.mark.parametrize(
    ("comparator", "low", "high"),
    [
        ("at_most", Decimal(5), None),
        ("less_than", Decimal(5), None),
        ("more_than", None, Decimal(5)),
    ],
)
def test_a_bare_bound_is_put_on_its_side(comparator: str, low: object, high: object) -> None:
    made = build(**(GOOD | {"comparator": comparator, "low": low, "high": high}))
    assert made.bound == 5


@pytest.mark.parametrize("stated", ["", "about 15 to 17", "many"])
def test_a_wording_without_one_number_gives_no_precision(stated: str) -> None:
    assert build(**GOOD, stated=stated).bound_precision is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"quantity": "milestone"}, "milestone"),
        ({"quantity": "volume"}, "“volume” is not a quantity"),
        ({"quantity": ""}, "“” is not a quantity"),
        ({"comparator": ""}, "comparator is missing"),
        ({"comparator": "roughly"}, "“roughly” is not a comparator"),
        ({"low": None}, "“at_least” needs low"),
        ({"high": Decimal(50)}, "“at_least” needs low and no high"),
        ({"comparator": "at_most", "high": Decimal(1)}, "“at_most” needs high and no low"),
        ({"comparator": "between"}, "“between” needs low and high"),
        ({"comparator": "between", "high": Decimal(3)}, "it has 40 and 3"),
        ({"comparator": "about"}, "tolerance"),
        ({"comparator": "about", "tolerance": Decimal(-1)}, "tolerance"),
        ({"comparator": "about", "low": None, "tolerance": Decimal(1)}, "needs a bound"),
        ({"quantity": "change"}, "“change” needs a reference"),
        ({"quantity": "percent_change"}, "needs a reference"),
        ({"reference_kind": "period"}, "period is missing"),
        ({"reference_period": parse_period("2020")}, "of kind “none”"),
        ({"reference_kind": "yesterday"}, "“yesterday” is not a reference"),
        ({"quantity": "cumulative"}, "over a window; its horizon is “by”"),
        ({"quantity": "average_growth", "horizon_kind": "each"}, "window"),
        ({"horizon_kind": None}, "needs a horizon"),
        ({"horizon_period": None}, "needs a horizon"),
        ({"horizon_kind": "before"}, "“before” is not a horizon"),
        ({"horizon_kind": "each", "horizon_period": parse_period("2021-03")}, "window of years"),
        ({"pacing": "interim"}, "needs points"),
        ({"pacing": "fast"}, "“fast” is not a pacing"),
        ({"interim": [["2023"]]}, "is not an interim point"),
        ({"interim": [["soon", "1"]]}, "is not an interim point"),
        ({"interim": [["2023", "x"]]}, "has no number"),
        ({"interim": [5]}, "is not an interim point"),
    ],
)
def test_contradictions_name_the_part(change: dict[str, Any], says: str) -> None:
    with pytest.raises(StatementError) as caught:
        build(**(GOOD | change))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("made", "direction", "limits"),
    [
        (statement("level", "at_least", 40, "by 2025"), Direction.NONE, (40, None)),
        (statement("level", "less_than", 40, "by 2025"), Direction.HIGHER, (None, 40)),
        (statement("level", "about", 40, "by 2025", tolerance=2), Direction.NONE, (38, 42)),
        (statement("level", "about", 40, "by 2025", tolerance=2), Direction.HIGHER, (38, None)),
        (statement("level", "about", 40, "by 2025", tolerance=2), Direction.LOWER, (None, 42)),
        (statement("level", "between", 40, "by 2025", high=50), Direction.HIGHER, (40, 50)),
    ],
)
def test_limits(made: Any, direction: Direction, limits: tuple[object, object]) -> None:
    assert made.limits(direction) == limits


@pytest.mark.parametrize(("value", "margin"), [(38, 2), (36, 0), (45, -1), (40, 4), (44, 0)])
def test_margin_is_the_distance_to_the_nearer_limit(value: int, margin: int) -> None:
    made = statement("level", "about", 40, "by 2025", tolerance=4)
    assert made.margin(Decimal(value)) == margin


def test_the_bound_of_a_range_is_the_lower_one() -> None:
    assert statement("level", "between", 40, "by 2025", high=50).bound == 40
    assert statement("peak", None, None, "by 2029").bound is None


LIMIT = st.none() | st.integers(-3, 3).map(Decimal)


@given(low=LIMIT, high=LIMIT, strict=st.booleans(), values=st.lists(st.integers(-4, 4), max_size=6))
def test_the_first_value_of_a_range_is_the_first_that_it_holds(
    low: Decimal | None, high: Decimal | None, strict: bool, values: list[int]
) -> None:
    within = Range(low, high, strict)
    held = [within.holds(Decimal(value)) for value in values]
    assert within.first(map(Decimal, values)) == (held.index(True) if True in held else None)


def test_a_range_of_no_value_holds_none() -> None:
    assert NO_VALUE.first([Decimal(0), Decimal("1e400")]) is None
