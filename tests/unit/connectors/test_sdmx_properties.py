"""Whatever the bytes: records or a ConnectorError; and every figure that was written is read."""

import csv
import io
import json
from contextlib import suppress
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.connectors.base import Connector, ConnectorError
from indicators.connectors.jsonstat import JsonStatConnector
from indicators.connectors.observations import scaled
from indicators.connectors.sdmx.answers import reason_of
from indicators.connectors.sdmx.connector import SdmxConnector
from indicators.domain.numbers import parse_number
from tests.unit.connectors.sdmx_messages import ALL, message, specific
from tests.unit.connectors.test_jsonstat import cube, older, sent

CUBES = [sent(cube()), sent(older(cube())), sent({"a": cube(), "b": cube()})]
DEFAULTS = {"indicator": "x", "entity": "CHN", "period": "2021", "value": "1"}
PIECES = [
    b"", b"<", b">", b'"', b"&", b"/>", b"\0", b"\xff", b"{", b"}", b"[", b"]", b",", b":", b"null",
    b"1e999", b"NaN", b"-1", b"9" * 30, b"true", b"<!DOCTYPE a>", b"<Obs/>", b"</Series>", b"D",
    b"<Series>", b"<Group A='1'/>", b"<Value id='UNIT_MULT' value='x'/>", b"2021-W05", b"\n", b";",
    b"action='Delete'", b"<gen:Obs/>", b"<Comp id='a'><Value>x</Value></Comp>", b"\\ud800", b"{}",
]  # fmt: skip


def consume(connector: Connector, content: bytes) -> None:
    with suppress(ConnectorError):
        for row in connector.parse(content):
            assert all(
                isinstance(cell, str) and "\0" not in cell and cell.encode("utf-8") is not None
                for cell in row.cells.values()
            )
            assert row.problem is None or row.problem.strip()
    with suppress(ConnectorError):
        connector.updated_on(content)


@st.composite
def mutated(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """A valid document with some places cut out, doubled or overwritten."""
    content = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(content[start:end] * 2)))
        content = content[:start] + piece + content[end:]
    return content


@given(st.one_of(st.binary(max_size=300), mutated([*ALL.values()])))
@example(b"\xff\xfe<\0")
@example(b"{")
@example(b"DATAFLOW")
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_sdmx_or_a_connector_error(content: bytes) -> None:
    consume(SdmxConnector({"defaults": DEFAULTS}), content)


@given(st.one_of(st.binary(max_size=300), mutated(CUBES)))
def test_any_bytes_are_json_stat_or_a_connector_error(content: bytes) -> None:
    consume(JsonStatConnector({"defaults": DEFAULTS}), content)


@given(st.one_of(st.binary(max_size=300), mutated([*ALL.values(), *CUBES])))
def test_any_refusal_has_a_reason_or_none(content: bytes) -> None:
    reason = reason_of(content)
    assert reason is None or len(str(reason)) < 300


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False)
    | st.text(max_size=4),
    lambda children: st.lists(children, max_size=3)
    | st.dictionaries(
        st.sampled_from([
            "id", "value", "values", "series", "observations", "attributes", "0", "0:0", "index",
            "label", "unit", "category", "status", "size", "role", "time",
        ]),
        children, max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, document: bytes) -> bytes:
    """A valid document in which one value, anywhere, is another."""
    root: Any = json.loads(document)
    at, path = root, []
    while isinstance(at, dict | list) and at and (not path or draw(st.integers(0, 3))):
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        path.append((at, key))
        at = at[key]
    parent, key = path[-1]
    parent[key] = draw(documents)
    return json.dumps(root).encode()


@pytest.mark.parametrize("kind", ["json draft", "json 1.0", "json 2.0"])
@given(data=st.data())
def test_any_value_in_an_sdmx_json_message(kind: str, data: st.DataObject) -> None:
    consume(SdmxConnector({"defaults": DEFAULTS}), data.draw(changed(ALL[kind])))


@given(st.one_of(changed(CUBES[0]), changed(CUBES[1])))
def test_any_value_in_a_json_stat_cube(content: bytes) -> None:
    consume(JsonStatConnector({"defaults": DEFAULTS}), content)


# --- What was written is read -------------------------------------------------------------------
codes = st.text("ABCXYZ0189_-@$", min_size=1, max_size=6)
figures = st.lists(
    st.fixed_dictionaries({
        "FREQ": st.sampled_from("AQM"),
        "REF_AREA": codes,
        "TIME_PERIOD": st.sampled_from(["2021", "2021-Q1", "2021-03", "2021-01-01/P2M"]),
        "OBS_VALUE": st.one_of(
            st.just(""), st.decimals(-1_000_000, 1_000_000, places=4).map(str), st.just("1E-7")
        ),
        "TITLE": st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=8).map(
            lambda text: text.lstrip("'")
        ),
    }),
    min_size=1, max_size=6,
)  # fmt: skip


@given(figures)
def test_written_observations_are_read_back(made: list[dict[str, str]]) -> None:
    target = io.StringIO(newline="")
    columns = ["DATAFLOW", "FREQ", "REF_AREA", "TIME_PERIOD", "OBS_VALUE", "TITLE"]
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({"DATAFLOW": "X", **one} for one in made)
    body = "".join(
        "<Obs " + " ".join(f"{name}={quoteattr(one[name])}" for name in columns[1:]) + "/>"
        for one in made
    )
    flat = message("StructureSpecificData", specific(body), at="AllDimensions")
    for content in (target.getvalue().encode(), flat):
        found = list(SdmxConnector({}).records(content))
        assert [one.problem for one in found] == [None] * len(made)
        assert [{name: one.fields[name] for name in made[0]} for one in found] == made
        assert [one.fields["series"] for one in found] == [
            f"{one['FREQ']}.{one['REF_AREA']}" for one in made
        ]


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(-15, 15))
def test_a_multiplier_is_exact(number: Any, power: int) -> None:
    text = scaled(f"{number:f}", str(power), [])
    parsed = parse_number(text).value
    assert parsed is not None
    _sign, digits, exponent = number.as_tuple()
    assert parsed == type(number)((_sign, digits, exponent + power))
