"""Short ways to write series, statements and targets in tests of the engine."""

from datetime import date, timedelta
from decimal import Decimal

from indicators.domain.assessments import Assessment, Evidence, TargetSpec, assess
from indicators.domain.codelists import (
    Basis,
    Bound,
    Direction,
    Frequency,
    IndicatorKind,
    ObsStatus,
)
from indicators.domain.periods import Period, parse_day, parse_period
from indicators.domain.results import PathPoint
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import Statement, build

STOCK, FLOW, RATE, SHARE = (
    IndicatorKind.STOCK,
    IndicatorKind.FLOW,
    IndicatorKind.RATE,
    IndicatorKind.SHARE,
)


def series(
    *figures: tuple[object, ...],
    code: str = "s",
    source: str = "src",
    rank: int = 1,
    basis: Basis = Basis.LEVEL,
) -> Series:
    """A series from ``(period, value[, known on[, bound or status]])``; known 20 days after it."""
    key = SeriesKey(code, "indicator", 1, "CHN", basis, Frequency.ANNUAL, source, rank, "unit")
    observations = []
    for release, (period, value, *rest) in enumerate(figures, start=1):
        about = parse_period(str(period))
        known = parse_day(str(rest[0])) if rest else about.end + timedelta(days=20)
        marks = rest[1:]
        observations.append(
            Observation(
                series=code,
                period=about,
                value=None if value is None else Decimal(str(value)),
                known_on=known,
                release=release,
                bound=next((one for one in marks if isinstance(one, Bound)), Bound.EXACT),
                status=next((one for one in marks if isinstance(one, ObsStatus)), ObsStatus.NORMAL),
                precision=next((one for one in marks if isinstance(one, Decimal)), None),
            )
        )
    return Series(key, tuple(observations))


def statement(
    quantity: str,
    comparator: str | None,
    bound: object,
    horizon: str,
    *,
    on: str = "",
    high: object = None,
    tolerance: object = None,
    base: object = None,
    **rest: object,
) -> Statement:
    """``statement("level", "at_least", 40, "by 2025", on="2020")``; ``on`` may be “last year”."""
    kind, period = horizon.split(" ", 1)
    reference = {"": "none", "last year": "previous_year"}.get(on, "period")
    return build(
        quantity=quantity,
        comparator=comparator,
        low=_decimal(bound),
        high=_decimal(high),
        tolerance=_decimal(tolerance),
        reference_kind=reference,
        reference_period=parse_period(on) if reference == "period" else None,
        reference_value=_decimal(base),
        horizon_kind=kind,
        horizon_period=parse_period(period),
        **rest,  # type: ignore[arg-type]
    )


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def target(
    promise: Statement | None,
    *,
    kind: IndicatorKind | None = STOCK,
    direction: Direction = Direction.NONE,
    announced: str = "2000-01-01",
    **rest: object,
) -> TargetSpec:
    """A target announced long ago, unless told otherwise."""
    return TargetSpec(
        code="target",
        statement=promise,
        indicator="indicator",
        entity="CHN",
        direction=direction,
        kind=kind,
        announced_on=parse_day(announced),
        **rest,  # type: ignore[arg-type]
    )


def levels(*figures: tuple[object, ...]) -> Evidence:
    """Evidence of one level series."""
    return Evidence(level=(series(*figures),))


def judge(spec: TargetSpec, evidence: Evidence, on: str, **rest: object) -> Assessment:
    """The answer as known on a day; what it says as JSON must say the same again."""
    answer = assess(spec, evidence, on=parse_day(on), **rest)  # type: ignore[arg-type]
    assert Assessment.from_dict(answer.to_dict()) == answer
    return answer


def roles(answer: Assessment) -> set[str]:
    """The roles of the figures that an answer used."""
    return {one.role for one in answer.inputs}


def note_codes(answer: Assessment) -> list[str]:
    """The notes of an answer."""
    return [one.code for one in answer.notes]


def day(text: str) -> date:
    """A day."""
    return parse_day(text)


def period(text: str) -> Period:
    """A period."""
    return parse_period(text)


def used(answer: Assessment) -> list[tuple[str, str, str]]:
    """What an answer used: the role, the period and the value of each figure."""
    return [(one.role, str(one.period), str(one.value)) for one in answer.inputs]


def path(*points: tuple[str, object]) -> tuple[PathPoint, ...]:
    """A required path from days and values."""
    return tuple(PathPoint(day(on), Decimal(str(value))) for on, value in points)


def to_date(*figures: tuple[object, ...]) -> Evidence:
    """Evidence of one series of the year to date."""
    return Evidence(ytd=(series(*figures, code="ytd", basis=Basis.YTD),))


def growth(*figures: tuple[object, ...]) -> Evidence:
    """Evidence of one series of growth on the year before."""
    return Evidence(growth=(series(*figures, code="g", basis=Basis.GROWTH),))


def ytd_growth(*figures: tuple[object, ...]) -> Evidence:
    """Evidence of one series of growth of the year to date."""
    return Evidence(ytd_growth=(series(*figures, code="g", basis=Basis.YTD_GROWTH),))
