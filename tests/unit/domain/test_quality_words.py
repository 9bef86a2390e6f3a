"""Findings in words, and the registry against its document."""

import json
import re
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
import yaml

from indicators.domain.codelists import ObsStatus
from indicators.domain.formats import format_number
from indicators.domain.quality.base import SEVERITIES, Finding, QualityCheck, Severity
from indicators.domain.quality.magnitude import HINTS
from indicators.domain.quality.registry import CHECKS, declared, rules
from indicators.domain.quality.releases import Missing, Rejections, ReleaseFacts
from indicators.domain.quality.run import check_release
from indicators.domain.quality.sentences import YARDSTICKS, severity_words, tell, title
from tests.unit.domain.quality_builders import (
    BASE_STATIONS,
    MONTHLY_STEEL,
    PERCENT,
    STATIONS,
    STEEL,
    change,
    check,
    only,
)

HAN = re.compile(r"[\u4e00-\u9fff]")
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "quality-checks.md"


def both(finding: Finding) -> tuple[str, str]:
    again = Finding.from_dict(json.loads(json.dumps(finding.to_dict())))
    assert again == finding
    return tell(again, "en"), tell(again, "zh-hans")


def test_a_slip_of_the_unit_in_words() -> None:
    found = only(check(change("2022-03", "155.9"), STATIONS, BASE_STATIONS), "power_of_ten")
    assert both(found) == (
        "March 2022: 155.9 is about one 10,000th of the period before (1,425,000). "
        "万 (10,000) may have been left out, or taken for 亿 (100 million).",
        "2022年3月：155.9约为上期（1,425,000）的10,000分之一。可能遗漏或多乘了“万”，或混淆了“万”与“亿”。",
    )
    with_unit = tell(found, "zh-hans", lambda value, lang: f"{format_number(value, lang)}个")
    assert "155.9个约为上期（1,425,000个）" in with_unit


def test_a_jump_in_words() -> None:
    value = str(Decimal(MONTHLY_STEEL["2019-01"]) / 2)
    found = only(check(change("2020-01", value), STEEL, MONTHLY_STEEL), "growth_jump")
    english, chinese = both(found)
    assert "is a change of −50.0 % on the same period a year before" in english
    assert "较上年同期" in chinese
    assert "变化−50.0%" in chinese


def test_a_revision_of_a_percentage_is_told_in_points() -> None:
    found = only(check(change("2020", "40.5", before="33.2"), PERCENT), "large_revision")
    english, chinese = both(found)
    assert english == "2020: revised from 33.2 to 40.5 (+7.3 points), by more than 5 points."
    assert chinese == "2020年：由33.2修订为40.5（+7.3个百分点），幅度超过5个百分点。"


def test_an_unfinished_period_and_a_status_in_words() -> None:
    english, chinese = both(
        only(check(change("2025", "1", on="2025-12-15"), STEEL), "future_period")
    )
    assert english.startswith("2025 was not over on 15 December 2025, the day of publication;")
    assert chinese.startswith("2025年12月15日发布时2025年尚未结束；")
    one = change("2023", "1", "1", status=ObsStatus.ESTIMATED, status_before=ObsStatus.NORMAL)
    english, chinese = both(only(check(one, STEEL), "status_regress"))
    assert english == "2023: the figure was final (Normal) and is now marked Estimated."
    assert chinese == "2023年：原为最终数（正常），现标注为估计值。"


