"""Series, targets and evidence in a line each, so that a test shows what matters to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from indicators.domain import statements
from indicators.domain.codelists import Basis, Bound, Direction, Frequency, IndicatorKind
from indicators.domain.periods import parse_period
from indicators.domain.results import TargetSpec
from indicators.domain.series import Observation, Series, SeriesKey

Row = tuple[str, str, str] | tuple[str, str, str, str]


def day(text: str) -> date:
    return date.fromisoformat(text)


def series(
    *rows: Row, code: str = "s", basis: str = "level", rank: int = 1, frequency: str = "A"
) -> Series:
    """Vintages as ``(period, value, known on[, bound])``; the release is the place in the list."""
    key = SeriesKey(code, "i", 1, "CHN", Basis(basis), Frequency(frequency), code, rank, "unit")
    return Series(
        key,
        tuple(
            Observation(
                series=code,
                period=parse_period(row[0]),
                value=Decimal(row[1]) if row[1] else None,
                known_on=day(row[2]),
                release=release,
                bound=Bound(row[3]) if len(row) > 3 else Bound.EXACT,
            )
            for release, row in enumerate(rows, start=1)
        ),
    )


def yearly(start: int, *values: str, code: str = "s", basis: str = "level") -> Series:
    """One figure a year from ``start`` on, each known on 1 March of the next year."""
    return series(
        *((str(year), value, f"{year + 1}-03-01") for year, value in enumerate(values, start)),
        code=code,
        basis=basis,
    )


def target(
    quantity: str = "level",
    comparator: str = "at_least",
    bound: str = "100",
    *,
    horizon: str = "2021",
    kind: str = "stock",
    how: str = "in",
    direction: str = "higher",
    announced: str = "2020-01-01",
    reference: str | None = None,
    high: str | None = None,
    spec: dict[str, Any] | None = None,
    **parts: Any,
) -> TargetSpec:
    """A target; ``reference`` is a period, or ``previous_year``."""
    if reference == "previous_year":
        parts |= {"reference_kind": "previous_year"}
    elif reference is not None:
        parts |= {"reference_kind": "period", "reference_period": parse_period(reference)}
    cap = comparator in ("at_most", "less_than")
    statement = statements.build(
        quantity=quantity,
        comparator=comparator,
        low=None if cap else Decimal(bound),
        high=Decimal(high) if high else Decimal(bound) if cap else None,
        horizon_kind=how,
        horizon_period=parse_period(horizon),
        **parts,
    )
    return TargetSpec(
        code="t",
        statement=statement,
        indicator="i",
        entity="CHN",
        direction=Direction(direction),
        kind=IndicatorKind(kind),
        announced_on=day(announced),
        **(spec or {}),
    )
