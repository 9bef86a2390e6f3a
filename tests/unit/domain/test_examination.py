"""A target from every side: methods, definitions, first answers and flips."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.domain import retell
from indicators.domain.assessments import Evidence
from indicators.domain.codelists import NoOutlookReason, Outlook, Verdict
from indicators.domain.examination import Examination, examine, fastest_change
from indicators.domain.explain import TargetWords
from indicators.domain.outlooks.registry import METHODS
from indicators.domain.results import TargetSpec
from tests.unit.domain.builders import day, levels, statement, target

RISING = levels(*((str(year), 100 + 2 * (year - 2015)) for year in range(2015, 2022)))
FORTY_MORE = target(statement("level", "at_least", 140, "by 2025", on="2020"))


def look(spec: TargetSpec, facts: Evidence, on: str, **rest: object) -> Examination:
    return examine(spec, facts, on=day(on), **rest)  # type: ignore[arg-type]


def codes(found: Examination) -> list[str]:
    return [one.code for one in found.warnings]


def test_every_method_is_asked_while_the_target_is_open_the_deciding_one_first() -> None:
    found = look(FORTY_MORE, RISING, "2022-06-01")
    assert found.opinions[0].method == "linear_pace"
    assert {one.method for one in found.opinions} == set(METHODS)
    assert [one.default for one in found.opinions] == [True, False, False, False]
    by_name = {one.method: one for one in found.opinions}
    assert by_name["linear_pace"].outlook is found.assessment.outlook
    assert by_name["dns_trend"].symbol == "cloud"
    assert by_name["cagr_ratio"].symbol == "limited_progress"
    assert by_name["unsd_extrapolation"].symbol == "fair_progress_acceleration_needed"


def test_the_trend_comes_first_where_each_year_counts() -> None:
    each = target(statement("level", "at_least", 90, "each 2022-01-01/P3Y"))
    found = look(each, RISING, "2022-06-01")
    assert found.opinions[0].method == "dns_trend"
    assert found.opinions[0].outlook is Outlook.ON_TRACK
    assert found.opinions[1].none_because is NoOutlookReason.NO_METHOD


def test_a_decided_target_needs_no_opinions() -> None:
    assert look(FORTY_MORE, levels(("2020", 100), ("2025", 150)), "2026-06-01").opinions == ()


def test_that_methods_disagree_is_said() -> None:
    assert "methods_disagree" in codes(look(FORTY_MORE, RISING, "2022-06-01"))
    on_course = target(statement("level", "at_least", 110, "by 2025", on="2020"))
    assert "methods_disagree" not in codes(look(on_course, RISING, "2022-06-01"))


def test_a_need_greater_than_any_year_so_far_is_said() -> None:
    found = look(FORTY_MORE, RISING, "2022-06-01")
    (note,) = [one for one in found.warnings if one.code == "unprecedented"]
    assert note.params == {"fastest": "2"}
    slow = target(statement("level", "at_least", 118, "by 2025", on="2020"))
    assert "unprecedented" not in codes(look(slow, RISING, "2022-06-01"))


@pytest.mark.parametrize(
    ("values", "needed", "expected"),
    [
        pytest.param([1, 4, 5], 2, 3, id="up"),
        pytest.param([1, 4, 3], -2, -1, id="down"),
        pytest.param([5, 4, 3], 2, 0, id="never went that way"),
        pytest.param([1], 2, None, id="one year"),
        pytest.param([1, 2], 0, None, id="nothing needed"),
        pytest.param([1, 2], None, None, id="no need known"),
    ],
)
def test_the_fastest_change(values: list[int], needed: int | None, expected: int | None) -> None:
    points = [(day(f"{2020 + at}-01-01"), Decimal(value)) for at, value in enumerate(values)]
    found = fastest_change(points, None if needed is None else Decimal(needed))
    assert found == (None if expected is None else Fraction(expected))


def test_a_gap_of_years_is_spread_over_them() -> None:
    points = [(day("2020-01-01"), Decimal(0)), (day("2024-01-01"), Decimal(8))]
    assert fastest_change(points, Decimal(1)) == 2


MET_THEN_MISSED = levels(("2021", 120, "2022-01-10"), ("2021", 90, "2022-06-01"))
HUNDRED = target(statement("level", "at_least", 100, "in 2021"), announced="2020-01-01")


def test_the_first_answer_stands_beside_the_revised_one() -> None:
    found = look(HUNDRED, MET_THEN_MISSED, "2022-07-01")
    assert found.assessment.verdict is Verdict.MISSED
    assert found.first_published is not None
    assert found.first_published.verdict is Verdict.MET
    words = TargetWords("units", "个")
    assert retell.first_published(found.first_published, found.assessment, words, "en") == (
        "As first published (10 January 2022): met, 120 units; as revised: 90 units."
    )
    assert retell.first_published(found.first_published, found.assessment, words, "zh-hans") == (
        "最初公布时（2022年1月10日）：已实现，120个；修订后为90个。"
    )


def test_the_revision_that_flipped_a_verdict_is_named() -> None:
    found = look(HUNDRED, MET_THEN_MISSED, "2022-07-01")
    words = TargetWords("units", "个")
    assert retell.flips(found.history, words, "en") == [
        "A revision on 1 June 2022 turned the verdict into “Missed” (120 units → 90 units (2021))."
    ]
    assert retell.flips(found.history, words, "zh-hans") == [
        "2022年6月1日的修订使结论变为“未实现”（120个 → 90个（2021年））。"
    ]


def test_an_answer_that_was_never_revised_has_no_other_first_answer() -> None:
    found = look(HUNDRED, levels(("2021", 120, "2022-01-10")), "2022-07-01")
    assert found.history.flips == ()
    assert retell.first_published(
        found.first_published, found.assessment, TargetWords(), "en"
    ) == ""  # fmt: skip


def test_a_revision_of_an_outlook_is_no_flip() -> None:
    facts = levels(
        ("2020", 100, "2021-01-10"), ("2021", 90, "2022-01-10"), ("2021", 130, "2022-06-01")
    )
    assert look(FORTY_MORE, facts, "2022-07-01").history.flips == ()


def test_what_another_definition_says_is_said_and_a_contrary_verdict_is_warned_of() -> None:
    other = {2: (HUNDRED, levels(("2021", 80, "2022-03-01")))}
    found = look(
        HUNDRED, levels(("2021", 120, "2022-01-10")), "2022-07-01", other_definitions=other
    )
    assert [(number, one.verdict) for number, one in found.definitions] == [(2, Verdict.MISSED)]
    assert codes(found) == ["other_definition"]
    before = look(
        HUNDRED, levels(("2021", 120, "2022-01-10")), "2022-02-01", other_definitions=other
    )
    assert codes(before) == []


def test_a_target_that_does_not_exist_yet_has_nothing_to_examine() -> None:
    found = look(HUNDRED, MET_THEN_MISSED, "2019-01-01")
    assert found.assessment.exists is False
    assert (found.opinions, found.history.changes, found.first_published) == ((), (), None)
