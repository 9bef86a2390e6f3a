"""JSON of a source: numbers exactly as written, nothing overwritten, all else refused by name."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.connectors.base import ConnectorError
from indicators.connectors.json_text import read_json


def failure(content: bytes, hint: str = "") -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        read_json(content, hint)
    return caught.value


def test_numbers_stay_the_text_that_they_were() -> None:
    content = b'{"a": 100.70, "b": 12345678901234567890123, "c": 1E5, "d": "x", "e": true}'
    assert read_json(content) == {
        "a": "100.70", "b": "12345678901234567890123", "c": "1E5", "d": "x", "e": True,
    }  # fmt: skip


def test_a_very_long_number_is_only_text() -> None:
    assert read_json(b"[" + b"9" * 10_000 + b"]") == ["9" * 10_000]


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty_file", "empty"),
        (b" \n", "empty_file", "empty"),
        (b"<html><title>502 Bad\nGateway</title>", "not_json", "a web page titled “502 Bad Gate"),
        (b"<?xml version='1.0'?><error/>", "not_json", "XML"),
        ("指标,2021年\n".encode("gb18030"), "not_json", "Use csv."),
        (b"PK\x03\x04....", "not_json", "a zip archive."),
        (b"\xff\xfe{\x00}\x00", "not_json", "JSON in UTF-16 or UTF-32. Use csv."),
        (b"Service Unavailable", "not_json", "begins with “Service Unavailable”"),
        (b'{"a": "' + "中".encode("gb18030") + b'"}', "wrong_encoding", "byte 7"),
        (b'{"a": [1, 2', "broken_json", "line 1, column 12 of 11 bytes"),
        (b'{"a": [1, 2', "broken_json", 'It begins with “{"a": [1, 2”'),
        (b"\xd0\xcf\x11\xe0....", "not_json", "an old Excel workbook (.xls)."),
        (b"\0\1\2", "not_json", "binary data"),
        (b'"a"', "not_json", "begins with"),
        (b"[" * 200_000, "too_deep", "too deeply"),
        (b'[{"a": 1, "b": {"c": 2, "c": 3}}]', "name_twice", "“c” stands twice"),
        (b'{"a": "\\u0000"}', "nul_bytes", "NUL"),
        (b'{"\\ud800": 1}', "nul_bytes", "half of a character"),
    ],
)
def test_what_is_no_json_is_named(content: bytes, code: str, says: str) -> None:
    error = failure(content, "Use csv.")
    assert error.code == code
    assert says in str(error)


def test_a_whole_pair_and_an_escaped_backslash_are_text() -> None:
    assert read_json(rb'["\ud83d\ude00", "\\u0000"]') == ["\N{GRINNING FACE}", r"\u0000"]


@pytest.mark.parametrize(
    "content",
    [b'{"\\u0000": 1, "\\u0000": 2}', b'{"\\ud800": 1, "\\ud800": 2}', b"{\0", b"\0a", b'["\0"]'],
)
def test_no_sentence_holds_what_no_database_takes(content: bytes) -> None:
    said = str(failure(content))
    assert "\0" not in said
    assert said.encode("utf-8")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda some: b"{" + some))
def test_any_bytes_are_json_or_a_connector_error(content: bytes) -> None:
    with suppress(ConnectorError):
        assert isinstance(read_json(content), dict | list)
