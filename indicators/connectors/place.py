"""Where a source lies: a web address, a file below a known folder, or nowhere (only uploads)."""

from indicators.connectors.base import ConnectorError, Fetched, Fetcher, Parameter, Previous
from indicators.connectors.files import DEFAULT_MAX_BYTES, split_location
from indicators.connectors.settings import Settings
from indicators.connectors.urls import parse_url

URL = Parameter(
    "url",
    "Web address",
    "网址",
    help_en="http or https, on an allowed host. Leave out for files and uploads.",
    help_zh="http 或 https，主机须在允许列表中。文件和上传则留空。",
)
PATH = Parameter(
    "path",
    "File",
    "文件",
    help_en="catalogue:folder/file or inbox:file; instead of a web address.",
    help_zh="catalogue:文件夹/文件 或 inbox:文件；与网址二选一。",
)
MAX_BYTES = Parameter(
    "max_bytes",
    "Largest size in bytes",
    "最大字节数",
    help_en="A larger file is refused.",
    help_zh="超过此大小的文件将被拒绝。",
)
PLACE = (URL, PATH, MAX_BYTES)


class Place:
    """The place that the parameters ``url``, ``path`` and ``max_bytes`` name."""

    def __init__(
        self, given: Settings, *, accept: str | None = None, most: int = DEFAULT_MAX_BYTES
    ) -> None:
        """Check the parameters; ``accept`` is what an address is asked to answer with.

        ``most`` bytes are taken whatever ``max_bytes`` says: more only where a file is not read
        into memory.
        """
        self.url, self.path = given.text("url"), given.text("path")
        self.max_bytes = min(given.positive("max_bytes", DEFAULT_MAX_BYTES), most)
        self._accept = accept
        if self.url and self.path:
            raise ConnectorError(
                "The connector “{connector}” has both `url` ({url}) and `path` ({path}). Right is "
                "one of them, or none for uploads.",
                code="two_places",
                connector=given.connector,
                url=self.url.partition("?")[0],
                path=self.path,
            )
        if self.url:
            parse_url(self.url)
        if self.path:
            split_location(self.path)

    def __bool__(self) -> bool:
        return bool(self.url or self.path)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the bytes, if they changed since ``previous``."""
        if self.url:
            previous = previous or Previous()
            return fetcher.get(
                self.url,
                etag=previous.etag,
                last_modified=previous.last_modified,
                max_bytes=self.max_bytes,
                accept=self._accept,
            )
        if self.path:
            return fetcher.read_file(self.path, max_bytes=self.max_bytes)
        raise ConnectorError(
            "This source has neither `url` nor `path`, so there is nothing to fetch. Upload a "
            "file, or give it one of them.",
            code="nothing_to_fetch",
        )

    def check_size(self, content: bytes) -> None:
        """Refuse bytes beyond the limit of the source, wherever they come from."""
        self.check_length(len(content))

    def check_length(self, size: int) -> None:
        """Refuse as many bytes if they are beyond the limit of the source."""
        if size > self.max_bytes:
            raise ConnectorError(
                "The file has {size:,} bytes; the most that is taken is {cap:,}.",
                code="too_large",
                size=size,
                cap=self.max_bytes,
            )
