"""Answers of services: joined as they were sent, and the reasons of refusals."""

import json
from typing import Any

import pytest

from indicators.connectors import answers
from indicators.connectors.api import without_empty_twins
from indicators.connectors.base import ParsedRow
from indicators.connectors.json_text import read_json


def test_answers_are_joined_as_they_were_sent() -> None:
    bodies = [b'\xef\xbb\xbf{"a": 1.50 }', b"[2]\n"]
    joined = answers.join(bodies)
    assert b'{"a": 1.50 }' in joined
    assert read_json(joined) == [{"a": "1.50"}, ["2"]]


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
        # Neither sign can be kept by a database.
        (b"<title>Bad\0gate</title>", "Bad gate"),
        (b'{"message": "Bad \\ud800"}', ""),
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
