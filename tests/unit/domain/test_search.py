"""What a search finds, and what comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.search import Match, Rank, match, normalised


@pytest.mark.parametrize(
    ("query", "name", "rank"),
    [
        ("cn.5g.base_stations", "cn.5g.base_stations", Rank.EXACT),
        ("cn.5g", "cn.5g.base_stations", Rank.PREFIX),
        ("base", "5G base stations", Rank.WORD),
        ("stations", "cn.5g.base_stations", Rank.WORD),
        ("tation", "5G base stations", Rank.SUBSTRING),
        ("station base", "5G base stations", Rank.WORDS),
        ("基站", "5G基站总数", Rank.WORD),
        ("钢铁", "粗钢产量", None),
        ("5Ｇ基站", "新建5G基站数", Rank.WORD),
        ("GRÜN", "grüne Fabriken", Rank.PREFIX),
        ("straße", "STRASSE", Rank.EXACT),
        ("ﬁgures", "MIIT figures", Rank.WORD),
        ("100%", "100 per cent", None),
        ("a_b", "axb", None),
        ("", "anything", None),
        ("steel wood", "Steel output", None),
    ],
)
def test_how_a_name_matches(query: str, name: str, rank: Rank | None) -> None:
    found = match(normalised(query), [normalised(name)])
    assert (found.rank if found else None) == rank


def test_a_word_beats_an_earlier_part_of_a_word() -> None:
    found = match("art", ["smart art"])
    assert found is not None
    assert found.rank is Rank.WORD


def test_the_name_that_matches_best_is_named() -> None:
    assert match("steel", ["cn.steel", "steel output", "粗钢"]) == Match(Rank.PREFIX, 1)
    assert match("粗钢", ["cn.steel", "steel output", "粗钢"]) == Match(Rank.EXACT, 2)
    assert match("output 粗钢", ["x", "steel output", "粗钢 output"]) == Match(Rank.WORDS, 1)


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=4))
def test_every_match_is_a_part_of_the_name(query: str, names: list[str]) -> None:
    wanted = normalised(query)
    folded = [normalised(name) for name in names]
    found = match(wanted, folded)
    if found is not None and found.rank is not Rank.WORDS:
        assert wanted in folded[found.field]
    if wanted and any(wanted in name for name in folded):
        assert found is not None
    assert normalised(wanted) == wanted
