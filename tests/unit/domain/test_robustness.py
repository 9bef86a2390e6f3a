"""Whatever the figures and the statement are: an answer, the same each time, and no exception."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.domain import retell, words
from indicators.domain.assessments import Assessment, Evidence, TargetSpec, assess
from indicators.domain.codelists import (
    Basis,
    Bound,
    Comparator,
    Direction,
    Frequency,
    HorizonKind,
    IndicatorKind,
    NotAssessableReason,
    ObsStatus,
    Outlook,
    Pacing,
    Quantity,
    ReferenceKind,
    Verdict,
)
from indicators.domain.examination import examine
from indicators.domain.explain import TargetWords, describe_statement, explain
from indicators.domain.figures import Figures
from indicators.domain.outlooks.registry import METHODS
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import CAPS, FLOORS, WINDOWED, Horizon, Reference, Statement

values = st.one_of(
    st.sampled_from([Decimal(0), Decimal(1), Decimal(-1), Decimal(100), Decimal("-100")]),
    st.decimals(-1000, 1000, places=2),
    st.decimals(-(10**20), 10**20, places=9),
    st.sampled_from([Decimal("1e-30"), Decimal(10) ** 45, -(Decimal(10) ** 45)]),
)
year_periods = st.integers(2015, 2030).map(Period.year_of)
periods = st.one_of(
    year_periods,
    st.builds(Period.month_of, st.integers(2015, 2030), st.integers(1, 12)),
    st.builds(Period.quarter_of, st.integers(2015, 2030), st.integers(1, 4)),
    st.builds(
        lambda year, months: Period.of(date(year, 1, 1), months=months),
        st.integers(2015, 2030),
        st.integers(1, 24),
    ),
    st.integers(2015, 2030).map(lambda year: Period.of(date(year, 4, 1), months=12)),
    st.just(Period(date(2020, 2, 29), date(2020, 3, 1))),
    st.just(Period(date(2020, 2, 10), date(2021, 2, 20))),
)
windows = st.builds(
    lambda year, years: Period.of(date(year, 1, 1), months=12 * years),
    st.integers(2018, 2025),
    st.integers(1, 6),
)


@st.composite
def a_series(draw: st.DrawFn, basis: Basis, code: str) -> Series:
    key = SeriesKey(
        code, "i", 1, "CHN", basis, Frequency.ANNUAL, code, draw(st.integers(1, 2)), "u"
    )
    observations = draw(
        st.lists(
            st.builds(
                Observation,
                series=st.just(code),
                period=periods,
                value=st.one_of(st.none(), values),
                known_on=st.dates(date(2015, 1, 1), date(2031, 1, 1)),
                release=st.integers(1, 5),
                status=st.sampled_from(ObsStatus),
                bound=st.sampled_from(Bound),
                precision=st.one_of(st.none(), st.just(Decimal("0.5"))),
            ),
            max_size=12,
        )
    )
    return Series(key, tuple(observations))


def some(basis: Basis, code: str) -> st.SearchStrategy[tuple[Series, ...]]:
    return st.one_of(
        st.just(()),
        a_series(basis, code).map(lambda one: (one,)),
        st.tuples(a_series(basis, code), a_series(basis, code + "b")),
    )


evidence = st.builds(
    Evidence,
    level=some(Basis.LEVEL, "level"),
    ytd=some(Basis.YTD, "ytd"),
    growth=some(Basis.GROWTH, "growth"),
    ytd_growth=some(Basis.YTD_GROWTH, "ytdgrowth"),
    additions=some(Basis.LEVEL, "added"),
    additions_ytd=some(Basis.YTD, "addedytd"),
    removals=some(Basis.LEVEL, "removed"),
    successors=st.lists(a_series(Basis.LEVEL, "later"), max_size=1).map(tuple),
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    quantity = draw(st.sampled_from([one for one in Quantity if one is not Quantity.MILESTONE]))
    comparator = draw(st.sampled_from(Comparator))
    low, high = sorted((draw(values), draw(values)))
    if comparator in CAPS:
        low = None  # type: ignore[assignment]
    elif comparator is not Comparator.BETWEEN:
        high = None  # type: ignore[assignment]
    if quantity in WINDOWED:
        kind = draw(st.sampled_from([HorizonKind.OVER, HorizonKind.IN]))
    else:
        kind = draw(st.sampled_from(HorizonKind))
    windowed = kind in (HorizonKind.EACH, HorizonKind.OVER)
    horizon = draw(windows if windowed else st.one_of(windows, periods))
    referenced = quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE)
    kinds = [one for one in ReferenceKind if not (referenced and one is ReferenceKind.NONE)]
    reference = draw(st.sampled_from(kinds))
    pacing = draw(st.sampled_from(Pacing))
    points = draw(st.lists(st.tuples(year_periods, values), min_size=1, max_size=3))
    return Statement(
        quantity=quantity,
        comparator=comparator,
        low=low,
        high=high,
        horizon=Horizon(kind, horizon),
        reference=Reference(
            reference,
            draw(periods) if reference is ReferenceKind.PERIOD else None,
            draw(st.one_of(st.none(), values)),
        ),
        pacing=pacing,
        tolerance=Decimal(1) if comparator is Comparator.ABOUT else None,
        once=draw(st.booleans()),
        interim=tuple(points) if pacing is Pacing.INTERIM else (),
        bound_precision=draw(st.one_of(st.none(), st.just(Decimal("0.5")))),
    )


targets = st.builds(
    TargetSpec,
    code=st.just("t"),
    statement=statements(),
    indicator=st.just("i"),
    entity=st.just("CHN"),
    direction=st.sampled_from(Direction),
    kind=st.one_of(st.none(), st.sampled_from(IndicatorKind)),
    announced_on=st.dates(date(2015, 1, 1), date(2022, 1, 1)),
)
days = st.dates(date(2015, 1, 1), date(2032, 1, 1))
WORDS = TargetWords("stations", "个", 0)


@settings(max_examples=120, deadline=None)
@given(targets, evidence, days)
def test_any_figures_give_an_answer_that_can_be_stored_and_told(
    target: TargetSpec, facts: Evidence, on: date
) -> None:
    answer = assess(target, facts, on=on)
    assert answer == assess(target, facts, on=on)
    assert Assessment.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    assert target.statement is not None
    for lang in ("en", "zh-hans"):
        assert all(explain(answer, WORDS, lang))
        assert describe_statement(target.statement, WORDS, lang)


@settings(max_examples=100, deadline=None)
@given(targets, evidence, days)
def test_what_every_answer_keeps_to(target: TargetSpec, facts: Evidence, on: date) -> None:
    answer = assess(target, facts, on=on)
    if not answer.exists:
        assert target.announced_on > on
        return
    assert target.statement is not None
    assert (answer.reason is not None) == (answer.verdict is Verdict.NOT_ASSESSABLE)
    assert (answer.no_outlook is None) == (answer.outlook is not Outlook.NONE)
    assert answer.outlook is Outlook.NONE or answer.verdict is Verdict.PENDING
    assert all(one.known_on <= on for one in answer.inputs)
    decided = {Verdict.MET, Verdict.MISSED, Verdict.MET_LATE, Verdict.KEPT, Verdict.BREACHED}
    if answer.verdict in decided:
        assert answer.judged is not None
        assert answer.certainty is not None
    if answer.verdict is Verdict.PENDING:
        assert on < target.statement.horizon.period.end
    if answer.verdict is Verdict.OVERDUE:
        assert on >= target.statement.horizon.period.end
    assert answer.reason is not NotAssessableReason.NO_NUMBER


@settings(max_examples=60, deadline=None)
@given(targets, evidence, days, st.integers(0, 400))
def test_figures_of_later_days_change_nothing(
    target: TargetSpec, facts: Evidence, on: date, later: int
) -> None:
    def until(series: tuple[Series, ...]) -> tuple[Series, ...]:
        return tuple(
            Series(one.key, tuple(each for each in one.observations if each.known_on <= on))
            for one in series
        )

    known = Evidence(
        *(until(part) for part in (
            facts.level, facts.ytd, facts.growth, facts.ytd_growth, facts.additions,
            facts.additions_ytd, facts.removals,
        )),
        successors=until(facts.successors),
    )  # fmt: skip
    assert assess(target, known, on=on) == assess(target, facts, on=on)
    assert assess(target, facts, on=on + timedelta(days=later)) is not None


@settings(max_examples=120, deadline=None)
@given(targets, evidence, days, st.sampled_from(sorted(METHODS)))
def test_every_method_answers_whatever_the_figures_are(
    target: TargetSpec, facts: Evidence, on: date, method: str
) -> None:
    figures = Figures(facts, on=on)
    estimate = METHODS[method].estimate(target, figures)
    assert (estimate.none_because is None) == (estimate.outlook is not Outlook.NONE)
    if estimate.outlook is not Outlook.NONE:
        assert estimate.symbol in words.SYMBOLS or (method == "linear_pace" and not estimate.symbol)
        assert estimate.pace is not None
        assert estimate.inputs
    assert all(one.known_on <= on for one in estimate.inputs)
    answer = assess(target, facts, on=on, method=method)
    assert Assessment.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@settings(max_examples=60, deadline=None)
@given(targets, evidence, days)
def test_any_target_can_be_looked_at_from_every_side(
    target: TargetSpec, facts: Evidence, on: date
) -> None:
    found = examine(target, facts, on=on, other_definitions={2: (target, facts)})
    assert found.assessment == assess(target, facts, on=on)
    assert all(one.verdict == found.assessment.verdict for _, one in found.definitions)
    statuses = [(change.status, change.verdict) for change in found.history.changes]
    assert all(before != after for before, after in pairwise(statuses))
    if found.assessment.exists:
        assert statuses[-1] == (found.assessment.status, found.assessment.verdict)
    for lang in ("en", "zh-hans"):
        for change in found.history.changes:
            retell.cause(change.why, WORDS, lang)
        retell.flips(found.history, WORDS, lang)
        retell.first_published(found.first_published, found.assessment, WORDS, lang)


GOOD = (Verdict.MET, Verdict.KEPT)
BAD = (Verdict.MISSED, Verdict.BREACHED, Verdict.MET_LATE)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN]
    ),
    st.sampled_from([Quantity.LEVEL, Quantity.CHANGE, Quantity.GROWTH]),
    st.sampled_from([HorizonKind.IN, HorizonKind.BY, HorizonKind.EACH]),
    st.lists(st.decimals(1, 1000, places=2), min_size=4, max_size=4),
    st.decimals(0, 500, places=2),
    st.decimals(-300, 1000, places=2),
)
def test_a_better_figure_never_worsens_a_verdict(
    comparator: Comparator,
    quantity: Quantity,
    kind: HorizonKind,
    known: list[Decimal],
    better: Decimal,
    bound: Decimal,
) -> None:
    floor = comparator in FLOORS
    horizon = Period.year_of(2021)
    promise = Statement(
        quantity, comparator, bound if floor else None, None if floor else bound,
        Horizon(kind, horizon), Reference(ReferenceKind.PREVIOUS_YEAR),
    )  # fmt: skip
    spec = TargetSpec(
        "t", promise, "i", "CHN", Direction.NONE, IndicatorKind.FLOW, date(2015, 1, 1)
    )
    key = SeriesKey("s", "i", 1, "CHN", Basis.LEVEL, Frequency.ANNUAL, "s", 1, "u")

    def verdict(last: Decimal) -> Verdict | None:
        figures = [*known[:-1], last]
        series = Series(key, tuple(
            Observation("s", Period.year_of(2018 + at), value, date(2019 + at, 1, 20), at + 1)
            for at, value in enumerate(figures)
        ))  # fmt: skip
        return assess(spec, Evidence(level=(series,)), on=date(2022, 6, 1)).verdict

    first = verdict(known[-1])
    assert first in (*GOOD, *BAD)
    if first in GOOD:
        assert verdict(known[-1] + (better if floor else -better)) is first


@settings(max_examples=100, deadline=None)
@given(targets, evidence, days)
def test_the_path_of_a_decided_target_is_the_one_it_had_while_it_was_open(
    target: TargetSpec, facts: Evidence, on: date
) -> None:
    figures = Figures(facts, on=on)
    estimate = METHODS["linear_pace"].estimate(target, figures)
    if estimate.path and target.statement is not None:
        assert METHODS["linear_pace"].path(target, figures) == estimate.path
