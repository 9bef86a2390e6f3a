"""A loopback server that answers each path with scripted bytes, however wrong."""

import json
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from indicators.connectors.fetcher import SourceFetcher
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient, Limits

HOST = "data.example.org"
Script = Callable[[socket.socket, str], None]


def reply(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> Script:
    """Send a whole answer; ``length`` lies about the size of the body."""
    lines = {"Content-Length": str(len(body) if length is None else length), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())

    def send(connection: socket.socket, _request: str) -> None:
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return send


def redirect(location: str, status: str = "302 Found") -> Script:
    return reply(status=status, headers={"Location": location})


def raw(*parts: bytes, pause: float = 0) -> Script:
    """Send exactly these bytes, with a pause after each part."""

    def send(connection: socket.socket, _request: str) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return send


def asked(request: str) -> dict[str, str]:
    """What a request asks for: its query, or the form that it sends."""
    head, _, body = request.partition("\r\n\r\n")
    query = urlsplit(head.split(" ")[1]).query
    return dict(parse_qsl(f"{query}&{body}", keep_blank_values=True))


def answering(pick: Callable[[dict[str, str]], Script]) -> Script:
    """Answer with the script that ``pick`` takes for what is asked."""

    def send(connection: socket.socket, request: str) -> None:
        pick(asked(request))(connection, request)

    return send


def as_json(document: object, **options: Any) -> Script:
    """Answer with a document; a bytes one is sent as it is."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return reply(body, **options)


def source_fetcher(server: "Server", **secrets: str) -> SourceFetcher:
    """A fetcher for which every name leads to the loopback server."""
    client = HttpClient(
        [f"{HOST}:{server.port}"],
        allow_private=True,
        resolver=lambda _host, _port: ["127.0.0.1"],
        limits=Limits(seconds=5),
    )
    return SourceFetcher(client, Roots({}), secrets)


@dataclass
class Server:
    port: int
    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def asked(self) -> list[dict[str, str]]:
        return [asked(request) for request in self.requests]

    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]


@contextmanager
def running() -> Iterator[Server]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = self.request.recv(65536)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            announced = re.search(r"content-length: (\d+)", text, re.I)
            while announced and len(head.partition(b"\r\n\r\n")[2]) < int(announced[1]):
                head += self.request.recv(65536)
                text = head.decode("latin-1")
            server.requests.append(text)
            # The client may have had enough: that is what several tests are about.
            with suppress(BrokenPipeError, ConnectionResetError):
                server.scripts[text.split(" ")[1].partition("?")[0]](self.request, text)

    class Quiet(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Quiet(("127.0.0.1", 0), Handler) as listener:
        server = Server(port=listener.server_address[1])
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join(5)
