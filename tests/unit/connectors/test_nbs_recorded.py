"""Recorded answers of the statistics bureau of China, as they were sent."""

import json
import os
from pathlib import Path

import pytest
import yaml

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.nbs import NbsConnector

FOLDER = Path(os.environ.get("REALDATA_DIR", "")) / "nbs"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not os.environ.get("REALDATA_DIR"), reason="REALDATA_DIR names no folder of real files"
    ),
]


def body(name: str) -> bytes:
    (recorded,) = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))["interactions"]
    return str(recorded["response"]["body"]["string"]).encode()


def rows(name: str) -> list[ParsedRow]:
    return list(NbsConnector({"defaults": {"entity": "CHN"}}).parse(body(name)))


@pytest.mark.parametrize("name", ["test_stats_multi_period", "test_stats_with_reg"])
def test_every_figure_is_read_with_its_text(name: str) -> None:
    # Counted without the code that is tested: every figure has one strdata.
    text = body(name).decode()
    pieces = [piece.partition('"')[0] for piece in text.split('"strdata":"')[1:]]
    found = rows(name)
    assert len(found) == len(pieces) >= 1
    assert [row.cells["value"] for row in found] == pieces
    assert all(row.problem is None for row in found)


def test_money_supply_is_a_level_at_the_end_of_months() -> None:
    found = [(row.cells["period"], row.cells["value"], row.cells["unit"], row.cells["basis"])
             for row in rows("test_stats_multi_period")]  # fmt: skip
    assert found == [
        ("2022-01", "2431022.72", "亿元", "level"), ("2021-12", "2382899.56", "亿元", "level"),
    ]  # fmt: skip


def test_industrial_growth_is_growth() -> None:
    (found,) = rows("test_stats_with_reg")
    assert (found.cells["basis"], found.cells["unit"]) == ("growth", "%")


def test_a_region_that_was_asked_for_and_passed_over_is_noticed() -> None:
    source = NbsConnector({"defaults": {"entity": "CN-BJ"}, "reg": ["110000"]})
    with pytest.raises(ConnectorError, match="110000") as caught:
        list(source.parse(body("test_stats_with_reg")))
    assert caught.value.code == "region_ignored"


def test_an_error_is_refused_with_its_words() -> None:
    with pytest.raises(ConnectorError) as caught:
        rows("test_invalid_query")
    assert caught.value.code == "provider_error"
    assert json.loads(body("test_invalid_query"))["returndata"] in str(caught.value)


def test_the_list_of_indicators_is_refused_as_such() -> None:
    with pytest.raises(ConnectorError, match="list of indicators"):
        rows("test_cli_tree_query")
