"""How the figures of a chart were revised: the fan of prints, and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.charts import svg
from indicators.charts.data import PathData
from indicators.charts.revisions_fan import MOST, Prints, change, fan_scene, fan_words, revised
from indicators.domain.codelists import Basis
from indicators.domain.formats import decimals_of, format_number, format_signed, listed, short
from indicators.domain.periods import Period
from indicators.domain.words import label
from indicators.selectors.views import SeriesView
from indicators.web.charts import Chart
from indicators.web.figures import Vintages, domain_series
from indicators.web.query import State

_RATES = (Basis.GROWTH, Basis.YTD_GROWTH)


@dataclass(frozen=True, slots=True)
class RevisedRow:
    """A period with its first and its newest print."""

    period: Period
    first: str
    first_on: date
    last: str
    last_on: date
    prints: int
    change: str


@dataclass(frozen=True, slots=True)
class Fan:
    """The chart of revisions of one series with its table."""

    chart: Chart
    series: SeriesView
    rows: tuple[RevisedRow, ...]
    shown: int


def fan(
    data: PathData | None, series: Iterable[SeriesView], found: Vintages, state: State
) -> Fan | None:
    """The revisions of the series that most points of a chart come from; ``None`` without any."""
    if data is None:
        return None
    counted = Counter(one.observation.series for one in data.points if one.observation is not None)
    by_code = {one.code: one for one in series}
    for code, _count in counted.most_common():
        if code in by_code:
            made = _fan(by_code[code], found, state)
            if made is not None:
                return made
    return None


def _fan(view: SeriesView, found: Vintages, state: State) -> Fan | None:
    lang = state.lang
    (series,) = domain_series([view], found)
    several = revised(series.observations, on=state.on, rev=state.rev)
    rate = series.key.basis in _RATES or view.unit.code == "percent"
    scene = fan_scene(several, rate=rate, on=state.on, lang=lang)
    if scene is None:
        return None
    named = [one.name.words(lang) for one in (view.indicator, view.entity)]
    chart = Chart(
        name="fan",
        title=fan_words(several, rate=rate, lang=lang),
        subtitle=listed([*named, label(series.key.basis, lang)], lang),
        description=_(
            "Each line is a period: it starts at the day of its first print and steps where "
            "another figure was published. The newest period is the strong line; the numbers are "
            "in the table."
        ),
        drawing=svg.drawing(scene),
        narrow=svg.drawing(scene, svg.NARROW),
        key=scene.key,
        sources=(view.source.name,),
    )
    return Fan(
        chart,
        view,
        tuple(_row(one, rate, lang) for one in reversed(several)),
        min(len(several), MOST),
    )


def _row(one: Prints, rate: bool, lang: str) -> RevisedRow:
    places = max(1 if rate else 0, decimals_of(one.first), decimals_of(one.last))
    return RevisedRow(
        one.period,
        format_number(one.first, lang, places),
        one.prints[0].known_on,
        format_number(one.last, lang, places),
        one.prints[-1].known_on,
        len(one.prints),
        _change(one, rate, lang) if rate or one.first else "",
    )


def _change(one: Prints, rate: bool, lang: str) -> str:
    size: Decimal = change(one, one.last, rate=rate)
    text, zh = format_signed(size, lang, 2), short(lang) == "zh"
    if rate:
        return f"{text}个百分点" if zh else f"{text} points"
    return f"{text}%" if zh else f"{text} %"
