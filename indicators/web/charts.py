"""The charts of targets and indicators in all their forms: drawing, words, table, interactive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from indicators.charts import svg
from indicators.charts.axes import scale_of, unit_words
from indicators.charts.data import PathData
from indicators.charts.describe import describe
from indicators.charts.indicator_data import indicator_data
from indicators.charts.path_scene import path_scene
from indicators.charts.plotly_figure import in_themes
from indicators.charts.points import path_data
from indicators.charts.scene import Scene
from indicators.charts.theme import DARK, LIGHT
from indicators.charts.timeline import Event, Plan, timeline, timeline_title, timeline_words
from indicators.charts.words import Words, headline, subtitle
from indicators.domain.codelists import Basis, IndicatorKind, MilestoneState
from indicators.domain.formats import Scale, decimals_of
from indicators.selectors.targets import TargetDetail
from indicators.selectors.views import (
    IndicatorView,
    ObservationView,
    SeriesView,
    TargetView,
    Text,
)
from indicators.web.figures import Vintages, by_basis, domain_series
from indicators.web.query import State

_IN_UNIT = (Basis.LEVEL, Basis.YTD)  # growth is in percent whatever the unit


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words and its table. ``scene`` is missing where nothing is interactive.

    ``narrow`` is the drawing for narrow pages, where there is one.
    """

    name: str
    title: str
    subtitle: str
    description: str
    drawing: svg.Drawing
    narrow: svg.Drawing | None = None
    key: tuple[tuple[str, str], ...] = ()
    scene: Scene | None = None
    data: PathData | None = None
    unit: str = ""
    rows: Sequence[Mapping[str, Any]] = ()
    has_path: bool = False
    has_bound: bool = False
    sources: tuple[Text, ...] = ()

    @property
    def svg(self) -> SafeString:
        """The drawing for a page, named by its headline and description."""
        named = f"{self.name}-title {self.name}"
        if self.narrow is None:
            text = svg.inline(self.drawing, labelled_by=named)
        else:
            text = svg.inline(self.drawing, labelled_by=named, kind="chart wide")
            text += svg.inline(self.narrow, labelled_by=named, kind="chart narrow")
        return mark_safe(text)  # noqa: S308 - texts escaped

    @property
    def signs(self) -> list[tuple[SafeString, str]]:
        """The key: a sign, drawn as in the chart, and its words."""
        return [
            (mark_safe("".join(svg.sign(kind).parts)), text)  # noqa: S308 - constants of ours
            for kind, text in self.key
        ]

    @property
    def figures(self) -> dict[str, Any]:
        """The interactive figure in the colours of both themes."""
        if self.scene is None:
            return {}
        return in_themes(self.scene, {"light": LIGHT, "dark": DARK})


def of_target(detail: TargetDetail, state: State, *, name: str = "chart") -> Chart | None:
    """The chart of a target: its figures against what was promised, or its timeline.

    ``None`` where there is nothing to draw.
    """
    view = detail.target
    if view.milestone is not None:
        return _timeline(view, state, name)
    if view.indicator is None:
        return None
    data = data_of_target(detail)
    if data is None:
        return None
    place = view.entity.name.words(state.lang)
    return _chart(data, view.indicator, place, detail.observations, state.lang, name)


def data_of_target(detail: TargetDetail) -> PathData | None:
    """The figures, path and bound that a target's page draws and lists; ``None`` without any."""
    view = detail.target
    if view.indicator is None:
        return None
    own = [one for one in detail.series if one.indicator.code == view.indicator.code]
    return path_data(
        view.statement,
        IndicatorKind(view.indicator.kind),
        by_basis(domain_series(own, detail.observations)),
        view.assessment,
    )


def of_indicator(
    view: IndicatorView,
    series: Iterable[SeriesView],
    found: Vintages,
    state: State,
    *,
    name: str = "chart",
) -> Chart | None:
    """The chart of the figures of an indicator in one place; ``None`` without any."""
    comparable = [
        one for one in series if one.unit.code == view.unit.code or one.basis not in _IN_UNIT
    ]
    data = indicator_data(
        IndicatorKind(view.kind), domain_series(comparable, found), on=state.on, rev=state.rev
    )
    if data is None:
        return None
    place = comparable[0].entity.name.words(state.lang)
    return _chart(data, view, place, found, state.lang, name)


def _timeline(view: TargetView, state: State, name: str) -> Chart:
    assert view.milestone is not None
    plan = Plan(
        view.milestone.words(state.lang),
        view.announced_on,
        view.due,
        state.on,
        tuple(Event(one.known_on, MilestoneState(one.state)) for one in view.evidence),
    )
    publishers = dict.fromkeys(
        [view.document.publisher, *(one.document.publisher for one in view.evidence)]
    )
    return Chart(
        name=name,
        title=timeline_title(plan, state.lang),
        subtitle=view.entity.name.words(state.lang),
        description=timeline_words(plan, state.lang),
        drawing=timeline(plan, state.lang),
        sources=tuple(Text(one) for one in publishers if one),
    )


def _chart(
    data: PathData,
    view: IndicatorView,
    place: str,
    found: Vintages,
    lang: str,
    name: str,
) -> Chart:
    """All numbers have one number of decimals: as many as the figures have, those of the indicator
    at the most (three where they are scaled to millions or 万). Full digits stand in the table of
    vintages.
    """
    symbol = "%" if data.percent else view.unit.symbol.words(lang)
    scale = scale_of(data.values, lang)
    places = _places(data, scale, view.decimals)
    words = Words(view.name.words(lang), symbol, scale, places, place)
    views = {item.id: item for items in found.values() for item in items}
    rows = [_row(data, at, views, words, lang) for at in range(len(data.points))]
    used = [row["figure"].source.name for row in rows if row["figure"] is not None]
    if not used:
        used = [item.source.name for items in found.values() for item in items]
    scene = path_scene(data, words, lang)
    return Chart(
        name=name,
        title=headline(data, words, lang),
        subtitle=subtitle(data, words, lang),
        description=describe(data, words, lang),
        drawing=svg.drawing(scene),
        narrow=svg.drawing(scene, svg.NARROW),
        key=scene.key,
        scene=scene,
        data=data,
        unit=unit_words(scale, symbol, lang),
        rows=rows,
        has_path=any(one["path"] for one in rows),
        has_bound=any(one["bound"] for one in rows),
        sources=tuple(dict.fromkeys(used)),
    )


def _row(
    data: PathData, at: int, views: Mapping[str, ObservationView], words: Words, lang: str
) -> dict[str, Any]:
    """A row of the table, in the rounding of the drawing."""
    point = data.points[at]
    within = data.window is not None and data.window.contains(point.period) and not point.partial
    bounds = (one for one in (data.low, data.high) if one is not None)
    gap = None if point.path is None else point.value - point.path
    return {
        "period": point.period,
        "value": words.bare(point.value, lang),
        "path": "" if point.path is None else words.bare(point.path, lang),
        "gap": "" if gap is None else words.bare(gap, lang),
        "bound": " – ".join(words.bare(one, lang) for one in bounds) if within else "",
        "figure": views.get(point.observation.id) if point.observation is not None else None,
        "unsure": point.unsure,
        "partial": point.partial,
        "kept": point.kept,
    }


def _places(data: PathData, scale: Scale, decimals: int) -> int:
    most = max(decimals, 1) if data.percent else decimals if scale.factor == 1 else 3
    shown = (decimals_of(point.value / scale.factor) for point in data.points)
    return min(most, max(shown, default=0))
