"""Findings in words, in English and Simplified Chinese."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from indicators.domain.codelists import ObsStatus
from indicators.domain.formats import (
    format_day,
    format_number,
    format_percent,
    format_period,
    format_signed,
    short,
)
from indicators.domain.periods import parse_period
from indicators.domain.quality.base import SEVERITIES, Finding, Param, Severity
from indicators.domain.quality.magnitude import HINTS
from indicators.domain.quality.registry import CHECKS
from indicators.domain.words import Pair, label, pick

# How a value of the series is printed; by default without its unit.
Show = Callable[[Decimal, str], str]
YARDSTICKS: dict[str, Pair] = {
    "before": ("the figure that it replaces", "被替换的数值"),
    "last_year": ("the same period a year before", "上年同期"),
    "previous": ("the period before", "上期"),
    "earlier": ("the last figure before it", "此前最近的数据"),
}
_VALUES = frozenset({"other", "low", "high", "sum", "total", "residual"})
_COUNTS = frozenset({"count", "known", "rows", "figures", "times", "factor"})
_PERCENTS = frozenset({"share", "fits"})


def number(value: Decimal, lang: str) -> str:
    """A value without a unit. What nobody can read in full is printed as it is."""
    return format_number(value, lang) if abs(value.adjusted()) < 60 else str(value)


def severity_words(severity: Severity, lang: str) -> str:
    """The word of a severity."""
    return pick(SEVERITIES[severity], lang)


def title(finding: Finding, lang: str) -> str:
    """What the check is called; its code if it is not known any more."""
    check = CHECKS.get(finding.check)
    return finding.check.replace("_", " ") if check is None else pick(check.title, lang)


def tell(finding: Finding, lang: str, show: Show = number) -> str:
    """The sentence of a finding. ``show`` prints a value of its series, with the unit.

    A finding of a check or reason that is not known any more (it was stored by an older version)
    is told by its title.
    """
    check = CHECKS.get(finding.check)
    if check is None or finding.reason not in check.sentences:
        return title(finding, lang)
    said = {name: _said(name, value, finding, lang, show) for name, value in finding.params.items()}
    said["period"] = format_period(finding.period, lang) if finding.period else ""
    said["new"] = show(finding.new, lang) if finding.new is not None else "–"
    said["old"] = show(finding.old, lang) if finding.old is not None else "–"
    return pick(check.sentences[finding.reason], lang).format_map(said)


def _said(name: str, value: Param, finding: Finding, lang: str, show: Show) -> str:
    if isinstance(value, list):
        return _list(name, value, lang)
    text = str(value)
    if name in _VALUES:
        return show(Decimal(text), lang)
    if name in _COUNTS:
        return number(Decimal(text), lang)
    if name in _PERCENTS:
        return format_percent(Decimal(text), lang, _places(text))
    if name in ("change", "limit"):
        measure = finding.params.get("measure", "percent")
        return _change(text, str(measure), lang, signed=name == "change")
    return _word(name, text, lang)


def _word(name: str, text: str, lang: str) -> str:
    match name:
        case "yardstick":
            return pick(YARDSTICKS[text], lang)
        case "hint":
            return pick(HINTS[text], lang)
        case "other_period":
            return format_period(parse_period(text), lang)
        case "on":
            return format_day(date.fromisoformat(text), lang)
        case "status" | "status_before":
            return label(ObsStatus(text), lang)
    return text


def _change(text: str, measure: str, lang: str, *, signed: bool) -> str:
    if not text:
        return "–"
    value, places = Decimal(text), _places(text)
    if abs(value.adjusted()) > 20:
        return text
    if measure == "points":
        said = format_signed(value, lang, places) if signed else number(value, lang)
        return f"{said}个百分点" if short(lang) == "zh" else f"{said} points"
    return format_percent(value, lang, places, signed=signed)


def _places(text: str) -> int:
    exponent = Decimal(text).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _list(name: str, items: list[str], lang: str) -> str:
    """A list in a sentence; some lists are sentences or parts of their own, or nothing."""
    zh = short(lang) == "zh"
    said = ("、" if zh else ", ").join(f"“{one}”" if name in _QUOTED else one for one in items)
    if name == "years":
        years = _runs([int(one) for one in items], "、" if zh else ", ")
        return (f"（{years}年）" if zh else f" ({years})") if items else ""
    if name == "cells" and items:
        return f"，例如{said}" if zh else f"; for example {said}"
    if name == "renamed" and items:
        return f"可能改名：{said}。" if zh else f" Perhaps renamed: {said}."
    if name == "added" and items:
        return f"新增列：{said}。" if zh else f" New: {said}."
    return said


_QUOTED = frozenset({"vanished", "added", "added_only"})


def _runs(years: list[int], between: str) -> str:
    """``2010, 2015–2018``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return between.join("–".join(map(str, run)) for run in runs)
