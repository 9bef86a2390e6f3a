"""Messages in the shape of those of providers, with figures made up."""

import json
from collections.abc import Mapping
from typing import Any

V21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
SPACES = (
    f'xmlns:mes="{V21}/message" xmlns:com="{V21}/common" xmlns:gen="{V21}/data/generic" '
    f'xmlns:footer="{V21}/message/footer" xmlns:ss="{V21}/data/structurespecific" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def message(root: str, body: str, *, at: str = "TIME_PERIOD", version: str = "v2_1") -> bytes:
    """A message with a header that names the dimension of observations."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><mes:{root} {SPACES}><mes:Header><mes:ID>X</mes:ID>'
        f'<mes:Structure structureID="S1" dimensionAtObservation="{at}"><com:Structure/>'
        f"</mes:Structure></mes:Header>{body}</mes:{root}>"
    )
    return text.replace("v2_1", version).encode()


def value(name: str, text: str) -> str:
    return f'<gen:Value id="{name}" value="{text}"/>'


def generic_obs(period: str, figure: str | None, **attributes: str) -> str:
    own = "".join(value(name, text) for name, text in attributes.items())
    number = "" if figure is None else f'<gen:ObsValue value="{figure}"/>'
    return (
        f'<gen:Obs><gen:ObsDimension value="{period}"/>{number}'
        f"<gen:Attributes>{own}</gen:Attributes></gen:Obs>"
    )


def generic_series(key: Mapping[str, str], *observations: str, **attributes: str) -> str:
    dimensions = "".join(value(name, code) for name, code in key.items())
    own = "".join(value(name, text) for name, text in attributes.items())
    return (
        f"<gen:Series><gen:SeriesKey>{dimensions}</gen:SeriesKey>"
        f"<gen:Attributes>{own}</gen:Attributes>{''.join(observations)}</gen:Series>"
    )


def dataset(*parts: str, **attributes: str) -> str:
    given = "".join(f' {name}="{text}"' for name, text in attributes.items())
    return f'<mes:DataSet structureRef="S1"{given}>{"".join(parts)}</mes:DataSet>'


def specific(*parts: str, **attributes: str) -> str:
    return dataset(*parts, **attributes).replace("structureRef", "ss:structureRef")


KEY = {"FREQ": "A", "REF_AREA": "CN", "PRODUCT": "STEEL"}
GENERIC = message(
    "GenericData",
    dataset(
        generic_series(
            KEY,
            generic_obs("2021", "1032.8", OBS_STATUS="A"),
            generic_obs("2022", "1018.0", OBS_STATUS="P"),
            UNIT_MEASURE="T", UNIT_MULT="6",
        ),
        generic_series(
            {**KEY, "PRODUCT": "COAL"}, generic_obs("2021", "41.3"), UNIT_MEASURE="T", UNIT_MULT="8"
        ),
    ),
)  # fmt: skip
SERIES = message(
    "StructureSpecificTimeSeriesData",
    specific(
        '<Series FREQ="A" REF_AREA="CN" PRODUCT="STEEL" UNIT_MEASURE="T" UNIT_MULT="6" TITLE="x">'
        '<Obs TIME_PERIOD="2021" OBS_VALUE="1032.8" OBS_STATUS="A"/>'
        '<Obs TIME_PERIOD="2022" OBS_VALUE="1018.0" OBS_STATUS="P"/></Series>'
        '<Series FREQ="A" REF_AREA="CN" PRODUCT="COAL" UNIT_MEASURE="T" UNIT_MULT="8">'
        '<Obs TIME_PERIOD="2021" OBS_VALUE="41.3"/></Series>'
    ),
)
FLAT = message(
    "StructureSpecificData",
    specific(
        '<Obs FREQ="A" REF_AREA="CN" PRODUCT="STEEL" UNIT_MEASURE="T" UNIT_MULT="6" '
        'TIME_PERIOD="2021" OBS_VALUE="1032.8" OBS_STATUS="A"/>'
        '<Obs FREQ="A" REF_AREA="CN" PRODUCT="STEEL" UNIT_MEASURE="T" UNIT_MULT="6" '
        'TIME_PERIOD="2022" OBS_VALUE="1018.0" OBS_STATUS="P"/>'
        '<Obs FREQ="A" REF_AREA="CN" PRODUCT="COAL" UNIT_MEASURE="T" UNIT_MULT="8" '
        'TIME_PERIOD="2021" OBS_VALUE="41.3"/>'
    ),
    at="AllDimensions",
)
CSV1 = (
    b"DATAFLOW,FREQ,REF_AREA,PRODUCT,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT\n"
    b"X:D(1.0),A,CN,STEEL,2021,1032.8,A,T,6\n"
    b"X:D(1.0),A,CN,STEEL,2022,1018.0,P,T,6\n"
    b"X:D(1.0),A,CN,COAL,2021,41.3,,T,8\n"
)
CSV2 = (
    b"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,PRODUCT,TIME_PERIOD,OBS_VALUE,OBS_STATUS,"
    b"UNIT_MEASURE,UNIT_MULT\n"
    b"dataflow,X:D(1.0),I,A,CN,STEEL,2021,1032.8,A,T,6\n"
    b"dataflow,X:D(1.0),I,A,CN,STEEL,2022,1018.0,P,T,6\n"
    b"dataflow,X:D(1.0),I,A,CN,COAL,2021,41.3,,T,8\n"
)


def component(name: str, *values: str, position: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "values": [{"id": one, "name": one} for one in values]}
    return found if position is None else {**found, "keyPosition": position}


def json_parts() -> tuple[dict[str, Any], dict[str, Any]]:
    """The structure and the data set of a JSON message; the key is not in the order sent."""
    structure = {
        "dimensions": {
            "dataSet": [component("FREQ", "A", position=0)],
            "series": [
                component("PRODUCT", "COAL", "STEEL", position=2),
                component("REF_AREA", "CN", position=1),
            ],
            "observation": [component("TIME_PERIOD", "2021", "2022")],
        },
        "attributes": {
            "dataSet": [component("UNIT_MEASURE", "T")],
            "series": [component("UNIT_MULT", "6", "8")],
            "observation": [component("OBS_STATUS", "A", "P")],
        },
    }
    data = {
        "action": "Information",
        "attributes": [0],
        "series": {
            "1:0": {"attributes": [0], "observations": {"0": [1032.8, 0], "1": [1018.0, 1]}},
            "0:0": {"attributes": [1], "observations": {"0": [41.3, None]}},
        },
    }
    return structure, data


def json_draft() -> bytes:
    structure, data = json_parts()
    return json.dumps({"header": {}, "structure": structure, "dataSets": [data]}).encode()


def json_1() -> bytes:
    structure, data = json_parts()
    inner = {"structure": structure, "dataSets": [data]}
    return json.dumps({"meta": {}, "data": inner, "errors": []}).encode()


def json_2() -> bytes:
    structure, data = json_parts()
    structure = {**structure, "measures": {"observation": [{"id": "OBS_VALUE"}]}}
    inner = {"structures": [structure], "dataSets": [{**data, "structure": 0}]}
    return json.dumps({"meta": {}, "data": inner}).encode()


ALL = {
    "csv 1.0": CSV1,
    "csv 2.0": CSV2,
    "generic": GENERIC,
    "structure-specific": SERIES,
    "flat": FLAT,
    "structure-specific 3.0": SERIES.replace(b"v2_1", b"v3_0"),
    "json draft": json_draft(),
    "json 1.0": json_1(),
    "json 2.0": json_2(),
}
