"""What a release would change, and what it has changed: read by its author and its reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from indicators.domain.codelists import IndicatorKind
from indicators.domain.periods import Period
from indicators.models import Assessment, Observation, Release, StagedObservation, StatusEvent
from indicators.models import Target as TargetRow
from indicators.services import assessments, observations
from indicators.services.observations import StagedFigure

# A figure this many times the one before it (or that part of it) is more often a wrong unit than
# news.
JUMP = Decimal(5)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure beside what is known before it, both in the unit of the series.

    ``outcome`` is ``new``, ``revised`` or ``unchanged``; ``percent`` is the change of a revision.
    ``warnings`` are codes: ``first_of_series``, ``unfinished_period``, ``large_revision``,
    ``negative`` and ``jump``.
    """

    line: int
    series: str
    unit: str
    period: Period
    value: Decimal | None
    status: str
    bound: str
    stated: str
    stated_unit: str
    note: str
    outcome: str
    before: Decimal | None
    percent: Decimal | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What a release did to a target. Without a change of status both are the same."""

    target: str
    name_en: str
    name_zh: str
    from_status: str
    to_status: str
    answer_changed: bool


@transaction.atomic
def compare(rows: Sequence[StagedObservation], *, published_on: date) -> list[Compared]:
    """Compare figures that are not published with what is known; nothing is written.

    ``rows`` need not be stored, but their series must be. The classification is the one that
    publishing uses.
    """
    with transaction.atomic():
        observations.stage(_figures(rows, published_on))
        found = {change.line: change for change in observations.staged_changes()}
        known = _known(rows)
        transaction.set_rollback(True)
    result = []
    for line, row in enumerate(rows, start=1):
        change = found.get(line)
        before = change.before if change else row.value
        percent = _percent(before, row.value) if change and change.outcome == "revised" else None
        period = Period(row.period_start, row.period_end)
        compared = Compared(
            line=row.line or line,
            series=row.series.code,
            unit=row.series.unit.code,
            period=period,
            value=row.value,
            status=str(row.status),
            bound=str(row.bound),
            stated=row.stated,
            stated_unit=row.stated_unit,
            note=row.note,
            outcome=change.outcome if change else "unchanged",
            before=before,
            percent=percent,
            warnings=_warnings(row, period, published_on, percent, known),
        )
        result.append(compared)
    return result


def of_release(release: Release) -> list[Compared]:
    """The figures of a release that waits, beside what is known, by series and period."""
    rows = release.staged.select_related(
        "series__unit", "series__indicator_version__indicator"
    ).order_by("series__code", "period_start", "period_end", "pk")
    found = compare(list(rows), published_on=release.published_on)
    if release.run_id is None:
        return found
    # Of a whole file that is no slip of one who chose the wrong series from a list.
    return [
        replace(one, warnings=tuple(code for code in one.warnings if code != "first_of_series"))
        for one in found
    ]


def _figures(rows: Sequence[StagedObservation], published_on: date) -> Iterable[StagedFigure]:
    for line, row in enumerate(rows, start=1):
        yield StagedFigure(
            line=line,
            series=row.series_id,
            period=Period(row.period_start, row.period_end),
            known_on=published_on,
            group=0,
            value=row.value,
            status=str(row.status),
            bound=str(row.bound),
        )


def _percent(before: Decimal | None, value: Decimal | None) -> Decimal | None:
    if before is None or value is None or before == 0:
        return None
    return (value - before) / abs(before) * 100


Known = dict[int, list[tuple[Period, Decimal]]]


def _known(rows: Sequence[StagedObservation]) -> Known:
    """The current figures of the series of ``rows``, by series: one query."""
    known: Known = {}
    found = Observation.objects.filter(
        series__in={row.series_id for row in rows}, superseded_on__isnull=True, value__isnull=False
    ).values_list("series_id", "period_start", "period_end", "value")
    for series, start, end, value in found:
        assert value is not None
        known.setdefault(series, []).append((Period(start, end), value))
    return known


def _before(figures: Sequence[tuple[Period, Decimal]], period: Period) -> Decimal | None:
    """The figure of the newest earlier period of the same length."""
    earlier = [
        (other, value)
        for other, value in figures
        if other < period and other.months == period.months
    ]
    return max(earlier)[1] if earlier else None


def _warnings(
    row: StagedObservation,
    period: Period,
    published_on: date,
    percent: Decimal | None,
    known: Known,
) -> tuple[str, ...]:
    found = []
    figures = known.get(row.series_id, ())
    if not figures:
        found.append("first_of_series")
    if period.last_day > published_on:
        found.append("unfinished_period")
    if percent is not None and abs(percent) > 50:
        found.append("large_revision")
    if row.value is not None and row.value < 0 and _never_negative(row):
        found.append("negative")
    value, neighbour = row.value, _before(figures, period)
    # Growth rates jump by nature; a level or a sum that does is looked at twice.
    rate = row.series.unit.quantity in ("percent", "percentage_points")
    if value and neighbour and not rate and not 1 / JUMP < abs(value / neighbour) < JUMP:
        found.append("jump")
    return tuple(found)


def _never_negative(row: StagedObservation) -> bool:
    """Whether it counts or measures what there is: a stock, or a number of things."""
    series = row.series
    if series.unit.quantity in ("percent", "percentage_points"):
        return False
    stock = series.indicator_version.indicator.kind == IndicatorKind.STOCK
    return stock or series.unit.quantity.startswith("count:")


def effects(release: Release) -> list[Effect]:
    """What a published release did to the targets that depend on its series: four queries."""
    if release.number is None:
        return []
    series = set(
        Observation.objects.filter(release=release.number).values_list("series_id", flat=True)
    )
    targets = TargetRow.objects.filter(pk__in=assessments.affected_by(series)).order_by("code")
    events = {event.target_id: event for event in StatusEvent.objects.filter(release=release)}
    current = {
        row.target_id: row for row in Assessment.objects.filter(current=True, target__in=targets)
    }
    result = []
    for target in targets:
        answer, event = current.get(target.pk), events.get(target.pk)
        if answer is None:
            continue  # announced later than today: not assessed yet
        result.append(
            Effect(
                target=target.code,
                name_en=target.name_en,
                name_zh=target.name_zh,
                from_status=event.from_status if event else answer.status,
                to_status=event.to_status if event else answer.status,
                answer_changed=event is not None or answer.rev == release.number,
            )
        )
    return result
