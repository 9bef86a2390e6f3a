"""Short ways to write changes, histories and series in tests of the quality checks."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from indicators.domain.codelists import Basis, IndicatorKind
from indicators.domain.periods import Period, parse_period
from indicators.domain.quality.base import Finding, Findings, Severity
from indicators.domain.quality.cases import Change, SeriesFacts
from indicators.domain.quality.registry import declared, rules
from indicators.domain.quality.run import check_figures
from indicators.domain.quality.statistics import Known, Point

D = Decimal
STOCK, FLOW, SHARE, RATE, INDEX = (
    IndicatorKind.STOCK,
    IndicatorKind.FLOW,
    IndicatorKind.SHARE,
    IndicatorKind.RATE,
    IndicatorKind.INDEX,
)
# Values as texts, because a test should say what a source says.
Figures = Mapping[str, str]


def facts(
    kind: IndicatorKind,
    quantity: str = "mass",
    basis: Basis = Basis.LEVEL,
    **settings: dict[str, Any],
) -> SeriesFacts:
    """A series; ``settings`` are what its indicator declares, by check."""
    return SeriesFacts(kind, basis, quantity, rules(declared(settings, "the test")))


STATIONS = facts(STOCK, "count:stations")
STEEL = facts(FLOW)
PERCENT = facts(SHARE, "percent")


def history(figures: Figures, of: SeriesFacts, **rest: Any) -> Known:
    """What is known, from all figures of a series."""
    points = [Point(parse_period(period), D(value)) for period, value in figures.items()]
    return Known.of(points, percent=of.percent, to_date=of.to_date, **rest)


def change(period: str, value: str | None, before: str | None = None, **rest: Any) -> Change:
    """A change of the series ``s``, published 20 days after the period."""
    about = parse_period(period)
    known_on = rest.pop("on", None) or about.end + timedelta(days=20)
    return Change(
        "s",
        about,
        None if value is None else D(value),
        date.fromisoformat(known_on) if isinstance(known_on, str) else known_on,
        before=None if before is None else D(before),
        **rest,
    )


def check(
    changes: Change | list[Change], of: SeriesFacts, known: Figures | Known | None = None
) -> Findings:
    """All findings of changes of one series."""
    if known is None:
        known = {}
    if not isinstance(known, Known):
        known = history(known, of)
    changes = [changes] if isinstance(changes, Change) else changes
    return check_figures(changes, {"s": of}, {"s": known}).findings


def said(findings: Findings) -> dict[str, str]:
    """Severity by check."""
    return {one.check: one.severity.value for one in findings.found}


def only(findings: Findings, code: str) -> Finding:
    """The one finding, of this check."""
    assert [one.check for one in findings.found] == [code]
    return findings.found[0]


def month(index: int, start: int = 2015) -> str:
    """The month ``index`` months after January of ``start``, as text."""
    return str(Period.month_of(start + index // 12, index % 12 + 1))


def year(value: int) -> str:
    """A year as text."""
    return str(value)


HOLD, WARN, NOTE = Severity.HOLD.value, Severity.WARN.value, Severity.NOTE.value

# Crude steel by month in 万吨, made up in the shape of the real ones: a season, slow growth.
SEASON = (95, 92, 103, 104, 107, 104, 103, 102, 101, 100, 95, 94)
MONTHLY_STEEL = {
    month(index): str(D(SEASON[index % 12]) * (650 + 5 * (index // 12)) / 100 * D("12.1"))
    for index in range(60)
}
# Sales of new energy vehicles: from a niche to a mass market, thirty and more percent a year.
NEV = {
    "2013": "17600", "2014": "74800", "2015": "331100", "2016": "507000", "2017": "777000",
    "2018": "1256000", "2019": "1206000", "2020": "1367000", "2021": "3521000", "2022": "6887000",
    "2023": "9495000", "2024": "12866000",
}  # fmt: skip
BASE_STATIONS = {
    "2020-06": "410000", "2020-09": "690000", "2020-12": "718000", "2021-03": "819000",
    "2021-06": "961000", "2021-09": "1159000", "2021-12": "1425000",
}  # fmt: skip
