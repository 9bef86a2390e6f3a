"""Calendars against the rules of RFC 5545, read back by a reader of its own."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.web.ical import Event, calendar, escaped, folded

STAMP = date(2026, 11, 23)


def unfolded(content: bytes) -> list[str]:
    """Section 3.1: lines end with CRLF, are 75 octets at most, and go on after a white space."""
    assert content.endswith(b"\r\n")
    pieces = content[:-2].split(b"\r\n")
    for piece in pieces:
        assert len(piece) <= 75, piece
        assert b"\n" not in piece
        assert b"\r" not in piece
        piece.decode()  # no character is cut in two
    return re.sub(rb"\r\n[ \t]", b"", content[:-2]).decode().split("\r\n")


def plain(value: str) -> str:
    """Section 3.3.11: a TEXT value without its escapes."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return re.sub(
        r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL
    )


def properties(line: str) -> tuple[str, str]:
    name, value = line.split(":", 1)
    return name, value


def test_an_event_has_what_the_standard_wants() -> None:
    event = Event(
        "deadline-a@host", date(2025, 12, 31), "Deadline: a", "x; y, z\nnew", "https://h/"
    )
    lines = unfolded(calendar("Tracker", [event], language="en", stamp=STAMP))
    assert lines[:4] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Policy Tracker//Calendar//EN",
        "CALSCALE:GREGORIAN",
    ]  # fmt: skip
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    assert dict(properties(line) for line in inside) == {
        "UID": "deadline-a@host",
        "DTSTAMP": "20261123T000000Z",
        "DTSTART;VALUE=DATE": "20251231",
        "DTEND;VALUE=DATE": "20260101",
        "SUMMARY;LANGUAGE=en": "Deadline: a",
        "DESCRIPTION;LANGUAGE=en": r"x\; y\, z\nnew",
        "URL": "https://h/",
        "TRANSP": "TRANSPARENT",
    }
    assert lines[-1] == "END:VCALENDAR"


def test_long_chinese_lines_are_folded_between_characters() -> None:
    name = "到2025年年底每万人拥有5G基站数达到26个" * 5
    event = Event("u", date(2025, 12, 31), name)
    lines = unfolded(calendar("历", [event], language="zh-Hans", stamp=STAMP))
    assert f"SUMMARY;LANGUAGE=zh-Hans:{name}" in lines


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a\\b;c,d", r"a\\b\;c\,d"),
        ("two\r\nlines\rthree\u2028four", r"two\nlines\nthree\nfour"),
        ("bell\x07and\x00nul", "bellandnul"),
        ("colon: and “quotes”", "colon: and “quotes”"),
    ],
)
def test_escapes(text: str, value: str) -> None:
    assert escaped(text) == value


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    text = text.encode(errors="ignore").decode()
    event = Event("u", date(2025, 1, 1), text)
    content = calendar("n", [event], language="en", stamp=STAMP)
    values = dict(properties(line) for line in unfolded(content))
    kept = "".join(
        one for one in "\n".join(text.splitlines()) if one == "\n" or not _is_control(one)
    )
    assert plain(values["SUMMARY;LANGUAGE=en"]) == kept


def _is_control(sign: str) -> bool:
    return ord(sign) < 32 or 127 <= ord(sign) < 160


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150])
def test_lines_are_as_long_as_they_may_be(length: int) -> None:
    pieces = list(folded("x" * length))
    assert "".join([pieces[0], *(one[1:] for one in pieces[1:])]) == "x" * length
    assert [len(one) for one in pieces[:-1]] == [75] * (len(pieces) - 1)
