"""The fetcher that connectors get: the guarded client, the named folders, the secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from indicators.connectors.base import ConnectorError, Fetched
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient


@dataclass(frozen=True, slots=True)
class SourceFetcher:
    """All ways to bytes; see base.Fetcher. ``secrets``: name -> value, never shown."""

    client: HttpClient
    roots: Roots
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        accept: str | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Fetch a URL through the guarded client."""
        fetched = self.client.get(
            self._with_secrets(url, secrets or {}),
            etag=etag,
            last_modified=last_modified,
            max_bytes=max_bytes,
            accept=accept,
        )
        return replace(fetched, url=url) if secrets else fetched

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        """Send a form through the guarded client."""
        return self.client.post(url, form, max_bytes=max_bytes)

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        """Read ``root:path``."""
        return self.roots.read(location, max_bytes=max_bytes)

    def _with_secrets(self, url: str, secrets: Mapping[str, str]) -> str:
        if not secrets:
            return url
        query = {name: self._secret(secret) for name, secret in secrets.items()}
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

    def _secret(self, name: str) -> str:
        try:
            return self.secrets[name]
        except KeyError:
            raise ConnectorError(
                "The secret “{secret}” is not known here. Right is the environment variable "
                "INGEST_SECRET_{secret} for web and workers; its value never stands in a source.",
                code="unknown_secret",
                secret=name,
            ) from None
