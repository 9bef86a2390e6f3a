"""What the engine is given and what it answers. Frozen, comparable, and exact as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from indicators.domain.codelists import (
    Bound,
    Certainty,
    Direction,
    IndicatorKind,
    MilestoneState,
    NoOutlookReason,
    NotAssessableReason,
    Outlook,
    Status,
    Verdict,
)
from indicators.domain.formulas import Formula
from indicators.domain.periods import Period, parse_period
from indicators.domain.series import Observation, Series
from indicators.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What is known about a milestone from a day on."""

    known_on: date
    state: MilestoneState


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """What the engine needs to know about a target."""

    code: str
    statement: Statement | None
    indicator: str | None
    entity: str
    direction: Direction
    kind: IndicatorKind | None
    announced_on: date
    superseded_on: date | None = None
    withdrawn_on: date | None = None
    milestone: tuple[EvidenceEntry, ...] = ()
    due: Period | None = None
    unit_mismatch: bool = False
    # What the values cannot exceed by their nature, such as 100 of a percentage share.
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every series that may decide about a target, with all vintages, from every source.

    ``additions`` and ``removals`` are the flows that a stock names; ``derivation`` says how the
    level is computed from other indicators where none is published. ``successors`` are series of
    later definitions: they decide nothing, but say when an older definition is given up.
    """

    level: tuple[Series, ...] = ()
    ytd: tuple[Series, ...] = ()
    growth: tuple[Series, ...] = ()
    ytd_growth: tuple[Series, ...] = ()
    additions: tuple[Series, ...] = ()
    additions_ytd: tuple[Series, ...] = ()
    removals: tuple[Series, ...] = ()
    successors: tuple[Series, ...] = ()
    derivation: Derivation | None = None

    @property
    def empty(self) -> bool:
        """Whether nobody publishes anything about the indicator, or all that it is made of."""
        parts = (self.level, self.ytd, self.growth, self.ytd_growth, self.additions)
        if any((*parts, self.additions_ytd)):
            return False
        rule = self.derivation
        return rule is None or any(one.evidence.empty for one in rule.operands)

    def every_series(self) -> Iterator[Series]:
        """Every series, also those of the operands; not the successors."""
        yield from self.level + self.ytd + self.growth + self.ytd_growth
        yield from self.additions + self.additions_ytd + self.removals
        for one in self.derivation.operands if self.derivation else ():
            yield from one.evidence.every_series()


@dataclass(frozen=True, slots=True)
class Operand:
    """An indicator that a formula refers to; ``factor`` leads from its unit to the base unit."""

    code: str
    kind: IndicatorKind
    factor: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Derivation:
    """A formula with what it refers to; ``factor`` leads from the own unit to the base unit."""

    formula: Formula
    operands: tuple[Operand, ...]
    factor: Fraction


class Input(NamedTuple):
    """A figure that an answer used, and as what.

    A tuple, like the path points below: an answer makes many of them and tells them apart.
    """

    role: str
    observation: str
    series: str
    period: Period
    known_on: date
    release: int
    value: Decimal

    @classmethod
    def of(cls, role: str, observation: Observation) -> Input:
        """The input of an observation."""
        assert observation.value is not None
        return cls(
            role, observation.id, observation.series, observation.period, observation.known_on,
            observation.release, observation.value,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """The quantity that was compared with the bound.

    ``how`` says what it is: ``level``, ``year_to_date``, ``year_to_date_difference``, ``sum``,
    ``published_flow``, ``difference``, ``percent_change``, ``published_growth``,
    ``computed_growth``, ``cumulative``, ``average_growth``, ``chained_growth``, ``derived``.
    ``percent`` says that the value is in percent. ``ratio`` is 100 × value / bound where the bound
    is not zero.
    """

    value: Decimal
    period: Period
    how: str
    percent: bool
    margin: Decimal
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class Check:
    """A second look at the same thing: ``agrees`` is ``None`` where nothing is to agree.

    ``bound`` says that the value is only “more than” or “nearly” that much; then there is no
    residual. ``code`` is ``stock_difference``, ``published_flow``, ``computed_growth``,
    ``chained_growth``, ``first_print``, ``base_revision``, ``stock_flow``, ``derived`` or
    ``other_source``.
    """

    code: str
    value: Decimal
    percent: bool
    agrees: bool | None = None
    residual: Decimal | None = None
    source: str = ""
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on an answer, in words of ``domain.explain``."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class PathPoint(NamedTuple):
    """Where the required path runs at the end of a period."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class PeriodVerdict:
    """The verdict of one period of an ``each`` horizon."""

    period: Period
    verdict: Verdict
    value: Decimal | None
    percent: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """The arithmetic of an outlook. Rates are per year, in the unit of the series.

    ``ratio`` is achieved over required progress, above 1 is good for floors and caps alike.
    ``gap`` is the latest figure minus the path on its day. ``growth_rate`` is the compound annual
    growth since the baseline, in percent.
    """

    ratio: Decimal | None
    latest: Decimal
    latest_period: Period
    baseline: Decimal | None
    baseline_on: date | None
    bound: Decimal
    horizon_on: date
    path_value: Decimal | None = None
    gap: Decimal | None = None
    required_rate: Decimal | None = None
    required_from_now: Decimal | None = None
    recent_rate: Decimal | None = None
    growth_rate: Decimal | None = None
    projected: Decimal | None = None
    percent: bool = False
    basis: str = "level"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for a target as known on a day, down to every figure that it used."""

    target: str
    on: date
    rev: int | None
    exists: bool
    verdict: Verdict | None = None
    certainty: Certainty | None = None
    status: Status | None = None
    reason: NotAssessableReason | None = None
    outlook: Outlook = Outlook.NONE
    caution: bool = False
    symbol: str = ""
    no_outlook: NoOutlookReason | None = None
    judged: Judged | None = None
    periods: tuple[PeriodVerdict, ...] = ()
    first_satisfied: Period | None = None
    decided_on: date | None = None
    inputs: tuple[Input, ...] = ()
    checks: tuple[Check, ...] = ()
    path: tuple[PathPoint, ...] = ()
    pace: Pace | None = None
    latest: Input | None = None
    notes: tuple[Note, ...] = ()
    method: str = ""
    method_version: int = 0

    @property
    def shown(self) -> Status:
        """The status that a list shows; a target that did not exist yet is pending."""
        return self.status or Status.PENDING

    @property
    def known_on(self) -> date | None:
        """When the figure became known that a list shows: the judged one, else the newest."""
        if self.judged is not None or (self.pace is None and self.latest is None):
            return self.decided_on
        days: list[date] = []
        if self.pace is not None:
            days = [one.known_on for one in self.inputs if one.role.startswith("latest")]
        return max(days, default=self.latest.known_on if self.latest else None)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: exact numbers as text, periods in SDMX form."""
        result = plain(self)
        assert isinstance(result, dict)
        return result

    @classmethod
    def from_dict(cls, payload: Mapping[str, Any]) -> Assessment:
        """The exact inverse of ``to_dict``."""
        result = _builder(cast(Any, cls))(payload)
        assert isinstance(result, cls)
        return result


# Parts of a result that are named tuples rather than dataclasses.
_TUPLES = (Input, PathPoint)


def plain(value: Any) -> Any:
    """A result, or a part of one, as JSON holds it: exact numbers as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, _TUPLES):
        return {name: plain(item) for name, item in value._asdict().items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    return value


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type from what JSON holds; found out once for each type."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _builder(next(arg for arg in get_args(kind) if arg is not NoneType))
    if origin is tuple:
        item = _builder(get_args(kind)[0])
        return lambda value: tuple(map(item, value))
    if origin is not None:  # Mapping[str, str]
        return dict
    if kind is Period:
        return parse_period
    if kind is date:
        return date.fromisoformat
    if is_dataclass(kind) or kind in _TUPLES:
        return _builder_of_parts(kind)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return cast(Callable[[Any], Any], kind)
    return lambda value: value


def _builder_of_parts(kind: Any) -> Callable[[Any], Any]:
    parts = [(name, _builder(hint)) for name, hint in get_type_hints(kind).items()]

    def build(value: Mapping[str, Any]) -> Any:
        found = {}
        for name, make in parts:
            if name in value:
                one = value[name]
                found[name] = None if one is None else make(one)
        return kind(**found)

    return build
