"""Files as providers publish them, each counted by another way than it is read."""

import csv
import json
import os
import re
import xml.etree.ElementTree as ET
from math import prod
from pathlib import Path
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError
from indicators.connectors.jsonstat import JsonStatConnector
from indicators.connectors.records import Record
from indicators.connectors.sdmx.connector import SdmxConnector
from indicators.domain.numbers import parse_number
from indicators.domain.periods import parse_period

FOLDER = os.environ.get("REALDATA_DIR", "")
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER, reason="REALDATA_DIR is not set: no real files of providers"),
]


def content(name: str) -> bytes:
    return (Path(FOLDER) / name).read_bytes()


def sdmx(name: str, **parameters: Any) -> list[Record]:
    found = list(SdmxConnector(parameters).records(content(f"sdmx/{name}")))
    assert [one.problem for one in found if one.problem] == []
    return found


def jsonstat(name: str, **parameters: Any) -> list[Record]:
    found = list(JsonStatConnector(parameters).records(content(f"jsonstat/{name}")))
    assert [one.problem for one in found if one.problem] == []
    return found


def picked(record: Record, *names: str) -> tuple[str, ...]:
    return tuple(record.fields[name] for name in names)


def observations(name: str) -> list[ET.Element]:
    """Every Obs element, found without our reader."""
    root = ET.fromstring(content(f"sdmx/{name}"))
    return [one for one in root.iter() if re.fullmatch(r"(\{.*\})?Obs", one.tag)]


ENDS = ("series", "period", "value", "status")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("ml21_generic_INSEE_IPI-2010-A21.xml", ("M.B.BRUT", "2015-10", "105.61", "A"),
         ("A.F.POND", "2010", "106368 million", "A")),
        ("ml21_generic_ECB_EXR_M.USD.EUR.xml", ("M.USD.EUR.SP00.A", "1999-01", "1.16078", "A"),
         ("M.USD.EUR.SP00.A", "2019-12", "1.111345", "A")),
        ("ml21_structspecific_ts_ECB_EXR.xml", ("M.CHF.EUR.SP00.E.CHF", "2010-08", "1.3413", "A"),
         ("M.USD.EUR.SP00.E.USD", "2010-10", "1.3898", "A")),
        ("ml21_structspecific_flat_ECB_EXR.xml", ("M.CHF.EUR.SP00.E.CHF", "2010-08", "1.3413", "A"),
         ("M.USD.EUR.SP00.E.USD", "2010-10", "1.3898", "A")),
    ],
)  # fmt: skip
def test_sdmx_ml(name: str, first: tuple[str, ...], last: tuple[str, ...]) -> None:
    found = sdmx(name)
    assert len(found) == len(observations(name)) > 0
    assert picked(found[0], *ENDS) == first
    assert picked(found[-1], *ENDS) == last
    for one in found:
        assert parse_number(one.fields["value"]).value is not None
        assert parse_period(one.fields["period"]).frequency == one.fields["frequency"]


def test_every_value_of_insee_is_that_of_its_element() -> None:
    name = "ml21_generic_INSEE_IPI-2010-A21.xml"
    generic = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic}"
    expected = [
        (
            one.find(f"{generic}ObsDimension").get("value"),
            one.find(f"{generic}ObsValue").get("value"),
        )  # type: ignore[union-attr]
        for one in observations(name)
    ]
    assert [picked(one, "TIME_PERIOD", "OBS_VALUE") for one in sdmx(name)] == expected
    keys = {one.fields["series"] for one in sdmx(name)}
    assert len(keys) == content(f"sdmx/{name}").count(b"<generic:SeriesKey>")


def test_both_structure_specific_messages_say_the_same() -> None:
    flat, series = (sdmx(f"ml21_structspecific_{kind}_ECB_EXR.xml") for kind in ("flat", "ts"))
    assert [one.fields for one in flat] == [one.fields for one in series]


def lines(name: str) -> list[dict[str, str]]:
    text = content(f"sdmx/{name}").decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_csv_of_the_bis() -> None:
    found, expected = sdmx("csv10_BIS_DER.csv"), lines("csv10_BIS_DER.csv")
    assert len(found) == len(expected) == 1000
    assert [picked(one, "OBS_VALUE", "TIME_PERIOD", "OBS_STATUS") for one in found] == [
        (one["OBS_VALUE"], one["TIME_PERIOD"], one["OBS_STATUS"]) for one in expected
    ]
    missing = [one for one in found if one.fields["value"] == ""]
    assert len(missing) == sum(not one["OBS_VALUE"] for one in expected) > 0
    assert {one.fields["status"] for one in missing} == {"M"}
    assert picked(found[2], "series", "value") == (
        "A.U.A.B.5J.A.1E.A.HKD.TO1.A.A.3.C", "14206.490766",
    )  # fmt: skip
    assert [one.line for one in found] == list(range(2, 1002))


