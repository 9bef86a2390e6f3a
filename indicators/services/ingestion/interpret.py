"""From a parsed row to a figure ready for staging, or to a rejection that says what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

from indicators.connectors.base import ParsedRow
from indicators.domain import numbers, periods, units
from indicators.domain.codelists import Basis, Bound, DateBasis, Frequency, ObsStatus
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period
from indicators.services.ingestion.lookup import DocumentRef, Key, Lookup, VersionRef
from indicators.services.series import GROWTH_UNIT

Code = TypeVar("Code", bound=StrEnum)
# How much of a text is kept: as much as its column holds.
STATED, STATED_UNIT, NOTE = 100, 60, 1000


@dataclass(frozen=True, slots=True)
class SeriesDimensions:
    """What tells one series of a source from another."""

    version: Key
    entity: Key
    basis: Basis
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a file: its cell, its value in the unit of the series, its provenance."""

    line: int
    series: SeriesDimensions
    period: Period
    value: Decimal | None
    status: ObsStatus
    bound: Bound
    known_on: date
    known_on_basis: DateBasis
    document: Key | None
    passage: Key | None
    stated: str
    stated_unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is not taken in."""

    line: int
    column: str
    value: str
    code: str
    message: str
    row: Mapping[str, str]

    @property
    def cells(self) -> list[list[str]]:
        """The row as it is kept: pairs, because a JSON object forgets the order of the file."""
        return [[name, value] for name, value in self.row.items()]


class RowError(Exception):
    """A cell that cannot be read: its column, its text, a stable code, what would be right."""

    def __init__(self, column: str, value: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.code = column, value, code


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of a run share: the day to use when a row has none, and today."""

    lookup: Lookup
    today: date
    published_on: date | None = None
    published_on_basis: DateBasis = DateBasis.STATED


def _fail(column: str, value: str, code: str, message: str) -> NoReturn:
    raise RowError(column, value, code, message)


def _near(value: str, known: Iterable[str]) -> str:
    """A few known codes that look like ``value``, for the message."""
    close = difflib.get_close_matches(value, list(known), n=3, cutoff=0.5)
    return f"; did you mean {', '.join(close)}?" if close else ""


def code_of(row: ParsedRow, column: str, codes: type[Code], default: Code) -> Code:
    """The code of a column, or ``default`` where the cell is empty. Raises RowError."""
    text = row.cells.get(column, "")
    if not text:
        return default
    try:
        return codes(text)
    except ValueError:
        known = ", ".join(code.value for code in codes)
        _fail(column, text, f"unknown_{column}", f"“{text}” is not a {column}; known are {known}")


def version_of(row: ParsedRow, lookup: Lookup) -> VersionRef:
    """The definition that a row names; the first where it names no version. Raises RowError."""
    code = row.cells.get("indicator", "")
    versions = lookup.indicators.get(code)
    if versions is None:
        hint = _near(code, lookup.indicators)
        _fail("indicator", code, "unknown_indicator", f"indicator “{code}” is not known{hint}")
    text = row.cells.get("version", "") or "1"
    if not text.isdecimal() or int(text) not in versions:
        known = ", ".join(map(str, sorted(versions)))
        _fail("version", text, "unknown_version", f"“{code}” has the versions {known}, not {text}")
    return versions[int(text)]


def entity_of(row: ParsedRow, lookup: Lookup) -> Key:
    """The entity that a row names. Raises RowError."""
    code = row.cells.get("entity", "")
    if code not in lookup.entities:
        hint = _near(code, lookup.entities)
        _fail("entity", code, "unknown_entity", f"entity “{code}” is not known{hint}")
    return lookup.entities[code]


def _convert(column: str, text: str, call: Callable[[], Code | object]) -> object:
    try:
        return call()
    except DomainError as error:
        _fail(column, text, error.code, str(error))


def period_of(row: ParsedRow) -> Period:
    """The period that a row names. Raises RowError."""
    text = row.cells.get("period", "")
    period = _convert("period", text, lambda: periods.parse_period(text))
    assert isinstance(period, Period)
    return period


