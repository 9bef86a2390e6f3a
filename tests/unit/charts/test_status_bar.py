"""The stacked bar: lengths are shares, numbers stand where there is room."""

from __future__ import annotations

import re

from indicators.charts.status_bar import GAP, WIDTH, status_bar
from indicators.domain.codelists import Status


def segments(svg: str) -> list[tuple[str, float, float]]:
    return [
        (status, float(x), float(width))
        for status, x, width in re.findall(
            r'class="status-(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', svg
        )
    ]


def test_segments_are_as_long_as_their_shares_and_follow_each_other() -> None:
    svg = status_bar([(Status.MET, 2), (Status.BEHIND, 0), (Status.MISSED, 6)])
    assert segments(svg) == [
        ("met", 0.0, WIDTH / 4 - GAP),
        ("missed", WIDTH / 4, WIDTH * 3 / 4 - GAP),
    ]
    assert re.findall(r"<text[^>]*>(\d+)</text>", svg) == ["2", "6"]


def test_a_number_without_room_is_left_to_the_table() -> None:
    svg = status_bar([(Status.MET, 1), (Status.MISSED, 999)])
    assert [status for status, _, _ in segments(svg)] == ["met", "missed"]
    assert re.findall(r"<text[^>]*>(\d+)</text>", svg) == ["999"]


def test_nothing_makes_no_bar() -> None:
    assert status_bar([]) == ""
    assert status_bar([(Status.MET, 0)]) == ""
