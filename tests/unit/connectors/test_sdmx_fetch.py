"""What an SDMX service is asked for, and what becomes of its refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from indicators.connectors.base import (
    ConnectorError,
    Fetched,
    Previous,
    StatusError,
)
from indicators.connectors.http import HttpClient
from indicators.connectors.jsonstat import JsonStatConnector
from indicators.connectors.sdmx.answers import reason_of
from indicators.connectors.sdmx.connector import SdmxConnector
from tests.unit.connectors.sdmx_messages import CSV1, GENERIC, message
from tests.unit.connectors.server import Server, reply, running

URL = "https://sdmx.example/data/X/A.CN"
BEFORE = Previous('"v1"', "yesterday", datetime(2026, 3, 1, 12, tzinfo=UTC))
NO_RESULTS = message(
    "Error", '<mes:ErrorMessage code="100"><com:Text>No results</com:Text></mes:ErrorMessage>'
)


@dataclass
class Answers:
    """A fetcher that gives one answer, or raises one error."""

    answer: Fetched | Exception
    asked: list[Mapping[str, object]] = field(default_factory=list)

    def get(self, url: str, **given: Any) -> Fetched:
        self.asked.append({"url": url, **given})
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        raise AssertionError("a query is not a form")

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        self.asked.append({"path": location})
        return Fetched(CSV1, "", location, "x.csv")


def content(body: bytes) -> Fetched:
    return Fetched(body, "text/csv", URL, "x")


def status(code: int, body: bytes = b"", *, permanent: bool = True) -> StatusError:
    return StatusError(
        "{url} answered with status {status} instead of 200.", code="http_status", status=code,
        body=body, url="https://sdmx.example/data", permanent=permanent, retry_after=7,
    )  # fmt: skip


def failure(answer: Exception, previous: Previous | None = None, **parameters: Any) -> StatusError:
    connector = SdmxConnector({"url": URL, **parameters})
    with pytest.raises(StatusError) as caught:
        connector.fetch(Answers(answer), previous)
    return caught.value


def test_the_whole_answer_is_asked_for_conditionally() -> None:
    fetcher = Answers(content(CSV1))
    found = SdmxConnector({"url": URL}).fetch(fetcher, BEFORE)
    asked = fetcher.asked[0]
    assert (asked["url"], asked["etag"], asked["last_modified"]) == (URL, '"v1"', "yesterday")
    assert not found.partial


def test_csv_is_preferred_then_structure_specific_then_generic_xml() -> None:
    fetcher = Answers(content(CSV1))
    SdmxConnector({"url": URL}).fetch(fetcher)
    accept = str(fetcher.asked[0]["accept"])
    places = [accept.index(kind) for kind in ("data+csv", "structurespecific", "generic", "json")]
    assert places == sorted(places)
    qualities = [float(part.partition("q=")[2] or 1) for part in accept.split(", ")]
    assert qualities == sorted(qualities, reverse=True) and min(qualities) > 0


@pytest.mark.parametrize("kind", ["csv", "xml", "json"])
def test_a_format_may_be_chosen(kind: str) -> None:
    fetcher = Answers(content(CSV1))
    SdmxConnector({"url": URL, "format": kind}).fetch(fetcher)
    accept = str(fetcher.asked[0]["accept"])
    assert {name for name in ("csv", "xml", "json") if name in accept} == {kind}


def test_a_file_is_read_as_it_is() -> None:
    fetcher = Answers(content(b""))
    parameters = {"path": "inbox:x.csv", "updated_after": "yes"}
    assert SdmxConnector(parameters).fetch(fetcher, BEFORE).content == CSV1


class TestChanges:
    @pytest.mark.parametrize("yes", ["yes", True, "YES", "true"])
    def test_only_they_are_asked_for_the_second_time(self, yes: object) -> None:
        fetcher = Answers(content(CSV1))
        connector = SdmxConnector({"url": URL, "updated_after": yes})
        assert not connector.fetch(fetcher).partial
        found = connector.fetch(fetcher, BEFORE)
        assert found.partial and not found.not_modified
        first, second = fetcher.asked
        assert first["url"] == URL
        # An hour earlier: what changed while the last answer was being sent.
        assert second["url"] == f"{URL}?updatedAfter=2026-03-01T11:00:00Z"
        assert (second["etag"], second["last_modified"]) == (None, None)

    def test_the_moment_is_in_utc_behind_other_parameters(self) -> None:
        fetcher = Answers(content(CSV1))
        moment = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=8)))
        connector = SdmxConnector({"url": f"{URL}?detail=full", "updated_after": "yes"})
        connector.fetch(fetcher, Previous(fetched_at=moment))
        assert fetcher.asked[0]["url"] == f"{URL}?detail=full&updatedAfter=2026-03-01T03:00:00Z"

    @pytest.mark.parametrize("no", ["no", False, None, ""])
    def test_are_not_asked_for_if_not_wanted(self, no: object) -> None:
        fetcher = Answers(content(CSV1))
        assert not SdmxConnector({"url": URL, "updated_after": no}).fetch(fetcher, BEFORE).partial
        assert fetcher.asked[0]["url"] == URL

    @pytest.mark.parametrize(
        "answer",
        [
            status(404, NO_RESULTS),
            status(404, b'{"error": [{"status": 404, "id": 100, "label": "No results"}]}'),
            status(404, b"No results found."),
            status(204),
            content(CSV1.splitlines()[0]),
            content(message("GenericData", "<mes:DataSet/>")),
            content(NO_RESULTS),
        ],
    )
    def test_there_may_be_none(self, answer: Fetched | Exception) -> None:
        connector = SdmxConnector({"url": URL, "updated_after": "yes"})
        found = connector.fetch(Answers(answer), BEFORE)
        assert found.not_modified and found.partial

    @pytest.mark.parametrize("answer", [content(GENERIC), content(GENERIC[:900]), content(b"?")])
    def test_are_not_hidden_by_an_answer_that_cannot_be_read(self, answer: Fetched) -> None:
        connector = SdmxConnector({"url": URL, "updated_after": "yes"})
        assert not connector.fetch(Answers(answer), BEFORE).not_modified

    @pytest.mark.parametrize("body", [b"", b"Not found", b"<html><title>Gone</title></html>"])
    def test_of_a_query_that_is_not_there_are_an_error(self, body: bytes) -> None:
        assert failure(status(404, body), BEFORE, updated_after="yes").status == 404

    def test_may_not_be_asked_for_twice(self) -> None:
        with pytest.raises(ConnectorError, match="already says updatedAfter"):
            SdmxConnector({"url": f"{URL}?updatedAfter=2020-01-01", "updated_after": "yes"})


class TestRefusals:
    def test_say_what_the_provider_says(self) -> None:
        error = failure(status(404, NO_RESULTS))
        assert (error.code, error.status, error.permanent) == ("no_results", 404, True)
        assert "“No results” (100)" in str(error)

    @pytest.mark.parametrize("code", [413, 416])
    def test_of_large_queries_ask_for_a_smaller_one(self, code: int) -> None:
        error = failure(status(code))
        assert error.code == "query_too_large" and "smaller query" in str(error)

    def test_of_large_queries_may_say_so_by_the_code(self) -> None:
        body = b'{"errors": [{"code": 130, "title": {"en": "Response too large"}}]}'
        error = failure(status(400, body))
        assert error.code == "query_too_large" and "Response too large" in str(error)

    def test_that_may_pass_stay_temporary(self) -> None:
        error = failure(status(503, b"Maintenance until 8", permanent=False))
        assert (error.permanent, error.retry_after, error.code) == (False, 7, "provider_error")
        assert "“Maintenance until 8”" in str(error) and "tried again" in str(error)

    def test_of_a_format_name_the_parameter(self) -> None:
        assert "`format`" in str(failure(status(406, b"Not acceptable")))

    def test_without_words_stay_as_they_are(self) -> None:
        assert failure(status(403)).code == "http_status"

    def test_are_short_whatever_is_sent(self) -> None:
        for body in (b"x" * 9000, b'{"error": "' + b"y" * 9000, NO_RESULTS[:-60] + b"z" * 9000):
            assert len(str(failure(status(400, body)))) < 500

    def test_of_a_json_stat_service_are_explained_too(self) -> None:
        body = b'{"error": [{"status": 400, "id": 150, "label": "Dimension GE is unknown"}]}'
        with pytest.raises(StatusError, match="Dimension GE is unknown"):
            JsonStatConnector({"url": URL}).fetch(Answers(status(400, body)))


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (NO_RESULTS, "100", "No results"),
        (NO_RESULTS[:-30], "100", "No results"),
        (b"<S:Fault><faultcode>140</faultcode><faultstring>Bad key</faultstring>", "140",
         "Bad key"),
        (b"<error>Something <b>else</b></error>", "", "Something else"),
        (b"<html><head><title>Sign in</title>", "", "Sign in"),
        (b'{"errors": ["No dataflow X"]}', "", "No dataflow X"),
        (b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE"}}', "413",
         "ASYNCHRONOUS_RESPONSE"),
        (b'{"message": "Forbidden"}', "", "Forbidden"),
        (b'{"errors": [{"code"', "", '{"errors": [{"code"'),
        (b"\xff\xfe", "", "\ufffd\ufffd"),
    ],
)  # fmt: skip
def test_reasons_of_providers_are_found(body: bytes, code: str, words: str) -> None:
    reason = reason_of(body)
    assert reason is not None
    assert (reason.code, reason.words) == (code, words)


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b"[]", b'{"error": null}', b"<a></a>"])
def test_no_reason_is_none(body: bytes) -> None:
    assert reason_of(body) is None


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"format": "xlsx"}, "csv, xml, json"),
        ({"updated_after": "sometimes"}, "yes or no"),
        ({"updated_after": 1}, "yes or no"),
        ({"dimensions": 5}, "a list of texts"),
        ({"url": URL, "path": "inbox:x"}, "one of them"),
    ],
)
def test_wrong_settings_are_named(parameters: dict[str, Any], says: str) -> None:
    with pytest.raises(ConnectorError, match=says):
        SdmxConnector(parameters)


def test_through_the_guarded_client() -> None:
    """The query reaches a server as it is meant, and its 404 comes back as “nothing new”."""

    class Loopback:
        client = HttpClient(["127.0.0.1:0"], allow_private=True)

        def __init__(self, server: Server) -> None:
            self.client = HttpClient([f"127.0.0.1:{server.port}"], allow_private=True)

        def get(self, url: str, **given: Any) -> Fetched:
            given.pop("secrets", None)
            return self.client.get(url, **given)

        post = read_file = None

    with running() as server:
        server.scripts["/data/X/A.CN+US"] = reply(NO_RESULTS, status="404 Not Found")
        url = f"http://127.0.0.1:{server.port}/data/X/A.CN+US"
        connector = SdmxConnector({"url": url, "updated_after": "yes"})
        assert connector.fetch(Loopback(server), BEFORE).not_modified  # type: ignore[arg-type]
        assert server.paths() == ["/data/X/A.CN+US?updatedAfter=2026-03-01T11:00:00Z"]
        assert "application/vnd.sdmx.data+csv" in server.requests[0]
