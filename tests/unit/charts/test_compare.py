"""Series beside each other: one footing, holes and breaks, index, looks, drawings, words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.conf import settings

from indicators.charts import compare_data, compare_dots, compare_words
from indicators.charts.compare_data import Candidate, Line, align, indexed, joined, within
from indicators.charts.compare_dots import Dot, dots
from indicators.charts.compare_style import LOOKS, swatch
from indicators.charts.compare_svg import NARROW, WIDE, Drawn, Slope, bars, lines, slope, spread
from indicators.charts.data import Point
from indicators.charts.svg import Drawing, inline
from indicators.charts.theme import DARK, LIGHT, contrast
from indicators.charts.width import text_width
from indicators.charts.words import Words
from indicators.domain.codelists import Basis, Frequency, IndicatorKind, ObsStatus, Status
from indicators.domain.formats import ONE
from indicators.domain.periods import parse_period
from indicators.domain.series import Observation, Series, SeriesKey

ON = date(2026, 11, 23)


def series(
    figures: dict[str, str], *, basis: str = "level", version: int = 1, unit: str = "Mt",
    known: date = date(2026, 1, 1), status: str = "A",
) -> Series:  # fmt: skip
    code = f"steel:CHN:{basis}:A:{version}"
    key = SeriesKey(code, "steel", version, "CHN", Basis(basis), Frequency.ANNUAL, "nbs", 1, unit)
    return Series(
        key,
        tuple(
            Observation(code, parse_period(period), Decimal(value), known, 1, ObsStatus(status))
            for period, value in figures.items()
        ),
    )


def candidate(key: str, *several: Series, kind: str = "flow") -> Candidate:
    return Candidate(key, IndicatorKind(kind), several)


def line(figures: dict[str, str], **values: object) -> Line:
    points = tuple(Point(parse_period(one), Decimal(value)) for one, value in figures.items())
    return Line("x", Basis.LEVEL, "Mt", 1, points, **values)  # type: ignore[arg-type]


def texts(one: Line) -> dict[str, str]:
    return {str(point.period): str(point.value) for point in one.points}


class TestOneFooting:
    def test_only_periods_of_one_length_stand_beside_each_other(self) -> None:
        found = align(
            [
                candidate("a", series({"2020": "10", "2021": "11", "2021-03": "1"})),
                candidate("b", series({"2020": "20", "2021": "21"})),
            ],
            on=ON,
        )
        assert found.months == 12
        assert found.lengths == (12, 1)
        assert [texts(one) for one in found.lines] == [
            {"2020": "10", "2021": "11"}, {"2020": "20", "2021": "21"},
        ]  # fmt: skip

    def test_the_stock_of_december_is_that_of_the_year_but_a_share_is_not(self) -> None:
        figures = series({"2020-12": "5", "2021-06": "6", "2021-12": "7"})
        stock = align([candidate("a", figures, kind="stock")], on=ON, months=12)
        assert texts(stock.lines[0]) == {"2020": "5", "2021": "7"}
        share = align([candidate("a", figures, kind="share")], on=ON, months=12)
        assert share.months == 1
        assert 12 not in share.lengths

    def test_the_basis_is_the_first_that_all_have(self) -> None:
        found = align(
            [
                candidate("a", series({"2020": "10"}), series({"2020": "3"}, basis="growth")),
                candidate("b", series({"2020": "4"}, basis="growth")),
            ],
            on=ON,
        )
        assert [one.basis for one in found.lines] == [Basis.GROWTH, Basis.GROWTH]
        assert found.bases == (Basis.LEVEL, Basis.GROWTH)

    def test_without_a_common_basis_each_keeps_its_own_and_only_like_ones_are_drawn(self) -> None:
        found = align(
            [
                candidate("a", series({"2020": "10"})),
                candidate("b", series({"2020": "4"}, basis="growth")),
            ],
            on=ON,
        )
        assert [one.basis for one in found.lines] == [Basis.LEVEL, Basis.GROWTH]
        assert [one.key for one in found.drawn] == ["a"]

    def test_what_was_not_known_on_the_day_is_absent(self) -> None:
        one = candidate("a", series({"2020": "10"}, known=date(2021, 2, 1)))
        assert align([one], on=date(2021, 1, 31)).lines[0].points == ()
        assert len(align([one], on=date(2021, 2, 1)).lines[0].points) == 1

    def test_definitions_in_one_unit_are_broken_not_joined(self) -> None:
        found = align(
            [candidate("a", series({"2019": "1", "2020": "2"}), series({"2021": "9"}, version=2))],
            on=ON,
        ).lines[0]
        assert found.version == 2
        assert found.breaks == (date(2021, 1, 1),)
        assert [len(one) for one in joined(found)] == [2, 1]

    def test_a_definition_in_another_unit_is_left_out(self) -> None:
        found = align(
            [candidate("a", series({"2019": "1"}, unit="kt"), series({"2021": "9"}, version=2))],
            on=ON,
        ).lines[0]
        assert texts(found) == {"2021": "9"}

    def test_nothing_known_of_anything(self) -> None:
        found = align([candidate("a"), candidate("b")], on=ON)
        assert found.drawn == ()
        assert found.periods == []


class TestLines:
    def test_a_hole_is_not_bridged(self) -> None:
        found = joined(line({"2018": "1", "2019": "2", "2021": "4"}))
        assert [[str(point.period) for point in one] for one in found] == [
            ["2018", "2019"], ["2021"],
        ]  # fmt: skip

    def test_years_are_both_included_and_breaks_outside_fall_away(self) -> None:
        whole = line({"2018": "1", "2019": "2", "2020": "3"}, breaks=(date(2019, 1, 1),))
        assert texts(within(whole, 2019, 2019)) == {"2019": "2"}
        assert within(whole, 2019, None).breaks == ()
        assert within(whole, None, None) == whole

    def test_an_index_is_exact_and_starts_from_its_base(self) -> None:
        found = indexed(line({"2019": "80", "2020": "100", "2021": "90.5"}), parse_period("2019"))
        assert found is not None
        assert texts(found) == {"2019": "100", "2020": "125", "2021": "113.125"}
        assert found.unit == ""

    @pytest.mark.parametrize("base", ["0", "-3"])
    def test_there_is_no_index_on_zero_or_less(self, base: str) -> None:
        assert indexed(line({"2019": base, "2020": "5"}), parse_period("2019")) is None

    def test_there_is_no_index_without_the_base_or_of_growth(self) -> None:
        assert indexed(line({"2020": "5"}), parse_period("2019")) is None
        rates = Line("x", Basis.GROWTH, "percent", 1, line({"2020": "5"}).points)
        assert indexed(rates, parse_period("2020")) is None

    def test_a_fiscal_year_answers_for_the_year_it_starts_in(self) -> None:
        found = line({"2024-04-01/P1Y": "7"}).at(parse_period("2024"))
        assert found is not None
        assert found.value == 7
        assert line({"2024-04-01/P1Y": "7"}).at(parse_period("2025")) is None

    @pytest.mark.parametrize(
        ("old", "new", "change"), [("50", "60", "20"), ("-4", "-2", "50"), ("0", "1", None)]
    )
    def test_change_in_percent(self, old: str, new: str, change: str | None) -> None:
        found = compare_data.change(Decimal(old), Decimal(new))
        assert found == (None if change is None else Decimal(change))


class TestLooks:
    def test_there_is_one_for_each_series(self) -> None:
        assert len(LOOKS) == compare_data.MOST

    def test_no_two_have_the_same_dash_or_marker_or_colour(self) -> None:
        for one, other in combinations(LOOKS, 2):
            assert one.dash != other.dash
            assert one.marker != other.marker
            assert one.light != other.light
            assert one.dark != other.dark

    @pytest.mark.parametrize("look", LOOKS, ids=lambda one: one.light)
    def test_they_stand_out_from_the_page(self, look: object) -> None:
        assert contrast(look.light, LIGHT.page) >= 3  # type: ignore[attr-defined]
        assert contrast(look.dark, DARK.page) >= 3  # type: ignore[attr-defined]

    def test_the_style_sheet_has_the_same_colours(self) -> None:
        css = (settings.BASE_DIR / "static/css/site.css").read_text()
        for number, look in enumerate(LOOKS):
            found = re.findall(rf"--line-{'abcdef'[number]}: (#[0-9a-f]{{6}});", css)
            # Light, dark by the system, dark by choice, and print.
            assert found == [look.light, look.dark, look.dark, look.light]
            assert f".line-{number + 1} {{ color: var(--line-{'abcdef'[number]}); }}" in css


def parsed(drawing: Drawing) -> ElementTree.Element:
    text = inline(drawing, labelled_by="chart")
    assert "style=" not in text
    return ElementTree.fromstring(text)


def drawn() -> list[Drawn]:
    return [
        Drawn(line({"2018": "1", "2019": "2", "2021": "4"}), "China <b>", 0),
        Drawn(line({"2018": "3", "2019": "2", "2020": "1"}), "India", 1),
    ]


def reach(text: ElementTree.Element) -> tuple[float, float]:
    """From where to where a text reaches."""
    x, wide = float(text.get("x") or 0), text_width(text.text or "")
    kind = (text.get("class") or "").split()
    before = wide if "end" in kind else wide / 2 if "mid" in kind else 0
    return x - before, x - before + wide


class TestDrawings:
    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    def test_lines_have_gaps_labels_and_marks(self, lang: str) -> None:
        root = parsed(lines(drawn(), lang, scale=ONE, unit="Mt"))
        paths = root.findall(".//path[@class='ln']")
        assert len(paths) == 2  # one stretch of each has two points; 2021 stands alone
        assert [one.get("stroke-dasharray") for one in paths] == [None, "8 4"]
        assert len(root.findall(".//path[@class='mk']")) == 6
        labels = [one.text for one in root.iter("text") if "end-label" in (one.get("class") or "")]
        assert sorted(labels) == ["China <b>", "India"]

    def test_four_lines_are_named_in_the_key_only(self) -> None:
        many = [Drawn(line({"2018": str(n), "2019": "2"}), f"n{n}", n) for n in range(4)]
        found = lines(many, "en", scale=ONE, unit="")
        assert "end-label" not in "".join(found.parts)

    def test_a_slope_names_both_ends(self) -> None:
        slopes = [Slope("China", 0, Decimal(1), Decimal(2), "1", "2")]
        root = parsed(slope(slopes, "en", scale=ONE, unit="", ends=("2015", "2020")))
        found = [one.text for one in root.iter("text")]
        assert {"1", "2 China", "2015", "2020"} <= set(found)

    def test_bars_start_at_zero_also_below_it(self) -> None:
        rows = [("a", Decimal(5), "5"), ("b", Decimal(-5), "−5")]
        root = parsed(bars(rows, "en", unit="Mt"))
        first, second = root.findall(".//rect")
        edge = float(second.get("x") or 0) + float(second.get("width") or 0)
        assert float(first.get("x") or 0) == pytest.approx(edge, abs=0.2)

    def test_dots_beyond_the_edge_have_an_arrow(self) -> None:
        rows = [
            Dot("far", Decimal(900), "900 %", Status.MET),
            Dot("below", Decimal(-5), "−5 %", Status.MISSED),
            Dot("at", Decimal(100), "100 %", Status.MET),
        ]
        found = dots(rows, "en", bound="Bound", unit="%")
        parsed(found)
        text = "".join(found.parts)
        assert "900 % →" in text
        assert "−5 % ←" in text
        assert "100 %<" in text

    def test_labels_do_not_cover_each_other(self) -> None:
        found = spread([100, 101, 102, 300], 14, 30, 314)
        assert all(abs(a - b) >= 14 for a, b in combinations(found, 2))
        assert found == sorted(found)
        assert spread([30, 31, 32], 14, 30, 314) == [30, 44, 58]  # none above the drawing
        low = spread([310, 311, 312], 14, 30, 314)
        assert max(low) <= 314 and all(abs(a - b) >= 14 for a, b in combinations(low, 2))

    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    @pytest.mark.parametrize("narrow", [False, True])
    def test_no_word_leaves_the_frame(self, lang: str, narrow: bool) -> None:
        names = ["European Union without the United Kingdom", "中华人民共和国工业和信息化部统计局"]
        size = NARROW if narrow else WIDE
        courses = [
            Drawn(line({"2018": "1", "2021": f"{at}4000"}), name, at)
            for at, name in enumerate(names)
        ]
        slopes = [
            Slope(name, at, Decimal(1), Decimal(2 + at), "1,000,000", "2,000,000")
            for at, name in enumerate(names)
        ]
        rows = [(name, Decimal(at - 1), "−1,000,000") for at, name in enumerate(names)]
        marks = [Dot(name, Decimal(900), "1,900.5 %", Status.MET) for name in names]
        found = [
            lines(courses, lang, scale=ONE, unit="Mt", size=size),
            slope(slopes, lang, scale=ONE, unit="Mt", ends=("2015", "2020"), size=size),
            bars(rows, lang, unit="Mt", size=size),
            dots(marks, lang, bound="Bound", unit="%",
                 size=compare_dots.NARROW if narrow else compare_dots.WIDE),
        ]  # fmt: skip
        for drawing in found:
            shown = [one for one in parsed(drawing).iter("text") if one.text]
            # What is read is there in full or cut with a sign; none is left out but by the key.
            assert len(shown) > 4
            for one in shown:
                start, end = reach(one)
                assert start >= -1 and end <= drawing.width + 1, one.text

    @pytest.mark.parametrize("slot", range(6))
    def test_swatches_are_drawings(self, slot: int) -> None:
        assert ElementTree.fromstring(swatch(slot)).get("aria-hidden") == "true"


class TestWords:
    @pytest.mark.parametrize(
        ("lang", "words"),
        [
            ("en", "India is highest in 2018 with 3 Mt, China lowest with 1 Mt"),
            ("zh-hans", "2018年India最高，为3Mt；China最低，为1Mt"),
        ],
    )
    def test_the_message_is_about_the_newest_common_period(self, lang: str, words: str) -> None:
        two = [
            Drawn(line({"2018": "1", "2021": "4"}), "China", 0),
            Drawn(line({"2018": "3", "2020": "1"}), "India", 1),
        ]
        assert compare_words.lines_headline(two, Words("", "Mt"), lang) == words

    def test_without_a_common_period_it_says_so(self) -> None:
        two = [Drawn(line({"2018": "1"}), "a", 0), Drawn(line({"2019": "3"}), "b", 1)]
        assert "no period in common" in compare_words.lines_headline(two, Words("", ""), "en")

    def test_slopes(self) -> None:
        slopes = [
            Slope("China", 0, Decimal(50), Decimal(60), "50", "60"),
            Slope("India", 1, Decimal(50), Decimal(45), "50", "45"),
        ]
        ends = (parse_period("2015"), parse_period("2020"))
        found = compare_words.slope_headline(slopes, ends, "en")
        assert found == "2015–2020: China +20.0 %, India −10.0 %"
        assert "China: from 50 to 60." in compare_words.describe_slopes(slopes, ends, "en")

    def test_lines_are_told_with_their_ends(self) -> None:
        found = compare_words.describe_lines(drawn(), Words("", "Mt"), "en", what="steel")
        assert "2 series" in found
        assert "India: from 3 Mt (2018) to 1 Mt (2020)." in found
