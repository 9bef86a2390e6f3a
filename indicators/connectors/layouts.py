"""Wide tables: a figure where a row and a column meet.

Both layouts are read alike: some rows of the header give fields to each column, some columns give
fields to each row, and every cell that is not empty and lies in both is a record. They differ in
where the period stands, and in what is taken where the settings say nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indicators.connectors.base import COLUMN_NAMES, RAW_KEPT, ConnectorError
from indicators.connectors.bounds import Bounds
from indicators.connectors.codes import SERIES
from indicators.connectors.grid import Sheet, column_letters, column_number
from indicators.connectors.header import ALL_OTHERS, normal
from indicators.connectors.heads import Head, Spans
from indicators.connectors.period_text import frequency_of, is_period, joined
from indicators.connectors.records import Record
from indicators.connectors.settings import Settings
from indicators.domain.codelists import Frequency

LONG, PERIODS_ACROSS, SERIES_ACROSS = LAYOUTS = ("long", "periods_across", "series_across")
# Fields that every record has beside those of its row and its column.
VALUE, SHEET, COLUMN = "value", "sheet", "column"
MOST_HEADER_ROWS = 1_000


def layout_of(given: Settings) -> str:
    """The parameter ``layout``."""
    layout = given.text("layout") or LONG
    if layout not in LAYOUTS:
        given.refuse("layout", layout, " or ".join(LAYOUTS))
    return layout


@dataclass(frozen=True, slots=True)
class Dates:
    """The parameter ``frequency``: a frequency, or the field that names it."""

    constant: Frequency | None = None
    field: str | None = None

    @classmethod
    def of(cls, given: Settings) -> "Dates":
        """Read the parameter; one letter is a code, everything else a field."""
        text = given.text("frequency")
        if text is None:
            return cls()
        if len(text) == 1:
            if text not in [each.value for each in Frequency]:
                given.refuse("frequency", text, "A, S, Q, M or D, or the name of a field")
            return cls(constant=Frequency(text))
        return cls(field=text)

    def convert(self, fields: dict[str, str], name: str, parts: tuple[str, ...]) -> str | None:
        """Write the period of ``parts`` into the field ``name``; return what is wrong, if it is."""
        frequency = self.constant
        if self.field is not None and (word := fields.get(self.field, "")):
            frequency = frequency_of(word)
            if frequency is None:
                return (
                    f"“{word}” in the field “{self.field}” is no frequency that is read. Right is "
                    "a word such as Year, Quarter or Month."
                )
            if self.field == "frequency":
                fields[self.field] = frequency.value
        fields[name] = joined(parts, frequency)
        return None


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    fields: Mapping[str, str]
    period: tuple[str, ...]
    problem: str | None


class WideLayout:
    """The parameters of a wide layout; turns sheets into records."""

    def __init__(self, given: Settings, period: str, known: Mapping[str, str]) -> None:
        """``period``: the field that becomes our period. ``known``: normalised -> field's name."""
        self._across = layout_of(given) == PERIODS_ACROSS
        self._period, self._known = period, known
        self._dates = Dates.of(given)
        self._bounds = Bounds.of(given)
        self._given = given
        self._header = self._header_rows()
        self._rows = sorted({row for rows in self._header.values() for row in rows})
        self._row_fields = given.texts("row_fields")
        if not self._across and not self._row_fields:
            self._row_fields = {period: "A"}
        self._first, self._last = (self._letter(name) for name in ("first_column", "last_column"))
        self._spread = given.list("spread")
        ignored = given.list("ignore_columns")
        self._ignored = {normal(heading) for heading in ignored}
        if ALL_OTHERS in ignored and not self._across:
            given.refuse("ignore_columns", ignored, "a list of headings; * has no meaning here")
        self._check()

    def _header_rows(self) -> dict[str, tuple[int, ...]]:
        rows = self._given.rows("header_rows", MOST_HEADER_ROWS)
        if rows and self._given.values.get("header_row"):
            raise ConnectorError(
                "There are both `header_row` and `header_rows`. Right is one of them.",
                code="two_headers",
            )
        row = self._given.positive("header_row", 1)
        if row > MOST_HEADER_ROWS:
            self._given.refuse("header_row", row, f"at most {MOST_HEADER_ROWS:,}")
        return rows or {self._period if self._across else SERIES: (row,)}

    def _letter(self, name: str) -> int | None:
        text = self._given.text(name)
        if text is None:
            return None
        number = column_number(text.strip().upper())
        if number is None:
            self._given.refuse(name, text, "the letter of a column, such as C or AB")
        return number - 1

    def _check(self) -> None:
        twice = [name for name in self._header if name in self._row_fields]
        fixed = [
            name for name in (*self._header, *self._row_fields) if name in (VALUE, SHEET, COLUMN)
        ]
        if twice or fixed:
            raise ConnectorError(
                "The field “{field}” {why}. Right is another name for it in `header_rows` or "
                "`row_fields`.",
                code="field_twice",
                field=(twice or fixed)[0],
                why="stands in both" if twice else "is the name of something else",
            )
        wrong = [name for name in self._spread if name not in (*self._header, *self._row_fields)]
        if wrong:
            self._given.refuse("spread", wrong, "names of fields in `header_rows` and `row_fields`")
        if self._bounds.first and self._bounds.first <= self._rows[-1]:
            self._given.refuse(
                "first_row",
                self._bounds.first,
                f"a row below the header, from {self._rows[-1] + 1}",
            )
        if self._first is not None and self._last is not None and self._last < self._first:
            self._given.refuse(
                "last_column", self._given.text("last_column"), "a column from `first_column` on"
            )

    def records(self, sheet: Sheet) -> Iterator[Record]:
        """Yield a record for each cell with text among the figures.

        A row that has text but no figure, and text below or beside nothing that says what it is,
        are records with a problem. Raises ConnectorError when the header is not as declared, or
        there is no figure at all.
        """
        head = Head(sheet, self._rows[-1])
        fields, columns = self._bind(head)
        spread = {column for name, column in fields.items() if name in self._spread}
        spans = Spans(sheet.merged, fields, spread)
        common = {SHEET: sheet.name} if sheet.name else {}
        count = 0
        for number, cells, broken, raw in self._bounds.rows(head.rest, self._rows[-1]):
            if broken:
                yield Record(number, common, broken, raw)
                continue
            texts = spans.texts(number, cells, fields)
            before = count
            for column in columns:
                if column.index < len(cells) and cells[column.index]:
                    count += 1
                    yield self._record(number, cells[column.index], column, common, texts)
            if self._last is None and any(cells[head.width :]):
                yield self._beyond(number, cells, head.width, common)
            elif count == before and (note := self._note(number, cells, common, texts)):
                yield note
        if not count:
            raise ConnectorError(
                "{place}There is no figure from row {row} and column {column} on. Correct the "
                "parameters that say where the table is.",
                code="no_figures",
                place=sheet.place,
                row=self._bounds.first or self._rows[-1] + 1,
                column=column_letters(columns[0].index + 1),
            )

    def _record(
        self,
        number: int,
        text: str,
        column: _Column,
        common: Mapping[str, str],
        texts: Mapping[str, str],
    ) -> Record:
        letters = column_letters(column.index + 1)
        fields = {**column.fields, **texts, VALUE: text, **common, COLUMN: letters}
        problem = column.problem
        if texts and not any(texts.values()):
            problem = problem or (
                f"There is text in cell {letters}{number}, but nothing in the columns that say "
                f"what the row is about ({', '.join(texts)})."
            )
        if not problem and (self._period in self._header or self._period in texts):
            parts = column.period or (texts.get(self._period, ""),)
            problem = self._dates.convert(fields, self._period, parts)
        return Record(number, fields, problem, text[:RAW_KEPT] if problem else "")

    @staticmethod
    def _beyond(number: int, cells: Sequence[str], width: int, common: Mapping[str, str]) -> Record:
        """Text to the right of the header."""
        where = next(index for index in range(width, len(cells)) if cells[index])
        letters = column_letters(where + 1)
        return Record(
            number,
            {**common, COLUMN: letters},
            f"There is text in cell {letters}{number}, but no heading above it. Give the column "
            "a heading, or end the table by `last_column`.",
            " | ".join(filter(None, cells[width:]))[:RAW_KEPT],
        )

    def _note(
        self, number: int, cells: Sequence[str], common: Mapping[str, str], texts: dict[str, str]
    ) -> Record | None:
        """A row without figures, unless it is known to be one of the table."""
        if self._bounds.ignores_notes:
            return None
        if self._period in texts:
            fields = dict(texts)
            problem = self._dates.convert(fields, self._period, (texts[self._period],))
            if not problem and is_period(fields[self._period]):
                return None
        elif len(texts) > 1 and all(texts.values()):
            return None
        raw = " | ".join(filter(None, cells))[:RAW_KEPT]
        where = next(index for index, cell in enumerate(cells) if cell)
        return Record(
            number,
            {**common, COLUMN: column_letters(where + 1)},
            f"Row {number} has text but no figures. If it is a note, name its beginning in "
            "`end_at` or `ignore_rows`, or set `last_row`.",
            raw,
        )

    def _bind(self, head: Head) -> tuple[dict[str, int], list[_Column]]:
        """The descriptive columns by field, and the columns with figures."""
        rows = self._rows
        fields = {name: head.column(theirs, rows) for name, theirs in self._row_fields.items()}
        first = self._first
        if first is None:
            first = self._first_period(head) if self._across else max(fields.values()) + 1
        if self._across and not fields:
            fields = self._left_of(head, first)
        self._fill(head, first)
        last = self._last if self._last is not None else head.width - 1
        columns = [
            self._column(head, index)
            for index in range(first, last + 1)
            if index not in fields.values() and not self._is_ignored(head, index)
        ]
        if not columns:
            raise ConnectorError(
                "{place}No column is left that could have figures, from {first} to {last}. Found "
                "in rows {rows}: {found}.",
                code="no_figures",
                place=head.place,
                first=column_letters(first + 1),
                last=column_letters(last + 1),
                rows=", ".join(map(str, rows)),
                found=head.shown(rows),
            )
        return fields, columns

    def _fill(self, head: Head, first: int) -> None:
        for name in self._spread:
            rows = self._header.get(name, ())
            # Of several rows the lowest tells the columns apart, so it is as it is.
            for row in rows[:-1] or rows:
                head.fill(row, first)

    def _first_period(self, head: Head) -> int:
        rows = self._header.get(self._period, ())
        for index in range(head.width):
            if is_period(joined(head.parts(rows, index), self._dates.constant)):
                return index
        raise ConnectorError(
            "{place}No heading in rows {rows} is a period. Found: {found}. Right are periods such "
            "as 2021, 2021Q1 or 2021年3月; correct the rows, or set `first_column`.",
            code="no_periods",
            place=head.place,
            rows=", ".join(map(str, rows)) or "that are declared",
            found=head.shown(self._rows),
        )

    def _left_of(self, head: Head, first: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for index in range(first):
            # The corner of a table is often empty; its column then goes by its letter.
            heading = head.heading(self._rows, index) or column_letters(index + 1)
            name = self._known.get(normal(heading), heading)
            if name in found or name in (VALUE, SHEET, COLUMN):
                name = f"{name} {column_letters(index + 1)}"
            found[name] = index
        return found

    def _is_ignored(self, head: Head, index: int) -> bool:
        parts = {*map(normal, head.parts(self._rows, index))}
        if parts & self._ignored or normal(head.heading(self._rows, index)) in self._ignored:
            return True
        return ALL_OTHERS in self._ignored and not is_period(
            joined(head.parts(self._header.get(self._period, ()), index), self._dates.constant)
        )

    def _column(self, head: Head, index: int) -> _Column:
        parts = head.parts(self._header.get(self._period, ()), index)
        fields = {
            name: head.heading(rows, index)
            for name, rows in self._header.items()
            if name != self._period
        }
        problem = None
        letters = column_letters(index + 1)
        if not parts and not any(fields.values()):
            problem = f"There is text in column {letters}, which has no heading."
        elif parts and self._dates.field is None:
            text = joined(parts, self._dates.constant)
            if not is_period(text):
                raise ConnectorError(
                    "{place}The heading “{heading}” of column {column} is no period. Name it in "
                    "`row_fields` or `ignore_columns`, or end the table by `last_column`.",
                    code="unknown_column",
                    place=head.place,
                    heading=text[:200],
                    column=letters,
                )
        return _Column(index, fields, parts, problem)


def known_names(declared: Mapping[str, str]) -> dict[str, str]:
    """Normalised heading -> the field's name under which it will be looked for."""
    own = {name: name for name in (*COLUMN_NAMES, SERIES)}
    return own | {normal(heading): heading for heading in declared.values()}
