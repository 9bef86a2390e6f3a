"""Every code has words in both languages, and sentences are filled to the last place."""

import inspect
import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from indicators import domain
from indicators.domain import checks, codelists, words
from indicators.domain.assessments import Evidence
from indicators.domain.codelists import (
    Bound,
    MilestoneState,
    Status,
    Verdict,
)
from indicators.domain.explain import (
    TargetWords,
    bound_words,
    describe_statement,
    explain,
    label,
    note,
)
from indicators.domain.results import EvidenceEntry, Note, TargetSpec
from tests.unit.domain.builders import (
    day,
    judge,
    levels,
    period,
    series,
    statement,
    target,
)
from tests.unit.domain.test_real_cases import FIVE_G, STEEL, stations, steel

HAN = re.compile(r"[\u4e00-\u9fff]")
STATIONS = TargetWords("stations", "个", 0)
TONNES = TargetWords("Mt", "百万吨", 1)
LISTS = [
    one
    for _, one in inspect.getmembers(codelists, inspect.isclass)
    if issubclass(one, StrEnum) and one is not StrEnum
]
SOURCES = [
    path.read_text() for path in Path(domain.__path__[0]).rglob("*.py") if path.name != "words.py"
]


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_every_code_of_every_list_has_words(codes: type[StrEnum]) -> None:
    for code in codes:
        assert label(code, "en").strip()
        assert HAN.search(label(code, "zh-hans")), code
        assert not HAN.search(label(code, "en"))


@pytest.mark.parametrize("table", ["CHECKS", "HOW", "ROLES", "NOTES"])
def test_every_phrase_is_in_both_languages_with_the_same_places(table: str) -> None:
    for code, (english, chinese) in getattr(words, table).items():
        assert HAN.search(chinese), code
        assert not HAN.search(english), code
        assert _places(english) == _places(chinese), code


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_note_that_the_engine_writes_has_words_and_the_reverse() -> None:
    written = {code for text in SOURCES for code in re.findall(r'Note\(\s*"(\w+)"', text)}
    assert written == set(words.NOTES)


def test_every_check_and_way_of_measuring_has_words() -> None:
    written = {code for text in SOURCES for code in re.findall(r'Check\(\s*"(\w+)"', text)}
    assert written | {"computed_growth", *checks._CODES.values()} == set(words.CHECKS)


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert words.phrase(words.NOTES, "some_code", "en") == "some code"


# --- Sentences --------------------------------------------------------------------------------
def test_5g_in_words() -> None:
    answer = judge(stations(), FIVE_G, "2026-11-23")
    assert explain(answer, STATIONS, "en") == [
        "Met: 654,000 stations in 2021 (published flow), 109 % of the bound, "
        "as known since 21 January 2022.",
        "The difference of the stocks, 654,000 stations, agrees with it.",
    ]
    assert explain(answer, STATIONS, "zh-hans") == [
        "已实现：2021年为65.4万个（公布的新增量），为目标的109%，2022年1月21日获知。",
        "存量之差为65.4万个，与之一致。",
    ]


def test_steel_2021_in_words() -> None:
    english = " ".join(explain(judge(steel(2021), STEEL, "2022-02-01"), TONNES, "en"))
    for part in ("Met: −3.0 %", "published growth", "−1.9 %", "+1.1 %"):
        assert part in english
    chinese = "".join(explain(judge(steel(2021), STEEL, "2022-02-01"), TONNES, "zh-hans"))
    for part in ("已实现", "−3.0%", "−1.9%", "+1.1%"):
        assert part in chinese


def test_steel_in_july_2021_in_words() -> None:
    english = " ".join(explain(judge(steel(2021), STEEL, "2021-07-20"), TONNES, "en"))
    for part in ("outlook: behind", "+11.7 %", "A running year can still turn", "ratio 0.90"):
        assert part in english


def test_a_dispute_is_said() -> None:
    answer = judge(steel(2023, "at_most"), STEEL, "2024-02-01")
    assert any("disputed" in sentence for sentence in explain(answer, TONNES, "en"))
    assert any("有争议" in sentence for sentence in explain(answer, TONNES, "zh-hans"))


def test_a_residual_is_said() -> None:
    facts = Evidence(
        level=(series(("2020-12", 100), ("2021-12", 130)),),
        additions=(series(("2021", 41), code="new"),),
    )
    promise = target(statement("change", "at_least", 40, "in 2021", on="2020"))
    text = " ".join(explain(judge(promise, facts, "2022-06-01"), STATIONS, "en"))
    assert "The difference of the stocks is 30 stations" in text


