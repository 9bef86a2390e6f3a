"""Words that pages put around the words of the domain."""

from __future__ import annotations

from django.utils.translation import gettext as _

from indicators.domain import words
from indicators.domain.codelists import (
    Comparator,
    Quantity,
    ReferenceKind,
)
from indicators.domain.explain import TargetWords, bound_words
from indicators.domain.formats import format_period, short
from indicators.domain.statements import Statement
from indicators.selectors.views import SeriesView, TargetView


def used_words(words: TargetWords, series: SeriesView | None, target: TargetView) -> TargetWords:
    """How a figure that an answer used is printed: an operand of a formula in its own unit."""
    own = target.indicator.unit.code if target.indicator else ""
    if series is None or series.unit.code == own:
        return words
    return TargetWords(series.unit.symbol.en, series.unit.symbol.zh or series.unit.symbol.en)


def bound_phrase(statement: Statement, target: TargetWords, lang: str) -> str:
    """The bound for a column: ``more than 600,000 added``, ``below the year before``."""
    if statement.quantity is Quantity.PEAK:
        return _("peak")
    previous = statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    if statement.quantity is Quantity.CHANGE and previous and not statement.bound:
        plain = {
            Comparator.LESS_THAN: _("below the year before"),
            Comparator.AT_MOST: _("not above the year before"),
            Comparator.MORE_THAN: _("above the year before"),
            Comparator.AT_LEAST: _("not below the year before"),
        }
        if statement.comparator in plain:
            return plain[statement.comparator]
    bound = bound_words(statement, target, lang)
    if statement.comparator is not None:
        name = words.label(statement.comparator, lang)
        bound = f"{name}{bound}" if short(lang) == "zh" else f"{name} {bound}"
    against = _against(statement, lang)
    match statement.quantity:
        case Quantity.CHANGE:
            return _("%(bound)s, change %(against)s") % {"bound": bound, "against": against}
        case Quantity.PERCENT_CHANGE:
            return _("%(bound)s %(against)s") % {"bound": bound, "against": against}
        case Quantity.GROWTH:
            return _("growth %(bound)s") % {"bound": bound}
        case Quantity.AVERAGE_GROWTH:
            return _("%(bound)s a year on average") % {"bound": bound}
        case Quantity.CUMULATIVE:
            return _("%(bound)s in all") % {"bound": bound}
    return bound


def _against(statement: Statement, lang: str) -> str:
    if statement.reference.kind is ReferenceKind.PREVIOUS_YEAR:
        return _("on the year before")
    if statement.reference.period is not None:
        return _("on %(period)s") % {"period": format_period(statement.reference.period, lang)}
    return ""
