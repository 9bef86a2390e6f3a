"""Whatever the figures are: never an exception, and never less severe for being worse."""

import json
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.domain.codelists import Basis, Bound, IndicatorKind, ObsStatus
from indicators.domain.errors import DomainError
from indicators.domain.parts import Amount, Part
from indicators.domain.periods import Period
from indicators.domain.quality.base import Finding, Findings, Severity
from indicators.domain.quality.cases import Change, SeriesFacts
from indicators.domain.quality.magnitude import power_off
from indicators.domain.quality.registry import CHECKS, declared, rules
from indicators.domain.quality.releases import Missing, Rejections, ReleaseFacts
from indicators.domain.quality.run import check_figures, check_release
from indicators.domain.quality.sentences import tell
from indicators.domain.quality.settings import Rules
from indicators.domain.quality.statistics import Known, Point, Spread
from indicators.domain.quality.totals import Total
from tests.unit.domain.quality_builders import FLOW, MONTHLY_STEEL, STEEL, D, change, check, facts

values = st.one_of(
    st.decimals(-1000, 1000, places=2),
    st.sampled_from([D(0), D("1e-30"), D("-1e-30"), D("1e39"), D("-9.99e69"), D("1e5000")]),
    st.integers(-(10**40), 10**40).map(Decimal),
    st.builds(Decimal.scaleb, st.integers(-999, 999).map(Decimal), st.integers(-5000, 5000)),
)
periods = st.one_of(
    st.builds(Period.year_of, st.integers(2000, 2030)),
    st.builds(Period.month_of, st.integers(2015, 2025), st.integers(1, 12)),
    st.builds(Period.quarter_of, st.integers(2015, 2025), st.integers(1, 4)),
    st.builds(lambda y, m: Period.of(date(y, 1, 1), months=m), st.integers(2015, 2025),
              st.integers(1, 12)),
    st.builds(lambda d: Period(d, d + timedelta(days=1)), st.dates(date(2016, 2, 27),
              date(2016, 3, 2))),
)  # fmt: skip
severities = st.sampled_from([one.value for one in Severity])
some_rules: st.SearchStrategy[Rules] = st.dictionaries(
    st.sampled_from(sorted(CHECKS)), severities
).map(lambda given: rules(declared(given, "x")))
series = st.builds(
    SeriesFacts,
    kind=st.sampled_from(IndicatorKind),
    basis=st.sampled_from(Basis),
    quantity=st.sampled_from(["percent", "count:stations", "mass", "money:CNY"]),
    rules=st.one_of(
        some_rules,
        st.just(rules(declared({"falling_stock": "hold", "growth_jump": {"limit": 10}}, "x"))),
    ),
)
points = st.lists(st.builds(Point, periods, values), max_size=30)
precisions = st.one_of(st.none(), st.sampled_from([D("0.05"), D("0.5"), D(500)]))
changes = st.lists(
    st.builds(
        Change,
        series=st.just("s"),
        period=periods,
        value=st.one_of(st.none(), values),
        known_on=st.dates(date(2015, 1, 1), date(2031, 1, 1)),
        before=st.one_of(st.none(), values),
        status=st.sampled_from(ObsStatus),
        status_before=st.one_of(st.none(), st.sampled_from(ObsStatus)),
        bound=st.sampled_from(Bound),
        bound_before=st.sampled_from(Bound),
        precision=precisions,
        precision_before=precisions,
        group=st.one_of(st.none(), st.integers(1, 3)),
        line=st.integers(1, 9),
    ),
    max_size=25,
)


def tells_and_stores(findings: Findings) -> None:
    json.dumps(findings.to_dict())
    for finding in findings.found:
        assert finding.severity is not Severity.OFF
        assert Finding.from_dict(json.loads(json.dumps(finding.to_dict()))) == finding
        for lang in ("en", "zh-hans"):
            assert finding.reason in CHECKS[finding.check].sentences
            assert "{" not in tell(finding, lang)


@settings(max_examples=300, deadline=None)
@given(changes, series, points, st.lists(values.map(Decimal.copy_abs), max_size=20))
def test_no_history_raises(
    new: list[Change], of: SeriesFacts, known: list[Point], revisions: list[Decimal]
) -> None:
    before = Known.of(known, percent=of.percent, to_date=of.to_date, revisions=Spread.of(revisions))
    report = check_figures(new, {"s": of}, {"s": before})
    assert report.checked == len(new)
    tells_and_stores(report.findings)
    again = check_figures(list(reversed(new)), {"s": of}, {"s": before}) if len(
        {(one.known_on, one.period) for one in new}
    ) == len(new) else report  # fmt: skip
    assert again.findings.to_dict() == report.findings.to_dict()
    count = sum(1 for one in new if one.before is not None)
    assert report.revisions.revised + report.revisions.taken_back <= count
    facts_of = ReleaseFacts(len(new), len(new), len(new), known=1)
    tells_and_stores(check_release(facts_of, of.rules, revised=report.revisions))


