"""Rows read in parts: what texts with few distinct values mean, by the rules of ``interpret``.

A row is told by the texts of its series, its period, its publication and its marks. Each
combination that occurs is read once; a row is plainly fine when all of its parts are. Whatever is
not is left to ``interpret.figure``, which knows why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from indicators.connectors.base import ParsedRow
from indicators.connectors.cells import trim, unprotect
from indicators.connectors.codes import SERIES, Codes
from indicators.connectors.plain import Irregular, PlainTable
from indicators.domain import numbers, units
from indicators.domain.codelists import Basis, Bound, DateBasis, Frequency, ObsStatus
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period
from indicators.services.ingestion import interpret
from indicators.services.ingestion.interpret import Context, RowError, SeriesDimensions
from indicators.services.ingestion.lookup import Key

OF_SERIES = ("indicator", "version", "entity", "basis", "frequency", "unit")
OF_PERIOD = ("period",)
OF_DAY = ("published_on", "published_on_basis", "document", "passage")
OF_MARKS = ("status", "bound")
# These are not read by combinations: nearly every row has texts of its own.
FREE = ("value", "value_as_stated", "note")
# Products of numbers as long as these are exact to the digits that ``units.convert`` keeps.
LONGEST_NUMBER, _LONGEST_FACTOR = 30, 25

Group = tuple[date, str, int | None]
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a row and where a file has them: ``keys`` is column -> place."""

    columns: Sequence[str]
    keys: Mapping[str, int]
    constants: Mapping[str, str]
    codes: Codes

    @classmethod
    def of(cls, columns: Sequence[str], table: PlainTable) -> Part:
        """The part of some columns, with the provider's key of a series where it decides."""
        wanted = set(columns)
        listed = {name for cells in table.codes.series.values() for name in cells}
        if table.codes.series and (columns is OF_SERIES or listed & wanted):
            wanted.add(SERIES)
        places = table.layout.positions
        keys = {name: at for name, at in places.items() if name in wanted}
        constants = {name: text for name, text in table.layout.constants.items() if name in columns}
        return cls(columns, keys, constants, table.codes.part(columns, with_series=SERIES in keys))

    def row(self, texts: Texts) -> ParsedRow:
        """The row, of these columns only, with our codes."""
        cells = dict(self.constants)
        for name, text in zip(self.keys, texts, strict=True):
            cells[name] = clean(text)
        return self.codes.row(ParsedRow(0, cells))


@lru_cache(10_000)
def clean(text: str) -> str:
    """The text of a cell as ``table`` reads it."""
    return unprotect(trim(text))


def check(table: PlainTable) -> None:
    """Raise Irregular for settings under which rows cannot be read in parts."""
    mapped = {*table.codes.codes, *(name for row in table.codes.series.values() for name in row)}
    if mapped & set(FREE):
        raise Irregular("values or notes are translated by codes")
    if "value" not in table.layout.positions:
        raise Irregular("the value is no column of the file")
    if not {*OF_SERIES, *OF_PERIOD, SERIES} & set(table.layout.positions):
        raise Irregular("no column tells blank rows from others")


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """What the texts of a series mean for periods of one shape.

    ``factor`` is what values are multiplied by, ``None`` for 1; ``own`` says that they are stated
    in the unit of the series.
    """

    dimensions: SeriesDimensions
    factor: Decimal | None
    own: bool
    unit_text: str
    stated_unit: str


LEFT_OUT = "left out"
# The factor of a value that is in the unit of its series already.
_SAME = Fraction(1), Decimal(1)


