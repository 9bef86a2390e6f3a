"""The World Bank: pages, errors within status 200, and figures that are not published."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from indicators.connectors import answers
from indicators.connectors.base import ConnectorError, Fetched, ParsedRow
from indicators.connectors.worldbank import WorldBankConnector
from tests.unit.connectors.server import (
    Server,
    answering,
    as_json,
    reply,
    running,
    source_fetcher,
)  # fmt: skip

GDP = "NY.GDP.MKTP.CD"
PATH = f"/v2/country/CN;DE/indicator/{GDP}"
ERROR = [{"message": [{"id": "120", "key": "Invalid value",
                       "value": "The provided parameter value is not valid"}]}]  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def figure(country: str, year: str, value: Any, iso3: str = "", **more: Any) -> dict[str, Any]:
    return {
        "indicator": {"id": GDP, "value": "GDP (current US$)"},
        "country": {"id": country, "value": f"Name of {country}"},
        "countryiso3code": iso3, "date": year, "value": value, "unit": "", "obs_status": "",
        "decimal": 0,
    } | more  # fmt: skip


ROWS = [
    figure("CN", "2021", 17820459508852.2, "CHN"),
    figure("CN", "2020", 14687744162801.0, "CHN"),
    figure("DE", "2021", None, "DEU"),
    figure("DE", "2020", 3940142541354.1, "DEU"),
    figure("ZJ", "2021", 7, ""),
]


def page(number: Any, rows: list[Any] | None = None, **header: Any) -> list[Any]:
    per_page = 2
    start = (int(number) - 1) * per_page
    return [
        {"page": number, "pages": 3, "per_page": per_page, "total": 5, "sourceid": "2",
         "lastupdated": "2025-07-01"} | header,
        ROWS[start : start + per_page] if rows is None else rows,
    ]  # fmt: skip


def connector(server: Server | None = None, **more: Any) -> WorldBankConnector:
    if server:
        more = {
            "service": f"{server.address}/v2", "indicators": [GDP], "countries": ["CN", "DE"],
        } | more  # fmt: skip
    return WorldBankConnector(more)


def fetch(server: Server, **more: Any) -> Fetched:
    return connector(server, **more).fetch(source_fetcher(server))


def fetch_failure(server: Server, **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetch(server, **more)
    return caught.value


def parse(document: object, **more: Any) -> list[ParsedRow]:
    return list(WorldBankConnector(more).parse(answers.json.dumps(document).encode()))


def parse_failure(document: object) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        parse(document)
    return caught.value


class TestFetching:
    def test_follows_the_pages_to_one_snapshot(self, server: Server) -> None:
        server.scripts[PATH] = answering(lambda asked: as_json(page(asked["page"])))
        found = fetch(server, per_page=2, date="2020:2021")
        assert [one["page"] for one in server.asked()] == ["1", "2", "3"]
        assert {one["date"] for one in server.asked()} == {"2020:2021"}
        assert {one["format"] for one in server.asked()} == {"json"}
        rows = list(connector(server).parse(found.content))
        assert [(row.cells["entity"], row.cells["period"], row.cells["value"]) for row in rows] == [
            ("CHN", "2021", "17820459508852.2"), ("CHN", "2020", "14687744162801.0"),
            ("DEU", "2021", ""), ("DEU", "2020", "3940142541354.1"), ("ZJ", "2021", "7"),
        ]  # fmt: skip
        assert found.media_type == "application/json"
        assert found.name == "worldbank.json"
        assert connector(server).updated_on(found.content) == date(2025, 7, 1)

    def test_keeps_the_bytes_of_each_answer(self, server: Server) -> None:
        body = answers.json.dumps(page("1", ROWS, pages=1, per_page="50"), indent=1).encode()
        server.scripts[PATH] = reply(b"\xef\xbb\xbf" + body)
        assert fetch(server).content == b"[" + body + b"]"

    def test_asks_for_one_indicator_at_a_time_without_a_database(self, server: Server) -> None:
        urls = list(connector(server, indicators=["A", "B"]).queries())
        assert [url.partition("?")[0] for url in urls] == [
            f"{server.address}/v2/country/CN;DE/indicator/A",
            f"{server.address}/v2/country/CN;DE/indicator/B",
        ]

    def test_stays_within_the_documented_limits(self) -> None:
        indicators = [f"XX.{number:040}" for number in range(130)]
        countries = [f"C{number:03}" for number in range(700)]
        urls = list(
            WorldBankConnector(
                {"indicators": indicators, "countries": countries, "source": 2, "mrv": 5}
            ).queries()
        )
        seen = set()
        for url in urls:
            assert len(url) <= 3_990
            places = url.partition("?")[0].split("/")
            assert max(map(len, places)) <= 1_500
            assert len(places[-1].split(";")) <= 60
            seen |= {(c, i) for c in places[-3].split(";") for i in places[-1].split(";")}
        assert len(seen) == 130 * 700
        assert "source=2&mrv=5" in urls[0]

    def test_at_most_60_indicators_go_together(self) -> None:
        asked = WorldBankConnector(
            {"indicators": [f"A{n}" for n in range(61)], "countries": "all", "source": "2"}
        )
        assert [url.count(";") for url in asked.queries()] == [59, 0]

    def test_takes_a_whole_address(self, server: Server) -> None:
        server.scripts[PATH] = answering(lambda asked: as_json(page(asked["page"])))
        url = f"{server.address}{PATH}?date=2020:2021&page=7&format=xml&per_page=2"
        WorldBankConnector({"url": url}).fetch(source_fetcher(server))
        assert all(path.count("page=") - path.count("per_page=") == 1 for path in server.paths())
        assert server.asked()[1] == {
            "date": "2020:2021", "per_page": "2", "format": "json", "page": "2",
        }  # fmt: skip

    def test_refuses_an_address_that_is_too_long(self, server: Server) -> None:
        error = fetch_failure(
            server, indicators=[], countries=[], url=f"{server.address}/v2?a={'x' * 4000}"
        )
        assert error.code == "url_too_long"

    def test_a_country_code_that_yaml_read_as_false_is_refused(self) -> None:
        with pytest.raises(ConnectorError, match="countries"):
            WorldBankConnector({"indicators": [GDP], "countries": ["CN", False]})


class TestWhatGoesWrong:
    def test_an_error_within_status_200_is_repeated(self, server: Server) -> None:
        server.scripts[PATH] = as_json(ERROR)
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("provider_error", True)
        assert "120 Invalid value The provided parameter value is not valid" in str(error)

    def test_an_outage_within_status_200_may_pass(self, server: Server) -> None:
        server.scripts[PATH] = as_json(
            [{"message": [{"id": "105", "key": "Service currently unavailable", "value": "…"}]}]
        )
        assert not fetch_failure(server).permanent

    @pytest.mark.parametrize(
        ("script", "code"),
        [
            (reply(b"<html>Bad Gateway</html>", status="502 Bad Gateway"), "http_status"),
            (reply(b"<html><title>Oops</title></html>"), "not_json"),
            (reply(b'[{"page": 1, "pages"'), "broken_json"),
            (reply(b""), "empty_file"),
        ],
    )
    def test_an_outage_may_pass(self, server: Server, script: Any, code: str) -> None:
        server.scripts[PATH] = script
        error = fetch_failure(server)
        assert (error.code, error.permanent) == (code, False)

    @pytest.mark.parametrize(
        ("second", "says"),
        [
            (page(2, ROWS[2:3]), "page 2 of 3 has 1 rows instead of 2"),
            (page(2, total=6), "another state of the data"),
            (page(2, pages=4), "another state of the data"),
            (page(2, lastupdated="2025-07-02"), "updated 2025-07-02"),
            (page(1), "page 1 stands where page 2 of 3 belongs"),
            (page(2, []), "page 2 of 3 has 0 rows"),
        ],
    )
    def test_pages_that_make_no_whole_are_refused(
        self, server: Server, second: Any, says: str
    ) -> None:
        server.scripts[PATH] = answering(
            lambda asked: as_json(second if asked["page"] == "2" else page(asked["page"]))
        )
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("incomplete_answer", False)
        assert says in str(error)

    def test_fewer_rows_than_announced_are_refused(self, server: Server) -> None:
        server.scripts[PATH] = answering(
            lambda asked: as_json(page(asked["page"], [] if asked["page"] == "3" else None))
        )
        assert "4 rows were sent, but 5 announced" in str(fetch_failure(server))

    def test_a_snapshot_that_lacks_a_page_is_refused_for_good(self) -> None:
        error = parse_failure([page(1), page(2)])
        assert (error.code, error.permanent) == ("incomplete_answer", True)
        assert "page 2 of 3 is the last one there" in str(error)

    def test_endless_pages_come_to_an_end(self, server: Server) -> None:
        many = {"pages": 999_999, "per_page": 1, "total": 999_999}
        server.scripts[PATH] = answering(
            lambda asked: as_json(page(asked["page"], [ROWS[0]], **many))
        )
        assert fetch_failure(server).code == "too_many_requests"

    def test_together_the_pages_may_not_be_too_large(self, server: Server) -> None:
        server.scripts[PATH] = answering(lambda asked: as_json(page(asked["page"])))
        size = len(answers.json.dumps(page(1)))
        error = fetch_failure(server, max_bytes=size * 2)
        assert error.code == "too_large"

    def test_no_figures_at_all_are_refused(self, server: Server) -> None:
        nothing = {"page": 0, "pages": 0, "per_page": 0, "total": 0, "lastupdated": None}
        server.scripts[PATH] = as_json([nothing, None])
        assert fetch_failure(server).code == "no_figures"

    @pytest.mark.parametrize(
        "document",
        [{}, [], [[]], [1], [{"page": 1}], [{"page": "x", "pages": 1, "per_page": 1, "total": 1}],
         [{"page": 1, "pages": 1, "per_page": 1, "total": 1}, {"a": 1}]],
    )  # fmt: skip
    def test_another_form_is_refused(self, document: object) -> None:
        assert parse_failure(document).code in ("unexpected_answer", "no_figures")


class TestReading:
    def test_a_single_answer_is_read_too(self) -> None:
        (row,) = parse(page("1", [ROWS[0]], pages="1", per_page="50", total="1"))
        assert row == ParsedRow(
            1,
            {
                "series": "CHN.NY.GDP.MKTP.CD", "indicator": GDP, "entity": "CHN",
                "period": "2021", "value": "17820459508852.2", "unit": "", "status": "",
            },
        )  # fmt: skip

    def test_quarters_months_and_ghosts(self) -> None:
        rows = [figure("CN", "2025Q4", 1, "CHN"), figure("CN", "2026M02", "2", "CHN"), 7,
                figure("CN", "2020", True, "CHN")]  # fmt: skip
        found = parse(page(1, rows, pages=1, per_page=50, total=4))
        assert [row.cells.get("period") for row in found[:2]] == ["2025Q4", "2026M02"]
        assert [bool(row.problem) for row in found] == [False, False, True, True]
        assert found[2].raw == '"7"'

    def test_a_query_without_rows_is_reported(self) -> None:
        nothing = {"page": 0, "pages": 0, "per_page": 0, "total": 0, "lastupdated": None}
        whole = page(1, [ROWS[0]], pages=1, per_page=50, total=1)
        found = parse([whole, [nothing, None]])
        assert "Query 2 of this run brought no rows" in (found[1].problem or "")

    def test_the_keys_of_series_are_country_and_indicator(self) -> None:
        series = {f"DEU.{GDP}": {"indicator": "gdp", "entity": "DEU"}}
        found = parse(page(1, ROWS, pages=1, per_page=50), series=series)
        assert [row.left_out for row in found] == [True, True, False, False, True]

    def test_a_column_can_name_the_day_of_the_update(self) -> None:
        found = parse(page(1, ROWS, pages=1, per_page=50), columns={"published_on": "lastupdated"})
        assert found[0].cells["published_on"] == "2025-07-01"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"indicators": [GDP]}, "missing_parameter"),
        ({"countries": ["CN"]}, "missing_parameter"),
        ({"indicators": ["A/B"], "countries": ["CN"]}, "invalid_parameter"),
        ({"indicators": ["A"], "countries": ["CN;DE"]}, "invalid_parameter"),
        ({"indicators": ["A"], "countries": ["CN"], "date": "2020&x=1"}, "invalid_parameter"),
        ({"indicators": ["A"], "countries": ["CN"], "url": "https://a.org/"}, "two_places"),
        ({"service": "ftp://example.org"}, "invalid_url"),
    ],
)
def test_wrong_settings_are_named(parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        WorldBankConnector(parameters)
    assert caught.value.code == code


def test_without_a_query_there_are_only_uploads() -> None:
    assert not WorldBankConnector({}).can_fetch
    assert WorldBankConnector({"path": "inbox:a.json"}).can_fetch
