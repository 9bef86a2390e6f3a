import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import pytest

from indicators.connectors.base import ConnectorError, Fetched, StatusError
from indicators.connectors.fetcher import SourceFetcher
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient, Limits
from tests.unit.connectors.server import Server, raw, redirect, reply, running

CSV = b"indicator,entity,period,value\na,CHN,2021,1\n"
HOST = "data.example.org"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def client(server: Server, **options: Any) -> HttpClient:
    """A client for which every name leads to the loopback server."""
    options = {
        "allow_private": True,
        "resolver": lambda _host, _port: ["127.0.0.1"],
        "limits": Limits(seconds=5),
    } | options
    return HttpClient([f"{HOST}:{server.port}"], **options)


def url(server: Server, path: str = "/a.csv") -> str:
    return f"http://{HOST}:{server.port}{path}"


def failure(client: HttpClient, address: str, **options: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        client.get(address, **options)
    return caught.value


class TestFetching:
    def test_brings_the_bytes_and_what_the_server_says_of_them(self, server: Server) -> None:
        server.scripts["/data/a%20b.csv"] = reply(
            CSV,
            headers={
                "Content-Type": "Text/CSV; charset=utf-8",
                "ETag": '"v1"',
                "Last-Modified": "Wed, 06 Jan 2021 08:00:00 GMT",
            },
        )
        found = client(server).get(url(server, "/data/a%20b.csv?x=1#top"))
        assert found == Fetched(
            content=CSV,
            media_type="text/csv",
            url=url(server, "/data/a%20b.csv?x=1"),
            name="a b.csv",
            last_modified="Wed, 06 Jan 2021 08:00:00 GMT",
            etag='"v1"',
        )

    def test_asks_for_the_named_host_and_for_no_compression(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(CSV)
        client(server).get(url(server))
        request = server.requests[0].lower()
        assert f"host: {HOST}:{server.port}\r\n" in request
        assert "accept-encoding: identity\r\n" in request

    def test_asks_only_for_what_changed(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(status="304 Not Modified")
        found = client(server).get(url(server), etag='"v1"', last_modified="yesterday")
        assert found.not_modified
        assert found.content == b""
        assert 'If-None-Match: "v1"\r\n' in server.requests[0]
        assert "If-Modified-Since: yesterday\r\n" in server.requests[0]

    def test_not_modified_without_a_condition_is_an_error(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(status="304 Not Modified")
        assert failure(client(server), url(server)).code == "http_status"

    def test_reads_chunks(self, server: Server) -> None:
        server.scripts["/a.csv"] = raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
        assert client(server).get(url(server)).content == b"abcde"

    def test_uses_no_proxy_of_the_environment(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        server.scripts["/a.csv"] = reply(CSV)
        assert client(server).get(url(server)).content == CSV


# What was tried against a prototype: each way to reach a machine that is not public.
FORBIDDEN = [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://127.1/", "http://0/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[fec0::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/",
    "http://[fe80::1]/", "http://[ff02::1]/", "http://[fd00:ec2::254]/", "http://[::]/",
    "http://169.254.169.254/", "http://100.100.100.200/", "http://192.0.0.192/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://10.0.0.1/", "http://localhost/",
]  # fmt: skip


def no_connection(*_: object, **__: object) -> None:
    raise AssertionError("a connection was opened")


class TestForbiddenAddresses:
    @pytest.mark.parametrize("address", FORBIDDEN)
    def test_are_not_among_the_allowed_hosts(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "create_connection", no_connection)
        assert failure(HttpClient([HOST]), address).code == "host_not_allowed"

    @pytest.mark.parametrize("address", FORBIDDEN)
    def test_are_refused_even_when_an_administrator_listed_them(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The host is written as the system's resolver would write it."""
        monkeypatch.setattr(socket, "create_connection", no_connection)
        host = address.removeprefix("http://").removesuffix("/")
        written = {
            "2130706433": "127.0.0.1", "0x7f000001": "127.0.0.1", "0177.0.0.1": "127.0.0.1",
            "127.1": "127.0.0.1", "0": "0.0.0.0", "localhost": "::1",
        }.get(host, host.strip("[]"))  # fmt: skip
        error = failure(HttpClient([host], resolver=lambda *_: [written]), address)
        assert error.code == "address_not_allowed"
        assert error.permanent
        assert written in str(error)

    @pytest.mark.parametrize(
        "answers",
        [
            ["93.184.216.34", "127.0.0.1"],
            ["10.0.0.1", "93.184.216.34"],
            ["2606:4700::1", "fec0::1"],
        ],
    )
    def test_are_refused_when_only_one_of_a_hosts_addresses_is_such(
        self, answers: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "create_connection", no_connection)
        error = failure(HttpClient([HOST], resolver=lambda *_: answers), f"http://{HOST}/")
        assert error.code == "address_not_allowed"

    def test_on_ones_own_network_do_not_include_the_metadata_service(self) -> None:
        guarded = HttpClient([HOST], allow_private=True, resolver=lambda *_: ["169.254.169.254"])
        assert failure(guarded, f"http://{HOST}/").code == "address_not_allowed"

    @pytest.mark.parametrize("scheme", ["file", "gopher", "ftp", "data", "unix"])
    def test_include_every_other_scheme(self, scheme: str) -> None:
        assert failure(HttpClient([HOST]), f"{scheme}://{HOST}/x").code == "invalid_url"

    def test_a_name_is_resolved_once_and_the_checked_address_contacted(
        self, server: Server
    ) -> None:
        """A second answer that points elsewhere (DNS rebinding) is never asked for."""
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])
        server.scripts["/a.csv"] = reply(CSV)
        found = client(server, resolver=lambda *_: next(answers)).get(url(server))
        assert found.content == CSV
        assert next(answers) == ["169.254.169.254"]

    def test_the_next_address_is_tried_when_one_does_not_answer(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(CSV)
        # Nothing listens on the second loopback address.
        found = client(server, resolver=lambda *_: ["127.0.0.2", "127.0.0.1"]).get(url(server))
        assert found.content == CSV


class TestRedirects:
    def test_are_followed_with_a_new_check(self, server: Server) -> None:
        server.scripts |= {
            "/a.csv": redirect("/b.csv"),
            "/b.csv": redirect(url(server, "/c.csv"), "308 Permanent Redirect"),
            "/c.csv": redirect("d.csv", "307 Temporary Redirect"),
            "/d.csv": reply(CSV),
        }
        found = client(server).get(url(server))
        assert found.content == CSV
        assert found.name == "d.csv"
        assert server.paths() == ["/a.csv", "/b.csv", "/c.csv", "/d.csv"]

    def test_end_after_three(self, server: Server) -> None:
        server.scripts["/a.csv"] = redirect("/a.csv")
        assert failure(client(server), url(server)).code == "too_many_redirects"
        assert len(server.requests) == 4

    @pytest.mark.parametrize(
        ("location", "code"),
        [
            ("http://169.254.169.254/latest/meta-data/", "host_not_allowed"),
            ("http://other.example/", "host_not_allowed"),
            ("file:///etc/passwd", "invalid_url"),
            ("http://user@data.example.org/", "invalid_url"),
            ("//[::1]/", "host_not_allowed"),
        ],
    )
    def test_do_not_lead_out_of_the_allowed_hosts(
        self, server: Server, location: str, code: str
    ) -> None:
        server.scripts["/a.csv"] = redirect(location)
        assert failure(client(server), url(server)).code == code

    def test_to_an_allowed_name_at_a_forbidden_address_are_refused(self, server: Server) -> None:
        server.scripts["/a.csv"] = redirect("http://inside.example/")
        guarded = HttpClient(
            [f"{HOST}:{server.port}", "inside.example"],
            allow_private=True,
            resolver=lambda host, _: ["127.0.0.1" if host == HOST else "169.254.169.254"],
        )
        assert failure(guarded, url(server)).code == "address_not_allowed"

    def test_without_a_target_are_an_error(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(status="302 Found")
        assert failure(client(server), url(server)).code == "http_status"


class TestLimits:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_stop_a_file_that_is_too_large(self, server: Server, chunked: bool) -> None:
        body = b"x" * 5000
        server.scripts["/a.csv"] = (
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + body + b"\r\n")
            if chunked
            else reply(body)
        )
        error = failure(client(server), url(server), max_bytes=4999)
        assert error.code == "too_large"
        assert error.permanent
        assert "4,999 bytes" in str(error)
        assert ("5,000 announced" in str(error)) is not chunked

    def test_take_a_file_of_just_the_size(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(b"x" * 5000)
        assert len(client(server).get(url(server), max_bytes=5000).content) == 5000

    def test_of_a_source_do_not_exceed_those_of_the_installation(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(b"x" * 11)
        guarded = client(server, limits=Limits(max_bytes=10))
        assert failure(guarded, url(server), max_bytes=10_000).code == "too_large"

    @pytest.mark.parametrize("where", ["headers", "body"])
    def test_end_a_slow_drip(self, server: Server, where: str) -> None:
        """Each byte comes in time; all of them would take 20 seconds."""
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"
        drip = [b"x"] * 400
        server.scripts["/a.csv"] = raw(
            *([b"HTTP/1.1 200 OK\r\nX: "] if where == "headers" else [head]), *drip, pause=0.05
        )
        started = time.monotonic()
        error = failure(client(server, limits=Limits(seconds=0.4)), url(server))
        assert error.code == "timeout"
        assert not error.permanent
        assert time.monotonic() - started < 2

    def test_end_silence(self, server: Server) -> None:
        server.scripts["/a.csv"] = raw(b"HTTP/1.1 200 OK\r\n", pause=3)
        started = time.monotonic()
        guarded = client(server, limits=Limits(seconds=60, idle_seconds=0.2))
        assert failure(guarded, url(server)).code == "timeout"
        assert time.monotonic() - started < 2

    def test_end_a_name_service_that_does_not_answer(self, server: Server) -> None:
        def slow(_host: str, _port: int) -> list[str]:
            time.sleep(3)
            return ["127.0.0.1"]

        started = time.monotonic()
        guarded = client(server, resolver=slow, limits=Limits(seconds=0.2))
        assert failure(guarded, url(server)).code == "timeout"
        assert time.monotonic() - started < 2


class TestFailures:
    @pytest.mark.parametrize(
        "answer",
        [
            reply(CSV, length=len(CSV) + 1),
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"),
        ],
        ids=["too short for its length", "broken chunk", "last chunk missing"],
    )
    def test_truncated_is_no_file(self, server: Server, answer: Any) -> None:
        server.scripts["/a.csv"] = answer
        error = failure(client(server), url(server))
        assert (error.code, error.permanent) == ("truncated", False)

    @pytest.mark.parametrize(
        "answer",
        [
            raw(b""),
            raw(b"this is no HTTP\r\n\r\n"),
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabcd"),
        ],
        ids=["nothing", "no HTTP", "two lengths", "negative length"],
    )
    def test_nonsense_may_be_tried_again(self, server: Server, answer: Any) -> None:
        server.scripts["/a.csv"] = answer
        error = failure(client(server), url(server))
        assert (error.code, error.permanent) == ("unreachable", False)

    @pytest.mark.parametrize(
        ("status", "headers", "permanent", "retry_after"),
        [
            ("404 Not Found", {}, True, None),
            ("403 Forbidden", {"Retry-After": "5"}, True, None),
            ("204 No Content", {}, True, None),
            ("206 Partial Content", {}, True, None),
            ("429 Too Many Requests", {"Retry-After": "120"}, False, 120),
            ("503 Service Unavailable", {"Retry-After": "99999999"}, False, 86_400),
            ("503 Service Unavailable",
             {"Date": "Mon, 23 Nov 2026 10:00:00 GMT",
              "Retry-After": "Mon, 23 Nov 2026 10:01:30 GMT"}, False, 90),
            ("503 Busy", {"Retry-After": "Mon, 23 Nov 2026 10:01:30 GMT"}, False, None),
            ("503 Service Unavailable", {"Retry-After": "soon"}, False, None),
            ("500 Internal Server Error", {}, False, None),
            ("501 Not Implemented", {}, True, None),
        ],
    )  # fmt: skip
    def test_say_whether_to_come_back(
        self,
        server: Server,
        status: str,
        headers: dict[str, str],
        permanent: bool,
        retry_after: int | None,
    ) -> None:
        server.scripts["/a.csv"] = reply(b"" if "204" in status else b"x", status=status,
                                         headers=headers)  # fmt: skip
        error = failure(client(server), url(server, "/a.csv?key=secret"))
        assert (error.code, error.permanent) == ("http_status", permanent)
        assert error.retry_after == retry_after
        assert status[:3] in str(error)
        assert "secret" not in str(error)

    def test_compression_that_nobody_asked_for_is_refused(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
        assert failure(client(server), url(server)).code == "compressed_answer"

    def test_an_unknown_name_may_be_tried_again(self, server: Server) -> None:
        def unknown(_host: str, _port: int) -> list[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        error = failure(client(server, resolver=unknown), url(server))
        assert (error.code, error.permanent) == ("host_not_found", False)
        assert HOST in str(error)

    def test_a_closed_port_may_be_tried_again(self, server: Server) -> None:
        error = failure(client(server, resolver=lambda *_: ["127.0.0.2"]), url(server))
        assert (error.code, error.permanent) == ("unreachable", False)

    def test_a_condition_that_is_no_header_is_refused(self, server: Server) -> None:
        error = failure(client(server), url(server), etag="a\r\nX: y")
        assert error.code == "invalid_request"
        assert not server.requests


class RecordingStream(httpcore.NetworkStream):
    """Stands for a TLS connection: says for which name the certificate is checked."""

    def __init__(self, answer: bytes | Exception, log: list[str]) -> None:
        self.answer, self.log = answer, log

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        assert ssl_context.check_hostname
        assert ssl_context.verify_mode == ssl.CERT_REQUIRED
        self.log.append(f"tls {server_hostname}")
        if isinstance(self.answer, Exception):
            try:
                raise self.answer
            except ssl.SSLError as error:
                raise httpcore.ConnectError(str(error)) from error
        return self

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        assert isinstance(self.answer, bytes)
        answer, self.answer = self.answer, b""
        return answer

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.log.append(buffer.decode().partition("\r\n")[0])

    def close(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        return None


class RecordingBackend(httpcore.NetworkBackend):
    def __init__(self, answer: bytes | Exception) -> None:
        self.answer, self.log = answer, list[str]()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        self.log.append(f"connect {host}:{port}")
        return RecordingStream(self.answer, self.log)


class TestEncryption:
    def test_connects_to_the_address_and_checks_the_certificate_of_the_name(self) -> None:
        backend = RecordingBackend(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        found = HttpClient(
            [HOST], backend=backend, resolver=lambda *_: ["93.184.216.34"]
        ).get(f"https://{HOST}/a.csv")  # fmt: skip
        assert found.content == b"ok"
        assert backend.log[:3] == [
            "connect 93.184.216.34:443", f"tls {HOST}", "GET /a.csv HTTP/1.1"
        ]  # fmt: skip

    def test_a_wrong_certificate_is_named(self) -> None:
        cause = ssl.SSLCertVerificationError(1, "failed")
        cause.verify_message = "certificate has expired"
        guarded = HttpClient(
            [HOST], backend=RecordingBackend(cause), resolver=lambda *_: ["93.184.216.34"]
        )
        caught = failure(guarded, f"https://{HOST}/a.csv")
        assert caught.code == "invalid_certificate"
        assert "certificate has expired" in str(caught)

    def test_is_not_given_up_by_a_redirect(self) -> None:
        backend = RecordingBackend(
            b"HTTP/1.1 301 Moved\r\nLocation: http://data.example.org/\r\nContent-Length: 0\r\n\r\n"
        )
        guarded = HttpClient([HOST], backend=backend, resolver=lambda *_: ["93.184.216.34"])
        assert failure(guarded, f"https://{HOST}/a.csv").code == "redirect_to_http"


class TestAForm:
    def test_is_sent_as_one_and_the_answer_comes_back(self, server: Server) -> None:
        server.scripts["/query"] = reply(b"{}")
        found = client(server).post(url(server, "/query"), {"m": "QueryData", "q": "a b&c"})
        assert found.content == b"{}"
        request = server.requests[0]
        assert request.startswith("POST /query HTTP/1.1\r\n")
        assert "content-type: application/x-www-form-urlencoded\r\n" in request.lower()
        assert request.endswith("\r\n\r\nm=QueryData&q=a+b%26c")

    def test_is_not_sent_on_to_another_address(self, server: Server) -> None:
        server.scripts["/query"] = redirect(url(server, "/other"))
        with pytest.raises(ConnectorError) as caught:
            client(server).post(url(server, "/query"), {"m": "x"})
        assert caught.value.code == "redirected_form"
        assert server.paths() == ["/query"]


def test_an_answer_that_refuses_brings_its_reason(server: Server) -> None:
    server.scripts["/a.csv"] = reply(b'{"message": "no such series"}', status="404 Not Found")
    error = failure(client(server), url(server))
    assert isinstance(error, StatusError)
    assert (error.status, error.body) == (404, b'{"message": "no such series"}')


def test_no_more_of_a_refusal_is_read_than_a_reason_needs(server: Server) -> None:
    server.scripts["/a.csv"] = reply(b"x" * 1_000_000, status="404 Not Found")
    error = failure(client(server), url(server))
    assert isinstance(error, StatusError)
    assert len(error.body) == 8192


def test_what_is_accepted_can_be_said(server: Server) -> None:
    server.scripts["/a.csv"] = reply(CSV)
    client(server).get(url(server), accept="application/vnd.sdmx.data+csv")
    assert "accept: application/vnd.sdmx.data+csv\r\n" in server.requests[0].lower()


class TestASecret:
    def fetcher(self, server: Server) -> SourceFetcher:
        return SourceFetcher(client(server), Roots({}), {"FRED": "k&y"})

    def test_is_sent_and_shows_nowhere(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(CSV)
        fetcher = self.fetcher(server)
        found = fetcher.get(url(server, "/a.csv?x=1"), secrets={"api_key": "FRED"})
        assert server.paths() == ["/a.csv?x=1&api_key=k%26y"]
        assert found.url == url(server, "/a.csv?x=1")
        assert "k&y" not in repr(fetcher)

    def test_is_not_in_the_error_either(self, server: Server) -> None:
        server.scripts["/a.csv"] = reply(status="500 Oops")
        with pytest.raises(ConnectorError) as caught:
            self.fetcher(server).get(url(server), secrets={"api_key": "FRED"})
        assert "k&y" not in f"{caught.value} {caught.value.params}"
        assert "k%26y" not in f"{caught.value} {caught.value.params}"

    def test_that_is_not_set_is_named(self, server: Server) -> None:
        with pytest.raises(ConnectorError, match="INGEST_SECRET_OTHER"):
            self.fetcher(server).get(url(server), secrets={"api_key": "OTHER"})
        assert server.requests == []
