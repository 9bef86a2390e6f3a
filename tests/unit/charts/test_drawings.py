"""Axes, words, Plotly figure and SVG of the same data."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from indicators.charts.axes import step_of, time_axis, value_axis
from indicators.charts.bullet import bullet
from indicators.charts.data import PathData, Point, Shape
from indicators.charts.describe import describe
from indicators.charts.path_scene import path_scene
from indicators.charts.plotly_figure import figure_json, plotly_figure
from indicators.charts.sparkline import sparkline
from indicators.charts.svg import drawing, inline
from indicators.charts.theme import DARK, LIGHT, Palette
from indicators.charts.words import Words
from indicators.domain.codelists import Basis
from indicators.domain.formats import ONE, pick_scale
from indicators.domain.periods import Period, parse_period


def path_svg(shown: PathData, words: Words, lang: str) -> str:
    return inline(drawing(path_scene(shown, words, lang)), labelled_by="chart")


def path_chart(shown: PathData, words: Words, lang: str, palette: Palette) -> go.Figure:
    return plotly_figure(path_scene(shown, words, lang), palette)


def data(
    *figures: tuple[str, str], shape: Shape = Shape.LINE, path: bool = True, bound: str = "100"
) -> PathData:
    return PathData(
        shape,
        Basis.LEVEL,
        False,
        tuple(
            Point(parse_period(period), Decimal(value), unsure=number == 1)
            for number, (period, value) in enumerate(figures)
        ),
        ((date(2020, 12, 31), Decimal(50)), (date(2025, 12, 31), Decimal(100))) if path else (),
        Decimal(bound),
        None,
        parse_period("2025"),
    )


@pytest.mark.parametrize(
    ("span", "step"),
    [("10", "2"), ("1", "0.2"), ("7", "2"), ("1200", "250"), ("0.03", "0.01"), ("0", "1")],
)
def test_steps_are_round(span: str, step: str) -> None:
    assert step_of(Decimal(span)) == Decimal(step)


@pytest.mark.parametrize(
    "values",
    [["5"], ["0"], ["-3"], ["-5", "7"], ["1e12", "3e12"], ["0.001", "0.002"], ["99", "101"]],
)
@pytest.mark.parametrize("zero", [True, False])
def test_an_axis_holds_every_value(values: list[str], zero: bool) -> None:
    numbers = [Decimal(value) for value in values]
    axis = value_axis(numbers, "en", zero=zero, scale=None)
    assert axis.low <= min(numbers) <= max(numbers) <= axis.high
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 12
    assert len({text for _, text in axis.ticks}) == len(axis.ticks)
    if zero:
        assert axis.low <= 0 <= axis.high


def test_years_are_never_printed_as_numbers_with_separators() -> None:
    _, _, ticks = time_axis(data(("2020", "50"), ("2021", "58")), "en")
    assert [text for _, text in ticks] == ["2020", "2021", "2022", "2023", "2024", "2025"]


def test_where_months_are_drawn_the_tick_says_which_end_it_marks() -> None:
    shown = data(("2020", "50"), ("2021-06", "58"))
    assert time_axis(shown, "en")[2][0][1] == "end 2020"
    assert time_axis(shown, "zh-hans")[2][0][1] == "2020年末"


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("shape", Shape)
def test_the_figure_has_path_bound_and_figures(palette: Palette, shape: Shape) -> None:
    shown = data(("2020", "50"), ("2021", "58"), shape=shape)
    figure = path_chart(shown, Words("wind", "GW"), "en", palette)
    read = [text for trace in figure.data for text in trace.customdata or ()]
    assert "Required path, 31 December 2025: 100 GW" in read
    assert "Bound, 2025: 100 GW" in read
    assert "2021: 58 GW (provisional or estimated)" in read
    figures = figure.data[0] if shape is Shape.COLUMNS else figure.data[-1]
    assert list(figures.y)[-2:] == [50.0, 58.0]
    assert figure.layout.dragmode is False
    assert figure.layout.xaxis.fixedrange is True


def test_the_figure_is_small_and_plain_json() -> None:
    shown = data(*((str(year), str(year - 1990)) for year in range(1990, 2025)))
    figure = path_chart(shown, Words("wind", "GW"), "en", LIGHT)
    text = json.dumps(figure_json(figure), default=str)
    assert len(text) < 12_000
    assert "<a " not in text  # links in a chart would set styles that the policy refuses


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_drawing_is_valid_and_free_of_styles(shape: Shape, lang: str) -> None:
    shown = data(("2020", "50"), ("2021", "-8"), shape=shape)
    text = path_svg(shown, Words("风电 & <wind>", "万千瓦 <&>"), lang)
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "chart"
    assert "style=" not in text
    assert not re.search(r"nan|inf\b|None", text)


def test_one_figure_is_enough() -> None:
    for shape in Shape:
        shown = data(("2025", "50"), shape=shape, path=False)
        assert path_svg(shown, Words("x", ""), "en")
        assert path_chart(shown, Words("x", ""), "en", LIGHT).data


def test_words_give_ends_extremes_path_and_bound() -> None:
    shown = data(("2020", "50"), ("2021", "70"), ("2022", "58"))
    assert describe(shown, Words("Wind capacity", "GW"), "en") == (
        "Line chart of Wind capacity: 3 figures, from 50 GW (2020) to 58 GW (2022). "
        "Lowest 50 GW (2020), highest 70 GW (2021). "
        "The required path runs from 50 GW on 31 December 2020 to 100 GW on 31 December 2025. "
        "The bound is 100 GW."
    )
    assert "最高2021年为70吉瓦" in describe(shown, Words("风电装机", "吉瓦"), "zh-hans")


def test_words_of_a_single_figure_compare_nothing() -> None:
    text = describe(data(("2025", "50"), path=False), Words("Wind", "%"), "en")
    assert text == "Line chart of Wind: one figure, 50 % (2025). The bound is 100 %."


def test_one_scale_serves_a_whole_chart() -> None:
    values = [Decimal(5_000_000), Decimal(164_000)]
    axis = value_axis(values, "en", zero=True, scale=pick_scale(values, "en"))
    assert [text for _, text in axis.ticks] == ["0", "1", "2", "3", "4", "5"]
    assert value_axis(values, "zh-hans", zero=True, scale=ONE).ticks[-1][1] == "5,000,000"


@pytest.mark.parametrize(
    ("value", "bound", "start"), [("5", "10", None), ("-3", "0", None), ("30", "40", "20")]
)
def test_a_bullet_lies_within_its_frame(value: str, bound: str, start: str | None) -> None:
    text = bullet(Decimal(value), Decimal(bound), start=Decimal(start) if start else None)
    root = ElementTree.fromstring(text)
    assert root.get("aria-hidden") == "true"
    for rect in root.iter("rect"):
        left, width = float(rect.get("x", "")), float(rect.get("width", ""))
        assert left >= 0
        assert left + width <= 120.1


def test_nothing_is_drawn_where_nothing_can_be_compared() -> None:
    assert bullet(Decimal(0), Decimal(0)) == ""
    assert sparkline([]) == ""
    assert sparkline([(date(2021, 1, 1), Decimal(1))]) == ""


def test_a_flat_sparkline_runs_through_the_middle() -> None:
    text = sparkline([(date(2020, 1, 1), Decimal(3)), (date(2021, 1, 1), Decimal(3))])
    assert "M3.0 13.0L107.0 13.0" in text


def test_periods_of_any_length_have_a_place() -> None:
    odd = Period(date(2021, 1, 1), date(2021, 3, 1))
    shown = PathData(
        Shape.COLUMNS, Basis.YTD, False, (Point(odd, Decimal(1)),), (), None, None, None
    )
    assert path_svg(shown, Words("x", ""), "en")
