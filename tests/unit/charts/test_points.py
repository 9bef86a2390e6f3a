"""What a chart shows of a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from indicators.charts.data import PathData, Point, Shape, runs, splice
from indicators.charts.describe import describe
from indicators.charts.path_scene import path_scene
from indicators.charts.plotly_figure import plotly_figure
from indicators.charts.points import path_data
from indicators.charts.svg import drawing
from indicators.charts.theme import LIGHT
from indicators.charts.words import Words
from indicators.domain.assessments import assess
from indicators.domain.codelists import Basis, Direction, Frequency, IndicatorKind
from indicators.domain.periods import Period, parse_period
from indicators.domain.results import Evidence, TargetSpec
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import Statement, build

TODAY = date(2022, 7, 1)


def series(basis: Basis, figures: dict[str, str], known_on: date = date(2021, 1, 1)) -> Series:
    key = SeriesKey("s", "i", 1, "CHN", basis, Frequency.ANNUAL, "nbs", 1, "Mt")
    return Series(
        key,
        tuple(
            Observation("s", parse_period(period), Decimal(value), known_on, number)
            for number, (period, value) in enumerate(figures.items(), 1)
        ),
    )


def statement(**parts: Any) -> Statement:
    defaults: dict[str, Any] = {
        "quantity": "level",
        "comparator": "at_least",
        "low": Decimal(100),
        "high": None,
        "horizon_kind": "by",
        "horizon_period": parse_period("2025"),
    }
    return build(**(defaults | parts))


def drawn(
    said: Statement | None, kind: IndicatorKind, on: date = TODAY, **evidence: Series
) -> PathData | None:
    spec = TargetSpec("t", said, "i", "CHN", Direction.HIGHER, kind, date(2021, 1, 1))
    found = assess(spec, Evidence(**{name: (one,) for name, one in evidence.items()}), on=on)
    return path_data(said, kind, {Basis(name): [one] for name, one in evidence.items()}, found)


class TestAStock:
    said = statement(reference_kind="period", reference_period=parse_period("2020"))
    level = series(Basis.LEVEL, {"2020": "50", "2021": "58", "2022-03": "61"})

    def test_is_a_line_with_its_path_and_bound(self) -> None:
        data = drawn(self.said, IndicatorKind.STOCK, level=self.level)
        assert data is not None
        assert data.shape is Shape.LINE
        assert [point.value for point in data.points] == [Decimal(50), Decimal(58), Decimal(61)]
        assert data.low == Decimal(100)
        assert data.path[0] == (date(2020, 12, 31), Decimal(50))
        assert data.path[-1] == (date(2025, 12, 31), Decimal(100))

    def test_has_the_value_of_the_path_beside_each_figure(self) -> None:
        data = drawn(self.said, IndicatorKind.STOCK, level=self.level)
        assert data is not None
        assert [point.path for point in data.points][:2] == [Decimal(50), Decimal(60)]

    def test_shows_nothing_that_was_published_later(self) -> None:
        assert drawn(self.said, IndicatorKind.STOCK, on=date(2020, 12, 1), level=self.level) is None


def test_a_change_is_drawn_as_the_level_it_leads_to() -> None:
    said = statement(
        quantity="change",
        comparator="less_than",
        low=None,
        high=Decimal(0),
        reference_kind="previous_year",
        horizon_kind="in",
        horizon_period=parse_period("2021"),
    )
    level = series(Basis.LEVEL, {"2019": "996", "2020": "1065", "2021": "1033"})
    data = drawn(said, IndicatorKind.FLOW, level=level)
    assert data is not None
    assert data.shape is Shape.COLUMNS
    assert (data.low, data.high) == (None, Decimal(1065))
    assert data.path == ()


def test_a_running_year_is_compared_with_the_same_months() -> None:
    said = statement(
        quantity="change",
        comparator="less_than",
        low=None,
        high=Decimal(0),
        reference_kind="previous_year",
        horizon_kind="in",
        horizon_period=parse_period("2021"),
    )
    to_date = series(
        Basis.YTD,
        {
            "2019-01-01/P6M": "480",
            "2020-01-01/P3M": "250",
            "2020-01-01/P6M": "504.2",
            "2021-01-01/P6M": "563.3",
        },
    )
    data = drawn(said, IndicatorKind.FLOW, on=date(2021, 8, 1), ytd=to_date)
    assert data is not None
    assert data.basis is Basis.YTD
    assert [point.value for point in data.points] == [
        Decimal("480"),
        Decimal("504.2"),
        Decimal("563.3"),
    ]
    assert (data.low, data.high) == (None, Decimal("504.2"))


def test_growth_is_drawn_in_percent() -> None:
    said = statement(
        quantity="growth",
        low=Decimal(6),
        horizon_kind="in",
        horizon_period=parse_period("2022"),
    )
    data = drawn(
        said, IndicatorKind.FLOW, growth=series(Basis.GROWTH, {"2020": "2.8", "2021": "9.6"})
    )
    assert data is not None
    assert data.percent
    assert data.low == Decimal(6)


def test_growth_without_published_rates_is_computed_and_says_so() -> None:
    said = statement(
        quantity="growth",
        low=Decimal(6),
        horizon_kind="in",
        horizon_period=parse_period("2022"),
    )
    level = series(Basis.LEVEL, {"2019": "0", "2020": "100", "2021": "110"})
    data = drawn(said, IndicatorKind.FLOW, level=level)
    assert data is not None
    assert [(point.value, point.observation) for point in data.points] == [(Decimal(10), None)]


def test_a_sum_over_a_window_grows_year_by_year() -> None:
    said = statement(
        quantity="cumulative",
        low=Decimal(500),
        horizon_kind="over",
        horizon_period=parse_period("2021-01-01/P5Y"),
    )
    level = series(Basis.LEVEL, {"2020": "90", "2021": "100", "2022": "120"})
    data = drawn(said, IndicatorKind.FLOW, level=level)
    assert data is not None
    assert [point.value for point in data.points] == [Decimal(100), Decimal(220)]
    assert data.path[-1] == (date(2025, 12, 31), Decimal(500))


def test_a_promise_without_a_number_has_no_chart() -> None:
    assert drawn(None, IndicatorKind.STOCK) is None


def yearly(*values: tuple[int, int]) -> list[Point]:
    return [Point(Period.year_of(year), Decimal(value)) for year, value in values]


def test_definitions_are_spliced_where_the_newer_one_begins_and_never_joined() -> None:
    old, new = yearly((2019, 10), (2020, 11), (2021, 12)), yearly((2021, 30), (2022, 31))
    points, breaks = splice({2: new, 1: old})
    assert [(point.period.year, point.value) for point in points] == [
        (2019, 10), (2020, 11), (2021, 30), (2022, 31),
    ]  # fmt: skip
    assert breaks == (date(2021, 1, 1),)
    data = PathData(
        Shape.LINE, Basis.LEVEL, False, tuple(points), (), None, None, None, breaks=breaks
    )
    years = [[point.period.year for point in run] for run in runs(data)]
    assert years == [[2019, 2020], [2021, 2022]]
    scene = path_scene(data, Words("x", "u"), "en")
    svg = "".join(drawing(scene).parts)
    assert svg.count('class="actual-line"') == 2
    assert svg.count('class="break"') == 1
    assert "Another definition begins on 1 January 2021" in describe(data, Words("x", "u"), "en")
    assert "自2021年1月1日起采用新口径" in describe(data, Words("x", "u"), "zh-hans")
    lines = [list(one.y) for one in plotly_figure(scene, LIGHT).data if one.mode == "lines"]
    assert [10, 11] in lines
    assert [30, 31] in lines
    assert ">new definition</text>" in svg


def test_a_newer_definition_that_goes_further_back_leaves_nothing_to_splice() -> None:
    old, new = yearly((2020, 11), (2021, 12)), yearly((2019, 30), (2022, 31))
    assert splice({1: old, 2: new}) == (new, ())
    assert splice({1: old}) == (old, ())
    assert splice({1: [], 2: new}) == (new, ())
    assert splice({}) == ([], ())
