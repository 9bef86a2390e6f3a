"""Small multiples: shared axes, gaps, one label and one sentence each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from indicators.charts.data import Point
from indicators.charts.multiples import MOST, Small, multiples
from indicators.charts.width import fitted, text_width, wrapped
from indicators.domain.periods import parse_period


def points(*figures: tuple[str, str]) -> list[Point]:
    return [Point(parse_period(period), Decimal(value)) for period, value in figures]


def small(title: str, *figures: tuple[str, str], **more: object) -> Small:
    return Small(title, points(*figures), f"{figures[-1][1]} GW", f"{title}: in words.", **more)  # type: ignore[arg-type]


def ends(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter("text")]


def dots(svg: str) -> list[tuple[float, float]]:
    return [
        (float(one.get("cx", "")), float(one.get("cy", "")))
        for one in ElementTree.fromstring(svg).iter("circle")
    ]


BEIJING = small("Beijing", ("2020", "12"), ("2021", "20"), ("2022", "30"))
HEBEI = small("Hebei", ("2021", "60"), ("2022", "90"))


def test_all_share_both_axes() -> None:
    one, other = multiples([BEIJING, HEBEI], "en")
    assert ends(one.svg)[:4] == ends(other.svg)[:4]
    assert dots(one.svg)[-1][0] == dots(other.svg)[-1][0]
    assert dots(one.svg)[-1][1] > dots(other.svg)[-1][1]  # 30 lies lower than 90


def test_each_may_have_its_own_axis_of_values() -> None:
    one, other = multiples([BEIJING, HEBEI], "en", uniform=False)
    assert ends(one.svg)[0:2] != ends(other.svg)[0:2]
    assert ends(one.svg)[2:4] == ends(other.svg)[2:4] == ["2020", "2022"]


def test_each_has_one_label_and_its_sentence() -> None:
    for one, said in zip(multiples([BEIJING, HEBEI], "en"), (BEIJING, HEBEI), strict=True):
        root = ElementTree.fromstring(one.svg)
        assert root.get("role") == "img"
        assert root.get("aria-label") == said.sentence
        labels = [text for text in root.iter("text") if "label" in (text.get("class") or "")]
        assert [text.text for text in labels] == [said.label]


def test_a_missing_year_interrupts_the_line() -> None:
    (one,) = multiples(
        [small("x", ("2018", "1"), ("2019", "2"), ("2021", "3"), ("2022", "4"))], "en"
    )
    assert one.svg.count('class="actual-line"') == 2


def test_bound_and_the_line_of_the_country_are_in_each() -> None:
    country = points(("2020", "100"), ("2022", "200"))
    figures = ("2020", "12"), ("2021", "20")
    given = small("x", *figures, bound=Decimal(40), due=date(2025, 12, 31), behind=country)
    (one,) = multiples([given], "en")
    assert one.svg.count("bound-mark") == 1
    assert one.svg.count("other-line") == 1
    assert "2025" in ends(one.svg)


def test_texts_are_escaped_and_the_drawing_is_valid() -> None:
    hard = Small("<b>", points(("2020", "1")), "1 <&>", 'a "quoted" <sentence>')
    (one,) = multiples([hard], "zh-hans")
    assert ElementTree.fromstring(one.svg).get("aria-label") == 'a "quoted" <sentence>'
    assert "style=" not in one.svg


def test_nothing_to_draw_is_nothing_and_many_are_cut() -> None:
    assert multiples([], "en") == ()
    assert multiples([Small("x", (), "", "")], "en") == ()
    assert len(multiples([BEIJING] * (MOST + 5), "en")) == MOST


@pytest.mark.parametrize("text", ["1.2 million GW", "1,234.5万千瓦"])
def test_a_label_stays_within_the_frame(text: str) -> None:
    (one,) = multiples([Small("x", points(("2020", "1"), ("2021", "2")), text, "x")], "en")
    root = ElementTree.fromstring(one.svg)
    label = next(each for each in root.iter("text") if "label" in (each.get("class") or ""))
    assert float(label.get("x", "")) - text_width(text) >= 0
    assert 8 <= float(label.get("y", "")) <= 110


def test_texts_wrap_at_spaces_and_between_chinese_signs() -> None:
    assert wrapped("one two three", 50) == ["one two", "three"]
    lines = wrapped("风电装机容量，合计。", 50)
    assert "".join(lines) == "风电装机容量，合计。"
    assert all(text_width(line) <= 50 + 12 for line in lines)
    assert not any(line[0] in "，。" for line in lines)
    assert wrapped("差距最大的是（甲乙）", 76) == ["差距最大的是", "（甲乙）"]
    address = "https://tracker.example/compare/?indicator=" + "a,b&" * 40
    assert all(text_width(line) <= 200 for line in wrapped(address, 200))
    assert "".join(wrapped(address, 200)) == address
    assert wrapped("", 10) == []


@pytest.mark.parametrize("name", ["More than 300 EFLOPS of computing power by 2025", "二" * 40])
def test_a_name_that_is_too_long_is_cut_to_the_room_it_has(name: str) -> None:
    short = fitted(name, 200)
    assert short.endswith("…")
    assert 200 - 2 * 12 < text_width(short) <= 200
    assert name.startswith(short[:-1])
    assert fitted(name, 600) == name


def test_the_label_of_the_highest_mark_stands_above_it() -> None:
    (one,) = multiples([HEBEI], "en")
    (mark,) = dots(one.svg)
    tree = ElementTree.fromstring(one.svg)
    (label,) = [each for each in tree.iter("text") if "label" in each.get("class", "")]
    assert 10 < float(label.get("y", "")) < mark[1]