MILESTONE = target(
    None,
    kind=None,
    milestone=(EvidenceEntry(day("2021-09-01"), MilestoneState.DONE),),
    due=period("2021"),
)
AT_LEAST_100 = statement("level", "at_least", 100, "in 2021")
CASES = [
    pytest.param(target(AT_LEAST_100, announced="2030-01-01"), Evidence(), "2026-01-01",
                 "had not been announced", "尚未宣布", id="not announced"),
    pytest.param(target(AT_LEAST_100), Evidence(), "2026-01-01",
                 "Not assessable", "无法评估", id="no data"),
    pytest.param(target(AT_LEAST_100), levels(("2019", 1)), "2026-01-01",
                 "the deadline has passed", "期限已过", id="overdue"),
    pytest.param(target(AT_LEAST_100), Evidence(), "2021-06-01",
                 "Pending. Nothing is known yet.", "待定", id="nothing known"),
    pytest.param(MILESTONE, Evidence(), "2026-01-01",
                 "as known since 1 September 2021", "2021年9月1日获知", id="milestone"),
    pytest.param(target(AT_LEAST_100, withdrawn_on=day("2022-01-01")),
                 levels(("2021-12", 110)), "2022-06-01",
                 "Withdrawn on 1 January 2022", "已于2022年1月1日撤回", id="withdrawn"),
    pytest.param(target(AT_LEAST_100),
                 levels(("2021", 90, "2022-01-20", Bound.AT_LEAST)), "2022-06-01",
                 "leaves the verdict open", "不足以判定", id="a bound that does not decide"),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "facts", "on", "english", "chinese"), CASES)
def test_states_in_words(
    promise: TargetSpec, facts: Evidence, on: str, english: str, chinese: str
) -> None:
    answer = judge(promise, facts, on)
    assert english in " ".join(explain(answer, STATIONS, "en"))
    assert chinese in "".join(explain(answer, STATIONS, "zh-hans"))


def test_an_open_pace_in_words() -> None:
    promise = target(statement("level", "at_least", 200, "by 2025", on="2020"))
    answer = judge(promise, levels(("2020", 100), ("2021", 115), ("2022", 120)), "2023-06-01")
    english = " ".join(explain(answer, STATIONS, "en"))
    assert (
        "120 stations as of 2022 against 140 stations on the required path (ratio 0.50)" in english
    )
    assert (
        "from now on 26.67 stations a year are needed, recently it was 5 stations a year" in english
    )
    chinese = "".join(explain(answer, STATIONS, "zh-hans"))
    assert "此后每年需变化" in chinese


@pytest.mark.parametrize(
    ("made", "english", "chinese"),
    [
        (
            statement("change", "more_than", 600000, "in 2021", on="2020"),
            "change on 2020 more than 600,000 stations in 2021",
            "变化量（较2020年）超过60万个，2021年内",
        ),
        (
            statement("growth", "at_least", 6, "each 2021-01-01/P5Y"),
            "growth on a year before at least 6.0 % in each year of 2021–2025",
            "同比增速不低于6.0%，2021–2025年期间每年",
        ),
        (
            statement("change", "less_than", 0, "in 2021", on="last year"),
            "below the year before in 2021",
            "低于上年，2021年内",
        ),
        (
            statement("level", "about", 40, "by 2025", tolerance=2),
            "level about 40 stations ± 2 by the end of 2025",
            "水平约40个 ± 2，截至2025年末",
        ),
        (
            statement("level", "between", 10, "by 2025", high=20),
            "level 10–20 stations by the end of 2025",
            "水平10–20个，截至2025年末",
        ),
        (
            statement("average_growth", "more_than", 7, "over 2021-01-01/P5Y"),
            "average annual growth more than 7.0 % over 2021–2025",
            "年均增速超过7.0%，2021–2025年期间",
        ),
        (
            statement("peak", None, None, "by 2029"),
            "peak by the end of 2029",
            "峰值，截至2029年末",
        ),
    ],
)
def test_statements_in_words(made: object, english: str, chinese: str) -> None:
    assert describe_statement(made, STATIONS, "en") == english  # type: ignore[arg-type]
    assert describe_statement(made, STATIONS, "zh-hans") == chinese  # type: ignore[arg-type]


def test_a_statement_without_a_bound_has_none_to_show() -> None:
    assert bound_words(statement("peak", None, None, "by 2029"), STATIONS, "en") == "–"


def test_a_bound_in_percent_says_so() -> None:
    made = statement("growth", "at_least", "5.5", "in 2021")
    assert bound_words(made, STATIONS, "en") == "5.5 %"


@pytest.mark.parametrize(
    ("unit", "value", "english", "chinese"),
    [
        (STATIONS, "1425000", "1.425 million stations", "142.5万个"),
        (STATIONS, "654000", "654,000 stations", "65.4万个"),
        (TONNES, "1064.77", "1,064.77 Mt", "1,064.77百万吨"),
        (TONNES, "1053", "1,053.0 Mt", "1,053.0百万吨"),
        (TargetWords(), "17", "17", "17"),
    ],
)
def test_values_with_their_unit(unit: TargetWords, value: str, english: str, chinese: str) -> None:
    assert unit.value(Decimal(value), "en") == english
    assert unit.value(Decimal(value), "zh-hans") == chinese


def test_notes_print_periods_days_and_percentages_for_readers() -> None:
    text = note(Note("same_months", {"period": "2021-S1", "change": "11.7256"}), "en")
    assert "+11.7 %" in text
    assert "2021-S1" not in text
    assert "2022年1月1日" in note(Note("withdrawn", {"on": "2022-01-01"}), "zh-hans")


def test_the_status_is_the_verdict_or_the_outlook() -> None:
    for code in Status:
        assert code.value in {*Verdict, "on_track", "behind", "far_behind", "wrong_direction"}
