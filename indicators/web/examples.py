"""Worked examples of the methodology page: the engine itself computes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.domain.assessments import assess
from indicators.domain.codelists import (
    Basis,
    Comparator,
    Direction,
    Frequency,
    HorizonKind,
    IndicatorKind,
    Quantity,
    ReferenceKind,
)
from indicators.domain.explain import TargetWords, describe_statement, explain
from indicators.domain.periods import Period, parse_period
from indicators.domain.results import Assessment, Evidence, TargetSpec
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import Horizon, Reference, Statement
from indicators.selectors.views import Text

Row = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Example:
    """A statement, the figures that were known, and what the engine says about them."""

    title: Text
    statement: str
    figures: tuple[tuple[Period, str, date], ...]
    assessment: Assessment
    sentences: tuple[str, ...]


def _series(basis: Basis, frequency: Frequency, unit: str, *rows: Row) -> Series:
    key = SeriesKey("example", "example", 1, "CHN", basis, frequency, "example", 1, unit)
    return Series(
        key,
        tuple(
            Observation("example", parse_period(period), Decimal(value), known_on, number)
            for number, (period, value, known_on) in enumerate(rows, 1)
        ),
    )


def _example(
    title: Text,
    statement: Statement,
    kind: IndicatorKind,
    evidence: Evidence,
    *,
    on: date,
    words: TargetWords,
    lang: str,
    direction: Direction = Direction.HIGHER,
) -> Example:
    spec = TargetSpec(
        code="example", statement=statement, indicator="example", entity="CHN",
        direction=direction, kind=kind, announced_on=date(2021, 1, 6),
    )  # fmt: skip
    assessment = assess(spec, evidence, on=on)
    known = [
        one
        for part in (evidence.level, evidence.ytd, evidence.additions)
        for series in part
        for one in series.observations
        if one.known_on <= on and one.value is not None
    ]
    return Example(
        title=title,
        statement=describe_statement(statement, words, lang),
        figures=tuple(
            (one.period, words.value(one.value or Decimal(0), lang), one.known_on) for one in known
        ),
        assessment=assessment,
        sentences=tuple(explain(assessment, words, lang)),
    )


def examples(lang: str) -> list[Example]:
    """A target met, the same target half a year earlier, and a bound on the previous year."""
    stations = TargetWords("stations", "个基站", 0)
    new_stations = Statement(
        Quantity.CHANGE,
        Comparator.MORE_THAN,
        Decimal(600_000),
        None,
        Horizon(HorizonKind.IN, Period.year_of(2021)),
        Reference(ReferenceKind.PERIOD, Period.year_of(2020)),
    )
    stock = Evidence(
        level=(
            _series(
                Basis.LEVEL, Frequency.MONTH, "stations",
                ("2020", "771000", date(2021, 1, 26)),
                ("2021-03", "819000", date(2021, 4, 20)),
                ("2021-06", "961000", date(2021, 7, 16)),
                ("2021", "1425000", date(2022, 1, 21)),
            ),
        )
    )  # fmt: skip
    tonnes = TargetWords("Mt", "百万吨", 2)
    less_steel = Statement(
        Quantity.CHANGE,
        Comparator.LESS_THAN,
        None,
        Decimal(0),
        Horizon(HorizonKind.IN, Period.year_of(2021)),
        Reference(ReferenceKind.PREVIOUS_YEAR),
    )
    to_date = Evidence(
        ytd=(
            _series(
                Basis.YTD, Frequency.MONTH, "Mt",
                ("2020-01-01/P6M", "504.2", date(2021, 1, 18)),
                ("2020-01-01/P12M", "1064.77", date(2021, 1, 18)),
                ("2021-01-01/P6M", "563.3", date(2021, 7, 15)),
            ),
        )
    )  # fmt: skip
    stock_kind, flow_kind = IndicatorKind.STOCK, IndicatorKind.FLOW
    return [
        _example(
            Text("A change of a stock, decided", "存量的变化，已有结论"),
            new_stations, stock_kind, stock, on=date(2022, 2, 1), words=stations, lang=lang,
        ),
        _example(
            Text("The same on 1 July 2021, linear pace", "同一目标在2021年7月1日，线性进度"),
            new_stations, stock_kind, stock, on=date(2021, 7, 1), words=stations, lang=lang,
        ),
        _example(
            Text("The same once June was known", "同一目标，6月数据公布之后"),
            new_stations, stock_kind, stock, on=date(2021, 7, 20), words=stations, lang=lang,
        ),
        _example(
            Text("Below the year before, in a running year", "低于上年，年度尚未结束"),
            less_steel, flow_kind, to_date, on=date(2021, 7, 20), words=tonnes, lang=lang,
            direction=Direction.LOWER,
        ),
    ]  # fmt: skip
