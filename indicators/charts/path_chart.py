"""The main chart of a target as a Plotly figure: figures, required path and bound."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from indicators.charts.axes import place, scale_of, time_axis, unit_words, value_axis
from indicators.charts.data import PathData, Point, Shape, runs
from indicators.charts.describe import Words
from indicators.charts.theme import Palette
from indicators.domain.formats import format_day, format_period

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", '
    '"Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
)


def path_chart(
    data: PathData, words: Words, names: dict[str, str], lang: str, palette: Palette
) -> go.Figure:
    """The figure of one chart. ``names`` are the legend's words: actual, path, bound.

    Numbers become floats here and nowhere else: they place marks. What is read (ticks, texts at
    the pointer) is written from the exact values.
    """
    scale = scale_of(data.values, lang) if words.scale is None else words.scale
    figure = go.Figure()
    if data.path:
        figure.add_trace(_path(data, words, names["path"], lang, palette))
    for trace in _bounds(data, words, names["bound"], lang, palette):
        figure.add_trace(trace)
    figure.add_trace(_actual(data, words, names["actual"], lang, palette))
    for day in data.breaks:
        figure.add_vline(x=day.isoformat(), line={"color": palette.muted, "dash": "dot"})
    first, last, ticks = time_axis(data, lang)
    margin = (last - first) * 0.04
    axis = value_axis(data.values, lang, zero=data.shape is Shape.COLUMNS, scale=scale)
    title = unit_words(scale, words.unit, lang)
    figure.update_layout(
        template="none",
        autosize=True,
        dragmode=False,
        hovermode="closest",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": palette.text},
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        # The key stands under the chart as text, where it wraps on a phone.
        showlegend=False,
        title={"text": title, "x": 0, "xref": "container", "xanchor": "left", "y": 1,
               "pad": {"t": 8, "l": 8}, "yanchor": "top",
               "font": {"size": 13, "color": palette.muted}},
        bargap=0.25,
        hoverlabel={"bgcolor": palette.page, "bordercolor": palette.muted,
                    "font": {"color": palette.text, "family": FONT}},
        xaxis={
            "type": "date",
            "range": [(first - margin).isoformat(), (last + margin).isoformat()],
            "tickvals": [day.isoformat() for day, _ in ticks],
            # In two lines, or a phone would turn them.
            "ticktext": [
                text.replace("end ", "end<br>").replace("年末", "<br>年末") for _, text in ticks
            ],
            "tickangle": 0,
            "showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True,
            "linecolor": palette.muted, "showline": True, "ticks": "outside",
            "tickcolor": palette.muted,
        },
        yaxis={
            "range": [float(axis.low), float(axis.high)],
            "tickvals": [float(at) for at, _ in axis.ticks],
            "ticktext": [text for _, text in axis.ticks],
            "gridcolor": palette.grid, "fixedrange": True, "automargin": True,
            "zeroline": axis.low < 0, "zerolinecolor": palette.muted, "zerolinewidth": 1,
        },
    )  # fmt: skip
    return figure


def figure_json(figure: go.Figure) -> dict[str, Any]:
    """The figure as JSON-ready data, for a ``json_script`` block."""
    found: dict[str, Any] = figure.to_plotly_json()
    return found


def _actual(
    data: PathData, words: Words, name: str, lang: str, palette: Palette
) -> go.Scatter | go.Bar:
    # A gap between two definitions: a point without a value, which no line crosses.
    shown: list[Point | None] = [None]
    for run in runs(data):
        shown += [*run, None]
    shown = shown[1:-1]
    x = [place(point, data.shape).isoformat() if point else None for point in shown]
    y = [float(point.value) if point else None for point in shown]
    text = [
        f"{format_period(point.period, lang)}: {words.number(point.value, lang)}" if point else ""
        for point in shown
    ]
    common = {"x": x, "y": y, "name": name, "customdata": text,
              "hovertemplate": "%{customdata}<extra></extra>"}  # fmt: skip
    fill = [palette.page if point and point.unsure else palette.actual for point in shown]
    if data.shape is Shape.COLUMNS:
        days = min((point.period.end - point.period.start).days for point in data.points)
        return go.Bar(
            **common,
            width=[days * 86_400_000 * 0.72] * len(x),
            marker={
                "color": fill,
                "line": {"color": palette.actual, "width": 1.5},
            },
        )
    return go.Scatter(
        **common,
        mode="lines+markers",
        cliponaxis=False,
        line={"color": palette.actual, "width": 2.5},
        marker={
            "size": 7 if len(x) <= 40 else 4,
            "color": fill,
            "line": {"color": palette.actual, "width": 2},
        },
    )


def _path(data: PathData, words: Words, name: str, lang: str, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=[on.isoformat() for on, _ in data.path],
        y=[float(value) for _, value in data.path],
        name=name,
        mode="lines",
        line={"color": palette.path, "width": 2, "dash": "dash"},
        customdata=[
            f"{name}, {format_day(on, lang)}: {words.number(value, lang)}"
            for on, value in data.path
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bounds(
    data: PathData, words: Words, name: str, lang: str, palette: Palette
) -> list[go.Scatter]:
    """A diamond where a level is to be reached; a line across where it is to be held."""
    if data.window is None:
        return []
    traces = []
    held = data.shape is Shape.COLUMNS
    for value in (one for one in (data.low, data.high) if one is not None):
        days = [data.window.last_day]
        if held:
            days = [data.window.start, data.window.last_day]
        elif not data.path:
            days = [data.points[0].period.last_day, data.window.last_day]
        text = f"{name}, {format_period(data.window, lang)}: {words.number(value, lang)}"
        traces.append(
            go.Scatter(
                x=[day.isoformat() for day in sorted(days)],
                y=[float(value)] * len(days),
                name=name,
                mode="lines" if held else "lines+markers",
                line={
                    "color": palette.bound,
                    "width": 3 if held else 1.5,
                    "dash": "solid" if held else "dot",
                },
                marker={
                    "symbol": "diamond",
                    "size": [0] * (len(days) - 1) + [13],
                    "opacity": 1,
                    "color": palette.bound,
                },
                customdata=[text] * len(days),
                cliponaxis=False,
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return traces
