"""The guarded client: the only opener of connections to sources."""

import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import httpcore

from indicators.connectors.base import ConnectorError, Fetched, StatusError
from indicators.connectors.network import CheckedBackend, Deadline, Resolver, system_resolver
from indicators.connectors.urls import Address, AllowedHosts, follow, parse_url

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_LATER = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505}
_LONGEST_WAIT = 24 * 60 * 60
_REASON = 8 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one fetch: bytes, and seconds in all, to connect, and between two packets."""

    max_bytes: int = 100 * 1024 * 1024
    seconds: float = 120
    connect_seconds: float = 10
    idle_seconds: float = 30
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, of every address on the way."""

    method: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditional(self) -> bool:
        return not self.headers.keys().isdisjoint({"If-None-Match", "If-Modified-Since"})


class HttpClient:
    """Fetches from allowed hosts at public addresses, and never more than the limits.

    ``allow_private`` admits loopback and private addresses: for tests, and for sources on one's
    own network. No proxy of the environment is used. ``resolver`` and ``backend`` are
    replaceable so that tests need no name service.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        *,
        limits: Limits | None = None,
        allow_private: bool = False,
        user_agent: str = "PolicyTracker",
        resolver: Resolver = system_resolver,
        backend: httpcore.NetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = AllowedHosts.of(allowed_hosts)
        self._limits = limits or Limits()
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._resolver = resolver
        self._backend = backend or httpcore.SyncBackend()
        self._ssl_context = ssl_context

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        accept: str | None = None,
    ) -> Fetched:
        """Fetch ``url``; with ``etag`` or ``last_modified`` only if it changed since.

        Raises ConnectorError; its ``permanent`` is False where a later attempt may help. The
        status of an answer that is not 200 is in a StatusError.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Accept": accept}
        given = {name: value for name, value in headers.items() if value}
        return self._follow(parse_url(url), _Request("GET", given), max_bytes)

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        """Send a form to ``url``; errors as for ``get``. A redirect is refused."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = _Request("POST", headers, urlencode(form).encode())
        return self._follow(parse_url(url), request, max_bytes)

    def _follow(self, address: Address, request: "_Request", max_bytes: int | None) -> Fetched:
        first = address
        deadline = Deadline(self._limits.seconds)
        cap = min(max_bytes or self._limits.max_bytes, self._limits.max_bytes)
        for _ in range(self._limits.redirects + 1):
            self._allowed.check(address)
            found = self._request(address, request, cap, deadline)
            if isinstance(found, Fetched):
                return found
            if request.method == "POST":
                raise ConnectorError(
                    "{url} redirects a query to {target}; a form is not sent on. Right is the "
                    "address at the end.",
                    code="redirected_form",
                    url=address.shown,
                    target=found.shown,
                )
            if address.scheme == "https" and found.scheme == "http":
                raise ConnectorError(
                    "{url} redirects to {target}, which is not encrypted. Right is an https "
                    "address, or the http address itself if that is meant.",
                    code="redirect_to_http",
                    url=address.shown,
                    target=found.shown,
                )
            address = found
        raise ConnectorError(
            "{url} redirects more than {count} times. Right is the address at the end of them.",
            code="too_many_redirects",
            url=first.shown,
            count=self._limits.redirects,
        )

    def _request(
        self, address: Address, request: "_Request", cap: int, deadline: Deadline
    ) -> Fetched | Address:
        """One request: the content, or where the answer redirects to."""
        backend = CheckedBackend(
            deadline,
            resolver=self._resolver,
            allow_private=self._allow_private,
            inner=self._backend,
        )
        headers = {
            "Host": address.authority,
            "User-Agent": self._user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **request.headers,
        }
        limits = self._limits
        timeouts = {
            "connect": limits.connect_seconds,
            "read": limits.idle_seconds,
            "write": limits.idle_seconds,
            "pool": limits.connect_seconds,
        }
        started = False
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._ssl_context, network_backend=backend, retries=0
                ) as pool,
                pool.stream(
                    request.method,
                    httpcore.URL(
                        scheme=address.scheme,
                        host=address.host,
                        port=address.port,
                        target=address.target,
                    ),
                    headers=[(name.encode(), value.encode()) for name, value in headers.items()],
                    content=request.body or None,
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                started = True
                return _answer(address, response, cap, conditional=request.conditional)
        except httpcore.TimeoutException as error:
            raise _temporary(
                "{url} did not answer in time (at most {seconds:g} s in all, {idle:g} s without "
                "a byte). Nothing was taken over; it is tried again.",
                "timeout",
                address,
                seconds=limits.seconds,
                idle=limits.idle_seconds,
            ) from error
        except httpcore.LocalProtocolError as error:
            raise ConnectorError(
                "The request to {url} cannot be sent: {detail}.",
                code="invalid_request",
                url=address.shown,
                detail=error,
            ) from error
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            raise _broken(address, error, started=started) from error


def _answer(
    address: Address, response: httpcore.Response, cap: int, *, conditional: bool
) -> Fetched | Address:
    headers = {name.lower(): value for name, value in response.headers}
    if response.status in _REDIRECTS and headers.get(b"location"):
        return follow(address, _text(headers[b"location"]))
    if response.status == 304 and conditional:
        return _fetched(address, headers, b"", not_modified=True)
    if response.status != 200:
        raise _refused(address, response, headers)
    encoding = _text(headers.get(b"content-encoding", b"identity")).strip().lower()
    if encoding not in ("identity", ""):
        raise ConnectorError(
            "{url} is sent compressed ({encoding}) although it was asked for uncompressed; that "
            "is not read. Right is an address that sends the plain file.",
            code="compressed_answer",
            url=address.shown,
            encoding=encoding[:40],
        )
    return _fetched(address, headers, _body(address, response, headers, cap))


def _body(
    address: Address, response: httpcore.Response, headers: dict[bytes, bytes], cap: int
) -> bytes:
    # h11 has checked that the announced length is one number, and that all of it arrives.
    announced = int(headers.get(b"content-length", b"0"))
    content = bytearray()
    if announced <= cap:
        for chunk in response.iter_stream():
            content += chunk
            if len(content) > cap:
                break
        else:
            return bytes(content)
    raise ConnectorError(
        "{url} is larger than {cap:,} bytes{announced}, the most that is taken. Right is a "
        "smaller file, or a higher limit for this source.",
        code="too_large",
        url=address.shown,
        cap=cap,
        announced=f" ({announced:,} announced)" if announced > cap else "",
    )


def _fetched(
    address: Address, headers: dict[bytes, bytes], content: bytes, *, not_modified: bool = False
) -> Fetched:
    return Fetched(
        content=content,
        media_type=_text(headers.get(b"content-type", b"")).partition(";")[0].strip().lower(),
        url=str(address),
        name=address.file_name,
        last_modified=_text(headers.get(b"last-modified", b"")) or None,
        etag=_text(headers.get(b"etag", b"")) or None,
        not_modified=not_modified,
    )


def _refused(
    address: Address, response: httpcore.Response, headers: dict[bytes, bytes]
) -> StatusError:
    status = response.status
    later = status in _TRY_LATER
    return StatusError(
        "{url} answered with status {status} instead of 200. {advice}",
        code="http_status",
        permanent=not later,
        retry_after=_retry_after(headers) if later else None,
        url=address.shown,
        status=status,
        body=_beginning(response),
        advice="It is tried again later." if later else "Check the address of this source.",
    )


def _beginning(response: httpcore.Response) -> bytes:
    """The first bytes of a refusal, in which a provider may say its reason."""
    content = bytearray()
    for chunk in response.iter_stream():
        content += chunk
        if len(content) >= _REASON:
            break
    return bytes(content[:_REASON])


def _retry_after(headers: dict[bytes, bytes]) -> int | None:
    """Seconds that the other side asks to wait; a date is read against its own clock."""
    text = _text(headers.get(b"retry-after", b"")).strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(int(text), _LONGEST_WAIT)
    try:
        then = parsedate_to_datetime(text)
        now = parsedate_to_datetime(_text(headers.get(b"date", b"")))
        return min(max(int((then - now).total_seconds()), 0), _LONGEST_WAIT)
    except (ValueError, TypeError):
        # No such header, or neither form: the caller's own pause applies.
        return None


def _broken(address: Address, error: Exception, *, started: bool) -> ConnectorError:
    # httpcore raises again `from None`, which hides the cause but keeps the context.
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConnectorError(
            "The certificate of {url} is not valid: {detail}. Nothing was fetched.",
            code="invalid_certificate",
            url=address.shown,
            detail=cause.verify_message.rstrip("."),
        )
    if started:
        return _temporary(
            "{url} broke off before the file was complete ({detail}). Nothing was taken over; "
            "it is tried again.",
            "truncated",
            address,
            detail=str(error)[:200],
        )
    return _temporary(
        "{url} cannot be reached ({detail}). It is tried again.",
        "unreachable",
        address,
        detail=str(error)[:200],
    )


def _temporary(template: str, code: str, address: Address, **params: str | float) -> ConnectorError:
    return ConnectorError(
        template, code=code, permanent=False, retry_after=None, url=address.shown, **params
    )


def _text(value: bytes) -> str:
    """A header's value: UTF-8 where it is that, else byte for byte."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
