"""Checks of a file as a whole."""

from decimal import Decimal
from typing import Any

import pytest

from indicators.domain.parts import Amount, Part
from indicators.domain.periods import parse_period
from indicators.domain.quality.base import Finding, Findings
from indicators.domain.quality.cases import classify
from indicators.domain.quality.columns import COLUMNS_CHANGED
from indicators.domain.quality.rebasing import Interval, RevisionTally, factors, roundest
from indicators.domain.quality.registry import declared, rules
from indicators.domain.quality.releases import Missing, Rejections, ReleaseFacts
from indicators.domain.quality.run import check_figures, check_release
from indicators.domain.quality.totals import Total
from tests.unit.domain.quality_builders import (
    FLOW,
    HOLD,
    MONTHLY_STEEL,
    NOTE,
    STEEL,
    WARN,
    D,
    change,
    facts,
    only,
    said,
)


def release(**parts: Any) -> ReleaseFacts:
    """A file with ten figures of which one is new, and nothing wrong."""
    return ReleaseFacts(**{"rows": 10, "figures": 10, "changed": 1, "known": 100, **parts})


def checked(settings: object = None, /, **parts: Any) -> Findings:
    return check_release(release(**parts), rules(declared(settings, "the test")))


def test_an_ordinary_release_has_no_findings() -> None:
    columns = ["年份", "产量(万吨)"]
    assert said(checked(columns=columns, columns_before=columns)) == {}
    assert not checked().held()


# --- parts and total --------------------------------------------------------------------------
def total(whole: str, *parts: str | None) -> Total:
    known = [None if part is None else Amount(D(part), D("0.5")) for part in parts]
    return Total(
        "steel",
        parse_period("2023"),
        Amount(D(whole), D("0.5")),
        [Part(f"p{at}", amount) for at, amount in enumerate(known)],
        group=3,
    )


def parts_against(one: Total, **settings: Any) -> Findings:
    of = rules(declared({"sum_of_parts": settings}, "the test"))
    return check_release(release(), totals=[one], rules_of=lambda series: of)


def test_provinces_that_make_more_steel_than_the_country() -> None:
    found = only(parts_against(total("101908", "21000", "60000", "22000")), "sum_of_parts")
    assert (found.severity, found.reason, found.group) == (HOLD, "exceeds", 3)
    assert found.params == {"sum": "103000", "total": "101908", "residual": "-1092"}
    assert found.series == "steel"


def test_parts_within_tolerance_or_rounding_add_up() -> None:
    assert said(parts_against(total("101908", "21000", "60000", "21400"))) == {}
    assert said(parts_against(total("100", "50", "51.5"), tolerance=0)) == {}
    assert said(parts_against(total("100", "50", "51.6"), tolerance=0)) == {"sum_of_parts": HOLD}


def test_parts_that_lack_something_count_only_where_they_are_all() -> None:
    short = total("101908", "21000", "60000")
    assert said(parts_against(short)) == {}
    assert only(parts_against(short, complete=True), "sum_of_parts").reason == "lacks"
    assert said(parts_against(total("101908", "21000", "60000", None), complete=True)) == {}
    assert said(parts_against(total("101908", None), complete=True)) == {}


def test_parts_that_may_be_less_exceed_nothing() -> None:
    open_ended = Total(
        "steel",
        parse_period("2023"),
        Amount(D(100)),
        [Part("a", Amount(D(60), lower=True)), Part("b", Amount(D(60)))],
    )
    assert said(parts_against(open_ended)) == {}


# --- what vanished ----------------------------------------------------------------------------
def test_a_file_that_lost_2015_to_2018() -> None:
    lost = [("steel", parse_period(month)) for month in MONTHLY_STEEL if month < "2019"]
    found = only(checked(known=600, missing=Missing.of(iter(lost))), "shrinking_history")
    assert found.severity == HOLD
    assert found.params["share"] == "8.0"
    assert found.params["years"] == ["2015", "2016", "2017", "2018"]
    assert found.params["cells"][0] == "steel 2015-01"  # type: ignore[index]
    assert len(found.params["cells"]) == 10  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "severity"), [(0, None), (1, WARN), (5, WARN), (6, HOLD)])
def test_a_few_that_vanish_are_shown(count: int, severity: str | None) -> None:
    found = said(checked(missing=Missing(count)))
    assert found.get("shrinking_history") == severity


