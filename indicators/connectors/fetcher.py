"""The fetcher that connectors get: the guarded client and the named folders."""

from dataclasses import dataclass

from indicators.connectors.base import Fetched
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient


@dataclass(frozen=True, slots=True)
class SourceFetcher:
    """Both ways to bytes; see base.Fetcher."""

    client: HttpClient
    roots: Roots

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Fetch a URL through the guarded client."""
        return self.client.get(url, etag=etag, last_modified=last_modified, max_bytes=max_bytes)

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        """Read ``root:path``."""
        return self.roots.read(location, max_bytes=max_bytes)