def test_a_release_in_words() -> None:
    facts = ReleaseFacts(
        rows=1000,
        figures=900,
        changed=1,
        known=4000,
        missing=Missing(400, {2010: 4, 2015: 99, 2016: 99, 2017: 99, 2018: 99}),
        rejected=Rejections({"unknown_entity": 60}, {"unknown_entity": ["CN-XX", "CN-YY"]}),
        columns=["年份", "产量", "备注"],
        columns_before=["年份", "产量(万吨)"],
    )
    told = {one.check: both(one) for one in check_release(facts).found}
    assert told["shrinking_history"] == (
        "400 of 4,000 known figures (10.0 %) are no longer in the file (2010, 2015–2018).",
        "4,000个已知数据中有400个（10.0%）不再出现在文件中（2010、2015–2018年）。",
    )
    assert told["unknown_codes"] == (
        "60 of 1,000 rows (6.0 %) name something that is not known: CN-XX, CN-YY.",
        "1,000行中有60行（6.0%）含未知代码：CN-XX、CN-YY。",
    )
    assert told["columns_changed"] == (
        "Columns of the last file are gone: “产量(万吨)”. Perhaps renamed: 产量(万吨) → 产量. "
        "New: “备注”.",
        "上次文件中的列不见了：“产量(万吨)”。可能改名：产量(万吨) → 产量。新增列：“备注”。",
    )


def test_one_row_of_a_million_is_not_nothing() -> None:
    facts = ReleaseFacts(10**6, 10, 1, rejected=Rejections({"unknown_entity": 1}))
    assert "(0.0001 %)" in tell(check_release(facts).found[0], "en")


def test_a_finding_of_an_older_version_is_told_by_its_name() -> None:
    assert tell(Finding("old_check", Severity.WARN, "some"), "en") == "old check"
    stale = Finding("growth_jump", Severity.WARN, "not_any_more")
    assert (tell(stale, "en"), title(stale, "zh")) == ("Jump", "跳变")


# --- every check has its words ----------------------------------------------------------------
def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("one", CHECKS.values(), ids=lambda one: one.code)
def test_every_check_is_described_in_both_languages(one: QualityCheck) -> None:
    pairs = [one.title, one.about, *one.sentences.values(), *(p.label for p in one.parameters)]
    for english, chinese in pairs:
        assert english
        assert HAN.search(chinese)
    for english, chinese in one.sentences.values():
        assert _places(english) == _places(chinese)
        # Chinese units may be named in English, nothing else.
        assert not HAN.search(english)
        assert english.endswith((".", "}"))
        assert chinese.endswith(("。", "}"))


@pytest.mark.parametrize("table", [HINTS, YARDSTICKS, SEVERITIES])
def test_every_word_in_a_sentence_is_in_both_languages(table: dict[str, tuple[str, str]]) -> None:
    assert all(english and HAN.search(chinese) for english, chinese in table.values())
    assert severity_words(Severity.HOLD, "zh-hans") == "暂缓发布，待审核"


# --- the document -----------------------------------------------------------------------------
def _default(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


@pytest.mark.parametrize("one", CHECKS.values(), ids=lambda one: one.code)
def test_the_document_says_what_the_registry_says(one: QualityCheck) -> None:
    rows = [
        line for line in DOCUMENT.read_text().splitlines() if line.startswith(f"| `{one.code}`")
    ]
    assert len(rows) == 1
    _, _, severity, _, parameters, _ = (cell.strip() for cell in rows[0].split("|"))
    mild = next((p.default for p in one.parameters if p.name == "mild_severity"), None)
    assert severity == (f"{one.severity}, mild: {mild}" if mild else str(one.severity))
    listed = re.findall(r"`(\w+)` ([^;]+)", parameters)
    expected = [(p.name, _default(p.default)) for p in one.parameters if p.name != "mild_severity"]
    assert [(name, value.strip()) for name, value in listed] == expected


def test_the_document_names_no_check_that_is_not_there() -> None:
    named = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), re.M)
    assert [code for code in named if code not in set(Severity)] == list(CHECKS)


def test_the_examples_of_the_document_are_right() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(), re.S)
    assert len(examples) == 1
    read = [declared(one, "the document") for one in yaml.safe_load_all(examples[0])]
    assert all(read)
    assert rules(*read)["all_unchanged_but_new_bytes"].severity is Severity.OFF