def test_a_file_of_changes_alone_has_lost_nothing() -> None:
    assert said(checked(partial=True, missing=Missing(50))) == {}


# --- rows -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("count", "severity"), [(0, None), (1, WARN), (5, WARN), (6, HOLD)])
def test_unknown_codes(count: int, severity: str | None) -> None:
    rejected = Rejections.of([("unknown_entity", "TWN"), *[("unknown_entity", "HKG")] * 5][:count])
    found = checked({"unknown_codes": {"least": 6}}, rows=100, rejected=rejected)
    assert said(found).get("unknown_codes") == severity
    if severity:
        assert found.found[0].params["examples"] == ["TWN", "HKG"][:count]


@pytest.mark.parametrize(
    ("count", "severities"),
    [(9, {"unknown_codes": WARN}), (10, {"unknown_codes": HOLD, "rejected_rows": HOLD})],
)
def test_a_few_rows_of_a_small_file_hold_nothing(count: int, severities: dict[str, str]) -> None:
    rejected = Rejections.of([("unknown_entity", "x")] * count)
    assert said(checked(rows=count, rejected=rejected)) == severities


@pytest.mark.parametrize(("count", "severity"), [(20, None), (21, HOLD)])
def test_rejected_rows(count: int, severity: str | None) -> None:
    rejected = Rejections.of([("invalid_number", "x")] * count)
    assert said(checked(rows=100, rejected=rejected)).get("rejected_rows") == severity


def test_more_rejections_than_rows_are_all_of_them() -> None:
    found = only(checked(rows=0, rejected=Rejections({"broken_row": 10})), "rejected_rows")
    assert found.params["share"] == "100.0"
    assert found.params["examples"] == ["broken_row × 10"]


def test_nothing_in_it_and_nothing_new() -> None:
    assert said(checked(figures=0, changed=0)) == {"empty_release": NOTE}
    assert said(checked(changed=0)) == {"all_unchanged_but_new_bytes": NOTE}


# --- columns ----------------------------------------------------------------------------------
def columns(before: list[str], now: list[str], **settings: Any) -> Findings:
    return checked({"columns_changed": settings}, columns_before=before, columns=now)


def test_a_renamed_column_is_named_with_its_new_name() -> None:
    found = only(columns(["年份", "产量(万吨)"], ["年份", "产量"]), "columns_changed")
    assert (found.severity, found.reason) == (HOLD, "vanished")
    assert found.params["vanished"] == ["产量(万吨)"]
    assert found.params["renamed"] == ["产量(万吨) → 产量"]
    assert found.params["added"] == []


def test_of_several_new_columns_the_most_alike_is_the_new_name() -> None:
    found = only(columns(["period", "value", "unit"], ["Period", "values", "uom", "note"]),
                 "columns_changed")  # fmt: skip
    assert found.params["renamed"] == ["value → values"]
    assert found.params["vanished"] == ["value", "unit"]
    assert found.params["added"] == ["uom", "note"]


def test_a_new_column_is_a_note() -> None:
    assert said(columns(["a"], ["a", "b"])) == {"columns_changed": NOTE}
    assert said(columns(["a"], ["a", "b"], mild_severity="off")) == {}


def test_order_case_width_and_spaces_are_no_change() -> None:
    assert said(columns(["Value (Mt)", "产量（万吨）"], ["产量(万吨)", "value（mt）", ""])) == {}


def test_nothing_is_said_of_columns_that_are_not_known() -> None:
    assert said(checked(columns=["a"], columns_before=None)) == {}
    assert COLUMNS_CHANGED.sentences["vanished"]


def test_thousands_of_columns_are_compared_in_bounded_time() -> None:
    before, now = ([f"{sign * 500}{n}" for n in range(2000)] for sign in "xy")
    assert said(columns(before, now)) == {"columns_changed": HOLD}


# --- many revisions at once -------------------------------------------------------------------
def revised(*pairs: tuple[str, str | None]) -> RevisionTally:
    changes = [
        change(period, new, before=old)
        for period, (old, new) in zip(MONTHLY_STEEL, pairs, strict=False)
    ]
    return check_figures(changes, {"s": STEEL}, {}).revisions


def together(tally: RevisionTally, known: int) -> Findings:
    return check_release(release(known=known), revised=tally)


def test_a_change_of_unit_is_named_by_its_factor() -> None:
    tally = revised(*((old, str(D(old) * 10_000)) for old in MONTHLY_STEEL.values()))
    found = only(together(tally, 60), "too_many_revisions")
    assert (found.severity, found.reason) == (HOLD, "factor")
    assert (found.params["factor"], found.params["share"]) == ("10000", "100.0")