def test_csv_of_eurostat_with_labels() -> None:
    name = "csv_ESTAT_labels_EI_BPM6CA_Q.csv"
    found = sdmx(name)
    assert len(found) == len(lines(name)) == 19
    assert picked(found[0], "period", "value", "frequency", "unit") == (
        "2023-Q1", "23962.1", "Quarterly", "Million euro",
    )  # fmt: skip
    assert picked(found[-1], "period", "value") == ("2025-Q1", "63670.1")
    assert str(SdmxConnector({}).updated_on(content(f"sdmx/{name}"))) == "2025-10-30"


def test_csv_with_actions() -> None:
    connector = SdmxConnector({"measure": "Me_1"})
    found = list(connector.records(content("sdmx/csv20_two_actions.csv")))
    assert len(found) == len(lines("csv20_two_actions.csv")) == 3
    assert "key is not complete" in str(found[0].problem)
    assert [picked(one, "series", "value") for one in found[1:]] == [("A.A", "6"), ("A.B", "1")]


def test_json_of_the_ecb() -> None:
    document = json.loads(content("sdmx/json10_timeseries_ECB_EXR.json"))
    found = sdmx("json10_timeseries_ECB_EXR.json")
    expected = [
        row[0]
        for data in document["dataSets"]
        for series in data["series"].values()
        for row in series["observations"].values()
    ]
    assert [float(one.fields["value"]) for one in found] == expected
    assert picked(found[0], *ENDS) == ("D.NZD.EUR.SP00.A", "2013-01-18", "1.5931", "A")
    # The text of the source, with its last zeros.
    assert picked(found[-1], *ENDS) == ("D.RUB.EUR.SP00.A", "2013-01-21", "40.3000", "A")


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("ml21_structure_INSEE_IPI-2010-A21.xml", "not_sdmx", "structure message"),
        ("ml21_structure_ECB_EXR_ng.xml", "not_sdmx", "structure message"),
        ("ml21_footer_ESTAT.xml", "query_too_large", "Due to the large query"),
    ],
)
def test_messages_without_data_are_refused(name: str, code: str, says: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        sdmx(name)
    assert caught.value.code == code
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "dataset", "first", "last"),
    [
        ("galicia-2.0.json", None, ("T.T.T.T.pop", "2001", "2695880", ""),
         ("F.100.F.36.pop", "2011", "11", "")),
        ("statswe.json", None, ("25.23-28.0.1.HS0301A1", "1969", "0", ""),
         ("25.23-28.90+.2.HS0301A1", "1996", "137", "")),
        ("oecd-canada.json", "canada", ("CA.T.POP.T", "2012", "34880.5 thousand", "a"),
         ("CA.older.PERCENT.F", "2012", "1.0", "a")),
        ("oecd-canada.json", "oecd", ("UNR.AU", "2003", "5.943826289", ""), None),
    ],
)  # fmt: skip
def test_json_stat(
    name: str, dataset: str | None, first: tuple[str, ...], last: tuple[str, ...] | None
) -> None:
    document = json.loads(content(f"jsonstat/{name}"))
    cube = document.get(dataset or "dataset", document)
    found = jsonstat(name, **({"dataset": dataset} if dataset else {}))
    sizes = cube.get("size") or cube["dimension"]["size"]
    assert len(found) == len(cube["value"]) == prod(sizes)
    assert picked(found[0], *ENDS) == first
    assert last is None or picked(found[-1], *ENDS) == last
    # Row-major: the last dimension runs fastest.
    ids = cube.get("id") or cube["dimension"]["id"]
    assert found[1].fields[ids[-1]] != found[0].fields[ids[-1]] or sizes[-1] == 1
    flags = cube.get("status")
    if isinstance(flags, dict):
        assert {one.line - 1 for one in found if one.fields["status"]} == set(map(int, flags))


def test_a_bundle_needs_the_name_of_a_dataset() -> None:
    with pytest.raises(ConnectorError, match="oecd, canada"):
        jsonstat("oecd-canada.json")


def test_every_file_of_these_folders_is_tested() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    names = [one.name for kind in ("sdmx", "jsonstat") for one in (Path(FOLDER) / kind).iterdir()]
    assert [one for one in names if one not in text] == []
