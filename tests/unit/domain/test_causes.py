"""Why an answer differs from the one before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indicators.domain.assessments import Evidence, assess
from indicators.domain.causes import Cause, cause_of, turning_days
from indicators.domain.codelists import Basis, MilestoneState, StatusCause
from indicators.domain.results import EvidenceEntry, TargetSpec
from tests.unit.domain.builders import day, levels, series, statement, target

HUNDRED = target(statement("level", "at_least", 100, "in 2021"), announced="2020-01-01")
REVISED = levels(("2021", 120, "2022-01-10"), ("2021", 90, "2022-06-01"))


def why(spec: TargetSpec, evidence: Evidence, before: str, after: str, **rest: object) -> Cause:
    return cause_of(
        assess(spec, evidence, on=day(before)),
        assess(spec, evidence, on=day(after)),
        spec,
        evidence,
        **rest,  # type: ignore[arg-type]
    )


def test_the_first_answer_has_no_other_cause() -> None:
    answer = assess(HUNDRED, REVISED, on=day("2022-02-01"))
    assert cause_of(None, answer, HUNDRED, REVISED).code is StatusCause.FIRST
    unborn = assess(HUNDRED, REVISED, on=day("2019-01-01"))
    assert cause_of(unborn, answer, HUNDRED, REVISED).code is StatusCause.FIRST


def test_a_figure_of_a_new_period_is_new_data_and_is_named() -> None:
    found = why(HUNDRED, REVISED, "2022-01-05", "2022-02-01")
    assert found.code is StatusCause.NEW_DATA
    assert [str(one.value) for one in found.new] == ["120"]
    assert found.revised == ()


def test_a_figure_in_place_of_another_is_a_revision_and_both_are_named() -> None:
    found = why(HUNDRED, REVISED, "2022-02-01", "2022-07-01")
    assert found.code is StatusCause.REVISION
    ((old, new),) = [(one.old, one.new) for one in found.revised]
    assert new is not None
    assert (old.value, new.value) == (120, 90)
    assert (str(old.known_on), str(new.known_on)) == ("2022-01-10", "2022-06-01")


def test_a_figure_that_was_taken_back_is_a_revision_to_nothing() -> None:
    taken_back = levels(("2021", 120, "2022-01-10"), ("2021", None, "2022-06-01"))
    found = why(HUNDRED, taken_back, "2022-02-01", "2022-07-01")
    assert found.code is StatusCause.REVISION
    assert [(one.old.value, one.new) for one in found.revised] == [(120, None)]


def test_a_withdrawal_that_is_loaded_late_is_named_too() -> None:
    facts = levels(("2021", 120, "2022-01-10"), ("2021", None, "2022-02-01"))
    before = replace(
        assess(HUNDRED, levels(("2021", 120, "2022-01-10")), on=day("2022-03-01")), rev=1
    )
    found = cause_of(before, assess(HUNDRED, facts, on=day("2022-03-02")), HUNDRED, facts)
    assert found.code is StatusCause.REVISION
    assert [(one.old.value, one.new) for one in found.revised] == [(120, None)]


def test_a_revision_before_the_last_answer_explains_nothing_now() -> None:
    found = why(HUNDRED, REVISED, "2022-06-02", "2022-07-01")
    assert (found.new, found.revised) == ((), ())


def test_history_loaded_later_counts_although_it_was_known_before() -> None:
    late = levels(("2021", 120, "2022-01-10"))
    before = replace(assess(HUNDRED, Evidence(), on=day("2022-03-01")), rev=0)
    found = cause_of(before, assess(HUNDRED, late, on=day("2022-03-02")), HUNDRED, late)
    assert found.code is StatusCause.NEW_DATA
    assert [one.release for one in found.new] == [1]


def test_a_deadline_that_passes_is_named() -> None:
    found = why(HUNDRED, levels(("2019", 1)), "2021-12-31", "2022-01-01")
    assert found == Cause(StatusCause.DEADLINE_PASSED)


@pytest.mark.parametrize("field", ["superseded_on", "withdrawn_on"])
def test_the_end_of_a_target_s_life_is_a_change_of_the_target(field: str) -> None:
    ended = replace(HUNDRED, **{field: day("2021-06-01")})
    found = why(ended, levels(("2019", 1)), "2021-05-31", "2021-06-01")
    assert found.code is StatusCause.TARGET_CHANGED


def test_evidence_of_a_milestone_is_new_data() -> None:
    promise = target(None, milestone=(EvidenceEntry(day("2021-06-01"), MilestoneState.DONE),))
    found = why(promise, Evidence(), "2021-05-31", "2021-06-01")
    assert found.code is StatusCause.NEW_DATA


def test_a_definition_that_ends_is_a_redefinition() -> None:
    later = series(("2021", 5, "2022-03-01"), code="later")
    facts = Evidence(level=(series(("2019", 1)),), successors=(later,))
    found = why(HUNDRED, facts, "2022-02-01", "2022-03-01")
    assert found.code is StatusCause.REDEFINITION


def test_another_version_of_the_method_is_a_change_of_method() -> None:
    facts = levels(("2019", 1))
    before = replace(assess(HUNDRED, facts, on=day("2021-02-01")), method_version=0)
    after = assess(HUNDRED, facts, on=day("2021-02-02"))
    assert cause_of(before, after, HUNDRED, facts).code is StatusCause.METHOD_CHANGED


def test_what_no_figure_and_no_day_explains_is_told_by_the_caller() -> None:
    found = why(
        HUNDRED, levels(("2019", 1)), "2021-02-01", "2021-02-02",
        otherwise=StatusCause.TARGET_CHANGED,
    )  # fmt: skip
    assert found == Cause(StatusCause.TARGET_CHANGED)


def test_new_figures_count_before_revisions_of_the_same_day() -> None:
    growth = target(statement("growth", "at_least", 3, "in 2021"))
    facts = levels(
        ("2020", 100, "2021-01-10"), ("2020", 101, "2022-01-10"), ("2021", 105, "2022-01-10")
    )
    found = why(growth, facts, "2021-06-01", "2022-02-01")
    assert found.code is StatusCause.NEW_DATA
    assert [str(one.period) for one in found.new] == ["2021"]
    assert [str(one.old.value) for one in found.revised] == ["100"]


def test_turning_days_are_those_on_which_no_figure_is_needed() -> None:
    each = target(statement("level", "at_least", 1, "each 2021-01-01/P2Y"))
    assert turning_days(each) == {day("2022-01-01"), day("2023-01-01")}
    assert turning_days(replace(HUNDRED, withdrawn_on=day("2021-03-01"))) == {
        day("2022-01-01"),
        day("2021-03-01"),
    }
    dated = target(None, due=HUNDRED.statement.horizon.period)  # type: ignore[union-attr]
    assert turning_days(dated) == {day("2022-01-01")}
    assert turning_days(target(None)) == set()


def test_growth_that_is_revised_names_the_growth() -> None:
    promise = target(statement("growth", "at_least", 3, "in 2021"))
    rates = series(("2021", "3.1", "2022-01-10"), ("2021", "2.9", "2022-05-01"), basis=Basis.GROWTH)
    facts = Evidence(growth=(rates,))
    found = why(promise, facts, "2022-02-01", "2022-06-01")
    assert found.code is StatusCause.REVISION
    assert [str(one.old.value) for one in found.revised] == ["3.1"]
