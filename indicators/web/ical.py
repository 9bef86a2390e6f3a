"""Calendars as RFC 5545 wants them: whole-day events, nothing that needs a time zone.

Written here because the few properties that are needed take fewer lines than the settings of a
library: texts are escaped, lines end with CRLF and are folded at 75 octets between characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_OCTETS = 75
PRODUCT = "-//Policy Tracker//Calendar//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day; ``uid`` stays the same for as long as it is the same thing."""

    uid: str
    on: date
    summary: str
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


def escaped(text: str) -> str:
    """A TEXT value: control characters go, line ends and the four special signs are escaped."""
    plain = "\n".join(text.splitlines())
    plain = "".join(one for one in plain if one == "\n" or unicodedata.category(one) != "Cc")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, "\\" + sign)
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The pieces of a content line, each of 75 octets at most; no character is cut in two."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _lines(name: str, events: Iterable[Event], language: str, stamp: date) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield from (f"NAME;LANGUAGE={language}:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}")
    yield "REFRESH-INTERVAL;VALUE=DURATION:P1D"
    for one in events:
        yield from (
            "BEGIN:VEVENT",
            f"UID:{escaped(one.uid)}",
            f"DTSTAMP:{_day(stamp)}T000000Z",
            f"DTSTART;VALUE=DATE:{_day(one.on)}",
            # The end of a whole day is the day after it.
            f"DTEND;VALUE=DATE:{_day(one.on + timedelta(days=1))}",
            f"SUMMARY;LANGUAGE={language}:{escaped(one.summary)}",
        )
        if one.description:
            yield f"DESCRIPTION;LANGUAGE={language}:{escaped(one.description)}"
        if one.url:
            yield f"URL:{one.url}"
        if one.categories:
            yield "CATEGORIES:" + ",".join(escaped(text) for text in one.categories)
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def calendar(name: str, events: Sequence[Event], *, language: str, stamp: date) -> bytes:
    """The calendar in UTF-8. ``language`` is one of RFC 5646, ``stamp`` the day it was made for."""
    lines = _lines(name, events, language, stamp)
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line)).encode()
