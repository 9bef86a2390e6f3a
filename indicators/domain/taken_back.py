"""Releases that are taken back by others, and which of them count on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The release ``number`` takes the earlier release ``takes`` back, known from ``day``.

    ``mistaken``: as entered by mistake; the day is that of the release taken back.
    """

    number: int
    day: date
    takes: int
    mistaken: bool = False


def withdrawn(taken: Collection[TakenBack], *, on: date = date.max) -> set[int]:
    """The releases that are taken back on a day, by one that is not taken back itself."""
    found: set[int] = set()
    for one in sorted(taken, key=lambda one: one.number, reverse=True):
        if one.day <= on and one.number not in found:
            found.add(one.takes)
    return found


def never_known(taken: Collection[TakenBack]) -> set[int]:
    """The releases that brought nothing to what was known on any day.

    Those that were entered by mistake; and those that say so, which restate what was known anyhow.
    """
    mistakes = [one for one in taken if one.mistaken]
    return withdrawn(mistakes) | {one.number for one in mistakes}