def test_a_rebasing_of_rounded_figures_is_named_too() -> None:
    """An index of 2015 = 100 becomes one of 2020 = 100: every figure times 0.8, rounded."""
    pairs = [
        (old, str((D(old) * D("0.8")).quantize(D("0.1"))))
        for old in (f"{100 + n}.{n % 10}" for n in range(30))
    ]
    found = only(together(revised(*pairs), 30), "too_many_revisions")
    assert found.params["factor"] == "0.8"


def test_one_real_revision_among_them_does_not_hide_the_factor() -> None:
    pairs = [(old, str(D(old) / 10)) for old in list(MONTHLY_STEEL.values())[:19]]
    pairs.append(("5.0", "9.0"))
    found = only(together(revised(*pairs), 40), "too_many_revisions")
    assert (found.params["factor"], found.params["fits"]) == ("0.1", "95.0")


def test_revisions_without_a_common_factor_and_figures_taken_back() -> None:
    pairs = [(str(100 + n), str(150 + 7 * n * n)) for n in range(15)] + [("5", None)] * 5
    found = only(together(revised(*pairs), 90), "too_many_revisions")
    assert (found.reason, found.params["count"]) == ("many", 20)


def test_few_revisions_or_a_small_share_of_them_are_no_finding() -> None:
    nine = revised(*[("100", "109")] * 9)
    assert said(together(nine, 9)) == {}
    ten = revised(*[("100", "109")] * 10)
    assert said(together(ten, 10)) == {"too_many_revisions": HOLD}
    assert said(together(ten, 50)) == {}
    assert said(together(ten, 49)) == {"too_many_revisions": HOLD}


def test_rounding_is_not_counted_as_revision() -> None:
    assert revised(*[("100", "100.3")] * 20).revised == 0


def test_the_sample_of_factors_is_bounded() -> None:
    tally = RevisionTally()
    for number in range(1, 20_001):
        one = change("2020", str(number * 10_000), before=str(number))
        tally.add(one, classify(one))
    assert tally.revised == 20_000
    assert len(tally._sample) <= RevisionTally.SIZE
    factor, fits = tally.common_factor() or (Decimal(0), Decimal(0))
    assert (factor, fits > 95) == (10_000, True)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("9900", "10100", "10000"),
        ("0.09", "0.11", "0.1"),
        ("1.02", "1.04", "1.03"),
        ("0.79", "0.83", "0.8"),
        ("0.95", "1.2", "1"),
        ("2.5", "2.5", "2.5"),
        ("-3", "-2", "-1"),
    ],
)
def test_the_roundest_number_of_an_interval(low: str, high: str, expected: str) -> None:
    assert roundest(Interval(D(low), D(high))) == D(expected)


# --- both together ----------------------------------------------------------------------------
def test_findings_of_figures_and_release_go_into_one_answer() -> None:
    report = check_figures([change("2020", "-5")], {"s": facts(FLOW, "count:x")}, {})
    both = check_release(
        release(missing=Missing(1)), revised=report.revisions, findings=report.findings
    )
    assert said(both) == {"negative_count": HOLD, "shrinking_history": WARN}
    assert [one["check"] for one in both.to_dict()["counts"]] == [
        "negative_count",
        "shrinking_history",
    ]
    assert both.held(1)  # a finding without a group concerns every release of the file


def test_an_unfinished_answer_is_off() -> None:
    assert Findings().severity() == "off"
    assert Finding("x", Findings().severity(), "y").to_dict() == {
        "check": "x",
        "severity": "off",
        "reason": "y",
    }


def test_two_revisions_can_share_a_factor_and_one_cannot() -> None:
    assert revised(("100", "1000")).common_factor() is None
    assert revised(("100", "1000"), ("120", "1200")).common_factor() == (10, 100)


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("100", "1000", True),
        ("-100", "-1000", False),
        ("-100", "1000", False),
        ("100", "-1000", False),
        ("0", "5", False),
        ("0.4", "4", True),
        ("0", "0", False),
    ],
)
def test_only_figures_above_zero_have_a_factor(old: str, new: str, fits: bool) -> None:
    found = factors(change("2020", new, before=old))
    assert (found is not None) == fits
    assert found is None or found.low <= 10 <= found.high
