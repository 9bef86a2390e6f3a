"""A scene as an interactive figure of Plotly, from the same items as the SVG of the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import plotly.graph_objects as go

from indicators.charts.scene import Band, Column, Distance, Dot, Line, Rule, Scene
from indicators.charts.theme import Palette

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", '
    '"Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
)
_HOVER = "%{customdata}<extra></extra>"
_SYMBOLS = {"bound-mark": "diamond", "average": "triangle-down", "outside": "diamond",
            "breached": "x-thin"}  # fmt: skip
_SIGNS = {"kept": "✓", "breached": "×"}
_DAY = 86_400_000  # milliseconds

Trace = dict[str, Any]


def plotly_figure(scene: Scene, palette: Palette) -> go.Figure:
    """The figure. Floats place marks; what is read was written from the exact values.

    It is put together as data and checked in one go: Plotly checks all that is there already
    whenever something is added.
    """
    makers = (_bands, _columns, _lines, _rules, _distances, _dots)
    annotations = [
        _annotation(item, scene, palette)
        for item in scene.items
        if isinstance(item, Rule | Distance | Dot | Line) and item.label
    ]
    return go.Figure(
        data=[trace for make in makers for trace in make(scene, palette)],
        layout={**_layout(scene, palette), "annotations": annotations},
    )


def figure_json(figure: go.Figure) -> dict[str, Any]:
    """The figure as JSON-ready data, for a ``json_script`` block."""
    found: dict[str, Any] = figure.to_plotly_json()
    return found


def in_themes(scene: Scene, palettes: Mapping[str, Palette]) -> dict[str, dict[str, Any]]:
    """The figure as JSON-ready data in the colours of each theme.

    Plotly checks every value of a figure: it is made once, in colours that stand for their roles,
    and these are replaced.
    """
    names = [one.name for one in fields(Palette)]
    roles = {name: f"#0000{at:02x}" for at, name in enumerate(names)}
    made = figure_json(plotly_figure(scene, Palette(**roles)))
    return {
        theme: _coloured(made, {roles[name]: getattr(palette, name) for name in names})
        for theme, palette in palettes.items()
    }


def _coloured(part: Any, colours: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        # A colour may be followed by two digits that say how opaque it is.
        role = colours.get(part[:7]) if len(part) in (7, 9) else None
        return part if role is None else role + part[7:]
    if isinstance(part, dict):
        return {name: _coloured(one, colours) for name, one in part.items()}
    if isinstance(part, list | tuple):
        return [_coloured(one, colours) for one in part]
    return part


def _layout(scene: Scene, palette: Palette) -> dict[str, Any]:
    axis = scene.axis
    return {
        "template": "none",
        "autosize": True,
        "dragmode": False,
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "margin": {"l": 8, "r": 16, "t": 34, "b": 8},
        # The key stands under the chart as text, where it wraps on a phone.
        "showlegend": False,
        "barmode": "overlay",
        "title": {"text": scene.unit, "x": 0, "xref": "container", "xanchor": "left", "y": 1,
                  "pad": {"t": 8, "l": 8}, "yanchor": "top",
                  "font": {"size": 13, "color": palette.muted}},
        "hoverlabel": {"bgcolor": palette.page, "bordercolor": palette.muted,
                       "font": {"color": palette.text, "family": FONT}},
        "xaxis": {
            "type": "date",
            "range": [scene.first.isoformat(), scene.last.isoformat()],
            "tickvals": [day.isoformat() for day, _ in scene.ticks],
            # In two lines, or a phone would turn them.
            "ticktext": [
                text.replace("end ", "end<br>").replace("年末", "<br>年末")
                for _, text in scene.ticks
            ],
            "tickangle": 0,
            "showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True,
            "linecolor": palette.muted, "showline": True, "ticks": "outside",
            "tickcolor": palette.muted,
        },
        "yaxis": {
            "range": [float(axis.low), float(axis.high)],
            "tickvals": [float(at) for at, _ in axis.ticks],
            "ticktext": [text for _, text in axis.ticks],
            "gridcolor": palette.grid, "fixedrange": True, "automargin": True,
            "zeroline": axis.low < 0, "zerolinecolor": palette.muted, "zerolinewidth": 1,
        },
    }  # fmt: skip


def _annotation(
    item: Rule | Distance | Dot | Line, scene: Scene, palette: Palette
) -> dict[str, Any]:
    common = {"text": item.label, "showarrow": False, "bgcolor": palette.page, "borderpad": 1,
              "opacity": 0.95, "font": {"size": 12, "color": palette.text}}  # fmt: skip
    match item:
        case Rule():
            return common | {"x": item.day.isoformat(), "y": 1, "yref": "paper",
                             "xanchor": "left", "yanchor": "top"}  # fmt: skip
        case Distance():
            middle = (item.value + item.against) / 2
            # Towards the middle of the drawing, where there is room on a phone too.
            right = (item.day - scene.first) < (scene.last - scene.first) * 0.6
            # Beside the line of the distance, or beside the column in which it stands.
            shift = 24 if any(isinstance(one, Column) for one in scene.items) else 8
            return common | {"x": item.day.isoformat(), "y": float(middle), "yanchor": "middle",
                             "xanchor": "left" if right else "right", "name": "gap",
                             "xshift": shift if right else -shift}  # fmt: skip
        case Dot():
            shift = -18 if item.below else 18
            return common | {"x": item.day.isoformat(), "y": float(item.value), "yshift": shift,
                             "xanchor": "auto"}  # fmt: skip
    day, value = item.places[-1]
    return common | {"x": day.isoformat(), "y": float(value), "xanchor": "left",
                     "xshift": 3}  # fmt: skip


def _fill(kind: str, palette: Palette) -> str:
    kinds = kind.split()
    if "unsure" in kinds or "partial" in kinds:
        return palette.page
    if "breached" in kinds:
        return palette.breached
    if "bound-mark" in kinds:
        return palette.bound
    return palette.text if "average" in kinds else palette.actual


def _edge(kind: str, palette: Palette) -> str:
    return palette.breached if "breached" in kind.split() else palette.actual


def _columns(scene: Scene, palette: Palette) -> list[Trace]:
    columns = [item for item in scene.items if isinstance(item, Column)]
    if not columns:
        return []
    texts = [" ".join(part for part in (item.label, _SIGNS.get(item.mark, "")) if part)
             for item in columns]  # fmt: skip
    partial = any("partial" in item.kind.split() for item in columns)
    return [
        {
            "type": "bar",
            "x": [_middle(item.start, item.end) for item in columns],
            "y": [float(item.value) for item in columns],
            "width": [(item.end - item.start).days * _DAY * 0.72 for item in columns],
            "customdata": [item.text for item in columns],
            "hovertemplate": _HOVER,
            "marker": {
                # The colour of a hatched column is that of its lines.
                "color": [palette.actual if "partial" in item.kind.split()
                          else _fill(item.kind, palette) for item in columns],
                "line": {"color": [_edge(item.kind, palette) for item in columns], "width": 1.5},
                **({"pattern": {
                    "shape": ["/" if "partial" in item.kind.split() else "" for item in columns],
                    "size": 7, "solidity": 0.25}} if partial else {}),
            },
            **({"text": texts, "textposition": "outside", "textangle": 0, "cliponaxis": False,
                "textfont": {"color": palette.text, "size": 13}} if any(texts) else {}),
        }
    ]  # fmt: skip


def _middle(start: date, end: date) -> str:
    return date.fromordinal((start.toordinal() + end.toordinal()) // 2).isoformat()


@dataclass(frozen=True, slots=True)
class _Pen:
    colour: Callable[[Palette], str]
    width: float
    dash: str = "solid"


_PENS = {
    "actual-line": _Pen(lambda palette: palette.actual, 2.5),
    "path": _Pen(lambda palette: palette.path, 2, "dash"),
    "bound": _Pen(lambda palette: palette.bound, 1.5, "dot"),
    "bound held": _Pen(lambda palette: palette.bound, 3),
}


def _lines(scene: Scene, palette: Palette) -> list[Trace]:
    traces = []
    for item in scene.items:
        if not isinstance(item, Line):
            continue
        pen = _PENS.get(item.kind, _PENS["path"])
        traces.append(
            {
                "type": "scatter",
                "x": [day.isoformat() for day, _ in item.places],
                "y": [float(value) for _, value in item.places],
                "mode": "lines",
                "line": {"color": pen.colour(palette), "width": pen.width, "dash": pen.dash,
                      "shape": "hv" if item.stepped else "linear"},
                **({"customdata": item.texts, "hovertemplate": _HOVER} if item.texts
                   else {"hoverinfo": "skip"}),
            }
        )  # fmt: skip
    return traces


def _bands(scene: Scene, palette: Palette) -> list[Trace]:
    traces = []
    for item in scene.items:
        if isinstance(item, Band):
            start, end = item.start.isoformat(), item.end.isoformat()
            low, high = float(item.low), float(item.high)
            traces.append(
                {
                    "type": "scatter",
                    "x": [start, end, end, start, start], "y": [low, low, high, high, low],
                    "mode": "lines", "fill": "toself", "fillcolor": palette.bound + "26",
                    "line": {"color": palette.bound, "width": 1},
                    "customdata": [item.text] * 5, "hovertemplate": _HOVER,
                }
            )  # fmt: skip
    return traces


def _rules(scene: Scene, palette: Palette) -> list[Trace]:
    low, high = float(scene.axis.low), float(scene.axis.high)
    return [
        {"type": "scatter", "x": [item.day.isoformat()] * 2, "y": [low, high], "mode": "lines",
         "hoverinfo": "skip", "line": {"color": palette.muted, "width": 1, "dash": "dot"}}
        for item in scene.items
        if isinstance(item, Rule)
    ]  # fmt: skip


def _distances(scene: Scene, palette: Palette) -> list[Trace]:
    return [
        {"type": "scatter", "x": [item.day.isoformat()] * 2,
         "y": [float(item.value), float(item.against)], "mode": "lines",
         "line": {"color": palette.text, "width": 1.5}, "customdata": [item.label] * 2,
         "hovertemplate": _HOVER}
        for item in scene.items
        if isinstance(item, Distance)
    ]  # fmt: skip


def _dots(scene: Scene, palette: Palette) -> list[Trace]:
    dots = [item for item in scene.items if isinstance(item, Dot)]
    if not dots:
        return []
    return [
        {
            "type": "scatter",
            "x": [item.day.isoformat() for item in dots],
            "y": [float(item.value) for item in dots],
            "mode": "markers",
            "cliponaxis": False,
            "customdata": [item.text for item in dots],
            "hovertemplate": _HOVER,
            "marker": {
                "symbol": [_symbol(item.kind) for item in dots],
                "size": [item.radius * (1.8 if item.radius < 6 else 1.7) for item in dots],
                "color": [_fill(item.kind, palette) for item in dots],
                "opacity": 1,
                "line": {
                    "color": [palette.bound if "bound-mark" in item.kind
                              else _edge(item.kind, palette) for item in dots],
                    "width": 2,
                },
            },
        }
    ]  # fmt: skip


def _symbol(kind: str) -> str:
    return next((_SYMBOLS[one] for one in kind.split() if one in _SYMBOLS), "circle")