def shape(period: Period) -> tuple[Frequency | None, bool]:
    """What ``frequency_of`` looks at in a period: its frequency, and whether it is year to date."""
    return period.frequency, _is_year_to_date(period)


def _is_year_to_date(period: Period) -> bool:
    return (period.start.month, period.start.day) == (1, 1) and (period.months or 99) <= 12


def frequency_of(row: ParsedRow, period: Period, basis: Basis) -> Frequency:
    """Declared, or that of the period; a year-to-date series is monthly unless it says so.

    Of the period only its ``shape`` matters. Raises RowError where the two do not fit.
    """
    year_to_date = basis in (Basis.YTD, Basis.YTD_GROWTH)
    default = Frequency.MONTH if year_to_date else period.frequency
    text = row.cells.get("frequency", "")
    if default is None and not text:
        _fail("period", str(period), "period_without_frequency",
              f"{period} is not a day, month, quarter, half-year or year; "
              "a figure from January to a month has the basis ytd (year to date)")  # fmt: skip
    frequency = code_of(row, "frequency", Frequency, default or Frequency.ANNUAL)
    if year_to_date:
        if not _is_year_to_date(period):
            _fail("period", str(period), "period_not_year_to_date",
                  f"{period} does not run from 1 January to the end of a month of that year, "
                  f"as the basis {basis.value} says")  # fmt: skip
    elif period.frequency != frequency:
        right = {"A": "2021", "S": "2021-S1", "Q": "2021-Q1", "M": "2021-03", "D": "2021-03-15"}
        _fail("period", str(period), "period_does_not_fit_frequency",
              f"{period} does not fit frequency {frequency.value}; "
              f"a period such as {right[frequency.value]} would")  # fmt: skip
    return frequency


def document_of(row: ParsedRow, lookup: Lookup) -> DocumentRef | None:
    """The document that a row names, if any. Raises RowError."""
    code = row.cells.get("document", "")
    if not code:
        return None
    if code not in lookup.documents:
        hint = _near(code, lookup.documents)
        _fail("document", code, "unknown_document", f"document “{code}” is not known{hint}")
    return lookup.documents[code]


def day_of(
    row: ParsedRow, context: Context, document: DocumentRef | None
) -> tuple[date, DateBasis]:
    """The day of publication: the row's own, its document's, or the file's. Raises RowError."""
    text = row.cells.get("published_on", "")
    if text:
        day = _convert("published_on", text, lambda: periods.parse_day(text))
        assert isinstance(day, date)
        basis = code_of(row, "published_on_basis", DateBasis, DateBasis.STATED)
    elif document is not None and document.published_on is not None:
        day, basis = document.published_on, DateBasis(document.basis)
    elif context.published_on is not None:
        day, basis = context.published_on, context.published_on_basis
    else:
        _fail("published_on", "", "no_day_of_publication",
              "the row has no day of publication and none was given for the file")  # fmt: skip
    if day > context.today:
        _fail("published_on", str(day), "published_in_the_future",
              f"{day} lies after today, {context.today}; a figure is known from the day it "
              "was published")  # fmt: skip
    return day, basis


def passage_of(row: ParsedRow, document: DocumentRef | None) -> Key | None:
    """The passage that a row names, which must be its document's. Raises RowError."""
    passage = row.cells.get("passage", "")
    if not passage:
        return None
    if document is None or passage not in document.passages:
        _fail("passage", passage, "unknown_passage", f"“{passage}” is not one of the document’s")
    return document.passages[passage]


def unit_of(version: VersionRef, basis: Basis) -> str:
    """The unit of a series: percent for growth, else that of the definition."""
    return GROWTH_UNIT if basis in (Basis.GROWTH, Basis.YTD_GROWTH) else version.unit


def _value(row: ParsedRow, lookup: Lookup, unit: str) -> tuple[Decimal | None, ObsStatus, str, str]:
    text, unit_text = row.cells.get("value", ""), row.cells.get("unit", "")
    measure = _convert("value", text, lambda: numbers.parse_number(text))
    assert isinstance(measure, numbers.ParsedNumber)
    status = code_of(row, "status", ObsStatus, measure.status or ObsStatus.NORMAL)
    if measure.value is None:
        return None, status, text, unit_text
    value = measure.value
    if unit_text and unit_text != unit:
        converted = _convert(
            "unit", unit_text, lambda: units.convert(value, unit_text, unit, lookup.units)
        )
        assert isinstance(converted, Decimal)
        value = converted
    stated = row.cells.get("value_as_stated", "") or text
    return value, status, stated, unit_text or unit


