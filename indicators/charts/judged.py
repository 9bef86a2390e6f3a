"""What is marked on the figures of a target: kept or breached, outside a band, the gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from indicators.charts.data import Gap, GapKind, Kept, PathData, Point
from indicators.domain.codelists import Comparator, HorizonKind, Verdict
from indicators.domain.periods import Period
from indicators.domain.results import Assessment
from indicators.domain.statements import CAPS, FLOORS, Statement

_MARKS = {Verdict.KEPT: Kept.KEPT, Verdict.BREACHED: Kept.BREACHED}


def with_marks(data: PathData, statement: Statement, assessment: Assessment) -> PathData:
    """The data with its judged figures marked, and the distance at the latest figure."""
    each = statement.horizon.kind is HorizonKind.EACH
    verdicts = {one.period.end: one.verdict for one in assessment.periods}
    points = []
    for one in data.points:
        kept = _MARKS.get(verdicts[one.period.end]) if one.period.end in verdicts else None
        if kept is None and not each and _outside(data, one):
            kept = Kept.OUTSIDE
        points.append(replace(one, kept=kept))
    until = _until(data, assessment)
    if until is not None:
        points = [one for one in points if one.period.start < until] or points
    marked = replace(data, points=tuple(points))
    return marked if each else replace(marked, gap=_gap(marked, statement, assessment))


def _until(data: PathData, assessment: Assessment) -> date | None:
    """Figures are shown for a year after the promise, or until it was kept late: not for ever."""
    if data.window is None:
        return None
    ends = [data.window.end]
    if assessment.first_satisfied is not None:
        ends.append(assessment.first_satisfied.end)
    last = max(ends)
    return date(last.year + 1, last.month, min(last.day, 28))


def _outside(data: PathData, one: Point) -> bool:
    """Whether a figure lies outside the band, inside the time for which it was promised."""
    if not data.band or data.window is None or one.partial:
        return False
    assert data.low is not None
    assert data.high is not None
    within = data.window.contains(one.period)
    return within and not data.low <= one.value <= data.high


def _gap(data: PathData, statement: Statement, assessment: Assessment) -> Gap | None:
    """The distance of the latest figure that counts to the path, else to the bound."""
    window = data.window
    if window is None:
        return None
    if data.average is not None:
        return _to_bound(data, statement, data.average.period, data.average.value)
    counted = [one for one in data.points if not one.partial and one.period.end <= window.end]
    if not counted:
        return None
    latest = _judged(counted, assessment) or counted[-1]
    # At its start the path is the figure itself, which says nothing.
    begun = bool(data.path) and latest.period.last_day > data.path[0][0]
    if begun and latest.path is not None and latest.period.end < window.end:
        floor = _wants_more(statement, assessment)
        good = latest.value >= latest.path if floor else latest.value <= latest.path
        return Gap(latest.period, latest.value, latest.path, GapKind.PATH, good)
    if data.held and not window.contains(latest.period):
        return None  # a year before the promise keeps and breaks nothing
    return _to_bound(data, statement, latest.period, latest.value)


def _judged(points: list[Point], assessment: Assessment) -> Point | None:
    """The figure that the answer speaks of, so that chart and answer say the same distance."""
    period = assessment.pace.latest_period if assessment.pace else None
    if period is None and assessment.judged is not None:
        period = assessment.judged.period
    if period is None:
        return None
    return next((one for one in reversed(points) if one.period.end == period.end), None)


def _to_bound(data: PathData, statement: Statement, period: Period, value: Decimal) -> Gap | None:
    low, high = data.low, data.high
    if low is not None and high is not None:
        if low <= value <= high:
            return None  # inside the band there is nothing to be short of
        return Gap(period, value, low if value < low else high, GapKind.BOUND, good=False)
    strict = statement.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
    if low is not None:
        good = value > low if strict else value >= low
        return Gap(period, value, low, GapKind.BOUND, good)
    if high is not None:
        good = value < high if strict else value <= high
        return Gap(period, value, high, GapKind.HEADROOM, good)
    return None


def _wants_more(statement: Statement, assessment: Assessment) -> bool:
    """Whether more is needed; where the statement does not say, whether the path rises."""
    if statement.comparator in FLOORS:
        return True
    if statement.comparator in CAPS:
        return False
    ends: list[tuple[date, Decimal]] = [(one.on, one.value) for one in assessment.path]
    return not ends or ends[-1][1] >= ends[0][1]
