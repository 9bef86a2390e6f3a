"""Figures that were revised, in words: both numbers with like decimals, and the change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.domain.codelists import Basis
from indicators.domain.explain import TargetWords
from indicators.domain.formats import decimals_of, format_number, format_percent, format_signed
from indicators.selectors.views import SeriesView


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """Before, after, the difference in the unit of the series, and in percent."""

    old: str
    new: str
    difference: str
    percent: str


def is_rate(series: SeriesView) -> bool:
    """Whether its figures are percentages, of which the difference is in points."""
    return series.basis in (Basis.GROWTH, Basis.YTD_GROWTH) or series.unit.code == "percent"


def series_value(series: SeriesView, value: Decimal, lang: str) -> str:
    """A figure of a series with its unit."""
    if is_rate(series):
        return TargetWords().value(value, lang, percent=True)
    unit = series.unit.symbol
    return TargetWords(unit.en, unit.zh or unit.en).value(value, lang)


def change_words(
    series: SeriesView, old: Decimal | None, new: Decimal | None, lang: str
) -> ChangeWords:
    """Levels change by percent, rates by percentage points; ``None`` is a figure taken back."""
    rate = is_rate(series)
    places = max(1 if rate else 0, *(decimals_of(one or Decimal(0)) for one in (old, new)))
    difference = percent = ""
    if old is not None and new is not None:
        difference = format_signed(new - old, lang, places)
        if rate:
            difference = _("%(points)s points") % {"points": difference}
        elif old:
            percent = format_percent(100 * (new - old) / abs(old), lang, 2, signed=True)
    return ChangeWords(
        format_number(old, lang, places), format_number(new, lang, places), difference, percent
    )
