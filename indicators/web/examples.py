"""Worked examples of the methodology page: the engine itself computes them.

They are cases as ``manage.py judge`` takes them, so that a reader can run each one again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.domain import cases
from indicators.domain.assessments import assess
from indicators.domain.codelists import Basis
from indicators.domain.explain import TargetWords, describe_statement, explain
from indicators.domain.periods import Period
from indicators.domain.results import Assessment
from indicators.domain.series import Observation
from indicators.selectors.views import Text
from indicators.web.example_cases import CASES

WORDS = {
    "stations": TargetWords("stations", "个基站", 0),
    "tonnes": TargetWords("Mt", "百万吨", 2),
    "percent": TargetWords("%", "%", 1),
    "factories": TargetWords("factories", "家", 0),
    "yuan": TargetWords("billion yuan", "十亿元", 1),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A statement, the figures that were known, and what the engine says about them."""

    title: Text
    statement: str
    figures: tuple[tuple[Period, str, Observation], ...]
    assessment: Assessment
    sentences: tuple[str, ...]


def examples(lang: str) -> dict[str, list[Example]]:
    """The examples by the paragraph that they belong to."""
    found: dict[str, list[Example]] = {}
    for section, several in CASES.items():
        found[section] = [_example(one, lang) for one in several]
    return found


def _example(given: Mapping[str, Any], lang: str) -> Example:
    case, words = cases.read(given["case"]), WORDS[given["unit"]]
    answer = assess(case.target, case.evidence, on=case.on, method=case.method)
    statement = case.target.statement
    return Example(
        title=Text(given["en"], given["zh"]),
        statement=describe_statement(statement, words, lang) if statement else "",
        figures=tuple(
            (one.period, words.value(one.value or Decimal(0), lang, percent=rate), one)
            for one, rate in _known(case)
        ),
        assessment=answer,
        sentences=tuple(explain(answer, words, lang)),
    )


def _known(case: cases.Case) -> Iterator[tuple[Observation, bool]]:
    """The figures of a case that were known on its day, and whether each is a rate."""
    for series in case.evidence.every_series():
        rate = series.key.basis in (Basis.GROWTH, Basis.YTD_GROWTH)
        for one in series.observations:
            if one.known_on <= case.on and one.value is not None:
                yield one, rate
