"""Tables as rows of texts with their numbers, whether they come from a workbook or from a CSV."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_LETTERS = re.compile(r"[A-Z]{1,3}")


class Row(NamedTuple):
    """A row: its number as people see it, from 1, and the texts of its cells.

    Empty cells at the end may be missing. Empty rows are there, except after the last row with
    text. A row with a ``problem`` could not be taken apart; its text is in ``raw``.
    """

    number: int
    cells: Sequence[str]
    problem: str | None = None
    raw: str = ""


class Merged(NamedTuple):
    """A range of cells that are shown as one; rows and columns count from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. ``name`` is empty where there is only one; ``rows`` can be read once."""

    name: str
    rows: Iterator[Row]
    merged: Sequence[Merged] = field(default=())

    @property
    def place(self) -> str:
        """The sheet as the beginning of a sentence about a place in it; empty without a name."""
        return f"Sheet “{self.name}”: " if self.name else ""


def column_number(letters: str) -> int | None:
    """1 for A, 27 for AA; ``None`` for what names no column."""
    if not _LETTERS.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number if number <= MOST_COLUMNS else None


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
