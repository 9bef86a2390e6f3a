"""What a source and an indicator declare: merged in this order, or refused with a sentence."""

from decimal import Decimal

import pytest

from indicators.domain.quality.base import Severity
from indicators.domain.quality.registry import CHECKS, DEFAULTS, declared, rules
from indicators.domain.quality.settings import QualitySettingError


def test_the_indicator_comes_over_the_source_and_both_over_the_default() -> None:
    source = declared({"large_revision": {"percent": 30, "severity": "warn"}}, "source nbs")
    indicator = declared({"large_revision": {"percent": "2.5"}}, "indicator gdp")
    rule = rules(source, indicator)["large_revision"]
    assert rule.severity is Severity.WARN
    assert rule.number("percent") == Decimal("2.5")
    assert rule.number("points") == DEFAULTS["large_revision"].number("points")
    assert rules(source)["large_revision"].number("percent") == 30
    assert rules()["large_revision"].severity is Severity.HOLD


def test_what_json_and_yaml_give_is_taken_exactly() -> None:
    of = rules(declared({"sum_of_parts": {"tolerance": 0.1, "complete": True}}, "x"))
    assert of["sum_of_parts"].number("tolerance") == Decimal("0.1")
    assert of["sum_of_parts"].flag("complete")
    of = rules(declared({"unknown_codes": {"codes": ["unknown_entity"]}}, "x"))
    assert of["unknown_codes"].texts("codes") == ("unknown_entity",)
    assert rules(declared({"growth_jump": {"factor": None}}, "x"))["growth_jump"].optional(
        "factor"
    ) is None  # fmt: skip


def test_a_severity_alone_is_enough() -> None:
    assert rules(declared({"falling_stock": "hold"}, "x"))["falling_stock"].severity is (
        Severity.HOLD
    )
    # YAML reads a bare off as false.
    assert rules(declared({"growth_jump": False}, "x"))["growth_jump"].severity is Severity.OFF


def test_nothing_declared_is_nothing() -> None:
    assert declared(None, "x") == declared({}, "x") == {}


def test_the_milder_severity_is_never_the_worse_one() -> None:
    of = rules(declared({"shrinking_history": {"severity": "note"}}, "x"))
    assert of["shrinking_history"].mild is Severity.NOTE
    assert DEFAULTS["shrinking_history"].mild is Severity.WARN
    assert DEFAULTS["large_revision"].mild is Severity.HOLD


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({"power_of_tens": {}}, ["power_of_tens", "source nbs", "Did you mean “power_of_ten”"]),
        ({7: {}}, ["7", "source nbs", "Known are"]),
        ([], ["[]", "a mapping of checks"]),
        ({"growth_jump": 5}, ["growth_jump", "5", "or a severity"]),
        ({"growth_jump": "stop"}, ["growth_jump.severity", "'stop'", "off, note, warn, hold"]),
        ({"growth_jump": {"limits": 5}}, ["limits", "growth_jump", "Did you mean “limit”"]),
        ({"growth_jump": {"limit": "much"}}, ["growth_jump.limit", "'much'", "number from 0"]),
        ({"growth_jump": {"limit": True}}, ["growth_jump.limit", "True", "a number from 0"]),
        ({"growth_jump": {"limit": -1}}, ["-1", "a number from 0, or null"]),
        ({"growth_jump": {"limit": float("nan")}}, ["nan"]),
        ({"growth_jump": {"limit": "1e99999"}}, ["1e99999"]),
        ({"growth_jump": {"k": None}}, ["growth_jump.k", "None", "a number from 1"]),
        ({"growth_jump": {"points": 8.5}}, ["8.5", "a whole number from 3"]),
        ({"growth_jump": {"against": "year"}}, ["'year'", "one of auto, last_year, previous"]),
        ({"growth_jump": {"mild_severity": 1}}, ["mild_severity", "off, note, warn, hold"]),
        ({"negative_count": {"always": "yes"}}, ["'yes'", "true or false"]),
        ({"unknown_codes": {"codes": "x"}}, ["'x'", "a list of texts"]),
        ({"shrinking_history": {"limit": 101}}, ["101", "a number from 0 to 100"]),
        ({"plausible_range": {"low": 5, "high": 4}}, ["plausible_range.low", "at most", "4"]),
    ],
)
def test_errors_name_value_place_and_what_is_right(given: object, parts: list[str]) -> None:
    with pytest.raises(QualitySettingError) as caught:
        declared(given, "source nbs")
    for part in parts:
        assert part in str(caught.value)
    assert caught.value.params["place"] == "source nbs"
    assert caught.value.code in ("invalid_quality_setting", "unknown_quality_setting")


def test_every_default_would_be_accepted_if_it_were_declared() -> None:
    for check in CHECKS.values():
        given = {one.name: one.default for one in check.parameters}
        settings = {check.code: {**given, "severity": check.severity.value}}
        assert rules(declared(settings, "x"))[check.code] == DEFAULTS[check.code]
