"""Parameters are read with their types, however JSON, YAML or a form wrote them."""

import pytest

from indicators.connectors.base import ConnectorError
from indicators.connectors.settings import Settings


def of(value: object) -> Settings:
    return Settings("csv", {"on": value})


@pytest.mark.parametrize("value", [True, "yes", "Yes", "TRUE"])
def test_yes(value: object) -> None:
    assert of(value).flag("on") is True


@pytest.mark.parametrize("value", [False, "no", "False"])
def test_no(value: object) -> None:
    assert of(value).flag("on", default=True) is False


@pytest.mark.parametrize("value", [None, ""])
def test_left_out(value: object) -> None:
    assert (of(value).flag("on"), of(value).flag("on", default=True)) == (False, True)


@pytest.mark.parametrize(("value", "shown"), [("now", "“now”"), (1, "1"), ([True], "[true]")])
def test_neither(value: object, shown: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        of(value).flag("on")
    assert caught.value.code == "invalid_parameter"
    assert f"“on” of the connector “csv” is {shown}. Right is yes or no." in str(caught.value)


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ({"period": ["2", "3"]}, (2, 3)),
        ({"period": [3, 2, 3]}, (2, 3)),
        ({"period": "10"}, (10,)),
        ({"period": 10}, (10,)),
    ],
)
def test_rows_are_numbers_however_they_are_written(value: object, rows: tuple[int, ...]) -> None:
    assert of(value).rows("on", 50) == {"period": rows}


@pytest.mark.parametrize("item", ["0", "51", "two", "1.5", "２", True, [], [1, "x"], None, "-1"])
def test_rows_that_are_none(item: object) -> None:
    with pytest.raises(ConnectorError, match="from 1 to 50"):
        of({"period": item}).rows("on", 50)
