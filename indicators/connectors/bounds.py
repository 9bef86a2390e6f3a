"""Which rows of a sheet belong to the table: notes, blank rows and ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.connectors.base import ConnectorError
from indicators.connectors.cells import INVISIBLE, trim
from indicators.connectors.grid import MOST_ROWS, Row
from indicators.connectors.header import ALL_OTHERS, normal
from indicators.connectors.settings import Settings


@dataclass(frozen=True, slots=True)
class Bounds:
    """The parameters ``first_row``, ``last_row``, ``end_at``, ``blank_row_ends``, ``ignore_rows``.

    ``ends`` and ``ignored`` are beginnings of rows, normalised.
    """

    first: int | None = None
    last: int = MOST_ROWS
    ends: tuple[str, ...] = ()
    blank_ends: bool = False
    ignored: tuple[str, ...] = ()
    ignores_notes: bool = False

    @classmethod
    def of(cls, given: Settings) -> "Bounds":
        """Read the parameters."""
        first = given.positive("first_row", 0) or None
        last = given.positive("last_row", MOST_ROWS)
        if last < (first or 1):
            raise ConnectorError(
                "`last_row` ({last}) lies above `first_row` ({first}).",
                code="rows_run_backwards",
                last=last,
                first=first,
            )
        ignored = given.list("ignore_rows")
        return cls(
            first,
            last,
            _beginnings(given, "end_at"),
            given.flag("blank_row_ends"),
            tuple(text for text in _beginnings(given, "ignore_rows") if text != ALL_OTHERS),
            ALL_OTHERS in ignored,
        )

    def rows(self, rows: Iterator[Row], below: int) -> Iterator[Row]:
        """The rows of the table that have text, their cells trimmed; ``below`` is its header.

        Rows with a problem are passed on as they are.
        """
        first = self.first or below + 1
        begun = False
        for row in rows:
            if row.number < first:
                continue
            if row.number > self.last:
                return
            if row.problem:
                yield row
                continue
            texts = list(map(str.strip, row.cells))
            whole = "".join(texts)
            if any(sign in whole for sign in INVISIBLE):
                texts = list(map(trim, texts))
                whole = "".join(texts)
            if not whole:
                if self.blank_ends and begun:
                    return
                continue
            begun = True
            if self.ends or self.ignored:
                start = normal(next(filter(None, texts)))
                if start.startswith(self.ends):
                    return
                if start.startswith(self.ignored):
                    continue
            yield Row(row.number, texts)


def _beginnings(given: Settings, name: str) -> tuple[str, ...]:
    texts: Sequence[str] = given.list(name)
    if not all(map(normal, texts)):
        given.refuse(name, texts, "a list of texts that are not empty")
    return tuple(map(normal, texts))
