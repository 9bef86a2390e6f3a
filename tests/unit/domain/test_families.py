"""Restatements of one promise, and where they contradict each other."""

from __future__ import annotations

from indicators.domain.assessments import assess
from indicators.domain.families import Conflict, Difference, Member, conflicts
from indicators.domain.results import Evidence
from indicators.domain.statements import Statement
from tests.unit.domain.builders import day, levels, statement, target

FACTS = levels(("2020", 100, "2021-01-10"), ("2021", 654, "2022-01-21"))


def member(
    code: str, promise: Statement | None, *, facts: Evidence = FACTS, indicator: str = "i"
) -> Member:
    return Member(code, promise, indicator, assess(target(promise), facts, on=day("2022-06-01")))


def differences(*members: Member) -> list[Difference]:
    return [one.what for one in conflicts(members)]


MORE = statement("level", "more_than", 600, "in 2021")


def test_a_comparison_that_softened_is_named_with_who_says_which() -> None:
    found = conflicts(
        [member("a", MORE), member("b", statement("level", "at_least", 600, "in 2021"))]
    )
    assert found == [Conflict(Difference.COMPARATOR, (("more_than", ("a",)), ("at_least", ("b",))))]


def test_the_same_said_twice_is_no_conflict() -> None:
    assert differences(member("a", MORE), member("b", MORE)) == []


def test_another_bound_and_with_it_another_verdict() -> None:
    more = statement("level", "more_than", 700, "in 2021")
    assert differences(member("a", MORE), member("b", more)) == [
        Difference.BOUND,
        Difference.VERDICT,
    ]


def test_another_deadline() -> None:
    later = statement("level", "more_than", 600, "in 2022")
    assert differences(member("a", MORE), member("b", later)) == [Difference.DEADLINE]


def test_another_base() -> None:
    on_2020 = statement("change", "more_than", 500, "in 2021", on="2020")
    on_last_year = statement("change", "more_than", 500, "in 2021", on="last year")
    assert differences(member("a", on_2020), member("b", on_last_year)) == [Difference.REFERENCE]


def test_stock_and_flow_name_other_bounds_lawfully_but_must_agree_on_the_verdict() -> None:
    change = statement("change", "more_than", 500, "in 2021", on="2020")
    assert differences(member("a", MORE), member("b", change)) == []
    too_much = statement("change", "more_than", 600, "in 2021", on="2020")
    assert differences(member("a", MORE), member("b", too_much)) == [Difference.VERDICT]


def test_another_indicator_is_not_compared_by_its_bound() -> None:
    per_head = member("b", statement("level", "at_least", 26, "in 2021"), indicator="per head")
    assert differences(member("a", MORE), per_head) == []


def test_what_is_open_has_no_verdict_to_differ_by() -> None:
    assert differences(member("a", MORE), member("b", MORE, facts=Evidence())) == []


def test_a_milestone_contradicts_no_number() -> None:
    assert differences(member("a", MORE), member("b", None)) == []
