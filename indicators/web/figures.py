"""Figures of series for pages: domain series from views, charts, tables and vintages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from indicators.charts.axes import scale_of, unit_words
from indicators.charts.data import PathData
from indicators.charts.describe import Words, describe
from indicators.charts.path_chart import figure_json, path_chart
from indicators.charts.path_svg import path_svg
from indicators.charts.theme import DARK, LIGHT
from indicators.domain.codelists import Basis, Bound, Frequency, ObsStatus
from indicators.domain.formats import Scale, decimals_of, format_number
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.selectors.views import ObservationView, SeriesView

Vintages = Mapping[str, tuple[ObservationView, ...]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in all its forms: drawing, interactive figure, words, and the table's rows."""

    svg: SafeString
    figures: dict[str, Any]
    description: str
    unit: str
    rows: list[dict[str, Any]]
    has_path: bool
    has_bound: bool


def domain_series(series: Iterable[SeriesView], found: Vintages) -> list[Series]:
    """Series as the domain knows them, with every vintage that was given."""
    return [
        Series(
            SeriesKey(
                code=one.code,
                indicator=one.indicator.code,
                version=one.version,
                entity=one.entity.code,
                basis=Basis(one.basis),
                frequency=Frequency(one.frequency),
                source=one.source.code,
                source_rank=one.source_rank,
                unit=one.unit.code,
            ),
            tuple(
                Observation(
                    series=item.series,
                    period=item.period,
                    value=item.value,
                    known_on=item.known_on,
                    release=item.release,
                    status=ObsStatus(item.status),
                    bound=Bound(item.bound),
                )
                for item in found.get(one.code, ())
            ),
        )
        for one in series
    ]


def by_basis(series: Iterable[Series]) -> dict[Basis, list[Series]]:
    """Series sorted by what they give."""
    result: dict[Basis, list[Series]] = {}
    for one in series:
        result.setdefault(one.key.basis, []).append(one)
    return result


def chart(
    data: PathData,
    *,
    subject: str,
    unit: str,
    decimals: int,
    found: Vintages,
    lang: str,
    name: str = "chart",
) -> Chart:
    """The chart of ``data``; ``unit`` is a symbol, ``name`` the id of its description.

    All numbers have one number of decimals: as many as the figures have, ``decimals`` at the most
    (three where they are scaled to millions or 万). Full digits stand in the table of vintages.
    """
    symbol = "%" if data.percent else unit
    scale = scale_of(data.values, lang)
    bare, places = Scale(scale.factor, ""), _places(data, scale, decimals)
    words = Words(subject, symbol, scale, places)
    names = {
        "actual": _("Published figures"),
        "path": _("Required path"),
        "bound": _("Bound"),
    }
    views = {item.id: item for items in found.values() for item in items}
    rows = []
    for point in data.points:
        view = views.get(point.observation.id) if point.observation is not None else None
        within = data.window is not None and data.window.contains(point.period)
        rows.append(
            {
                "period": point.period,
                "value": format_number(point.value, lang, places, bare),
                "path": format_number(point.path, lang, places, bare)
                if point.path is not None
                else "",
                "gap": format_number(point.value - point.path, lang, places, bare)
                if point.path is not None
                else "",
                "bound": " – ".join(
                    format_number(one, lang, places, bare)
                    for one in (data.low, data.high)
                    if one is not None
                )
                if within
                else "",
                "figure": view,
                "unsure": point.unsure,
            }
        )
    svg = path_svg(data, words, lang, labelled_by=name)
    return Chart(
        svg=mark_safe(svg),  # noqa: S308 - built by us, texts escaped
        figures={
            theme: figure_json(path_chart(data, words, names, lang, palette))
            for theme, palette in (("light", LIGHT), ("dark", DARK))
        },
        description=describe(data, words, lang),
        unit=unit_words(scale, symbol, lang),
        rows=rows,
        has_path=any(one["path"] for one in rows),
        has_bound=any(one["bound"] for one in rows),
    )


def _places(data: PathData, scale: Scale, decimals: int) -> int:
    most = max(decimals, 1) if data.percent else decimals if scale.factor == 1 else 3
    shown = (decimals_of(point.value / scale.factor) for point in data.points)
    return min(most, max(shown, default=0))
