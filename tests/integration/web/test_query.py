"""Addresses are canonical; free text and numbers in them do no harm."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from indicators.web.query import State, encoded, read

TODAY = date(2026, 11, 23)


def state(query: str) -> State:
    return read(RequestFactory().get(f"/?{query}"), TODAY)


@pytest.mark.parametrize(
    ("query", "on", "rev"),
    [
        ("", TODAY, None),
        ("as_of=2021-07-01", date(2021, 7, 1), None),
        ("as_of=2026-11-23", TODAY, None),
        ("as_of=2026-11-24", TODAY, None),
        ("as_of=2021-7", TODAY, None),
        ("rev=7", TODAY, 7),
        ("rev=0", TODAY, None),
        ("rev=٣", TODAY, None),
        ("rev=99999999999999999999", TODAY, None),
    ],
)
def test_day_and_revision(query: str, on: date, rev: int | None) -> None:
    found = state(query)
    assert (found.on, found.rev) == (on, rev)


def test_a_day_in_the_future_is_refused_in_words() -> None:
    assert state("as_of=2030-01-01").notices == [
        "as_of: 1 January 2030 lies in the future. Today is shown instead."
    ]


def test_links_have_one_order_and_no_defaults() -> None:
    found = state("lang=en&as_of=2021-07-01&rev=3&q=x")
    found.text("q")
    assert found.link(status="met") == "/?q=x&status=met&as_of=2021-07-01&rev=3&lang=en"
    assert found.link(q="", rev="") == "/?as_of=2021-07-01&lang=en"
    assert found.carry("/runs/") == "/runs/?as_of=2021-07-01&rev=3&lang=en"
    assert state("as_of=2026-11-23").link() == "/"


def test_choices_and_numbers() -> None:
    found = state("status=met&sort=deadline&page=2&topic=x")
    assert found.choice("status", ["met", "missed"]) == "met"
    assert found.choice("sort", ["deadline"], "deadline") == "deadline"
    assert found.number("page", 1, largest=3) == 2
    assert found.filters == {"status": "met"}  # a page of the list chooses nothing
    assert found.choice("topic", ["a", "b"]) == ""
    assert found.notices == ["“x” is no topic; it is ignored. Known are: a, b."]


@given(st.text(max_size=300), st.sampled_from(["as_of", "rev", "lang", "q", "page", "status"]))
def test_nothing_breaks_it(value: str, name: str) -> None:
    request = RequestFactory().get("/", {name: value})
    found = read(request, TODAY)
    found.text("q")
    found.number("page", 1, largest=5)
    found.choice("status", ["met"])
    assert found.link().startswith("/")
    assert len(found.values.get("q", "")) <= 100
    for notice in found.notices:
        assert len(notice) < 300


def test_empty_values_are_left_out() -> None:
    assert encoded({"q": "", "lang": ""}) == ""