@dataclass
class Reader:
    """Reads parts of rows. Groups of releases and shapes of periods are numbered as they come."""

    table: PlainTable
    context: Context
    groups: dict[Group, int] = field(default_factory=dict)
    shapes: dict[tuple[Frequency | None, bool], tuple[int, Period]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lookup = self.context.lookup
        self.series = Part.of(OF_SERIES, self.table)
        self.period = Part.of(OF_PERIOD, self.table)
        self.day = Part.of(OF_DAY, self.table)
        self.marks = Part.of(OF_MARKS, self.table)
        self._factor: Callable[[str, str], tuple[Fraction, Decimal | None]] = lru_cache(10_000)(
            lambda text, unit: _told(units.factor_between(text, unit, lookup.units))
        )
        self._fitting: dict[tuple[str, Basis, int], dict[Frequency, int]] = {}

    def group(self, known_on: date, basis: DateBasis, document: Key | None) -> int:
        """The number of the release that figures of a day, basis and document belong to."""
        key = (known_on, basis.value, int(document) if document is not None else None)
        return self.groups.setdefault(key, len(self.groups))

    def read_period(self, texts: Texts) -> tuple[date, date, int] | None:
        """Start, end and the number of the shape of a period; ``None`` if not plainly fine."""
        row = self.period.row(texts)
        if row.left_out or (not self.series.keys and not any(map(trim, texts))):
            return None
        try:
            period = interpret.period_of(row)
        except RowError:
            return None
        number, _ = self.shapes.setdefault(interpret.shape(period), (len(self.shapes), period))
        return period.start, period.end, number

    def read_series(self, texts: Texts) -> Iterator[tuple[int, SeriesPart]] | str | None:
        """What the texts mean, with the shapes of periods (bits by number) for which they do.

        ``LEFT_OUT`` if the settings say so, ``None`` if they are not plainly fine. Needs all
        periods to have been read.
        """
        if self.series.keys and not any(map(trim, texts)):
            return None  # perhaps a blank row
        row = self.series.row(texts)
        if row.left_out:
            return LEFT_OUT
        lookup = self.context.lookup
        try:
            version = interpret.version_of(row, lookup)
            entity = interpret.entity_of(row, lookup)
            basis = interpret.code_of(row, "basis", Basis, Basis.LEVEL)
            unit = interpret.unit_of(version, basis)
            text = row.cells.get("unit", "")
            factor, exact = self._factor(text, unit) if text and text != unit else _SAME
        except (RowError, DomainError):
            return None
        if exact is None:
            return None
        return self._by_shape(
            row, version.key, entity, basis,
            None if factor == 1 else exact, text, unit,
        )  # fmt: skip

    def _by_shape(
        self,
        row: ParsedRow,
        version: Key,
        entity: Key,
        basis: Basis,
        factor: Decimal | None,
        text: str,
        unit: str,
    ) -> Iterator[tuple[int, SeriesPart]]:
        for frequency, shapes in self._shapes_of(row, basis).items():
            yield (
                shapes,
                SeriesPart(
                    SeriesDimensions(version, entity, basis, frequency),
                    factor,
                    own=factor is None and text in ("", unit),
                    unit_text=text[: interpret.STATED_UNIT],
                    stated_unit=(text or unit)[: interpret.STATED_UNIT],
                ),
            )

    def _shapes_of(self, row: ParsedRow, basis: Basis) -> dict[Frequency, int]:
        """By frequency, the shapes of periods that a series of a row has: few kinds differ."""
        kind = row.cells.get("frequency", ""), basis, len(self.shapes)
        found = self._fitting.get(kind)
        if found is not None:
            return found
        fitting: dict[Frequency, int] = {}
        for number, period in self.shapes.values():
            try:
                frequency = interpret.frequency_of(row, period, basis)
            except RowError:
                continue
            fitting[frequency] = fitting.get(frequency, 0) | 1 << number
        self._fitting[kind] = fitting
        return fitting

    def read_day(self, texts: Texts) -> tuple[date, int, Key | None, Key | None] | None:
        """The day of publication, its group, the document and the passage."""
        row = self.day.row(texts)
        if row.left_out:
            return None
        try:
            document = interpret.document_of(row, self.context.lookup)
            known_on, basis = interpret.day_of(row, self.context, document)
            passage = interpret.passage_of(row, document)
        except RowError:
            return None
        key = document.key if document else None
        return known_on, self.group(known_on, basis, key), key, passage

    def read_marks(self, texts: Texts) -> tuple[str | None, str, str] | None:
        """The status, ``None`` where the value decides it; that of a plain number; the bound."""
        row = self.marks.row(texts)
        if row.left_out:
            return None
        try:
            bound = interpret.code_of(row, "bound", Bound, Bound.EXACT)
            status = interpret.code_of(row, "status", ObsStatus, ObsStatus.NORMAL)
        except RowError:
            return None
        given = status.value if row.cells.get("status", "") else None
        return given, status.value, bound.value


def read_value(text: str) -> tuple[Decimal | None, str, str] | None:
    """Value, status and text of a cell with a number; ``None`` if it is not plainly fine."""
    plain = clean(text)
    try:
        found = numbers.parse_number(plain)
    except DomainError:
        return None
    if found.value is not None and len(str(found.value)) > LONGEST_NUMBER:
        return None
    return found.value, (found.status or ObsStatus.NORMAL).value, plain[: interpret.STATED]


def _told(factor: Fraction) -> tuple[Fraction, Decimal | None]:
    return factor, _terminating(factor)


def _terminating(factor: Fraction) -> Decimal | None:
    """The factor as a decimal, if it ends within a sane length."""
    below, places = factor.denominator, 0
    for prime in (2, 5):
        count = 0
        while below % prime == 0:
            below //= prime
            count += 1
        places = max(places, count)
    if below != 1 or places > _LONGEST_FACTOR:
        return None
    scaled = int(factor * 10**places)
    if len(str(scaled)) > _LONGEST_FACTOR:
        return None
    return Decimal((0, tuple(map(int, str(scaled))), -places))
