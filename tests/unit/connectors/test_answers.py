"""JSON of services: read exactly, refused with reason, joined as it was sent."""

import json
from typing import Any

import pytest

from indicators.connectors import answers
from indicators.connectors.api import without_empty_twins
from indicators.connectors.base import ConnectorError, ParsedRow


def failure(content: bytes, hint: str = "") -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        answers.read(content, hint)
    return caught.value


def test_numbers_stay_the_text_that_they_were() -> None:
    content = b'{"a": 100.70, "b": 12345678901234567890123, "c": 1E5, "d": "x", "e": true}'
    assert answers.read(content) == {
        "a": "100.70", "b": "12345678901234567890123", "c": "1E5", "d": "x", "e": True,
    }  # fmt: skip


def test_a_very_long_number_is_only_text() -> None:
    assert answers.read(b"[" + b"9" * 10_000 + b"]") == ["9" * 10_000]


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty_file", "empty"),
        (b" \n", "empty_file", "empty"),
        (b"<html><title>502 Bad\nGateway</title>", "not_json", "a web page titled “502 Bad Gate"),
        (b"<?xml version='1.0'?><error/>", "not_json", "XML"),
        ("指标,2021年\n".encode("gb18030"), "not_json", "Use csv."),
        (b"PK\x03\x04....", "not_json", "a workbook or an archive"),
        (b"\xff\xfe{\x00}\x00", "not_json", "Use csv."),
        (b"Service Unavailable", "not_json", "begins with “Service Unavailable”"),
        (b'{"a": "' + "中".encode("gb18030") + b'"}', "wrong_encoding", "byte 7"),
        (b'{"a": [1, 2', "broken_json", "line 1, column 12 of 11 bytes"),
        (b"[" * 200_000, "broken_json", "too deeply"),
    ],
)
def test_what_is_no_json_is_named(content: bytes, code: str, says: str) -> None:
    error = failure(content, "Use csv.")
    assert error.code == code
    assert says in str(error)


def test_answers_are_joined_as_they_were_sent() -> None:
    bodies = [b'\xef\xbb\xbf{"a": 1.50 }', b"[2]\n"]
    joined = answers.join(bodies)
    assert b'{"a": 1.50 }' in joined
    assert answers.read(joined) == [{"a": "1.50"}, ["2"]]


def test_text_holds_nothing_that_a_database_refuses() -> None:
    document = answers.read(rb'["a\u0000b", "\ud800", "\ud83d\ude00 ", null, true, [1]]')
    assert [answers.text(one) for one in document] == ["a\ufffdb", "\ufffd", "😀", "", "", ""]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error_code": 400, "error_message": "Bad Request.  The  series"}',
         "Bad Request. The series"),
        (b'{"message": "No such dataset"}', "No such dataset"),
        (b'<?xml version="1.0"?><error code="400" message="Bad Request." />', "Bad Request."),
        (b"<html><head><title>UrlACL</title>", "UrlACL"),
        (b'{"message": ', ""),
        (b"\xff\xfe", ""),
    ],
)  # fmt: skip
def test_the_reason_of_a_refusal_is_found(body: bytes, words: str) -> None:
    assert answers.reason(body) == words


def test_what_a_service_says_is_cut() -> None:
    body = json.dumps({"message": "x" * 5000}).encode()
    assert len(answers.reason(body)) == 300


def row(line: int, **cells: Any) -> ParsedRow:
    return ParsedRow(line, {"indicator": "cpi", "period": "2021", **cells})


def test_an_empty_value_gives_way_to_a_figure_of_the_same_cell() -> None:
    rows = [row(1, value=""), row(2, value="5"), row(3, value="NA"), row(4, value="", period="1")]
    found = list(without_empty_twins(rows))
    assert [one.left_out for one in found] == [True, False, True, False]


def test_of_several_empty_values_for_a_cell_one_stays() -> None:
    found = list(without_empty_twins([row(1, value="."), row(2, value=".")]))
    assert [one.left_out for one in found] == [False, True]


def test_two_figures_for_a_cell_both_stay() -> None:
    rows = [row(1, value="5"), row(2, value="6"), row(3, value="", version="2")]
    assert list(without_empty_twins(rows)) == rows
