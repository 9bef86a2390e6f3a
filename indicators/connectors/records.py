"""Connectors whose source has fields of its own, which the source's settings translate."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from indicators.connectors.base import (
    COLUMN_NAMES,
    REQUIRED_COLUMNS,
    Connector,
    ConnectorError,
    ParsedRow,
)
from indicators.connectors.codes import ANY_OTHER, SERIES, Codes, check_columns
from indicators.connectors.settings import Settings

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Record:
    """One figure in the source's own fields and texts.

    ``line`` is the line, row or place in order that a person would look for.
    """

    line: int
    fields: Mapping[str, str]
    problem: str | None = None
    raw: str = ""


class _Over(Mapping[str, str]):
    """Codes of the settings over suggested ones, which are for what the settings do not name."""

    def __init__(self, given: Mapping[str, str], suggested: Mapping[str, str]) -> None:
        self._given = given
        # “*” names all the others.
        self._suggested: Mapping[str, str] = {} if ANY_OTHER in given else suggested

    def __getitem__(self, text: str) -> str:
        return self._given[text] if text in self._given else self._suggested[text]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._suggested, **self._given})

    def __len__(self) -> int:
        return len({**self._suggested, **self._given})


class RecordConnector(Connector):
    """Subclasses give ``records``; `columns`, `defaults`, `codes` and `series` do the rest.

    ``suggested`` says which field is which of our columns where the settings say nothing;
    ``suggested_codes`` likewise for the codes of a column that they do not name.
    """

    suggested: ClassVar[Mapping[str, str]] = {}
    suggested_codes: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._declared = given.texts("columns")
        self._defaults = given.texts("defaults")
        codes = Codes.of(given)
        both = self.suggested_codes.keys() & codes.codes.keys()
        over = {name: _Over(codes.codes[name], self.suggested_codes[name]) for name in both}
        self._codes = Codes({**self.suggested_codes, **codes.codes, **over}, codes.series)
        check_columns(self._declared, self._defaults, known=(*COLUMN_NAMES, SERIES))
        self._fields: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The fields of the first record; see Connector.headings."""
        return self._fields

    @abstractmethod
    def records(self, content: bytes) -> Iterator[Record]:
        """Yield the figures in the order of the source; see Connector.parse for errors."""

    def sample(self, content: bytes, rows: int) -> list[list[str]]:
        """The fields of the first record, and their texts in the first records."""
        first = [dict(one.fields) for one in islice(self.records(content), rows)]
        names = list(first[0]) if first else []
        return [names, *([one.get(name, "") for name in names] for one in first)]

    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """The records in our columns and codes; see Connector.parse."""
        return self._codes.translate(self._rows(content))

    def _rows(self, content: bytes) -> Iterator[ParsedRow]:
        wanted = {**self.suggested, **self._declared}
        checked = False
        for record in self.records(content):
            if record.problem:
                yield ParsedRow(record.line, record.fields, record.problem, record.raw)
                continue
            if not checked:
                self._fields = tuple(record.fields)
                self._check_fields(wanted, record.fields)
                checked = True
            cells = dict(self._defaults)
            # A field that the first record lacks may well stand in a later one.
            for name, theirs in wanted.items():
                if theirs in record.fields:
                    cells[name] = record.fields[theirs] or self._defaults.get(name, "")
            yield ParsedRow(record.line, cells)

    def _check_fields(self, wanted: Mapping[str, str], found: Mapping[str, str]) -> None:
        """Raise ConnectorError when a field that is needed is not in the first record."""
        bound = (name for name, theirs in wanted.items() if theirs in found)
        given = {*bound, *self._defaults, *self._codes.given}
        needed = [*self._declared, *REQUIRED_COLUMNS, *([SERIES] if self._codes.series else [])]
        for name in needed:
            declared = self._declared.get(name)
            if name in given and (declared is None or declared in found):
                continue
            raise ConnectorError(
                "There is no field {field}for “{column}”. The source has {found}. Right is one of "
                "them in `columns`, a constant in `defaults`, or `series`.",
                code="missing_column",
                column=name,
                field=f"“{declared}” " if declared else "",
                found=", ".join(list(found)[:_SHOWN]) or "no fields",
            )
