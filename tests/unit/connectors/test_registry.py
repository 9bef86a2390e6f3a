from pathlib import Path

import pytest

from indicators.connectors.base import (
    COLUMN_NAMES,
    REQUIRED_COLUMNS,
    ConnectorError,
    Parameter,
    check_parameters,
)
from indicators.connectors.csv import CsvConnector
from indicators.connectors.registry import CONNECTORS, connector_for


def test_a_connector_is_found_by_its_name() -> None:
    assert isinstance(connector_for("csv", {}), CsvConnector)


def test_an_unknown_connector_is_told_the_known_ones() -> None:
    with pytest.raises(ConnectorError, match=r"“xls”.*csv") as caught:
        connector_for("xls", {})
    assert caught.value.code == "unknown_connector"


@pytest.mark.parametrize("value", [None, "", {}, []])
def test_a_required_parameter_may_not_be_empty(value: object) -> None:
    declared = [Parameter("key", "Key", "密钥", required=True), Parameter("x", "X", "X")]
    with pytest.raises(ConnectorError, match=r"“key” \(Key\)\. Allowed: key, x") as caught:
        check_parameters("demo", declared, {"key": value})
    assert caught.value.code == "missing_parameter"


@pytest.mark.parametrize("name", CONNECTORS)
def test_everything_a_person_sees_is_in_both_languages(name: str) -> None:
    connector = CONNECTORS[name]
    assert connector.label_en and connector.label_zh
    for parameter in connector.parameters:
        assert parameter.label_en and parameter.label_zh
        assert bool(parameter.help_en) == bool(parameter.help_zh)


def test_the_columns_are_those_of_the_catalogue_files() -> None:
    assert ",".join(COLUMN_NAMES) == (
        "indicator,version,entity,basis,frequency,period,value,unit,published_on,"
        "published_on_basis,document,status,bound,value_as_stated,passage,note"
    )
    assert REQUIRED_COLUMNS == ("indicator", "entity", "period", "value")


@pytest.mark.parametrize("name", sorted(CONNECTORS))
def test_every_parameter_is_described(name: str) -> None:
    guide = Path("docs/connectors.md").read_text(encoding="utf-8")
    shared, *others = guide.split("\n## `")
    own = next(part for part in others if part.startswith(f"{name}`"))
    for parameter in CONNECTORS[name].parameters:
        assert f"`{parameter.name}`" in shared + own, parameter.name
