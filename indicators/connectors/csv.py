"""Text tables: comma, semicolon, tab or bar separated, from a URL, a file or an upload."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, ClassVar

from indicators.connectors import table
from indicators.connectors.base import (
    Connector,
    ConnectorError,
    Fetched,
    Fetcher,
    Parameter,
    ParsedRow,
    Previous,
)
from indicators.connectors.codes import MAPPING, Codes
from indicators.connectors.files import LARGEST_FILE
from indicators.connectors.header import HeaderRules
from indicators.connectors.place import MAX_BYTES, PATH, URL, Place
from indicators.connectors.plain import PlainTable, begin
from indicators.connectors.settings import Settings
from indicators.connectors.text import canonical_encoding, open_text


class CsvConnector(Connector):
    """Reads a text table whose header names the columns."""

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
        Parameter(
            "ignore_columns",
            "Ignored headings",
            "忽略的列",
            help_en="A list of headings that are not read, or * for all unknown ones.",
            help_zh="不读取的列名列表；* 表示忽略所有未知列。",
        ),
        Parameter(
            "header_row",
            "Line of the header",
            "表头行号",
            help_en="1 if left out. Lines above it are not read.",
            help_zh="默认 1。其上各行不读取。",
        ),
        MAX_BYTES,
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._place = Place(given, most=LARGEST_FILE)
        self._codes = Codes.of(given)
        self._delimiter = _delimiter(given)
        encoding = given.text("encoding")
        self._encoding = canonical_encoding(encoding) if encoding else None
        self._rules = HeaderRules(
            columns=given.texts("columns"),
            defaults=given.texts("defaults"),
            ignored=given.list("ignore_columns"),
            given=self._codes.given,
            with_series=bool(self._codes.series),
        )
        self._header_row = given.positive("header_row", 1)

    @property
    def can_fetch(self) -> bool:
        """Whether a URL or a path is given."""
        return bool(self._place)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the file from its URL or path."""
        return self._place.fetch(fetcher, previous)

    def plain(self, file: BinaryIO, size: int) -> Iterator[PlainTable]:
        """How a database may read the file, likeliest first; nothing if it has to be parsed.

        Raises ConnectorError as ``parse`` does, and Irregular.
        """
        self._place.check_length(size)
        return begin(
            file,
            self._rules,
            self._codes,
            encoding=self._encoding,
            delimiter=self._delimiter,
            header_row=self._header_row,
        )

    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """Read the header now, the rows as they are asked for; see Connector.parse."""
        self._place.check_size(content)
        text = open_text(content, self._encoding)
        rows = table.read(text, self._rules, self._delimiter, self._header_row)
        return self._codes.translate(rows)


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
