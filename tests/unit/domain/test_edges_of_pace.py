"""The pace towards a level where something is zero, held, open or missing, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.domain.assessments import Evidence
from indicators.domain.codelists import Basis, Bound, NoOutlookReason, Outlook, Verdict
from tests.unit.domain.builders import (
    FLOW,
    RATE,
    STOCK,
    judge,
    levels,
    note_codes,
    path,
    series,
    statement,
    target,
    to_date,
    used,
)


def test_of_a_stock_every_month_counts() -> None:
    promise = target(statement("level", "at_least", 200, "by 2024"), announced="2020-06-01")
    facts = levels(("2019", 100), ("2020-03", 104), ("2021", 110), ("2022-06", 140))
    answer = judge(promise, facts, "2022-08-01")
    assert used(answer) == [("latest", "2022-06", "140"), ("baseline", "2020-03", "104")]
    assert [(note.code, note.params) for note in answer.notes] == [
        ("baseline_chosen", {"period": "2020-03"})
    ]


def test_of_a_flow_only_the_same_months_count() -> None:
    declared = statement("level", "at_least", 200, "by 2024", on="2020", base=100)
    months = levels(("2021-03", 9), ("2022-03", 10))
    answer = judge(target(declared, kind=FLOW), months, "2022-06-01")
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    overdue = judge(target(declared, kind=FLOW), months, "2025-06-01")
    assert (overdue.verdict, overdue.path) == (Verdict.OVERDUE, ())
    assert judge(target(declared), months, "2025-06-01").path == path(
        ("2021-01-01", 100), ("2025-01-01", 200)
    )


def test_the_baseline_of_a_growth_may_be_had_from_quarters() -> None:
    promise = target(statement("growth", "at_least", 10, "by 2021"), kind=FLOW)
    quarters = levels(*((f"2020-Q{at}", 25) for at in range(1, 5)))
    answer = judge(promise, quarters, "2021-06-01")
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    assert [role for role, _, _ in used(answer)] == ["baseline_part"] * 4
    assert answer.path == path(("2021-01-01", 100), ("2022-01-01", 110))


def test_a_growth_of_a_stock_is_a_way_from_last_year() -> None:
    promise = target(statement("growth", "at_least", 10, "in 2021"), kind=STOCK)
    answer = judge(promise, levels(("2020-12", 100), ("2021-06", 104)), "2021-08-01")
    assert used(answer) == [("latest", "2021-06", "104"), ("baseline", "2020-12", "100")]
    assert answer.pace is not None
    assert (answer.pace.ratio, answer.pace.bound) == (Decimal("0.8"), 110)


BY_2022 = statement("level", "at_least", 2, "by 2022", on="2020")


def test_without_a_baseline_the_latest_figure_is_shown() -> None:
    early = target(statement("level", "at_least", 9, "by 2030"), kind=RATE, announced="2019-01-01")
    answer = judge(early, levels(("2020", 1)), "2021-06-01")
    assert answer.no_outlook is NoOutlookReason.NO_BASELINE
    assert used(answer) == [("latest", "2020", "1")]


def test_before_the_first_figure_after_the_baseline_the_way_is_shown() -> None:
    late = target(statement("level", "at_least", 9, "by 2030"), kind=RATE, announced="2021-03-01")
    answer = judge(late, levels(("2020", 1)), "2021-06-01")
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    assert answer.path == path(("2021-01-01", 1), ("2031-01-01", 9))
    assert note_codes(answer) == ["baseline_chosen"]
    assert used(answer) == [("baseline", "2020", "1")]


def test_small_figures_have_a_pace_like_large_ones() -> None:
    answer = judge(target(BY_2022, kind=RATE), levels(("2020", 1), ("2021", "1.2")), "2022-06-01")
    assert answer.pace is not None
    assert (answer.pace.ratio, answer.outlook) == (Decimal("0.4"), Outlook.FAR_BEHIND)


def test_from_the_horizon_to_the_horizon_there_is_no_way() -> None:
    promise = target(statement("change", "at_least", 5, "by 2020", on="2020", base=100))
    answer = judge(promise, levels(("2019", 90)), "2020-06-01")
    assert answer.no_outlook is NoOutlookReason.NO_BASELINE
    assert used(answer) == [("latest", "2019", "90")]
    assert answer.path == ()
    assert judge(promise, levels(("2019", 90)), "2021-06-01").path == ()


@pytest.mark.parametrize("until", ["2020-12", "2021-06"])
def test_the_path_of_a_decided_target_is_drawn_however_short_it_is(until: str) -> None:
    promise = target(statement("level", "at_least", 2, f"by {until}", on="2020-06"))
    answer = judge(promise, levels(("2020-06", 1), ("2020-12", 2), ("2021-06", 2)), "2022-06-01")
    assert answer.verdict is Verdict.MET
    assert [point.value for point in answer.path] == [1, 2]


def test_an_average_growth_has_no_path() -> None:
    promise = target(
        statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y"), kind=FLOW,
        announced="2021-01-01",
    )  # fmt: skip
    facts = levels(("2019", 95), ("2020", 100), ("2021", 106), ("2022", 112))
    answer = judge(promise, facts, "2023-06-01")
    assert (answer.verdict, answer.path) == (Verdict.MET, ())


# --- What is added to a stock -------------------------------------------------------------------
def test_what_was_added_up_to_the_horizon_itself_is_used() -> None:
    promise = target(statement("change", "at_least", 100, "in 2021", on="2020"))
    added = series(("2021-01-01/P9M", 60), ("2021", 90, "2021-12-20", Bound.AT_LEAST),
                   code="added", basis=Basis.YTD)  # fmt: skip
    facts = Evidence(level=(series(("2020-12", 500)),), additions_ytd=(added,))
    # “More than 90”, printed before the year is over, leaves 100 open.
    answer = judge(promise, facts, "2021-12-25")
    assert answer.verdict is Verdict.PENDING
    assert answer.pace is not None
    assert (answer.pace.latest, answer.pace.ratio) == (590, Decimal("0.9"))
    assert answer.pace.required_from_now is None


# --- A season -----------------------------------------------------------------------------------
def test_a_season_is_that_of_one_year() -> None:
    promise = statement("change", "at_least", 100, "by 2022", on="2020", pacing="seasonal")
    facts = levels(("2017-12", 0), ("2018-06", 10), ("2018-12", 50), ("2019-06", 60),
                   ("2019-12", 100), ("2020-12", 150), ("2021-06", 175))  # fmt: skip
    answer = judge(target(promise), facts, "2021-08-01")
    assert note_codes(answer) == ["seasonal_not_possible"]
    assert answer.pace is not None
    assert (answer.pace.path_value, answer.pace.ratio) == (175, 1)


# --- What is reached, or held -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("quantity", "bound", "latest", "needed"),
    [
        pytest.param("level", 115, 116, None, id="a level, reached"),
        pytest.param("level", 116, 108, 4, id="a level, 8 to go in two years"),
        pytest.param("change", 15, 116, None, id="a change, reached"),
        pytest.param("change", 16, 108, 4, id="a change, not reached"),
        pytest.param("percent_change", 15, 116, None, id="a percent change, reached"),
        pytest.param("percent_change", 16, 108, 4, id="a percent change, not reached"),
    ],
)
def test_what_is_needed_from_now_on(
    quantity: str, bound: int, latest: int, needed: int | None
) -> None:
    promise = statement(quantity, "at_least", bound, "by 2023", on="2020")
    facts = levels(("2020", 100), ("2021", latest))
    answer = judge(target(promise, kind=RATE), facts, "2022-06-01")
    assert answer.pace is not None
    assert answer.pace.required_from_now == needed


def test_a_percentage_of_nothing_is_not_defined() -> None:
    promise = statement("percent_change", "at_least", 10, "by 2023", on="2020")
    answer = judge(target(promise, kind=RATE), levels(("2020", 0), ("2021", 5)), "2022-06-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED
    assert used(answer) == [("latest", "2021", "5"), ("baseline", "2020", "0")]


@pytest.mark.parametrize(
    ("figures", "reason", "symbol", "caution"),
    [
        pytest.param((100, 90, 80), NoOutlookReason.TOO_FEW_POINTS, "", False, id="too few"),
        pytest.param((100, 90, 80, 70), None, "on_track", False, id="falling"),
        pytest.param((70, 80, 90, 100), None, "on_track", True, id="rising"),
    ],
)
def test_a_bound_that_the_baseline_satisfies_is_held(
    figures: tuple[int, ...], reason: Any, symbol: str, caution: bool
) -> None:
    promise = statement("level", "at_most", None, "by 2025", on="2018", high=110)
    facts = to_date(*((str(2018 + at), value) for at, value in enumerate(figures)))
    answer = judge(target(promise, kind=FLOW), facts, "2022-06-01")
    assert (answer.no_outlook, answer.symbol, answer.caution) == (reason, symbol, caution)
    assert (answer.outlook is Outlook.NONE) is (reason is not None)
    assert "baseline_satisfies" in note_codes(answer)
    assert answer.pace is not None
    assert (answer.pace.ratio, answer.pace.bound) == (None, 110)


def test_of_a_range_of_changes_the_nearer_to_none_is_the_level_to_reach() -> None:
    facts = levels(("2020", 100), ("2021", 95))
    for quantity in ("change", "percent_change"):
        promise = statement(quantity, "between", -10, "by 2023", on="2020", high=11)
        pace = judge(target(promise, kind=RATE), facts, "2022-06-01").pace
        assert pace is not None
        assert pace.bound == 90