texts = st.text(max_size=12)
counts = st.integers(0, 10**9)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        ReleaseFacts,
        rows=counts,
        figures=counts,
        changed=counts,
        known=counts,
        partial=st.booleans(),
        missing=st.one_of(
            st.builds(Missing, counts),
            st.lists(st.tuples(st.integers(1, 9), periods), max_size=30).map(Missing.of),
        ),
        rejected=st.one_of(
            st.builds(
                Rejections, st.dictionaries(st.sampled_from(["unknown_entity", "x"]), counts)
            ),
            st.lists(st.tuples(st.sampled_from(["unknown_entity", "x"]), texts), max_size=30).map(
                Rejections.of
            ),
        ),
        columns=st.one_of(st.none(), st.lists(texts, max_size=8)),
        columns_before=st.one_of(st.none(), st.lists(texts, max_size=8)),
    ),
    some_rules,
    st.lists(
        st.builds(
            Total,
            series=st.integers(1, 5),
            period=periods,
            total=st.builds(Amount, st.decimals(-1000, 1000, places=2)),
            parts=st.lists(
                st.builds(Part, texts, st.one_of(st.none(), st.builds(
                    Amount, st.decimals(-1000, 1000, places=2)))), max_size=5),
        ),
        max_size=3,
    ),
)  # fmt: skip
def test_no_release_raises(of: ReleaseFacts, declared_rules: Rules, totals: list[Total]) -> None:
    found = check_release(of, declared_rules, totals=totals)
    json.dumps(found.to_dict())
    for finding in found.found:
        for lang in ("en", "zh-hans"):
            assert tell(finding, lang)


def rank(findings: Findings, code: str) -> int:
    return max((one.severity.rank for one in findings.found if one.check == code), default=0)


HIGHER = st.integers(100, 100_000).map(lambda number: D(number) / 100)


@settings(max_examples=150, deadline=None)
@given(HIGHER, HIGHER, st.sampled_from(["plausible_range", "growth_jump"]), st.booleans())
def test_what_is_farther_off_is_no_less_severe(
    one: Decimal, other: Decimal, code: str, above: bool
) -> None:
    of = facts(FLOW, power_of_ten="off", growth_jump={"limit": 60})
    base = D(MONTHLY_STEEL["2019-01"])
    near, far = sorted((one, other))
    said = [
        rank(check(change("2020-01", str(value)), of, MONTHLY_STEEL), code)
        for value in ((base * f if above else base / f) for f in (near, far))
    ]
    assert said[0] <= said[1]


@settings(max_examples=100, deadline=None)
@given(HIGHER, HIGHER, st.booleans())
def test_a_larger_revision_is_no_less_severe(one: Decimal, other: Decimal, above: bool) -> None:
    of = facts(FLOW, power_of_ten="off")
    near, far = sorted((one, other))
    said = [
        rank(check(change("2020", str(D(100) + f if above else D(100) - f), before="100.00"), of),
             "large_revision")
        for f in (near, far)
    ]  # fmt: skip
    assert said[0] <= said[1]


@settings(max_examples=100, deadline=None)
@given(counts, counts, st.integers(1, 10**9), st.integers(0, 100))
def test_more_that_is_lost_or_rejected_is_no_less_severe(
    one: int, other: int, known: int, limit: int
) -> None:
    few, many = sorted((one, other))
    of = rules(declared({c: {"limit": limit} for c in (
        "shrinking_history", "rejected_rows", "unknown_codes")}, "x"))  # fmt: skip
    ranks = [
        [
            rank(found, code)
            for code in ("shrinking_history", "rejected_rows", "unknown_codes")
        ]
        for count in (few, many)
        for found in [
            check_release(
                ReleaseFacts(known, 1, 1, known, missing=Missing(count),
                             rejected=Rejections({"unknown_entity": count})), of)
        ]
    ]  # fmt: skip
    assert all(a <= b for a, b in zip(*ranks, strict=True))


@given(st.integers(-9, 9).filter(bool), st.decimals("0.67", "1.5", places=4), values)
def test_any_power_within_the_tolerance_is_found(power: int, rest: Decimal, value: Decimal) -> None:
    value = D(1) if value == 0 or len(value.as_tuple().digits) > 20 else value
    off = power_off(value.scaleb(power) * rest, value, D(50)) if abs(
        value.adjusted()) < 1000 else (power, True)  # fmt: skip
    assert off == (power, True)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner,
                                                                max_size=3),
    max_leaves=6,
)  # fmt: skip
names = sorted({p.name for one in CHECKS.values() for p in one.parameters} | {"severity"})


@settings(max_examples=300, deadline=None)
@given(
    json_like
    | st.dictionaries(
        st.sampled_from(sorted(CHECKS)),
        json_like | st.dictionaries(st.sampled_from(names), json_like, max_size=4),
        max_size=4,
    )
)
def test_any_settings_are_read_or_refused(given_settings: object) -> None:
    try:
        of = rules(declared(given_settings, "x"))
    except DomainError:
        return
    check_figures([change("2020", "1", before="2")], {"s": SeriesFacts(
        IndicatorKind.STOCK, Basis.LEVEL, "mass", of)}, {})  # fmt: skip
    assert check(change("2020", "1"), STEEL).found == []
