"""From a provider's codes to ours: which of its series is which of our indicators."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from indicators.connectors.base import COLUMN_NAMES, ConnectorError, Parameter, ParsedRow
from indicators.connectors.settings import Settings

# The column, beside the canonical ones, that holds the provider's own key of a series.
SERIES = "series"
ANY_OTHER = "*"
COLUMNS_PARAMETER = Parameter(
    "columns",
    "Headings",
    "列名对应",
    mapping=True,
    help_en="Our column -> heading or field of the source, where they differ.",
    help_zh="本系统的列 -> 来源中的列名或字段（名称不同时填写）。",
)
DEFAULTS_PARAMETER = Parameter(
    "defaults",
    "Constants",
    "固定值",
    mapping=True,
    help_en="Our column -> text for all rows, for columns that the source does not have.",
    help_zh="本系统的列 -> 所有行的固定值，用于来源中没有的列。",
)
CODES_PARAMETER = Parameter(
    "codes",
    "Codes",
    "代码对应",
    mapping=True,
    help_en=(
        "Our column -> (text of the source -> our code). Texts that are not listed stay as they "
        "are; “*” stands for them, and with an empty code their rows are left out."
    ),
    help_zh=(
        "本系统的列 ->（来源中的文字 -> 本系统代码）。未列出的文字保持不变；"
        "“*” 代表其余文字，代码为空则略过这些行。"
    ),
)
SERIES_PARAMETER = Parameter(
    "series",
    "Series",
    "序列对应",
    mapping=True,
    help_en=(
        "Key of a series in the source -> our columns (indicator, entity, unit and so on). Series "
        "that are not listed are left out."
    ),
    help_zh="来源中的序列代码 -> 本系统的列（indicator、entity、unit 等）。未列出的序列将被略过。",
)
MAPPING = (COLUMNS_PARAMETER, DEFAULTS_PARAMETER, CODES_PARAMETER, SERIES_PARAMETER)


def check_columns(*mappings: Iterable[str], known: Sequence[str] = COLUMN_NAMES) -> None:
    """Raise ConnectorError for a name in ``mappings`` that is no column of figures."""
    for name in chain(*mappings):
        if name not in known:
            raise ConnectorError(
                "“{column}” is not a column that figures have. Known are {known}.",
                code="unknown_canonical_column",
                column=name,
                known=", ".join(known),
            )


@dataclass(frozen=True, slots=True)
class Codes:
    """``codes``: column -> (their text -> ours). ``series``: their key -> our columns."""

    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Settings) -> "Codes":
        """Read the parameters ``codes`` and ``series``; ConnectorError names a wrong column."""
        found = cls(given.tables("codes"), given.tables("series"))
        check_columns(found.codes, *found.series.values())
        return found

    @property
    def given(self) -> frozenset[str]:
        """The columns that every listed series brings with it."""
        rows = [frozenset(row) for row in self.series.values()]
        return frozenset.intersection(*rows) if rows else frozenset()

    def translate(self, rows: Iterable[ParsedRow]) -> Iterator[ParsedRow]:
        """The rows with our codes. A listed series that no row had is a row with a problem."""
        seen: set[str] = set()
        last = 0
        for row in rows:
            last = row.line
            if row.problem:
                yield row
                continue
            if self.series:
                seen.add(row.cells.get(SERIES, ""))
            yield self.row(row)
        yield from self.unseen(seen, last)

    def unseen(self, seen: Collection[str], last: int) -> Iterator[ParsedRow]:
        """A row with a problem for each listed series that is not among those seen."""
        for key, cells in self.series.items():
            if key in seen:
                continue
            problem = (
                f"The series “{key}” is listed in the settings of the source, but not in what it "
                "sent. Correct its key, or take it off the list."
            )
            yield ParsedRow(last, cells, problem, key)

    def part(self, columns: Collection[str], *, with_series: bool) -> "Codes":
        """What concerns some columns only, for rows that have no others."""
        return Codes(
            {name: table for name, table in self.codes.items() if name in columns},
            {
                key: {name: text for name, text in cells.items() if name in columns}
                for key, cells in self.series.items()
            }
            if with_series
            else {},
        )

    def row(self, row: ParsedRow) -> ParsedRow:
        """One row with our codes, or marked as left out. The key of its series stays."""
        if not self.codes and not self.series:
            return row
        cells = dict(row.cells)
        if self.series:
            found = self.series.get(cells.get(SERIES, ""))
            if found is None:
                return replace(row, left_out=True)
            cells |= found
        for column, table in self.codes.items():
            text = cells.get(column, "")
            ours = table.get(text, table.get(ANY_OTHER, text))
            if text and not ours:
                return replace(row, left_out=True)
            cells[column] = ours
        return replace(row, cells=cells)
