"""The header of a wide table: several rows, merged cells, and what each column says."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from indicators.connectors.base import ConnectorError
from indicators.connectors.cells import trim
from indicators.connectors.grid import (
    MOST_COLUMNS,
    Merged,
    Row,
    Sheet,
    column_letters,
    column_number,
)
from indicators.connectors.header import normal

_SHOWN = 40


class Head:
    """The rows of a sheet down to the last one of the header, with merged cells spread.

    Columns count from 0, rows from 1.
    """

    def __init__(self, sheet: Sheet, last: int) -> None:
        """Take the rows down to ``last`` off the sheet; ConnectorError when it is shorter."""
        self.place = sheet.place
        self.rest, head = _split(sheet.rows, last)
        self._rows: dict[int, list[str]] = {
            row.number: [trim(cell) for cell in row.cells] for row in head
        }
        if not any(map(any, self._rows.values())):
            raise ConnectorError(
                "{place}There is no text down to row {row}, so there is no header. Correct the "
                "numbers of the rows.",
                code="no_header",
                place=self.place,
                row=last,
            )
        for merged in sheet.merged:
            self._spread(merged, last)
        self.width = max(map(len, self._rows.values()))
        if self.width > MOST_COLUMNS:
            raise ConnectorError(
                "{place}The header has {count:,} columns; the most that is read is {most:,}.",
                code="too_many_columns",
                place=self.place,
                count=self.width,
                most=MOST_COLUMNS,
            )

    def _spread(self, merged: Merged, last: int) -> None:
        if merged.top >= last:
            return
        text = self.at(merged.top + 1, merged.left)
        right = min(merged.right, MOST_COLUMNS - 1)
        for number in range(merged.top + 1, min(merged.bottom + 1, last) + 1):
            row = self._rows.setdefault(number, [])
            row.extend([""] * (right + 1 - len(row)) if text else [])
            for column in range(merged.left, right + 1) if text else ():
                row[column] = row[column] or text

    def fill(self, row: int, first: int) -> None:
        """Let empty cells of a row, from the column ``first`` on, repeat the text before them."""
        cells = self._rows.get(row, [])
        cells.extend([""] * (self.width - len(cells)))
        text = ""
        for column in range(first, len(cells)):
            text = cells[column] = cells[column] or text

    def at(self, row: int, column: int) -> str:
        """The text of a cell; empty where there is none."""
        cells = self._rows.get(row, [])
        return cells[column] if column < len(cells) else ""

    def parts(self, rows: Sequence[int], column: int) -> tuple[str, ...]:
        """The texts of a column in some rows, from the top; one that repeats stands once."""
        texts = (self.at(row, column) for row in rows)
        return tuple(dict.fromkeys(text for text in texts if text))

    def heading(self, rows: Sequence[int], column: int) -> str:
        """The texts of a column in some rows as one text."""
        return " ".join(self.parts(rows, column))

    def column(self, name: str, rows: Sequence[int]) -> int:
        """The column with that letter, else the one with that heading in one of the rows."""
        number = column_number(name.strip())
        if number is not None and number <= self.width:
            return number - 1
        wanted = normal(name)
        found = [
            column
            for column in range(self.width)
            if wanted
            in {*map(normal, self.parts(rows, column)), normal(self.heading(rows, column))}
        ]
        if len(found) == 1:
            return found[0]
        raise ConnectorError(
            "{place}{count} columns have the heading “{heading}” in rows {rows}. Right is the "
            "letter of the column, or one of {found}.",
            code="unclear_column" if found else "missing_column",
            place=self.place,
            count=len(found) or "No",
            heading=name,
            rows=", ".join(map(str, rows)),
            found=self.shown(rows),
        )

    def shown(self, rows: Sequence[int]) -> str:
        """The headings of some rows, for a message."""
        named = (
            f"“{heading}” ({column_letters(column + 1)})"
            for column in range(self.width)
            if (heading := self.heading(rows, column))
        )
        return ", ".join(itertools.islice(named, _SHOWN)) or "none"


def _split(rows: Iterator[Row], last: int) -> tuple[Iterator[Row], list[Row]]:
    """The rows below ``last``, and those down to it."""
    head: list[Row] = []
    for row in rows:
        if row.number > last:
            return itertools.chain([row], rows), head
        if row.problem:
            raise ConnectorError(
                "Line {line}, above the table or in its header, cannot be read. {problem}",
                code="broken_header",
                line=row.number,
                problem=row.problem,
            )
        head.append(row)
    return iter(()), head


class Spans:
    """Merged cells among descriptive columns, and cells to repeat, while rows go by."""

    def __init__(self, merged: Sequence[Merged], columns: Mapping[str, int], spread: set[int]):
        wanted = set(columns.values())
        self._starts: dict[int, list[tuple[Merged, list[int]]]] = {}
        for one in merged:
            # Columns of the range that matter; a range may be as wide as the sheet.
            within = [column for column in wanted if one.left <= column <= one.right]
            if within:
                self._starts.setdefault(one.top + 1, []).append((one, within))
        self._open: dict[int, tuple[int, str]] = {}
        self._spread = spread
        self._before: dict[int, str] = {}

    def texts(
        self, number: int, cells: Sequence[str], columns: Mapping[str, int]
    ) -> dict[str, str]:
        """The texts of the descriptive columns of a row, by field."""
        for merged, within in self._starts.get(number, ()):
            text = cells[merged.left] if merged.left < len(cells) else ""
            for column in within:
                self._open[column] = (merged.bottom + 1, text)
        found = {}
        for name, column in columns.items():
            text = cells[column] if column < len(cells) else ""
            if not text and column in self._open and self._open[column][0] >= number:
                text = self._open[column][1]
            if column in self._spread:
                text = self._before[column] = text or self._before.get(column, "")
            found[name] = text
        return found
