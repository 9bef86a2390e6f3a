"""Addresses of sources, read strictly: what cannot be read in one way only is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote, unquote, urljoin, urlsplit

from indicators.connectors.base import ConnectorError

DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in its parts: ``host`` without brackets, ``target`` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """For messages: without the query, which may hold a key."""
        path, _, query = self.target.partition("?")
        return f"{self.scheme}://{self.authority}{path}{'?…' if query else ''}"

    @property
    def file_name(self) -> str:
        """Last part of the path, or the host."""
        name = unquote(self.target.partition("?")[0].rstrip("/").rpartition("/")[2])
        return re.sub(r"[\x00-\x1f\x7f/\\]", "_", name) or self.host

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def _refuse(url: str, why: str) -> NoReturn:
    raise ConnectorError(
        "The address “{url}” {why}. Right is, for example, https://data.example.org/file.csv.",
        code="invalid_url",
        url=url.partition("?")[0][:300],
        why=why,
    )


def parse_url(url: str) -> Address:
    """Take a URL apart; ConnectorError says which part is not acceptable."""
    if _UNSAFE.search(url):
        _refuse(url, "contains a space, backslash or control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse(url, "cannot be read")
    if parts.scheme not in DEFAULT_PORTS:
        _refuse(url, f"has the scheme “{parts.scheme}”; only http and https are fetched")
    if "@" in parts.netloc:
        _refuse(parts._replace(netloc="…").geturl(), "contains a user name or password")
    if not parts.netloc.isascii():
        _refuse(url, "has a host with other than ASCII letters; write it in its xn-- form")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        _refuse(url, f"has no host that can be contacted (“{host}”)")
    if port == 0:
        _refuse(url, "has the port 0")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]|")
    return Address(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], target)


def follow(base: Address, location: str) -> Address:
    """Where a redirect from ``base`` leads."""
    return parse_url(urljoin(str(base), location))


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Exact hosts that may be contacted, each with its ports."""

    entries: frozenset[tuple[str, int]]
    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "AllowedHosts":
        """Read entries such as ``data.example.org`` (ports 80, 443) or ``example.org:8443``."""
        entries: set[tuple[str, int]] = set()
        names = tuple(text.strip() for text in texts)
        for text in names:
            try:
                parts = urlsplit(f"//{text}")
                host, port = parts.hostname or "", parts.port
            except ValueError:
                host, port, parts = "", None, urlsplit("")
            if parts.path or parts.query or "@" in parts.netloc or not _HOST.fullmatch(host):
                raise ConnectorError(
                    "“{entry}” in the list of allowed hosts is not a host. Right is a name such "
                    "as data.example.org, or data.example.org:8443 for another port.",
                    code="invalid_allowed_host",
                    entry=text,
                )
            entries.update((host, each) for each in ((port,) if port else (80, 443)))
        return cls(frozenset(entries), tuple(sorted(set(names))))

    def check(self, address: Address) -> None:
        """Refuse an address whose host and port are not listed."""
        if (address.host, address.port) in self.entries:
            return
        raise ConnectorError(
            "“{authority}” is not among the allowed hosts ({allowed}). An administrator can add "
            "it; nothing else is contacted.",
            code="host_not_allowed",
            authority=address.authority,
            allowed=", ".join(self.names) or "none",
        )
