"""Files of charts, timelines and revisions; and that no data breaks a drawing."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import png as png_module
from indicators.charts.data import Average, Gap, GapKind, Kept, PathData, Point, Shape
from indicators.charts.describe import describe
from indicators.charts.multiples import Small, multiples
from indicators.charts.path_scene import path_scene
from indicators.charts.picture import Frame, picture
from indicators.charts.plotly_figure import figure_json, in_themes, plotly_figure
from indicators.charts.png import NoFont, font_for, png
from indicators.charts.revisions_fan import fan_scene, fan_words, revised
from indicators.charts.svg import drawing, inline
from indicators.charts.theme import DARK, LIGHT, Palette
from indicators.charts.timeline import Event, Plan, timeline, timeline_title, timeline_words
from indicators.charts.words import Words, headline, subtitle
from indicators.domain.codelists import Basis, MilestoneState
from indicators.domain.periods import Period, parse_period
from indicators.domain.series import Observation

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("Wind & solar <capacity>", "GW", places=1, place="China")


def line(*figures: tuple[str, str]) -> PathData:
    points = tuple(Point(parse_period(period), Decimal(value)) for period, value in figures)
    return PathData(
        Shape.LINE,
        Basis.LEVEL,
        False,
        points,
        ((date(2020, 12, 31), Decimal(5)), (date(2025, 12, 31), Decimal(40))),
        Decimal(40),
        None,
        parse_period("2025"),
    )


DATA = line(("2020", "5"), ("2021", "9"), ("2022", "14"))


def made(lang: str = "en", palette: Palette = LIGHT, font: str = "") -> str:
    scene = path_scene(DATA, WORDS, lang)
    frame = Frame(
        headline(DATA, WORDS, lang),
        subtitle(DATA, WORDS, lang),
        describe(DATA, WORDS, lang),
        scene.key,
        ("Source: A & B", "as known on 1 July 2021", "https://tracker.example/t/?a=1&rev=4"),
    )
    return picture(drawing(scene), frame, palette, lang, font=font)


# --- Files ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_file_holds_all_that_it_needs(lang: str, palette: Palette) -> None:
    text = made(lang, palette)
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}rect").get("fill") == palette.page  # type: ignore[union-attr]
    assert root.find(f"{SVG}style") is not None
    read = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    for part in ("China", "Source: A & B", "https://tracker.example/t/?a=1&rev=4"):
        assert part in read
    assert ("Required path" if lang == "en" else "所需路径") in read
    assert root.find(f"{SVG}title").text == headline(DATA, WORDS, lang)  # type: ignore[union-attr]
    # Nothing is loaded from elsewhere, and no colour is left to a page.
    assert not re.search(r"(href|src|url\(|@import|var\()", text)


def test_every_class_of_a_file_is_styled_in_it() -> None:
    root = ElementTree.fromstring(made())
    rules = root.find(f"{SVG}style").text or ""  # type: ignore[union-attr]
    used = {name for one in root.iter() for name in (one.get("class") or "").split()}
    for name in used - {"picture", "axis", "column", "dot", "sign"}:
        assert f".{name}" in rules, name


def test_no_text_of_a_file_lies_below_it_and_lines_do_not_overlap() -> None:
    root = ElementTree.fromstring(made())
    feet = [
        float(one.get("y", "")) for one in root.iter(f"{SVG}text") if one.get("class") == "foot"
    ]
    assert feet == sorted(feet)
    assert max(feet) < float(root.get("height", ""))
    assert min(right - left for left, right in pairwise(feet)) >= 11


def size_of(image: bytes) -> tuple[int, int]:
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    return width, height


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_png_is_as_wide_as_asked(lang: str) -> None:
    if font_for(lang) is None:
        pytest.skip("no font of this system can write the language")
    image = png(lambda font: made(lang, font=font), lang=lang, width=500, ground="#ffffff")
    width, height = size_of(image)
    assert width == 500
    assert 300 < height < 700


def test_a_png_shows_the_words_of_its_language() -> None:
    if font_for("zh-hans") is None:
        pytest.skip("no Chinese font on this system")
    pictures = {
        png(
            lambda font, text=text: (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"'
                f' font-family="{font}"><text y="16">{text}</text></svg>'
            ),
            lang="zh-hans",
            width=90,
            ground="#ffffff",
        )
        for text in ("风电", "钢铁", "")
    }
    assert len(pictures) == 3


def test_without_a_font_there_is_no_picture_with_empty_boxes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What a font draws that lacks both letters: the same box.
    monkeypatch.setattr(
        png_module, "_sample", lambda _family, letter: b"" if letter == " " else b"box"
    )
    png_module._chosen.cache_clear()
    try:
        assert font_for("zh-hans") is None
        with pytest.raises(NoFont):
            png(lambda font: made(font=font), lang="zh-hans", width=500, ground="#ffffff")
    finally:
        png_module._chosen.cache_clear()


# --- Timelines ------------------------------------------------------------------------------------
PLAN = Plan(
    "New rules",
    date(2021, 1, 6),
    parse_period("2023"),
    date(2022, 6, 1),
    (
        Event(date(2021, 6, 1), MilestoneState.UNDER_WAY),
        Event(date(2022, 3, 1), MilestoneState.DONE),
    ),
)


def places(plan: Plan, lang: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(inline(timeline(plan, lang), labelled_by="c"))


def test_a_timeline_has_its_window_evidence_and_the_day_shown() -> None:
    root = places(PLAN)
    (planned,) = [one for one in root.iter("rect") if one.get("class") == "planned"]
    start, width = float(planned.get("x", "")), float(planned.get("width", ""))
    (today,) = [one for one in root.iter("path") if one.get("class") == "today"]
    at = float(re.findall(r"M([\d.]+)", today.get("d", ""))[0])
    assert start < at < start + width  # the deadline lies ahead
    feet = [float(one.get("cx", "")) for one in root.iter("circle") if one.get("r") == "3"]
    assert feet == sorted(feet)
    assert len(feet) == 2
    read = [one.text for one in root.iter("text")]
    assert "as of 1 June 2022" in read
    assert "1 March 2022 · Done" in read
    assert "截至2022年6月1日" in [one.text for one in places(PLAN, "zh-hans").iter("text")]


def test_states_of_a_timeline_differ_in_shape() -> None:
    drawn = set()
    for state in MilestoneState:
        plan = replace(PLAN, events=(Event(date(2021, 6, 1), state),))
        text = inline(timeline(plan, "en"), labelled_by="c")
        drawn.add(re.sub(r"<text.*?</text>", "", text))
    assert len(drawn) == len(MilestoneState)


def test_a_timeline_is_told_in_both_languages() -> None:
    assert timeline_title(PLAN, "en") == "New rules: done since 1 March 2022, due 2023"
    assert timeline_title(PLAN, "zh-hans") == "New rules：已完成（2022年3月1日），应于2023年完成"
    late = replace(PLAN, on=date(2024, 1, 1), events=())
    assert timeline_title(late, "en") == "New rules: not started, was due 2023"
    assert "Nothing is recorded" in timeline_words(late, "en")
    assert "announced on 6 January 2021, due 2023" in timeline_words(PLAN, "en")
    assert "时间轴：2021年1月6日提出，应于2023年完成。" in timeline_words(PLAN, "zh-hans")


# --- Revisions ------------------------------------------------------------------------------------
def prints(*values: tuple[str, str, str]) -> list[Observation]:
    return [
        Observation("s", parse_period(period), Decimal(value), date.fromisoformat(day), number)
        for number, (period, day, value) in enumerate(values, 1)
    ]


REVISED = prints(
    ("2020", "2021-01-20", "100"),
    ("2020", "2022-01-20", "102"),
    ("2020", "2023-01-20", "101"),
    ("2021", "2022-01-20", "110"),
    ("2021", "2023-01-20", "110"),
    ("2022", "2023-01-20", "120"),
)


def test_only_periods_whose_figure_changed_are_in_the_fan() -> None:
    found = revised(REVISED, on=date(2024, 1, 1))
    assert [(one.period.year, one.first, one.last, len(one.prints)) for one in found] == [
        (2020, 100, 101, 3)
    ]
    assert revised(REVISED, on=date(2021, 6, 1)) == ()  # not known yet
    assert len(revised(REVISED, on=date(2024, 1, 1), rev=2)[0].prints) == 2


def test_the_fan_starts_at_nothing_and_steps_to_the_later_prints() -> None:
    scene = fan_scene(
        revised(REVISED, on=date(2024, 1, 1)), rate=False, on=date(2024, 1, 1), lang="en"
    )
    assert scene is not None
    (drawn,) = [one for one in scene.items if hasattr(one, "stepped")]
    assert [value for _, value in drawn.places] == [0, 2, 1, 1]
    assert drawn.places[-1][0] == date(2024, 1, 1)
    text = inline(drawing(scene), labelled_by="f")
    assert ElementTree.fromstring(text) is not None
    assert "2020" in text


def test_the_fan_is_told_in_percent_or_points() -> None:
    found = revised(REVISED, on=date(2024, 1, 1))
    assert fan_words(found, rate=False, lang="en") == (
        "One period was revised; the latest print differs from the first by +1 %"
    )
    assert (
        fan_words(found, rate=True, lang="zh-hans")
        == "1期数据经过修订，最新值较首次公布变动+1个百分点"
    )
    nothing = revised(
        prints(("2020", "2021-01-20", "0"), ("2020", "2022-01-20", "3")), on=date(2024, 1, 1)
    )
    assert fan_scene(nothing, rate=False, on=date(2024, 1, 1), lang="en") is None
    assert fan_scene((), rate=True, on=date(2024, 1, 1), lang="en") is None


# --- No data breaks a drawing ---------------------------------------------------------------------
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    if draw(st.booleans()):
        return Period.of(start.replace(day=1), months=draw(st.sampled_from([1, 2, 3, 6, 12, 60])))
    return Period(start, start + timedelta(days=draw(st.integers(1, 900))))


@st.composite
def charts(draw: st.DrawFn) -> PathData:
    shape = draw(st.sampled_from(Shape))
    points = sorted(
        (
            Point(
                period,
                draw(numbers),
                draw(st.booleans()),
                path=draw(st.none() | numbers),
                partial=draw(st.booleans()),
                kept=draw(st.none() | st.sampled_from(Kept)),
            )
            for period in draw(
                st.lists(periods(), min_size=1, max_size=12, unique_by=lambda one: one.end)
            )
        ),
        key=lambda point: point.period.end,
    )
    low, high = draw(st.none() | numbers), draw(st.none() | numbers)
    if low is not None and high is not None and low > high:
        low, high = high, low
    last = points[-1]
    gap = Gap(
        last.period, last.value, draw(numbers), draw(st.sampled_from(GapKind)), draw(st.booleans())
    )
    return PathData(
        shape,
        Basis.LEVEL,
        draw(st.booleans()),
        tuple(points),
        tuple(
            sorted(
                draw(st.lists(st.tuples(days, numbers), max_size=4, unique_by=lambda one: one[0]))
            )
        ),
        low,
        high,
        draw(st.none() | periods()),
        cumulative=draw(st.booleans()),
        breaks=tuple(draw(st.lists(days, max_size=2))),
        held=draw(st.booleans()),
        gap=draw(st.none() | st.just(gap)),
        average=draw(st.none() | st.builds(Average, periods(), numbers)),
    )


@settings(deadline=None)  # the machine may be busy
@given(charts(), st.sampled_from(["en", "zh-hans"]), st.sampled_from(["GW", "%", "", "<&>"]))
def test_no_data_breaks_a_drawing(data: PathData, lang: str, unit: str) -> None:
    words = Words('x "<&>"', unit, places=2)
    scene = path_scene(data, words, lang)
    drawn = drawing(scene)
    text = inline(drawn, labelled_by="c")
    root = ElementTree.fromstring(text)
    for one in root.iter():
        for name in ("x", "y", "cx", "cy", "width", "height", "d"):
            assert not re.search(r"nan|inf|e\+", one.get(name, ""), re.I), (name, one.attrib)
        for name in ("width", "height", "r"):
            assert float(one.get(name, "0")) >= 0
    assert "style=" not in text
    frame = Frame(headline(data, words, lang), subtitle(data, words, lang), "d", scene.key, ("n",))
    ElementTree.fromstring(picture(drawn, frame, DARK, lang))
    assert describe(data, words, lang)
    json.dumps(figure_json(plotly_figure(scene, LIGHT)), allow_nan=False, default=str)
    for theme, palette in {"light": LIGHT, "dark": DARK}.items():
        made = json.dumps(figure_json(plotly_figure(scene, palette)), default=str)
        assert json.dumps(in_themes(scene, {theme: palette})[theme], default=str) == made


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.lists(st.tuples(periods(), numbers), max_size=6, unique_by=lambda one: one[0].end),
        max_size=5,
    ),
    st.booleans(),
)
def test_no_data_breaks_small_multiples(
    several: list[list[tuple[Period, Decimal]]], uniform: bool
) -> None:
    items = [
        Small(
            "t",
            sorted((Point(*one) for one in figures), key=lambda point: point.period.end),
            "1 <GW>",
            "s",
        )
        for figures in several
    ]
    for one in multiples(items, "en", uniform=uniform):
        assert not re.search(r"nan|inf\b", one.svg)
        ElementTree.fromstring(one.svg)


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(st.tuples(days, st.sampled_from(MilestoneState)), max_size=12),
    days,
    days,
    st.none() | periods(),
    st.sampled_from(["en", "zh-hans"]),
)
def test_no_evidence_breaks_a_timeline(
    events: list[tuple[date, MilestoneState]],
    announced: date,
    on: date,
    due: Period | None,
    lang: str,
) -> None:
    plan = Plan("x <&>", announced, due, on, tuple(Event(*one) for one in sorted(events)))
    ElementTree.fromstring(inline(timeline(plan, lang), labelled_by="c"))
    assert timeline_title(plan, lang)
    assert timeline_words(plan, lang)
