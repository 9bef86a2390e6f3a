"""Verdicts: facts. A known figure is compared with the bound; nothing is estimated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain import certainty
from indicators.domain.codelists import (
    Bound,
    Certainty,
    HorizonKind,
    MilestoneState,
    NotAssessableReason,
    Quantity,
    ReferenceKind,
    Verdict,
)
from indicators.domain.figures import Figure, Figures, percent_change
from indicators.domain.periods import Period, iter_years
from indicators.domain.quantities import Measured, judged_period, measure
from indicators.domain.results import Check, Input, Judged, Note, PeriodVerdict, TargetSpec
from indicators.domain.statements import FLOORS, Statement
from indicators.domain.units import exact_decimal


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
        return _judge_milestone(spec, on)
    if spec.unit_mismatch:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.UNIT_MISMATCH)
    if statement.quantity is Quantity.PEAK:
        return _judge_peak(spec, statement, figures, on)
    if statement.horizon.kind is HorizonKind.EACH:
        return _judge_each(spec, statement, figures, on)
    return _judge_once(spec, statement, figures, on)


def _judge_milestone(spec: TargetSpec, on: date) -> Answer:
    known = sorted(
        (entry for entry in spec.milestone if entry.known_on <= on), key=lambda one: one.known_on
    )
    state = known[-1].state if known else MilestoneState.NOT_STARTED
    done = next((one for one in known if one.state is MilestoneState.DONE), None)
    if state is MilestoneState.DROPPED:
        return Answer(Verdict.MISSED, decided_on=known[-1].known_on)
    if done is not None and state is MilestoneState.DONE:
        late = spec.due is not None and done.known_on >= spec.due.end
        return Answer(Verdict.MET_LATE if late else Verdict.MET, decided_on=done.known_on)
    if spec.due is None:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_NUMBER)
    return Answer(Verdict.OVERDUE if on >= spec.due.end else Verdict.PENDING)


def _undecided(
    spec: TargetSpec, figures: Figures, measured: Measured, end: date, on: date
) -> Answer:
    """No figure decides: still open, overdue, or never to be decided."""
    if on < end:
        return Answer(Verdict.PENDING)
    if measured.no_baseline:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_BASELINE)
    if figures.evidence.definition_changed:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.DEFINITION_CHANGED)
    if figures.evidence.empty:
        return Answer(Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_DATA)
    return Answer(Verdict.OVERDUE)


def _judge_once(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    period = judged_period(statement)
    measured = measure(spec, figures, period)
    if measured.figure is None or _may_not_decide(statement, measured.figure):
        answer = _undecided(spec, figures, measured, period.end, on)
        if measured.figure is not None:
            answer.notes.append(Note("bound_does_not_decide"))
        if statement.horizon.kind is HorizonKind.BY:
            _reached_before(spec, statement, figures, period, answer)
        return answer
    figure = measured.figure
    satisfied = statement.satisfied_by(figure.value, spec.direction)
    answer = Answer(Verdict.MET if satisfied else Verdict.MISSED)
    answer.judged = _judged(spec, statement, figure, period)
    answer.inputs = [Input.of(role, one) for role, one in figure.observations]
    answer.decided_on = max((one.known_on for _, one in figure.observations), default=None)
    _add_checks(spec, statement, figures, measured, period, answer)
    if statement.horizon.kind is HorizonKind.BY:
        if satisfied:
            answer.first_satisfied = first_satisfied(spec, statement, figures, period.end)
        else:
            _met_late(spec, statement, figures, period, answer)
    answer.certainty = certainty.of(spec, statement, figures, measured, period)
    return answer


def _may_not_decide(statement: Statement, figure: Figure) -> bool:
    """Whether “more than x” or “nearly x” leaves open which side of the bound the figure is on."""
    if statement.comparator not in FLOORS and statement.high is None:
        return False
    bounds = {one.bound for _, one in figure.observations}
    satisfied = statement.satisfied_by(figure.value)
    floor = statement.comparator in FLOORS
    if Bound.AT_LEAST in bounds and figure.how in ("level", "published_flow", "year_to_date"):
        return satisfied is not floor
    if Bound.AT_MOST in bounds and figure.how in ("level", "published_flow", "year_to_date"):
        return satisfied is floor
    return False


def _judged(spec: TargetSpec, statement: Statement, figure: Figure, period: Period) -> Judged:
    bound = statement.bound
    ratio = None
    if bound and statement.comparator is not None:
        ratio = exact_decimal(100 * Fraction(figure.value) / Fraction(bound))
    return Judged(
        value=figure.value,
        period=period,
        how=figure.how,
        percent=figure.percent,
        margin=statement.margin(figure.value, spec.direction),
        ratio=ratio,
    )


def first_satisfied(
    spec: TargetSpec, statement: Statement, figures: Figures, before: date
) -> Period | None:
    """The first period that ended by ``before`` and satisfied a statement about a level."""
    if statement.quantity is not Quantity.LEVEL:
        return None
    for period, cell in figures.cells("level").items():
        value = cell.chosen.value
        if period.end <= before and value is not None:
            if statement.satisfied_by(value, spec.direction):
                return period
    return None


def _reached_before(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period, answer: Answer
) -> None:
    """A ``by`` target whose latest figure satisfies already is reached, but open until its day."""
    if statement.quantity is not Quantity.LEVEL:
        return
    latest = figures.latest_level(before=period.end)
    first = first_satisfied(spec, statement, figures, period.end)
    if statement.once and first is not None:
        figure = figures.level(first, spec.kind)
        assert figure is not None
        answer.verdict, answer.reason = Verdict.MET, None
        answer.judged = _judged(spec, statement, figure, first)
        answer.inputs = [Input.of(role, one) for role, one in figure.observations]
        answer.decided_on = max((one.known_on for _, one in figure.observations), default=None)
        answer.first_satisfied = first
        answer.certainty = Certainty.CLEAR
    elif latest is not None and statement.satisfied_by(latest.value, spec.direction):
        answer.first_satisfied = first
        answer.notes.append(Note("reached", {"period": str(first)}))


def _met_late(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period, answer: Answer
) -> None:
    if statement.quantity is not Quantity.LEVEL:
        return
    for later, cell in figures.cells("level").items():
        value = cell.chosen.value
        if later.end <= period.end or value is None:
            continue
        if spec.kind is not None and (later.months or 0) != (period.months or 0):
            if spec.kind.value == "flow":
                continue  # a month's flow does not meet a year's bound
        if statement.satisfied_by(value, spec.direction):
            answer.verdict = Verdict.MET_LATE
            answer.first_satisfied = later
            answer.inputs.append(Input.of("met_late", cell.chosen))
            answer.decided_on = cell.chosen.known_on
            return


def _judge_each(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    answer = Answer(Verdict.PENDING)
    found: list[PeriodVerdict] = []
    grades: list[Certainty] = []
    missing_base = False
    for year in iter_years(statement.horizon.period):
        measured = measure(spec, figures, year)
        figure = measured.figure
        if figure is None:
            missing_base = missing_base or measured.no_baseline
            open_still = Verdict.OVERDUE if on >= year.end else Verdict.PENDING
            found.append(PeriodVerdict(year, open_still, None, percent=False))
            continue
        kept = statement.satisfied_by(figure.value, spec.direction)
        found.append(
            PeriodVerdict(
                year, Verdict.KEPT if kept else Verdict.BREACHED, figure.value, figure.percent
            )
        )
        answer.inputs += [Input.of(role, one) for role, one in figure.observations]
        answer.judged = _judged(spec, statement, figure, year)
        answer.decided_on = max((one.known_on for _, one in figure.observations), default=None)
        grades.append(certainty.of(spec, statement, figures, measured, year))
    answer.periods = tuple(found)
    verdicts = {one.verdict for one in found}
    if Verdict.BREACHED in verdicts:
        answer.verdict = Verdict.BREACHED
    elif verdicts == {Verdict.KEPT}:
        answer.verdict = Verdict.KEPT
    else:
        # The years that are known are all kept; what is missing decides.
        end = statement.horizon.period.end
        undecided = _undecided(spec, figures, Measured(None, None, missing_base), end, on)
        answer.verdict, answer.reason = undecided.verdict, undecided.reason
        return answer
    answer.certainty = certainty.worst(grades)
    return answer


def _judge_peak(spec: TargetSpec, statement: Statement, figures: Figures, on: date) -> Answer:
    """The highest yearly value lies before the horizon ends, and every later year is below it."""
    end = statement.horizon.period.end
    years = {
        period: cell
        for period, cell in figures.cells("level").items()
        if period.months == 12 and cell.chosen.value is not None
    }
    later = [period for period in years if period.start >= end]
    if not later:
        return _undecided(spec, figures, Measured(None), end, on)
    highest = max(years, key=lambda period: years[period].chosen.value or Decimal(0))
    met = highest.end <= end
    chosen = years[highest].chosen
    assert chosen.value is not None
    answer = Answer(Verdict.MET if met else Verdict.MISSED, certainty=Certainty.CLEAR)
    answer.judged = Judged(chosen.value, highest, "peak", False, Decimal(0), None)
    answer.inputs = [Input.of("peak", chosen)]
    answer.inputs += [Input.of("figure", years[period].chosen) for period in later]
    answer.decided_on = max(one.known_on for one in answer.inputs)
    return answer


def _add_checks(
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    measured: Measured,
    period: Period,
    answer: Answer,
) -> None:
    figure, second = measured.figure, measured.second
    assert figure is not None
    if second is not None:
        code = "computed_growth" if second.percent else "stock_difference"
        same = statement.satisfied_by(second.value, spec.direction)
        answer.checks.append(
            Check(
                code=code,
                value=second.value,
                percent=second.percent,
                agrees=same is (answer.verdict is Verdict.MET),
                residual=figure.value - second.value,
            )
        )
        answer.inputs += [Input.of(f"{code}_{role}", one) for role, one in second.observations]
    if figure.cell is not None:
        for other in figure.cell.alternatives:
            if other.value is not None:
                same = statement.satisfied_by(other.value, spec.direction)
                answer.checks.append(
                    Check(
                        "other_source",
                        other.value,
                        figure.percent,
                        same is (answer.verdict is Verdict.MET),
                        figure.value - other.value,
                        other.series,
                    )  # fmt: skip
                )
                answer.inputs.append(Input.of("other_source", other))
    if statement.reference.kind is ReferenceKind.PREVIOUS_YEAR:
        _against_first_print(spec, figures, period, answer)


def _against_first_print(
    spec: TargetSpec, figures: Figures, period: Period, answer: Answer
) -> None:
    """A labelled computation of its own: growth against what was first published for the base."""
    first = Figures(figures.evidence, on=figures.on, rev=figures.rev, first=True)
    base_first = first.level(period.previous_year(), spec.kind, "first_print")
    base = figures.level(period.previous_year(), spec.kind)
    now = figures.level(period, spec.kind)
    if base_first is None or base is None or base_first.value in (0, base.value):
        return
    answer.checks.append(
        Check("base_revision", percent_change(base.value, base_first.value), percent=True)
    )
    answer.inputs += [Input.of(role, one) for role, one in base_first.observations]
    if now is not None:
        answer.checks.append(
            Check("first_print", percent_change(now.value, base_first.value), percent=True)
        )
