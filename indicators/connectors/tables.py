"""What connectors for tables share: where the file lies, and wide layouts of it."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import ClassVar

from indicators.connectors import layouts
from indicators.connectors.base import (
    COLUMN_NAMES,
    ConnectorError,
    Fetched,
    Fetcher,
    ParsedRow,
    Previous,
)
from indicators.connectors.codes import SERIES
from indicators.connectors.files import DEFAULT_MAX_BYTES
from indicators.connectors.grid import Sheet, column_letters
from indicators.connectors.header import HeaderRules
from indicators.connectors.layouts import COLUMN, LONG, SHEET, WideLayout
from indicators.connectors.place import Place
from indicators.connectors.records import Record, RecordConnector
from indicators.connectors.settings import Settings
from indicators.connectors.table_parameters import WIDE

_SAMPLE_SHEETS, _SAMPLE_COLUMNS = 4, 30


class TableConnector(RecordConnector):
    """Subclasses give ``sheets`` for wide layouts and ``long_rows`` for the long one.

    In a long layout headings are bound by ``HeaderRules``; in a wide one the fields that the
    layout gives are bound as those of every source with fields of its own.
    """

    suggested: ClassVar[Mapping[str, str]] = {
        name: name for name in (*COLUMN_NAMES, SERIES, SHEET, COLUMN)
    }
    # More than this is not taken, whatever `max_bytes` says.
    most_bytes: ClassVar[int] = DEFAULT_MAX_BYTES
    # Parameters that a long layout does not have.
    only_wide: ClassVar[frozenset[str]] = frozenset(parameter.name for parameter in WIDE)

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._place = Place(given, most=self.most_bytes)
        self._wide: WideLayout | None = None
        if layouts.layout_of(given) == LONG:
            self._refuse_wide(given)
            self._rules = HeaderRules(
                columns=self._declared,
                defaults=self._defaults,
                ignored=given.list("ignore_columns"),
                given=self._codes.given,
                with_series=bool(self._codes.series),
            )
            self._header_row = given.positive("header_row", 1)
        else:
            period = self._declared.get("period", "period")
            self._wide = WideLayout(given, period, layouts.known_names(self._declared))

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of a long layout, as they stand in the file."""
        return tuple(dict.fromkeys(self._rules.seen)) if self._wide is None else ()

    def _refuse_wide(self, given: Settings) -> None:
        for name in sorted(self.only_wide):
            if self.values.get(name) not in (None, "", [], {}):
                raise ConnectorError(
                    "The parameter “{parameter}” of the connector “{connector}” needs the "
                    "`layout` {layouts}.",
                    code="parameter_needs_layout",
                    parameter=name,
                    connector=self.name,
                    layouts=" or ".join(layouts.LAYOUTS[1:]),
                )

    @property
    def can_fetch(self) -> bool:
        """Whether a URL or a path is given."""
        return bool(self._place)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the file from its URL or path."""
        return self._place.fetch(fetcher, previous)

    def sample(self, content: bytes, rows: int) -> list[list[str]]:
        """The first rows of the first sheets, with their numbers and the letters of the columns."""
        found: list[list[str]] = []
        for sheet in islice(self.sheets(content), _SAMPLE_SHEETS):
            first = list(islice(sheet.rows, rows))
            width = min(max((len(row.cells) for row in first), default=0), _SAMPLE_COLUMNS)
            found.append([sheet.name, *map(column_letters, range(1, width + 1))])
            found += [
                [str(row.number), *([row.raw] if row.problem else row.cells[:width])]
                for row in first
            ]
        return found

    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """The rows or figures of the file; see Connector.parse."""
        self._place.check_size(content)
        if self._wide is not None:
            return super().parse(content)
        return self._codes.translate(self.long_rows(content))

    def records(self, content: bytes) -> Iterator[Record]:
        """The figures of a wide layout."""
        assert self._wide is not None
        for sheet in self.sheets(content):
            yield from self._wide.records(sheet)

    @abstractmethod
    def sheets(self, content: bytes) -> Iterator[Sheet]:
        """Yield the tables of the file, for a wide layout."""

    @abstractmethod
    def long_rows(self, content: bytes) -> Iterator[ParsedRow]:
        """Yield the rows of a long layout, before their codes are translated."""
