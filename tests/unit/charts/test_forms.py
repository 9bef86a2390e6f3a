"""One chart for each kind of statement: what is marked, where it lies, what the headline says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from indicators.charts.data import Drawn, Gap, GapKind, Kept, PathData, Shape, runs
from indicators.charts.describe import describe
from indicators.charts.indicator_data import indicator_data
from indicators.charts.path_scene import path_scene
from indicators.charts.plotly_figure import plotly_figure
from indicators.charts.points import path_data
from indicators.charts.svg import drawing, inline
from indicators.charts.theme import LIGHT
from indicators.charts.words import Words, gap_words, headline, subtitle
from indicators.domain.assessments import assess
from indicators.domain.codelists import Basis, Direction, Frequency, IndicatorKind, ObsStatus
from indicators.domain.formats import ONE, Scale
from indicators.domain.periods import parse_period
from indicators.domain.results import Evidence, TargetSpec
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.statements import build

FLOW, STOCK, RATE = IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.RATE
STEEL = Words("crude steel output", "Mt", places=0, place="China")
WIND = Words("wind capacity", "GW", places=0, place="China")
CPI = Words("consumer prices", "%", places=1, place="China")


def series(basis: Basis, figures: dict[str, str], status: dict[str, str] | None = None) -> Series:
    key = SeriesKey("s", "i", 1, "CHN", basis, Frequency.ANNUAL, "nbs", 1, "Mt")
    return Series(
        key,
        tuple(
            Observation(
                "s",
                parse_period(period),
                Decimal(value),
                date(2020, 1, 1),
                number,
                ObsStatus((status or {}).get(period, "A")),
            )
            for number, (period, value) in enumerate(figures.items(), 1)
        ),
    )


def chart(
    kind: IndicatorKind,
    *,
    on: str = "2025-06-01",
    direction: Direction = Direction.HIGHER,
    status: dict[str, str] | None = None,
    level: dict[str, str] | None = None,
    ytd: dict[str, str] | None = None,
    growth: dict[str, str] | None = None,
    **said: Any,
) -> PathData:
    defaults: dict[str, Any] = {
        "quantity": "level",
        "comparator": "at_least",
        "low": None,
        "high": None,
        "horizon_kind": "by",
    }
    parts = defaults | said
    for name in ("low", "high", "tolerance"):
        if parts.get(name) is not None:
            parts[name] = Decimal(parts[name])
    for name in ("horizon_period", "reference_period"):
        if name in parts:
            parts[name] = parse_period(parts[name])
    statement = build(**parts)
    given = {"level": level, "ytd": ytd, "growth": growth}
    evidence = {name: series(Basis(name), each, status) for name, each in given.items() if each}
    spec = TargetSpec("t", statement, "i", "CHN", direction, kind, date(2020, 6, 1))
    day = date.fromisoformat(on)
    found = assess(spec, Evidence(**{name: (one,) for name, one in evidence.items()}), on=day)
    data = path_data(statement, kind, {Basis(name): [one] for name, one in evidence.items()}, found)
    assert data is not None
    return data


def svg(data: PathData, words: Words = STEEL, lang: str = "en") -> ElementTree.Element:
    text = inline(drawing(path_scene(data, words, lang)), labelled_by="c")
    assert not re.search(r"nan|inf\b|None", text)
    return ElementTree.fromstring(text)


def of_class(root: ElementTree.Element, *names: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if set(names) <= set((one.get("class") or "").split())]


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter("text")]


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, ""))


# --- A level by a deadline ------------------------------------------------------------------------
BY_2030 = {
    "low": "1200",
    "horizon_period": "2030",
    "reference_kind": "period",
    "reference_period": "2020",
}
LEVELS = {"2020": "280", "2021": "330", "2022": "400", "2023": "520", "2024": "600"}


def by_2030(**more: Any) -> PathData:
    return chart(STOCK, level=LEVELS, **(BY_2030 | more))


def test_the_shortfall_at_the_latest_figure_is_marked_and_labelled() -> None:
    data = by_2030()
    assert data.gap is not None
    assert data.gap.kind is GapKind.PATH
    assert (data.gap.value, data.gap.against) == (Decimal(600), Decimal(648))
    assert not data.gap.good
    root = svg(data, WIND)
    assert "48 GW below the path" in texts(root)
    assert len(of_class(root, "gap")) == 1
    assert headline(data, WIND, "en") == "Wind capacity: 600 GW in 2024, 48 GW below the path"
    assert headline(data, WIND, "zh-hans") == "Wind capacity：2024年为600GW，低于路径48GW"
    assert subtitle(data, WIND, "en") == "Wind capacity, GW, China, 2020 to 2024"
    assert "2024: 48 GW below the path." in describe(data, WIND, "en")


def test_a_figure_on_the_path_is_no_distance_of_zero() -> None:
    data = chart(STOCK, level=LEVELS | {"2024": "648"}, **BY_2030)
    assert "on the path" in headline(data, WIND, "en")
    assert data.gap is not None
    assert data.gap.good


def test_the_start_of_the_path_is_no_progress_on_it() -> None:
    data = chart(STOCK, level={"2020": "280"}, **BY_2030)
    assert headline(data, WIND, "en") == "Wind capacity: 280 GW in 2020, 920 GW below the bound"


def test_after_the_deadline_the_distance_is_to_the_bound() -> None:
    level = LEVELS | {"2026": "800", "2028": "1000", "2030": "1150", "2031": "1300"}
    data = chart(STOCK, level=level, on="2033-01-01", **BY_2030)
    assert data.gap is not None
    assert data.gap.kind is GapKind.BOUND
    assert headline(data, WIND, "en").endswith("50 GW below the bound")


MILLION = Scale(Decimal(10) ** 6, "million")
WAN, YI = Scale(Decimal(10) ** 4, "万"), Scale(Decimal(10) ** 8, "亿")


@pytest.mark.parametrize(
    ("size", "scale", "lang", "said"),
    [
        ("54000", MILLION, "en", "54,000 stations above the bound"),
        ("-12345.678", MILLION, "en", "12,346 stations below the bound"),
        ("1250000", MILLION, "en", "1.250 million stations above the bound"),
        ("400", MILLION, "en", "400 stations above the bound"),
        ("0", MILLION, "en", "exactly at the bound"),
        ("54300000", Scale(Decimal(10) ** 9, "billion"), "en",
         "54.3 million stations above the bound"),
        ("54000", WAN, "zh-hans", "高于目标界限5.400万个"),
        ("5400", WAN, "zh-hans", "高于目标界限5,400个"),
        ("543000", YI, "zh-hans", "高于目标界限54.3万个"),
        ("0.5", ONE, "en", "0.500 stations above the bound"),
    ],
)  # fmt: skip
def test_a_distance_has_a_scale_of_its_own(size: str, scale: Scale, lang: str, said: str) -> None:
    words = Words("5G", "个" if lang == "zh-hans" else "stations", scale, 3)
    gap = Gap(parse_period("2021"), Decimal(size), Decimal(0), GapKind.BOUND, good=True)
    assert gap_words(gap, words, lang) == said


def test_the_drawings_say_the_distance_on_its_own_scale_too() -> None:
    words = replace(WIND, scale=Scale(Decimal(1000), "thousand"), places=3)
    data = by_2030()
    said = "48 GW below the path"
    assert headline(data, words, "en") == f"Wind capacity: 0.600 thousand GW in 2024, {said}"
    assert said in texts(svg(data, words))
    figure = plotly_figure(path_scene(data, words, "en"), LIGHT)
    assert said in [one.text for one in figure.layout.annotations]
    assert f"2024: {said}." in describe(data, words, "en")


def test_what_rounds_to_nothing_is_on_the_path_but_not_at_the_bound() -> None:
    words = Words("5G", "stations", MILLION, 3)
    gap = Gap(parse_period("2021"), Decimal("12.3"), Decimal(0), GapKind.PATH, good=True)
    assert gap_words(gap, words, "en") == "on the path"
    bound = replace(gap, kind=GapKind.BOUND)
    assert gap_words(bound, words, "en") == "12.3 stations above the bound"


def test_figures_long_after_the_promise_are_not_its_chart() -> None:
    level = LEVELS | {str(year): str(1200 + year) for year in range(2030, 2040)}
    data = chart(STOCK, level=level, on="2041-01-01", **BY_2030)
    assert data.points[-1].period == parse_period("2031")


def test_provisional_figures_are_hollow_and_in_the_key() -> None:
    data = chart(STOCK, level=LEVELS, status={"2024": "P", "2023": "E"}, **BY_2030)
    root = svg(data, WIND)
    hollow, full = of_class(root, "unsure"), of_class(root, "actual")
    assert (len(hollow), len(full)) == (2, 3)
    assert max(number(one, "cx") for one in full) < min(number(one, "cx") for one in hollow)
    assert ("unsure", "Provisional or estimated") in path_scene(data, WIND, "en").key
    assert ("unsure", "初步或估计") in path_scene(data, WIND, "zh-hans").key


def test_figures_run_from_left_to_right_and_more_is_higher() -> None:
    dots = of_class(svg(by_2030(), WIND), "actual")
    across, down = ([number(one, name) for one in dots] for name in ("cx", "cy"))
    assert across == sorted(across)
    assert down == sorted(down, reverse=True)


def test_a_missing_year_cuts_the_line_and_is_told() -> None:
    level = {year: value for year, value in LEVELS.items() if year != "2022"}
    data = chart(STOCK, level=level, **BY_2030)
    assert [len(run) for run in runs(data)] == [2, 2]
    assert len(of_class(svg(data, WIND), "actual-line")) == 2
    assert "Figures are missing before 2023" in describe(data, WIND, "en")
    assert "2023年之前有缺失数据" in describe(data, WIND, "zh-hans")
    lines = [
        one
        for one in plotly_figure(path_scene(data, WIND, "en"), LIGHT).data
        if one.mode == "lines" and one.line.color == LIGHT.actual
    ]
    assert [len(one.x) for one in lines] == [2, 2]


@pytest.mark.parametrize(
    ("periods", "lengths"),
    [
        (["2019", "2020", "2021-03", "2021-06"], [4]),  # ends of a year, then of quarters
        (["2021-03", "2021-04", "2021-05", "2021-07", "2021-08"], [3, 2]),
        (
            ["2021-02", "2021-09", "2021-11", "2022-06", "2022-07", "2023-05"],
            [6],
        ),  # no rule to miss
        (["2010", "2011", "2012", "2020", "2021"], [3, 2]),
        (["2020"], [1]),
        (["2015", "2020"], [2]),
    ],
)
def test_only_a_hole_in_regular_periods_cuts(periods: list[str], lengths: list[int]) -> None:
    data = chart(
        STOCK,
        level={one: str(at + 1) for at, one in enumerate(periods)},
        low="50",
        horizon_period="2030",
    )
    assert [len(run) for run in runs(data)] == lengths


def test_a_break_that_the_source_marks_is_a_rule_with_a_label() -> None:
    data = chart(STOCK, level=LEVELS, status={"2023": "B"}, **BY_2030)
    assert data.breaks == (date(2023, 1, 1),)
    assert "new definition" in texts(svg(data, WIND))
    assert "新口径" in texts(svg(data, WIND, "zh-hans"))
    assert len(of_class(svg(data, WIND), "actual-line")) == 2


# --- Caps -----------------------------------------------------------------------------------------
def test_a_cap_says_its_headroom_or_by_how_much_it_is_exceeded() -> None:
    said = {"comparator": "at_most", "high": "55", "horizon_kind": "in", "horizon_period": "2024"}
    words = Words("energy use", "Mtce", places=0)
    under = chart(FLOW, level={"2023": "50", "2024": "52"}, **said)
    over = chart(FLOW, level={"2023": "50", "2024": "58"}, **said)
    assert under.gap is not None
    assert under.gap.kind is GapKind.HEADROOM
    assert headline(under, words, "en") == "Energy use: 52 Mtce in 2024, 3 Mtce under the cap"
    assert headline(over, words, "en") == "Energy use: 58 Mtce in 2024, 3 Mtce over the cap"
    assert headline(under, words, "zh-hans") == "Energy use：2024年为52Mtce，距上限3Mtce"
    assert over.gap is not None
    assert (under.gap.good, over.gap.good) == (True, False)


# --- Each year ------------------------------------------------------------------------------------
def each_growth() -> PathData:
    return chart(
        FLOW,
        quantity="growth",
        low="5",
        horizon_kind="each",
        horizon_period="2021-01-01/P5Y",
        growth={
            "2019": "6.1",
            "2020": "2.2",
            "2021": "8.4",
            "2022": "3.0",
            "2023": "5.2",
            "2024": "-1.0",
        },
    )


def test_each_year_is_a_column_from_zero_marked_kept_or_breached() -> None:
    data = each_growth()
    assert data.shape is Shape.COLUMNS
    assert data.drawn is Drawn.GROWTH
    marks = {point.period.year: point.kept for point in data.points}
    assert marks == {
        2019: None,
        2020: None,
        2021: Kept.KEPT,
        2022: Kept.BREACHED,
        2023: Kept.KEPT,
        2024: Kept.BREACHED,
    }
    root = svg(data, CPI)
    assert len(of_class(root, "column", "kept")) == len(of_class(root, "sign", "kept")) == 2
    assert len(of_class(root, "column", "breached")) == len(of_class(root, "sign", "breached")) == 2
    # Different shapes, not only different colours.
    shapes = {one.get("d", "").split("m")[1] for one in of_class(root, "sign")}
    assert len(shapes) == 2
    zero = number(of_class(root, "column")[0], "y") + number(of_class(root, "column")[0], "height")
    last = of_class(root, "column")[-1]
    assert number(last, "y") == pytest.approx(zero, abs=0.2)  # a fall hangs from zero


def test_each_year_is_told_in_the_headline() -> None:
    words = Words("industrial output", "%", places=1)
    assert headline(each_growth(), words, "en") == (
        "Industrial output, growth on the year before: bound kept in 2 of 4 periods, "
        "breached in 2022, 2024"
    )
    assert headline(each_growth(), words, "zh-hans") == (
        "Industrial output同比增速：4期中2期达到要求，2022年、2024年未达"
    )


def test_below_the_year_before_in_each_year_is_drawn_as_changes() -> None:
    data = chart(
        FLOW,
        quantity="change",
        comparator="less_than",
        high="0",
        reference_kind="previous_year",
        horizon_kind="each",
        horizon_period="2021-01-01/P3Y",
        direction=Direction.LOWER,
        level={"2019": "996", "2020": "1065", "2021": "1033", "2022": "1018", "2023": "1019"},
    )
    assert data.drawn is Drawn.YEARLY_CHANGE
    assert [point.value for point in data.points] == [69, -32, -15, 1]
    assert [point.kept for point in data.points][1:] == [Kept.KEPT, Kept.KEPT, Kept.BREACHED]
    assert data.high == 0


# --- A range --------------------------------------------------------------------------------------
def test_a_range_is_a_band_and_figures_outside_have_another_shape() -> None:
    data = chart(
        RATE,
        comparator="between",
        low="2",
        high="3",
        horizon_kind="in",
        horizon_period="2021-01-01/P4Y",
        direction=Direction.NONE,
        level={"2020": "2.5", "2021": "0.9", "2022": "2.0", "2023": "3.4"},
    )
    assert data.band
    marks = [point.kept for point in data.points]
    assert marks == [None, Kept.OUTSIDE, None, Kept.OUTSIDE]
    root = svg(data, CPI)
    (band,) = of_class(root, "band")
    low, high = number(band, "y") + number(band, "height"), number(band, "y")
    for one in of_class(root, "actual"):
        if one.tag.endswith("circle"):
            assert high - 0.2 <= number(one, "cy") <= low + 0.2
    outside = of_class(root, "outside")
    assert len(outside) == 2
    assert all(one.tag.endswith("path") for one in outside)
    assert "outside the range in 2021, 2023" in headline(data, CPI, "en")


# --- Sums, averages, changes on a base ------------------------------------------------------------
def test_a_sum_is_a_stepped_line_against_its_path() -> None:
    data = chart(
        FLOW,
        quantity="cumulative",
        low="500",
        horizon_kind="over",
        horizon_period="2021-01-01/P5Y",
        level={"2021": "80", "2022": "120", "2023": "90"},
    )
    assert data.cumulative
    root = svg(data, WIND)
    (line,) = of_class(root, "actual-line")
    assert "L" not in line.get("d", "")
    assert line.get("d", "").count("V") == 3
    assert data.gap is not None
    assert (data.gap.value, data.gap.against) == (290, 300)
    assert headline(data, WIND, "en") == (
        "Wind capacity, cumulative from January 2021 on: 290 GW in 2021–2023, 10 GW below the path"
    )


def test_average_growth_shows_the_mean_so_far() -> None:
    data = chart(
        FLOW,
        quantity="average_growth",
        low="6",
        horizon_kind="over",
        horizon_period="2021-01-01/P5Y",
        growth={"2020": "1", "2021": "10", "2022": "0"},
    )
    assert data.average is not None
    assert round(data.average.value, 3) == Decimal("4.881")
    assert len(of_class(svg(data, CPI), "average")) == 1
    text = headline(data, Words("research spending", "%", places=1), "en")
    assert text == (
        "Research spending, growth on the year before: 4.9 % a year on average in 2021–2022, "
        "1.1 points below the bound"
    )


INTENSITY = {
    "quantity": "percent_change",
    "comparator": "at_most",
    "high": "-18",
    "reference_kind": "period",
    "reference_period": "2020",
    "horizon_period": "2025",
}


def test_a_cut_against_a_base_is_drawn_in_percent_of_the_base() -> None:
    data = chart(
        RATE,
        level={"2020": "50", "2021": "48", "2022": "46"},
        direction=Direction.LOWER,
        **INTENSITY,
    )
    assert data.drawn is Drawn.CHANGE
    assert data.percent
    assert [point.value for point in data.points] == [0, -4, -8]
    assert (data.low, data.high) == (None, Decimal(-18))
    assert data.path[0][1] == 0
    assert data.path[-1][1] == Decimal(-18)
    assert data.gap is not None
    assert round(data.gap.against, 6) == Decimal("-7.2")
    assert data.gap.good
    text = headline(data, Words("energy intensity", "%", places=1), "en")
    assert text == ("Energy intensity, change on 2020: −8.0 % in 2022, 0.8 points below the path")


def test_without_levels_published_rates_are_chained() -> None:
    data = chart(
        RATE,
        growth={"2021": "-4", "2022": "-5", "2024": "-1"},
        direction=Direction.LOWER,
        **INTENSITY,
    )
    assert [point.value for point in data.points] == [0, -4, Decimal("-8.8")]
    assert all(point.observation is None for point in data.points)
    assert ("actual", "Computed from published figures") in path_scene(data, CPI, "en").key


# --- Incomplete periods ---------------------------------------------------------------------------
def running_year(lang: str = "en") -> tuple[PathData, ElementTree.Element]:
    data = chart(
        FLOW,
        low="1000",
        horizon_period="2030",
        on="2024-12-01",
        level={"2021": "1033", "2022": "1018", "2023": "1019"},
        ytd={"2023-01-01/P10M": "870", "2024-01-01/P9M": "768", "2024-01-01/P10M": "850"},
    )
    return data, svg(data, STEEL, lang)


def test_the_months_of_a_running_year_are_no_collapse() -> None:
    data, root = running_year()
    assert [point.partial for point in data.points] == [False, False, False, True]
    (column,) = of_class(root, "column", "partial")
    whole = of_class(root, "column", "actual")
    assert len(whole) == 3
    assert number(column, "width") < number(whole[0], "width")
    assert len(of_class(root, "hatch")) == 1
    assert "Jan–Oct" in texts(root)
    assert "1–10月" in texts(running_year("zh-hans")[1])
    assert "1,019 Mt in 2023" in headline(data, STEEL, "en")
    assert "January–October 2024 is only a part of its year" in describe(data, STEEL, "en")
    assert "highest 1,033 Mt (2021)" in describe(data, STEEL, "en")
    assert "Lowest 1,018 Mt (2022)" in describe(data, STEEL, "en")


def test_the_interactive_column_of_a_running_year_is_hatched() -> None:
    bars = plotly_figure(path_scene(running_year()[0], STEEL, "en"), LIGHT).data[0]
    assert list(bars.marker.pattern.shape) == ["", "", "", "/"]
    assert bars.marker.color[-1] == LIGHT.actual  # of the lines; the ground would not be seen
    assert bars.text[-1] == "Jan–Oct"


def test_an_indicator_shows_its_running_year_too() -> None:
    several = [
        series(Basis.LEVEL, {"2022": "1018", "2023": "1019"}),
        series(Basis.YTD, {"2024-01-01/P10M": "850"}),
    ]
    data = indicator_data(FLOW, several, on=date(2024, 12, 1))
    assert data is not None
    assert [point.partial for point in data.points] == [False, False, True]
    assert indicator_data(FLOW, several, on=date(2019, 1, 1)) is None


def test_january_and_february_are_one_column_of_two_months() -> None:
    figures = {"2024-01-01/P2M": "168", "2024-03": "88", "2024-04": "86", "2024-05": "93"}
    data = indicator_data(FLOW, [series(Basis.LEVEL, figures)], on=date(2024, 12, 1))
    assert data is not None
    columns = of_class(svg(data), "column")
    assert len(columns) == 4
    assert number(columns[0], "width") / number(columns[1], "width") == pytest.approx(2, abs=0.15)
    assert "Jan–Feb" in texts(svg(data))
    # Where January stands alone, it is not counted twice.
    alone = indicator_data(
        FLOW,
        [series(Basis.LEVEL, figures | {"2024-01": "80", "2024-02": "88"})],
        on=date(2024, 12, 1),
    )
    assert alone is not None
    assert [point.period.months for point in alone.points] == [1] * 5


# --- Indicators -----------------------------------------------------------------------------------
def indicator(kind: IndicatorKind, figures: dict[str, str], **more: Any) -> PathData:
    data = indicator_data(kind, [series(Basis.LEVEL, figures, **more)], on=date(2025, 1, 1))
    assert data is not None
    return data


@pytest.mark.parametrize(
    ("figures", "en", "zh"),
    [
        (
            {"2023": "100", "2024": "105"},
            "105 Mt in 2024, up 5.0 % on the year before",
            "2024年为105Mt，比上年上升5.0%",
        ),
        (
            {"2023": "100", "2024": "96"},
            "96 Mt in 2024, down 4.0 % on the year before",
            "2024年为96Mt，比上年下降4.0%",
        ),
        (
            {"2023": "100", "2024": "100"},
            "100 Mt in 2024, the same as the year before",
            "2024年为100Mt，与上年持平",
        ),
        ({"2022": "100", "2024": "96"}, "96 Mt in 2024", "2024年为96Mt"),
        (
            {"2023": "0", "2024": "96"},
            "96 Mt in 2024, up 96 Mt on the year before",
            "2024年为96Mt，比上年上升96Mt",
        ),
    ],
)
def test_an_indicator_says_where_it_stands(figures: dict[str, str], en: str, zh: str) -> None:
    data = indicator(FLOW, figures)
    assert headline(data, STEEL, "en") == f"Crude steel output: {en}"
    assert headline(data, STEEL, "zh-hans") == f"Crude steel output：{zh}"


def test_nothing_is_compared_across_a_break() -> None:
    data = indicator(FLOW, {"2023": "100", "2024": "105"}, status={"2024": "B"})
    assert headline(data, STEEL, "en") == "Crude steel output: 105 Mt in 2024"


def test_percentages_change_by_points() -> None:
    data = replace(indicator(RATE, {"2023": "0.2", "2024": "0.5"}), percent=True)
    assert headline(data, CPI, "en").endswith("0.5 % in 2024, up 0.3 points on the year before")
    assert headline(data, CPI, "zh-hans").endswith("比上年上升0.3个百分点")
