"""Text tables: comma, semicolon, tab or bar separated, from a URL, a file or an upload."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

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
from indicators.connectors.files import DEFAULT_MAX_BYTES, split_location
from indicators.connectors.header import HeaderRules
from indicators.connectors.settings import Settings
from indicators.connectors.text import canonical_encoding, open_text
from indicators.connectors.urls import parse_url


class CsvConnector(Connector):
    """Reads a text table whose header names the columns."""

    name: ClassVar[str] = "csv"
    label_en: ClassVar[str] = "CSV file"
    label_zh: ClassVar[str] = "CSV 文件"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter(
            "url",
            "Web address",
            "网址",
            help_en="http or https, on an allowed host. Leave out for files and uploads.",
            help_zh="http 或 https，主机须在允许列表中。文件和上传则留空。",
        ),
        Parameter(
            "path",
            "File",
            "文件",
            help_en="catalogue:folder/file.csv or inbox:file.csv; instead of a web address.",
            help_zh="catalogue:文件夹/文件.csv 或 inbox:文件.csv；与网址二选一。",
        ),
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
        Parameter(
            "columns",
            "Headings",
            "列名对应",
            help_en="Our column -> heading in the file, where they differ.",
            help_zh="本系统的列 -> 文件中的列名（名称不同时填写）。",
        ),
        Parameter(
            "defaults",
            "Constants",
            "固定值",
            help_en="Our column -> text for all rows, for columns that the file does not have.",
            help_zh="本系统的列 -> 所有行的固定值，用于文件中没有的列。",
        ),
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
        Parameter(
            "max_bytes",
            "Largest size in bytes",
            "最大字节数",
            help_en="A larger file is refused.",
            help_zh="超过此大小的文件将被拒绝。",
        ),
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._url, self._path = given.text("url"), given.text("path")
        if self._url and self._path:
            raise ConnectorError(
                "The connector “csv” has both `url` ({url}) and `path` ({path}). Right is one of "
                "them, or none for uploads.",
                code="two_places",
                url=self._url.partition("?")[0],
                path=self._path,
            )
        if self._url:
            parse_url(self._url)
        if self._path:
            split_location(self._path)
        self._delimiter = _delimiter(given)
        encoding = given.text("encoding")
        self._encoding = canonical_encoding(encoding) if encoding else None
        self._rules = HeaderRules(
            columns=given.texts("columns"),
            defaults=given.texts("defaults"),
            ignored=given.list("ignore_columns"),
        )
        self._header_row = given.positive("header_row", 1)
        self._max_bytes = given.positive("max_bytes", DEFAULT_MAX_BYTES)

    @property
    def can_fetch(self) -> bool:
        """Whether a URL or a path is given."""
        return bool(self._url or self._path)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the file from its URL or path."""
        if self._url:
            previous = previous or Previous()
            return fetcher.get(
                self._url,
                etag=previous.etag,
                last_modified=previous.last_modified,
                max_bytes=self._max_bytes,
            )
        if self._path:
            return fetcher.read_file(self._path, max_bytes=self._max_bytes)
        raise ConnectorError(
            "This source has neither `url` nor `path`, so there is nothing to fetch. Upload a "
            "file, or give it one of them.",
            code="nothing_to_fetch",
        )

    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """Read the header now, the rows as they are asked for; see Connector.parse."""
        if len(content) > self._max_bytes:
            raise ConnectorError(
                "The file has {size:,} bytes; the most that is taken is {cap:,}.",
                code="too_large",
                size=len(content),
                cap=self._max_bytes,
            )
        text = open_text(content, self._encoding)
        return table.read(text, self._rules, self._delimiter, self._header_row)


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
