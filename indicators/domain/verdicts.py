"""Verdicts: facts. A known figure is compared with the bound; nothing is estimated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from indicators.domain import certainty, checks, milestones, reaching
from indicators.domain.codelists import (
    Certainty,
    HorizonKind,
    NotAssessableReason,
    ObsStatus,
    Quantity,
    Verdict,
)
from indicators.domain.exact import percent_of
from indicators.domain.figures import Figure, Figures, renamed
from indicators.domain.periods import Period, iter_years
from indicators.domain.quantities import Measured, judged_period, measure
from indicators.domain.results import Check, Input, Judged, Note, PeriodVerdict, TargetSpec
from indicators.domain.statements import TOLERANCE, Statement

_NOT_FINAL = (ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED)


@dataclass(slots=True)
class Answer:
    """A verdict with everything it rests on, while it is being put together."""

    verdict: Verdict
    reason: NotAssessableReason | None = None
    certainty: Certainty | None = None
    judged: Judged | None = None
    periods: tuple[PeriodVerdict, ...] = ()
    first_satisfied: Period | None = None
    decided_on: date | None = None
    inputs: list[Input] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def judge(spec: TargetSpec, figures: Figures, *, on: date) -> Answer:
    """The verdict on a target as known on ``on``. Never raises, whatever the figures are."""
    statement = spec.statement
    if statement is None:
        found = milestones.judge(spec, on)
        return Answer(found.verdict, found.reason, decided_on=found.decided_on)
    if spec.unit_mismatch:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.UNIT_MISMATCH)
    if statement.quantity is Quantity.PEAK:
        return _judge_peak(spec, statement, figures, on)
    if statement.horizon.kind is HorizonKind.EACH:
        return _judge_each(spec, statement, figures, on)
    return _judge_once(spec, statement, figures, on)


def _undecided(
    spec: TargetSpec, figures: Figures, measured: Measured, end: date, on: date
) -> Answer:
    """No figure decides: still open, overdue, or never to be decided."""
    if on < end:
        return Answer(Verdict.PENDING)
    if measured.no_baseline:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_BASELINE)
    if figures.redefined(end):
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.DEFINITION_CHANGED)
    if figures.evidence.empty:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_DATA)
    return Answer(Verdict.OVERDUE)


def _judge_once(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    period = judged_period(statement)
    measured = _deciding(spec, statement, measure(spec, figures, period))
    figure = measured.figure
    by = statement.horizon.kind is HorizonKind.BY
    timeline = reaching.Timeline(spec, statement, figures, period) if by else None
    if figure is None or _is_open(spec, statement, figure):
        answer = _undecided(spec, figures, measured, period.end, on)
        if timeline and (early := _reached_once(timeline)):
            return early
        if figure is not None:
            answer.notes.append(Note("bound_does_not_decide"))
            answer.inputs = figure.inputs()
        if timeline:
            _note_reached(timeline, answer)
        return answer
    satisfied = statement.satisfied_by(figure.value, spec.direction)
    if timeline and not satisfied and (early := _reached_once(timeline)):
        return early
    answer = Answer(Verdict.MET if satisfied else Verdict.MISSED)
    _rest_on(answer, spec, statement, figure, period)
    answer.checks, used = checks.of(spec, statement, figures, measured, period)
    answer.inputs += used
    answer.certainty = certainty.of(spec, statement, figures, measured, period)
    if timeline and satisfied:
        answer.first_satisfied = timeline.first_period()
    elif timeline:
        _met_late(timeline, answer)
    return answer


def _deciding(spec: TargetSpec, statement: Statement, measured: Measured) -> Measured:
    """The second figure takes the place of a “more than” or “nearly” that leaves it open."""
    figure, second = measured.figure, measured.second
    if figure is None or second is None or not _is_open(spec, statement, figure):
        return measured
    if _is_open(spec, statement, second):
        return measured
    return Measured(second, figure)


def _is_open(spec: TargetSpec, statement: Statement, figure: Figure) -> bool:
    """Whether “more than x” or “nearly x” leaves open which side of the bound the figure is on."""
    higher, lower = figure.at_least, figure.at_most
    low, high = statement.limits(spec.direction)
    if statement.satisfied_by(figure.value, spec.direction):
        return (higher and high is not None) or (lower and low is not None)
    below = low is not None and figure.value <= low + TOLERANCE
    return higher if below else lower


def _rest_on(
    answer: Answer, spec: TargetSpec, statement: Statement, figure: Figure, period: Period
) -> None:
    answer.judged = _judged(spec, statement, figure, period)
    answer.inputs = figure.inputs()
    answer.decided_on = figure.known_on
    if any(one.status in _NOT_FINAL for _, one in figure.observations):
        answer.notes.append(Note("provisional", {"period": str(period)}))


def _judged(spec: TargetSpec, statement: Statement, figure: Figure, period: Period) -> Judged:
    bound = statement.bound
    ratio = None
    if bound and statement.comparator is not None:
        ratio = percent_of(figure.value, bound)
    return Judged(
        value=figure.value,
        period=period,
        how=figure.how,
        percent=figure.percent,
        margin=statement.margin(figure.value, spec.direction),
        ratio=ratio,
    )


def _reached_once(timeline: reaching.Timeline) -> Answer | None:
    """A statement that is to be reached once is met by the first figure that does."""
    spec, statement, figures = timeline.spec, timeline.statement, timeline.figures
    if not statement.once:
        return None
    found = timeline.first_satisfied()
    if found is None or _is_open(spec, statement, found[1]):
        return None
    when, figure = found
    answer = Answer(Verdict.MET)
    _rest_on(answer, spec, statement, figure, when)
    answer.first_satisfied = when
    answer.certainty = certainty.of(spec, statement, figures, Measured(figure), when)
    return answer


def _note_reached(timeline: reaching.Timeline, answer: Answer) -> None:
    """A ``by`` target whose latest figure satisfies is reached, but open until its deadline."""
    latest = timeline.last()
    if latest is None:
        return
    first = timeline.first_period()
    if first is None:
        return
    answer.first_satisfied = first
    answer.inputs += renamed(latest[1], "reached").inputs()
    answer.notes.append(Note("reached", {"period": str(first)}))


def _met_late(timeline: reaching.Timeline, answer: Answer) -> None:
    found = timeline.later()
    if found is None or _is_open(timeline.spec, timeline.statement, found[1]):
        return
    when, figure = found
    answer.verdict = Verdict.MET_LATE
    answer.first_satisfied = when
    answer.inputs += renamed(figure, "met_late").inputs()
    answer.decided_on = figure.known_on


def _judge_each(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    """Every year for itself; one breached year breaches the whole."""
    answer = Answer(Verdict.PENDING)
    found: list[PeriodVerdict] = []
    grades: list[Certainty] = []
    inputs: list[Input] = []
    missing_base = False
    shown: tuple[Period, Measured] | None = None
    for year in iter_years(statement.horizon.period):
        measured = _deciding(spec, statement, measure(spec, figures, year))
        figure = measured.figure
        if figure is None or _is_open(spec, statement, figure):
            missing_base = missing_base or measured.no_baseline
            verdict = Verdict.OVERDUE if on >= year.end else Verdict.PENDING
            found.append(PeriodVerdict(year, verdict, None, percent=False))
            continue
        kept = statement.satisfied_by(figure.value, spec.direction)
        verdict = Verdict.KEPT if kept else Verdict.BREACHED
        if Verdict.BREACHED not in {one.verdict for one in found}:
            shown = year, measured  # the first breach, else the last year that was kept
        found.append(PeriodVerdict(year, verdict, figure.value, figure.percent))
        inputs += figure.inputs()
        grades.append(certainty.of(spec, statement, figures, measured, year))
    if shown is not None and shown[1].figure is not None:
        _rest_on(answer, spec, statement, shown[1].figure, shown[0])
        answer.checks, used = checks.of(spec, statement, figures, shown[1], shown[0])
        inputs += used
    answer.periods, answer.inputs = tuple(found), inputs
    verdicts = {one.verdict for one in found}
    if Verdict.BREACHED in verdicts or verdicts == {Verdict.KEPT}:
        answer.verdict = Verdict.BREACHED if Verdict.BREACHED in verdicts else Verdict.KEPT
        answer.certainty = certainty.worst(grades)
        return answer
    # The years that are known are all kept; what is missing decides.
    end = statement.horizon.period.end
    undecided = _undecided(spec, figures, Measured(None, None, missing_base), end, on)
    answer.verdict, answer.reason = undecided.verdict, undecided.reason
    return answer


def _judge_peak(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    """The highest yearly value lies before the horizon ends, and every later year is below it."""
    end = statement.horizon.period.end
    years = [
        level
        for year in figures.years()
        if (level := figures.level(Period.year_of(year), spec.kind)) is not None
    ]
    later = [level for level in years if level.period.start >= end]
    if not later or on < end:
        return _undecided(spec, figures, Measured(None), end, on)
    before = [level for level in years if level.period.end <= end]
    if not before:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_BASELINE)
    highest = max(before, key=lambda level: level.value)
    met = all(level.value < highest.value for level in later)
    shown = highest if met else max(later, key=lambda level: level.value)
    answer = Answer(Verdict.MET if met else Verdict.MISSED, certainty=Certainty.CLEAR)
    answer.judged = Judged(shown.value, shown.period, "peak", False, Decimal(0), None)
    answer.inputs = renamed(shown, "peak").inputs()
    for level in (highest, *later):
        if level is not shown:
            answer.inputs += level.inputs()
    answer.decided_on = max(one.known_on for one in answer.inputs)
    return answer
