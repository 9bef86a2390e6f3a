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
