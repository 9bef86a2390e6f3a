"""What a process remembers until anything changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from indicators.selectors import changes

Made = TypeVar("Made")
_all: list[Remembered[Any]] = []


class Remembered(Generic[Made]):
    """What ``make`` gives for today, as long as neither the data nor the day change.

    The data change with the change counter, which grows with all that a reader can see. Whoever
    has read it for this answer gives it; else asking costs the one query for it.
    """

    def __init__(self, make: Callable[[date], Made]) -> None:
        """Wrap a function that reads what can be seen on a day which is today."""
        self._make = make
        self._known: tuple[tuple[int, date], Made] | None = None
        _all.append(self)

    def __call__(self, today: date, counter: int | None = None) -> Made:
        """What is remembered, or is made now."""
        state = changes.counter() if counter is None else counter, today
        known = self._known
        if known is None or known[0] != state:
            known = self._known = state, self._make(today)
        return known[1]

    def forget(self) -> None:
        """Forget what is remembered."""
        self._known = None


def forget() -> None:
    """Forget everything; for tests, whose databases have states of equal numbers."""
    for one in _all:
        one.forget()
