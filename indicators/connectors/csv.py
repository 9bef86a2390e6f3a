"""Text tables: comma, semicolon, tab or bar separated, from a URL, a file or an upload."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, ClassVar

from indicators.connectors import table
from indicators.connectors.base import ConnectorError, Parameter, ParsedRow
from indicators.connectors.codes import MAPPING
from indicators.connectors.files import LARGEST_FILE
from indicators.connectors.grid import Sheet
from indicators.connectors.place import MAX_BYTES, PATH, URL
from indicators.connectors.plain import PlainTable, begin
from indicators.connectors.settings import Settings
from indicators.connectors.table_parameters import (
    FREQUENCY,
    HEADER_ROW,
    IGNORE_COLUMNS,
    LAYOUT,
    ROWS,
    WIDE,
)
from indicators.connectors.tables import TableConnector
from indicators.connectors.text import canonical_encoding, open_text


class CsvConnector(TableConnector):
    """Reads a text table whose header names the columns, or which has a wide layout."""

    name: ClassVar[str] = "csv"
    label_en: ClassVar[str] = "CSV file"
    label_zh: ClassVar[str] = "CSV 文件"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        URL,
        PATH,
        Parameter(
            "delimiter",
            "Delimiter",
            "分隔符",
            help_en="comma, semicolon, tab or bar, or the sign itself. Found out if left out.",
            help_zh="comma、semicolon、tab、bar 或符号本身。留空则自动识别。",
        ),
        Parameter(
            "encoding",
            "Encoding",
            "编码",
            help_en="For example utf-8 or gb18030. Found out if left out.",
            help_zh="例如 utf-8 或 gb18030。留空则自动识别。",
        ),
        *MAPPING,
        IGNORE_COLUMNS,
        HEADER_ROW,
        LAYOUT,
        *WIDE,
        FREQUENCY,
        *ROWS,
        MAX_BYTES,
    )
    # A regular table is streamed, and never in memory as a whole.
    most_bytes: ClassVar[int] = LARGEST_FILE
    only_wide: ClassVar[frozenset[str]] = frozenset(
        parameter.name for parameter in (*WIDE, FREQUENCY, *ROWS)
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._delimiter = _delimiter(given)
        encoding = given.text("encoding")
        self._encoding = canonical_encoding(encoding) if encoding else None

    def plain(self, file: BinaryIO, size: int) -> Iterator[PlainTable]:
        """How a database may read the file, likeliest first; nothing if it has to be parsed.

        Raises ConnectorError as ``parse`` does, and Irregular.
        """
        self._place.check_length(size)
        if self._wide is not None:
            return iter(())
        return begin(
            file,
            self._rules,
            self._codes,
            encoding=self._encoding,
            delimiter=self._delimiter,
            header_row=self._header_row,
        )

    def long_rows(self, content: bytes) -> Iterator[ParsedRow]:
        """Read the header now, the rows as they are asked for."""
        text = open_text(content, self._encoding)
        return table.read(text, self._rules, self._delimiter, self._header_row)

    def sheets(self, content: bytes) -> Iterator[Sheet]:
        """The one table of the file."""
        text = open_text(content, self._encoding)
        yield Sheet("", table.grid(text, self._delimiter))


def _delimiter(given: Settings) -> str | None:
    text = given.text("delimiter")
    if text is None:
        return None
    found = table.DELIMITERS.get(text.lower(), text)
    if found not in table.DELIMITERS.values():
        raise ConnectorError(
            "“{delimiter}” is not a delimiter that is read. Known are {known}.",
            code="unknown_delimiter",
            delimiter=text,
            known=", ".join(f"{name} ({sign!r})" for name, sign in table.DELIMITERS.items()),
        )
    return found
