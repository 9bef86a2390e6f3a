"""The fetcher that connectors get: the guarded client, the named folders, the secrets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus, urlencode

from indicators.connectors.base import ConnectorError, Fetched, StatusError
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient
from indicators.connectors.urls import parse_url

# A shorter text stands in any answer by chance, and is no key.
_SHORTEST = 6


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
        query = {name: self._secret(secret) for name, secret in (secrets or {}).items()}
        try:
            fetched = self.client.get(
                _with_query(url, query),
                etag=etag,
                last_modified=last_modified,
                max_bytes=max_bytes,
                accept=accept,
            )
        except StatusError as error:
            # Some services repeat the whole query in the page that says what is wrong with it.
            error.body = _without(error.body, query.values())
            raise
        if fetched.content != _without(fetched.content, query.values()):
            raise ConnectorError(
                "{url} repeats a secret in its answer, so the answer is not kept. Right is an "
                "address whose answers do not.",
                code="secret_in_answer",
                url=parse_url(url).shown,
            )
        return replace(fetched, url=url) if secrets else fetched

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        """Send a form through the guarded client."""
        return self.client.post(url, form, max_bytes=max_bytes)

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        """Read ``root:path``."""
        return self.roots.read(location, max_bytes=max_bytes)

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


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url


def _without(content: bytes, secrets: Iterable[str]) -> bytes:
    """Text in which the secrets are blotted out, in plain and in their form in an address."""
    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        for form in {secret, quote_plus(secret), quote(secret, safe="")} - {""}:
            content = content.replace(form.encode(), b"***")
    return content
