"""Connections to checked addresses only, all within one deadline: a backend for httpcore."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from indicators.connectors.addresses import why_not
from indicators.connectors.base import ConnectorError

Resolver = Callable[[str, int], list[str]]


def system_resolver(host: str, port: int) -> list[str]:
    """Every address of a host; OSError when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """How much of the time of one fetch is left."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.seconds = seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds left; raises httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"deadline of {self.seconds} s passed")
        return left if at_most is None else min(left, at_most)


class DeadlineStream(httpcore.NetworkStream):
    """A stream whose every operation ends with the deadline, however slowly bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has arrived."""
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of the buffer."""
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt; the certificate is checked against the host's name, not its address."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Pass on what httpcore asks about the socket."""
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks every address, and connects to one that was checked.

    Checking first and letting the library resolve again would leave a gap in which the name
    can point elsewhere (DNS rebinding).
    """

    def __init__(
        self,
        deadline: Deadline,
        *,
        resolver: Resolver,
        allow_private: bool,
        inner: httpcore.NetworkBackend,
    ) -> None:
        self._deadline = deadline
        self._resolver = resolver
        self._allow_private = allow_private
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        addresses = self._resolve(host, port)
        for address in addresses:
            reason = why_not(address, allow_private=self._allow_private)
            if reason is not None:
                raise ConnectorError(
                    "The host “{host}” leads to the address {address}, which is not contacted: "
                    "{reason}. Right is a host whose addresses are all public.",
                    code="address_not_allowed",
                    host=host,
                    address=address,
                    reason=reason,
                )
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return DeadlineStream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Never: sources are on the network."""
        raise httpcore.ConnectError(f"refused to open the socket {path}")

    def _resolve(self, host: str, port: int) -> list[str]:
        """Ask the resolver in a thread: the system's own has no time limit of ours."""
        answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                answer.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            found = answer.get(timeout=self._deadline.left())
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"no answer about {host}") from None
        if isinstance(found, Exception) or not found:
            raise ConnectorError(
                "The host “{host}” is not known to the name service ({detail}). Check the "
                "spelling; otherwise it is tried again later.",
                code="host_not_found",
                permanent=False,
                host=host,
                detail=found or "no address",
            )
        return found