def figure(row: ParsedRow, context: Context) -> Figure | Rejection:
    """Read one row. Nothing is guessed: what cannot be read is a rejection with its place."""
    lookup = context.lookup
    try:
        if row.problem:
            _fail("", "", "broken_row", row.problem)
        version = version_of(row, lookup)
        entity = entity_of(row, lookup)
        basis = code_of(row, "basis", Basis, Basis.LEVEL)
        period = period_of(row)
        frequency = frequency_of(row, period, basis)
        unit = unit_of(version, basis)
        value, status, stated, stated_unit = _value(row, lookup, unit)
        document = document_of(row, lookup)
        known_on, known_on_basis = day_of(row, context, document)
        # That nothing is known yet of a period to come is what many a table says of it.
        if known_on < period.start and value is not None:
            _fail("published_on", str(known_on), "published_before_period",
                  f"{known_on} lies before the period {period} begins; check both")  # fmt: skip
        passage = passage_of(row, document)
        return Figure(
            line=row.line,
            series=SeriesDimensions(version.key, entity, basis, frequency),
            period=period,
            value=value,
            status=status,
            bound=code_of(row, "bound", Bound, Bound.EXACT),
            known_on=known_on,
            known_on_basis=known_on_basis,
            document=document.key if document else None,
            passage=passage,
            stated=stated[:STATED],
            stated_unit=stated_unit[:STATED_UNIT],
            note=row.cells.get("note", "")[:NOTE],
        )
    except RowError as error:
        return Rejection(
            row.line, error.column, error.value[:500], error.code, str(error)[:1000], _kept(row)
        )


def _kept(row: ParsedRow) -> dict[str, str]:
    """The row as it will be kept: its cells, and its whole text where they could not be read."""
    return {**row.cells, **({"raw": row.raw} if row.raw else {})}


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What became of the rows of a file: all of them, and those that were left out as declared."""

    figures: list[Figure]
    rejections: list[Rejection]
    rows: int
    left_out: int


def figures(rows: Iterable[ParsedRow], context: Context) -> Interpreted:
    """Read all rows: the figures, the rejections, and how many rows there were.

    Two rows for one cell and day: the second of equal ones is rejected as a duplicate; where
    they differ both are rejected, because nothing says which is right.
    """
    accepted: dict[tuple[SeriesDimensions, Period, date], Figure] = {}
    clashing: dict[tuple[SeriesDimensions, Period, date], Figure] = {}
    # A wide table has many figures on one line, so a row is known by its cell.
    rows_of: dict[tuple[SeriesDimensions, Period, date], ParsedRow] = {}
    rejections: list[Rejection] = []
    count = left_out = 0
    for row in rows:
        count += 1
        if row.left_out:
            left_out += 1
            continue
        result = figure(row, context)
        if isinstance(result, Rejection):
            rejections.append(result)
            continue
        cell = (result.series, result.period, result.known_on)
        first = accepted.get(cell) or clashing.get(cell)
        if first is None:
            accepted[cell], rows_of[cell] = result, row
        elif first.value == result.value and cell in accepted:
            rejections.append(_duplicate(result, row, f"line {first.line} says the same"))
        else:
            message = f"lines {first.line} and {result.line} give {first.value} and {result.value}"
            if cell in accepted:
                clashing[cell] = accepted.pop(cell)
                rejections.append(_duplicate(first, rows_of[cell], message))
            rejections.append(_duplicate(result, row, message))
    rejections.sort(key=lambda rejection: rejection.line)
    return Interpreted(list(accepted.values()), rejections, count, left_out)


def _duplicate(figure: Figure, row: ParsedRow, message: str) -> Rejection:
    return Rejection(
        figure.line,
        "period",
        str(figure.period),
        "duplicate_row",
        f"{message} for the same series, period and day; keep one",
        _kept(row),
    )
