"""Cases as JSON: a target, its figures and a day in; the engine's answer out. No database needed.

The form is described in ``docs/how-to/judge-a-case.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from indicators.domain import explain, numbers, statements
from indicators.domain.assessments import assess
from indicators.domain.codelists import (
    Basis,
    Bound,
    Direction,
    Frequency,
    IndicatorKind,
    ObsStatus,
    Quantity,
)
from indicators.domain.errors import DomainError, StatementError
from indicators.domain.figures import Figures
from indicators.domain.outlooks import registry
from indicators.domain.outlooks.base import Method
from indicators.domain.outlooks.cagr_ratio import CagrRatio, Thresholds
from indicators.domain.periods import Period, parse_day, parse_period
from indicators.domain.results import Evidence, TargetSpec, plain
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import Statement

Code = TypeVar("Code", bound=StrEnum)
Read = TypeVar("Read")

EVIDENCE = {
    "level": Basis.LEVEL,
    "ytd": Basis.YTD,
    "growth": Basis.GROWTH,
    "ytd_growth": Basis.YTD_GROWTH,
    "additions": Basis.LEVEL,
    "additions_ytd": Basis.YTD,
    "removals": Basis.LEVEL,
}
_CASE = ("target", "as_of", "series", "evidence", "method", "thresholds")
_TARGET = (
    "code", "quantity", "comparator", "low", "high", "tolerance", "reference", "horizon", "pacing",
    "interim", "once", "stated", "direction", "kind", "announced_on", "limit",
)  # fmt: skip
_SERIES = ("code", "source", "rank", "observations")
_OBSERVATION = ("period", "value", "known_on", "release", "status", "bound", "precision")


class CaseError(DomainError):
    """A case is not of the documented form; the message names the place."""

    code = "invalid_case"


@dataclass(frozen=True, slots=True)
class Case:
    """A target with every figure, the day to answer for, and the method to ask."""

    target: TargetSpec
    evidence: Evidence
    on: date
    method: Method


def run(given: Any, *, method: str | None = None) -> dict[str, Any]:
    """The answer to a case: the assessment, what the method says whatever the verdict, and prose.

    Raises CaseError that names the place and the value, or UnknownMethod.
    """
    case = read(given, method=method)
    answer = assess(case.target, case.evidence, on=case.on, method=case.method)
    estimate = case.method.estimate(case.target, Figures(case.evidence, on=case.on))
    words = explain.TargetWords()
    return {
        "assessment": answer.to_dict(),
        "estimate": {
            "method": case.method.name,
            "version": case.method.version,
            **{
                name: plain(getattr(estimate, name))
                for name in ("outlook", "caution", "symbol", "none_because", "pace", "inputs")
            },
        },
        "explanation": {
            "en": explain.explain(answer, words, "en"),
            "zh-Hans": explain.explain(answer, words, "zh-Hans"),
        },
    }


def read(given: Any, *, method: str | None = None) -> Case:
    """A case from parsed JSON. Numbers must have been parsed as ``Decimal`` or ``int``."""
    case = _object(given, "case", _CASE)
    evidence = _evidence(case)
    known = [
        one.known_on
        for name in EVIDENCE
        for series in getattr(evidence, name)
        for one in series.observations
    ]
    on = _read(parse_day, case["as_of"], "as_of") if "as_of" in case else max(known, default=None)
    if on is None:
        raise CaseError("A case without figures needs as_of, such as 2021-07-01.")
    target = _target(case.get("target"))
    asked = method or case.get("method")
    chosen: Method = registry.named(str(asked)) if asked else registry.default_for(target.statement)
    if "thresholds" in case:
        if not isinstance(chosen, CagrRatio):
            raise CaseError("thresholds: only cagr_ratio takes them, not {name}.", name=chosen.name)
        parts = _object(case["thresholds"], "thresholds", ("high", "med", "low"))
        chosen = CagrRatio(
            Thresholds(*(_number(parts.get(name), f"thresholds.{name}") for name in _LEVELS))
        )
    return Case(target, evidence, on, chosen)


_LEVELS = ("high", "med", "low")


def _object(value: Any, place: str, names: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CaseError("{place}: an object is needed, not {value}.", place=place, value=value)
    for name in value:
        if name not in names:
            raise CaseError(
                "{place}: “{name}” is not known; known are {known}.",
                place=place,
                name=name,
                known=", ".join(names),
            )
    return value


def _read(read_one: Callable[[str], Read], value: Any, place: str) -> Read:
    try:
        return read_one(str(value))
    except DomainError as error:
        raise CaseError("{place}: {why}", place=place, why=error) from error


def _number(value: Any, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise CaseError("{place}: “{value}” is not a number.", place=place, value=value)
    found = _read(numbers.parse_number, value, place).value
    if found is None:
        raise CaseError("{place}: a number is needed.", place=place)
    return found


def _optional(
    reader: Callable[[Any, str], Read], parts: Mapping[str, Any], name: str
) -> Read | None:
    value = parts.get(name)
    return None if value is None else reader(value, name)


def _code(codes: type[Code], value: Any, place: str) -> Code:
    try:
        return codes(value)
    except ValueError:
        raise CaseError(
            "{place}: “{value}” is not one of {known}.",
            place=place,
            value=value,
            known=", ".join(code.value for code in codes),
        ) from None


def _target(given: Any) -> TargetSpec:
    parts = _object(given, "target", _TARGET)
    announced = parts.get("announced_on")
    limit = _optional(_number, parts, "limit")
    if limit is not None and limit <= 0:
        raise CaseError("limit: {value} is not above zero.", value=limit)
    return TargetSpec(
        code=str(parts.get("code", "case")),
        statement=_statement(parts),
        indicator="case",
        entity="case",
        direction=_code(Direction, parts.get("direction", "none"), "direction"),
        kind=_code(IndicatorKind, parts.get("kind", "stock"), "kind"),
        announced_on=date.min if announced is None else _read(parse_day, announced, "announced_on"),
        limit=limit,
    )


def _statement(parts: Mapping[str, Any]) -> Statement | None:
    if parts.get("quantity") == Quantity.MILESTONE:
        return None
    reference = _object(parts.get("reference", {}), "reference", ("kind", "period", "value"))
    horizon = _object(parts.get("horizon", {}), "horizon", ("kind", "period"))
    period = horizon.get("period")
    try:
        return statements.build(
            quantity=str(parts.get("quantity", "level")),
            comparator=parts.get("comparator"),
            low=_optional(_number, parts, "low"),
            high=_optional(_number, parts, "high"),
            tolerance=_optional(_number, parts, "tolerance"),
            reference_kind=reference.get("kind", "none"),
            reference_period=_optional(_period, reference, "period"),
            reference_value=_optional(_number, reference, "value"),
            horizon_kind=horizon.get("kind"),
            horizon_period=None if period is None else _period(period, "horizon.period"),
            pacing=parts.get("pacing", "linear"),
            once=bool(parts.get("once", False)),
            interim=parts.get("interim", ()),
            stated=str(parts.get("stated", "")),
        )
    except StatementError as error:
        raise CaseError("target: {why}", why=error) from error


def _period(value: Any, place: str) -> Period:
    return _read(parse_period, value, place)


def _evidence(case: Mapping[str, Any]) -> Evidence:
    """From ``evidence``, or from ``series``: levels by period, each known when it ends."""
    if ("series" in case) == ("evidence" in case):
        raise CaseError("A case needs either series or evidence.")
    if "series" in case:
        by_period = case["series"]
        if not isinstance(by_period, Mapping):
            raise CaseError("series: an object of periods and numbers is needed.")
        rows = [{"period": period, "value": value} for period, value in by_period.items()]
        return Evidence(level=(_series({"observations": rows}, "series", Basis.LEVEL, 1),))
    given = _object(case["evidence"], "evidence", tuple(EVIDENCE))
    found: dict[str, Any] = {}
    for name, several in given.items():
        if not isinstance(several, Sequence) or isinstance(several, str):
            raise CaseError("evidence.{name}: a list of series is needed.", name=name)
        found[name] = tuple(
            _series(one, f"evidence.{name}[{index}]", EVIDENCE[name], index + 1)
            for index, one in enumerate(several)
        )
    return Evidence(**found)


def _series(given: Any, place: str, basis: Basis, number: int) -> Series:
    parts = _object(given, place, _SERIES)
    code = str(parts.get("code", f"{place}:{basis}"))
    rank = parts.get("rank", 1)
    if isinstance(rank, bool) or not isinstance(rank, int):
        raise CaseError("{place}.rank: “{rank}” is not a whole number.", place=place, rank=rank)
    key = SeriesKey(
        code, "case", 1, "case", basis, Frequency.ANNUAL, str(parts.get("source", number)), rank,
        "case",
    )  # fmt: skip
    rows = parts.get("observations", ())
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise CaseError("{place}.observations: a list is needed.", place=place)
    return Series(
        key,
        tuple(
            _observation(row, f"{place}.observations[{index}]", code, index + 1)
            for index, row in enumerate(rows)
        ),
    )


def _observation(given: Any, place: str, code: str, number: int) -> Observation:
    parts = _object(given, place, _OBSERVATION)
    if "period" not in parts:
        raise CaseError("{place}: the period is missing.", place=place)
    period = _period(parts["period"], f"{place}.period")
    known_on, value = parts.get("known_on"), parts.get("value")
    precision, release = parts.get("precision"), parts.get("release", number)
    if isinstance(release, bool) or not isinstance(release, int):
        raise CaseError(
            "{place}.release: “{value}” is not a whole number.", place=place, value=release
        )
    day = period.end if known_on is None else _read(parse_day, known_on, f"{place}.known_on")
    return Observation(
        series=code,
        period=period,
        value=None if value is None else _number(value, f"{place}.value"),
        known_on=day,
        release=release,
        status=_code(ObsStatus, parts.get("status", "A"), f"{place}.status"),
        bound=_code(Bound, parts.get("bound", "exact"), f"{place}.bound"),
        precision=None if precision is None else _number(precision, f"{place}.precision"),
    )
