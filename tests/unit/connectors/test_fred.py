"""FRED: real vintages, what a series was at the time, and a key that shows nowhere."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, Fetched, ParsedRow
from indicators.connectors.fred import FredConnector
from indicators.domain.periods import parse_period
from tests.unit.connectors.server import (
    Server,
    answering,
    as_json,
    reply,
    running,
    source_fetcher,
)  # fmt: skip

KEY = "0123456789abcdef0123456789abcdef"
OPEN = "9999-12-31"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def state(start: str = "1776-07-04", end: str = OPEN, **more: Any) -> dict[str, Any]:
    return {
        "id": "GDPC1", "realtime_start": start, "realtime_end": end, "title": "Real GDP",
        "frequency": "Quarterly", "frequency_short": "Q", "units": "Billions of 2017 Dollars",
        "units_short": "Bil. of 2017 $", "seasonal_adjustment_short": "SAAR",
        "last_updated": "2026-03-26 07:51:03-05",
    } | more  # fmt: skip


def series(*states: dict[str, Any]) -> dict[str, Any]:
    return {"realtime_start": "1776-07-04", "realtime_end": OPEN, "seriess": list(states)}


def row(day: str, value: str, start: str, end: str = OPEN) -> dict[str, str]:
    return {"realtime_start": start, "realtime_end": end, "date": day, "value": value}


def figures(rows: list[Any], offset: int = 0, count: int | None = None, **more: Any) -> Any:
    return {
        "realtime_start": "1776-07-04", "realtime_end": OPEN, "units": "lin", "output_type": 1,
        "file_type": "json", "count": len(rows) if count is None else count, "offset": offset,
        "limit": 2, "observations": rows,
    } | more  # fmt: skip


ROWS = [
    row("2020-01-01", "18987.9", "2020-04-29", "2020-05-27"),
    row("2020-01-01", "18974.7", "2020-05-28"),
    row("2020-04-01", "17205.9", "2020-07-30"),
]


def connector(server: Server, **more: Any) -> FredConnector:
    return FredConnector(
        {"service": f"{server.address}/fred", "series_id": ["GDPC1"], "api_key": "FRED", **more}
    )


def fetch(server: Server, **more: Any) -> Fetched:
    return connector(server, **more).fetch(source_fetcher(server, FRED=KEY))


def fetch_failure(server: Server, **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetch(server, **more)
    return caught.value


def parse(*documents: object, **more: Any) -> list[ParsedRow]:
    more = {"defaults": {"entity": "USA"}} | more
    return list(FredConnector(more).parse(json.dumps(documents).encode()))


def parse_failure(*documents: object) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        parse(*documents)
    return caught.value


def known(rows: list[ParsedRow]) -> list[tuple[str, ...]]:
    names = ("period", "value", "published_on", "published_on_basis")
    return [tuple(one.cells[name] for name in names) for one in rows]


def two_pages(server: Server) -> None:
    def page(asked: dict[str, str]) -> Any:
        offset = int(asked["offset"])
        return as_json(figures(ROWS[offset : offset + 2], offset, len(ROWS)))

    server.scripts["/fred/series"] = as_json(series(state()))
    server.scripts["/fred/series/observations"] = answering(page)


class TestFetching:
    def test_asks_for_all_vintages_page_by_page(self, server: Server) -> None:
        two_pages(server)
        found = fetch(server)
        what, first, second = server.asked()
        assert what["series_id"] == first["series_id"] == "GDPC1"
        assert (first["realtime_start"], first["realtime_end"]) == ("1776-07-04", OPEN)
        assert (first["output_type"], first["limit"], first["file_type"]) == ("1", "100000", "json")
        assert (first["offset"], second["offset"]) == ("0", "2")
        source = connector(server, defaults={"entity": "USA"})
        assert known(list(source.parse(found.content))) == [
            ("2020-Q1", "18987.9", "2020-04-29", "inferred"),
            ("2020-Q1", "18974.7", "2020-05-28", "stated"),
            ("2020-Q2", "17205.9", "2020-07-30", "stated"),
        ]
        assert source.updated_on(found.content) == date(2026, 3, 26)

    def test_the_vintages_and_periods_can_be_bounded(self, server: Server) -> None:
        two_pages(server)
        fetch(server, realtime_start=date(2015, 1, 1), observation_start="2010-01-01")
        what, first, _ = server.asked()
        assert what["realtime_start"] == first["realtime_start"] == "2015-01-01"
        assert first["observation_start"] == "2010-01-01"

    @pytest.mark.parametrize("no", [False, "no"])
    def test_only_the_latest_figures_were_published_on_the_last_update(
        self, server: Server, no: object
    ) -> None:
        today = {"realtime_start": "2026-04-01", "realtime_end": "2026-04-01"}
        latest = [row("2020-01-01", "1.50", "2026-04-01", "2026-04-01")]
        server.scripts["/fred/series"] = as_json(series(state("2026-04-01", "2026-04-01")))
        server.scripts["/fred/series/observations"] = as_json(figures(latest, **today))
        found = fetch(server, vintages=no)
        assert "realtime_start" not in server.asked()[1]
        source = connector(server, defaults={"entity": "USA"})
        assert known(list(source.parse(found.content))) == [
            ("2020-Q1", "1.50", "2026-03-26", "inferred")
        ]

    def test_several_series_come_one_after_the_other(self, server: Server) -> None:
        server.scripts["/fred/series"] = answering(
            lambda asked: as_json(series(state(id=asked["series_id"])))
        )
        server.scripts["/fred/series/observations"] = as_json(figures(ROWS))
        found = fetch(server, series_id=["GDPC1", "GDPC96"])
        source = connector(server, defaults={"entity": "USA"})
        rows = list(source.parse(found.content))
        assert [one.cells["series"] for one in rows] == ["GDPC1"] * 3 + ["GDPC96"] * 3
        assert [one.line for one in rows] == [1, 2, 3, 4, 5, 6]


class TestTheKey:
    def test_is_sent_but_shows_neither_in_the_address_nor_in_the_snapshot(
        self, server: Server
    ) -> None:
        two_pages(server)
        found = fetch(server)
        assert {one["api_key"] for one in server.asked()} == {KEY}
        assert KEY not in repr(found)

    @pytest.mark.parametrize("status", ["400 Bad Request", "429 Too Many Requests", "500 Oops"])
    def test_shows_in_no_error_even_if_the_service_repeats_it(
        self, server: Server, status: str
    ) -> None:
        server.scripts["/fred/series"] = as_json(
            {"error_code": 400, "error_message": f"The api_key {KEY} is not registered."},
            status=status,
        )
        error = fetch_failure(server)
        assert "is not registered" in str(error)
        for one in (error, error.__cause__, error.__context__):
            assert KEY not in repr(one) + repr(vars(one))

    def test_an_answer_that_repeats_it_is_not_kept(self, server: Server) -> None:
        server.scripts["/fred/series"] = as_json(series(state(title=f"api_key={KEY}")))
        error = fetch_failure(server)
        assert error.code == "secret_in_answer"
        assert KEY not in str(error)

    def test_put_into_the_settings_by_mistake_is_not_repeated(self) -> None:
        for value in (KEY, 12345, ["x"]):
            with pytest.raises(ConnectorError) as caught:
                FredConnector({"series_id": ["GDPC1"], "api_key": value})
            assert caught.value.code == "invalid_secret_name"
            assert str(value) not in str(caught.value)

    def test_that_is_not_there_is_named(self, server: Server) -> None:
        with pytest.raises(ConnectorError, match="INGEST_SECRET_FRED"):
            connector(server).fetch(source_fetcher(server))
        assert server.requests == []


class TestWhatGoesWrong:
    def test_a_refusal_comes_with_its_words(self, server: Server) -> None:
        server.scripts["/fred/series"] = as_json(
            {"error_code": 400, "error_message": "Bad Request.  The series does not exist."},
            status="400 Bad Request",
        )
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("provider_error", True)
        assert "status 400: “Bad Request. The series does not exist.”" in str(error)

    def test_too_many_requests_pass_after_the_wait_that_is_asked_for(self, server: Server) -> None:
        server.scripts["/fred/series"] = as_json(
            {"error_code": 429, "error_message": "Too Many Requests."},
            status="429 Too Many Requests",
            headers={"Retry-After": "17"},
        )
        error = fetch_failure(server)
        assert (error.permanent, error.retry_after) == (False, 17)

    def test_too_many_vintages_say_what_to_do(self, server: Server) -> None:
        server.scripts["/fred/series"] = as_json(series(state()))
        server.scripts["/fred/series/observations"] = as_json(
            {"error_code": 400, "error_message": "Bad Request. There are 2004 vintage dates. This "
             "exceeds the maximum number of vintage dates allowed (2000)."},
            status="400 Bad Request",
        )  # fmt: skip
        error = fetch_failure(server)
        assert error.code == "too_many_vintages"
        assert "2004 vintage dates" in str(error)
        assert "`realtime_start`" in str(error)

    def test_an_outage_may_pass(self, server: Server) -> None:
        for script in (
            reply(b"<html><title>Bad Gateway</title>", status="502 Bad Gateway"),
            reply(b"<html>"),
            reply(b'{"seriess": ['),
        ):
            server.scripts["/fred/series"] = script
            assert not fetch_failure(server).permanent

    @pytest.mark.parametrize(
        ("second", "says"),
        [
            (figures(ROWS[2:], 2, 4), "first had 3 rows, then 4"),
            (figures(ROWS[2:], 1, 3), "begins at 1 where 2 belongs"),
            (figures([], 2, 3), "2 of 3 rows"),
        ],
    )
    def test_pages_that_make_no_whole_are_refused(
        self, server: Server, second: Any, says: str
    ) -> None:
        server.scripts["/fred/series"] = as_json(series(state()))
        server.scripts["/fred/series/observations"] = answering(
            lambda asked: as_json(figures(ROWS[:2], 0, 3) if asked["offset"] == "0" else second)
        )
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("incomplete_answer", False)
        assert says in str(error)

    @pytest.mark.parametrize(
        ("documents", "code", "says"),
        [
            ([figures(ROWS)], "unexpected_answer", "fred/series"),
            ([series(state())], "incomplete_answer", "not there"),
            ([series(state()), series(state()), figures(ROWS)], "incomplete_answer", "not there"),
            ([series(), figures(ROWS)], "unexpected_answer", "seriess"),
            ([{}], "unexpected_answer", "neither"),
            ([], "unexpected_answer", "no series"),
            ([{"error_code": 400, "error_message": "Bad."}], "provider_error", "“Bad.”"),
        ],
    )
    def test_a_file_that_lacks_something_is_refused(
        self, documents: list[Any], code: str, says: str
    ) -> None:
        error = parse_failure(*documents)
        assert error.code == code
        assert says in str(error)


class TestVintages:
    def test_a_missing_figure_is_one_until_it_is_there(self) -> None:
        rows = [row("2020-01-01", ".", "2020-04-01", "2020-04-28"),
                row("2020-01-01", "5", "2020-04-29")]  # fmt: skip
        assert [one[1:3] for one in known(parse(series(state()), figures(rows)))] == [
            (".", "2020-04-01"), ("5", "2020-04-29"),
        ]  # fmt: skip

    def test_a_value_that_stays_the_same_keeps_its_days(self) -> None:
        rows = [row("2020-01-01", "5", "2020-04-29", "2020-05-27"),
                row("2020-01-01", "5", "2020-05-28")]  # fmt: skip
        assert [one[1:3] for one in known(parse(series(state()), figures(rows)))] == [
            ("5", "2020-04-29"), ("5", "2020-05-28"),
        ]  # fmt: skip

    def test_a_figure_that_was_taken_off_is_missing_from_the_next_day(self) -> None:
        rows = [row("1950-01-01", "5", "1991-12-04", "1996-01-18"),
                row("1950-01-01", "6", "1997-05-07", "1999-10-27")]  # fmt: skip
        assert known(parse(series(state()), figures(rows))) == [
            ("1950-Q1", "5", "1991-12-04", "inferred"), ("1950-Q1", "6", "1997-05-07", "stated"),
            ("1950-Q1", ".", "1996-01-19", "stated"), ("1950-Q1", ".", "1999-10-28", "stated"),
        ]  # fmt: skip

    def test_the_end_of_what_was_asked_for_is_no_end_of_a_figure(self) -> None:
        rows = [row("2020-01-01", "5", "2020-04-29", "2020-12-31")]
        asked = {"realtime_start": "2020-01-01", "realtime_end": "2020-12-31"}
        assert len(parse(series(state()), figures(rows, **asked))) == 1

    def test_each_vintage_has_the_unit_of_its_time(self) -> None:
        old = state("1991-12-04", "2003-12-09", units="Billions of 1996 Dollars")
        new = state("2003-12-10", OPEN)
        rows = [row("1990-01-01", "7000.0", "2002-01-30", "2003-12-09"),
                row("1990-01-01", "8000.0", "2003-12-10")]  # fmt: skip
        assert [one.cells["unit"] for one in parse(series(old, new), figures(rows))] == [
            "Billions of 1996 Dollars", "Billions of 2017 Dollars",
        ]  # fmt: skip

    def test_a_series_without_figures_is_reported(self) -> None:
        (found,) = parse(series(state()), figures([]))
        assert "“GDPC1”" in (found.problem or "")


@pytest.mark.parametrize(
    ("short", "day", "code", "period"),
    [
        ("A", "2020-01-01", "A", "2020"),
        ("A", "2020-09-30", "A", "2019-10-01/P1Y"),
        ("SA", "2020-07-01", "S", "2020-S2"),
        ("Q", "2020-10-01", "Q", "2020-Q4"),
        ("M", "2020-02-01", "M", "2020-02"),
        ("D", "2020-02-29", "D", "2020-02-29"),
        ("W", "2020-01-03", "", "2019-12-28/P7D"),
        ("BW", "2020-01-15", "", "2020-01-02/P14D"),
        ("5Y", "2020-01-01", "", "2020-01-01/P5Y"),
    ],
)
def test_the_frequency_decides_the_period(short: str, day: str, code: str, period: str) -> None:
    described = series(state(frequency_short=short))
    (found,) = parse(described, figures([row(day, "1", "2021-01-01")]))
    assert (found.cells["frequency"], found.cells["period"]) == (code, period)
    assert parse_period(period)


@pytest.mark.parametrize(
    ("short", "broken"),
    [
        ("Q", row("2020-01-15", "1", "2021-01-01")),
        ("NA", row("2020-01-01", "1", "2021-01-01")),
        ("Q", row("2020-13-01", "1", "2021-01-01")),
        ("W", row("0001-01-01", "1", "2021-01-01")),
        ("A", row("9999-12-31", "1", "2021-01-01")),
        ("Q", {"date": "2020-01-01", "value": "1"}),
        ("Q", {"date": "2020-01-01", "value": None, "realtime_start": "2021-01-01"}),
        ("Q", 7),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_with_its_text(short: str, broken: Any) -> None:
    found = parse(series(state(frequency_short=short)), figures([broken, ROWS[2]]))
    assert found[0].problem
    assert found[0].raw == json.dumps(broken) or found[0].raw == '"7"'


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"series_id": ["GDPC1"]}, "missing_parameter"),
        ({"series_id": ["GDP&x=1"], "api_key": "FRED"}, "invalid_parameter"),
        ({"vintages": "perhaps"}, "invalid_parameter"),
        ({"realtime_start": "2015"}, "invalid_parameter"),
        ({"realtime_start": "2015-01-01", "vintages": False}, "invalid_parameter"),
        ({"series_id": ["GDPC1"], "api_key": "FRED", "path": "inbox:a.json"}, "two_places"),
    ],
)
def test_wrong_settings_are_named(parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        FredConnector(parameters)
    assert caught.value.code == code
