"""DBnomics: pages of series, ids that did not come, and periods of every kind."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, Fetched, ParsedRow
from indicators.connectors.dbnomics import DbnomicsConnector
from indicators.domain.periods import parse_period
from tests.unit.connectors.server import (
    Server,
    answering,
    as_json,
    reply,
    running,
    source_fetcher,
)  # fmt: skip

IDS = ["IMF/CPI/M.CN.PCPI_IX", "IMF/CPI/M.DE.PCPI_IX", "IMF/CPI/M.FR.PCPI_IX"]


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def doc(series: str, **more: Any) -> dict[str, Any]:
    provider, dataset, code = series.split("/")
    return {
        "@frequency": "monthly", "provider_code": provider, "dataset_code": dataset,
        "series_code": code, "series_name": f"Name of {code}",
        "dimensions": {"FREQ": "M", "REF_AREA": code.split(".")[1]},
        "indexed_at": "2026-03-04T05:06:07.000Z",
        "period": ["2021-01", "2021-02"], "period_start_day": ["2021-01-01", "2021-02-01"],
        "value": [100.70, "NA"],
    } | more  # fmt: skip


def page(docs: list[Any], *, offset: int = 0, total: int | None = None, **more: Any) -> Any:
    found = len(docs) if total is None else total
    return {
        "_meta": {"version": "22.1.17"},
        "series": {"docs": docs, "limit": 2, "offset": offset, "num_found": found},
    } | more  # fmt: skip


def by_offset(docs: list[Any]) -> Any:
    def pick(asked: dict[str, str]) -> Any:
        offset = int(asked["offset"])
        return as_json(page(docs[offset : offset + 2], offset=offset, total=len(docs)))

    return answering(pick)


def connector(server: Server, **more: Any) -> DbnomicsConnector:
    return DbnomicsConnector({"service": f"{server.address}/v22", **more})


def fetch(server: Server, **more: Any) -> Fetched:
    return connector(server, **more).fetch(source_fetcher(server))


def fetch_failure(server: Server, **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetch(server, **more)
    return caught.value


def parse(document: object, **more: Any) -> list[ParsedRow]:
    more = {"defaults": {"entity": "CHN"}} | more
    return list(DbnomicsConnector(more).parse(json.dumps(document).encode()))


class TestFetching:
    def test_follows_the_offsets_to_one_snapshot(self, server: Server) -> None:
        server.scripts["/v22/series"] = by_offset([doc(one) for one in IDS])
        found = fetch(server, series_ids=IDS)
        assert [one["offset"] for one in server.asked()] == ["0", "2"]
        assert server.asked()[0]["series_ids"] == ",".join(IDS)
        assert server.asked()[0]["observations"] == "1"
        source = connector(server, columns={"entity": "dimensions.REF_AREA"})
        rows = [row.cells for row in source.parse(found.content)]
        assert [(row["series"], row["entity"], row["period"], row["value"]) for row in rows] == [
            (IDS[0], "CN", "2021-01", "100.7"), (IDS[0], "CN", "2021-02", "NA"),
            (IDS[1], "DE", "2021-01", "100.7"), (IDS[1], "DE", "2021-02", "NA"),
            (IDS[2], "FR", "2021-01", "100.7"), (IDS[2], "FR", "2021-02", "NA"),
        ]  # fmt: skip
        assert source.updated_on(found.content) == date(2026, 3, 4)

    def test_a_mask_selects(self, server: Server) -> None:
        server.scripts["/v22/series/IMF/CPI/M.CN+DE.PCPI_IX"] = by_offset([doc(IDS[0])])
        found = fetch(server, provider="IMF", dataset="CPI", mask="M.CN+DE.PCPI_IX")
        assert found.url.startswith(f"{server.address}/v22/series/IMF/CPI/M.CN+DE.PCPI_IX?")

    def test_dimensions_select(self, server: Server) -> None:
        server.scripts["/v22/series/IMF/CPI"] = by_offset([doc(IDS[0])])
        fetch(server, provider="IMF", dataset="CPI", dimensions={"FREQ": "M", "REF_AREA": ["CN"]})
        assert json.loads(server.asked()[0]["dimensions"]) == {"FREQ": ["M"], "REF_AREA": ["CN"]}

    def test_many_ids_are_several_requests(self) -> None:
        ids = [f"IMF/CPI/{number:0100}" for number in range(60)]
        urls = list(DbnomicsConnector({"series_ids": ids}).queries())
        assert len(urls) == 3
        assert all(len(url) < 3_300 for url in urls)

    def test_no_more_ids_go_together_than_fit_on_a_page(self) -> None:
        urls = list(DbnomicsConnector({"series_ids": IDS, "limit": 2}).queries())
        assert len(urls) == 2


class TestWhatGoesWrong:
    def test_an_id_that_is_an_error_within_status_200_is_named(self, server: Server) -> None:
        error = {"message": "Series not found", "provider_code": "IMF", "dataset_code": "CPI",
                 "series_code": "M.FR.PCPI_IX"}  # fmt: skip
        server.scripts["/v22/series"] = as_json(page([doc(IDS[0])], errors=[error]))
        failed = fetch_failure(server, series_ids=IDS[::2])
        assert (failed.code, failed.permanent) == ("unknown_series", True)
        assert "“IMF/CPI/M.FR.PCPI_IX”" in str(failed)
        assert "Series not found" in str(failed)

    def test_an_id_that_silently_did_not_come_is_named(self, server: Server) -> None:
        server.scripts["/v22/series"] = by_offset([doc(IDS[0])])
        failed = fetch_failure(server, series_ids=IDS[:2])
        assert failed.code == "unknown_series"
        assert IDS[1] in str(failed)
        assert IDS[0] not in str(failed)

    def test_an_unknown_dimension_finds_nothing_and_is_named(self, server: Server) -> None:
        server.scripts["/v22/series/IMF/CPI"] = by_offset([])
        failed = fetch_failure(server, provider="IMF", dataset="CPI", dimensions={"FREK": ["M"]})
        assert failed.code == "no_series"
        assert "FREK" in str(failed)

    def test_a_mask_that_finds_nothing_is_named(self, server: Server) -> None:
        server.scripts["/v22/series/IMF/CPI/M.XX"] = by_offset([])
        assert "“M.XX”" in str(fetch_failure(server, provider="IMF", dataset="CPI", mask="M.XX"))

    def test_a_refusal_comes_with_its_words(self, server: Server) -> None:
        server.scripts["/v22/series/IMF/XX"] = as_json(
            {"message": "Dataset IMF/XX not found"}, status="404 Not Found"
        )
        failed = fetch_failure(server, provider="IMF", dataset="XX")
        assert (failed.code, failed.permanent) == ("provider_error", True)
        assert "status 404: “Dataset IMF/XX not found”" in str(failed)

    def test_an_outage_may_pass(self, server: Server) -> None:
        for script in (
            reply(b"<html><title>Bad Gateway</title>", status="502 Bad Gateway"),
            reply(b"<html>", status="200 OK"),
            reply(b'{"series": {'),
        ):
            server.scripts["/v22/series"] = script
            assert not fetch_failure(server, series_ids=IDS).permanent

    @pytest.mark.parametrize(
        ("second", "says"),
        [
            (page([doc(IDS[2])], offset=2, total=4), "first 3 series were found, then 4"),
            (page([doc(IDS[2])], offset=1, total=3), "begins at 1 where 2 belongs"),
            (page([], offset=2, total=3), "2 of 3 series"),
            (page([doc(IDS[2])], offset=0, total=3), "2 of 3 series"),
        ],
    )
    def test_pages_that_make_no_whole_are_refused(
        self, server: Server, second: Any, says: str
    ) -> None:
        first = page([doc(one) for one in IDS[:2]], total=3)
        server.scripts["/v22/series"] = answering(
            lambda asked: as_json(first if asked["offset"] == "0" else second)
        )
        failed = fetch_failure(server, series_ids=IDS)
        assert (failed.code, failed.permanent) == ("incomplete_answer", False)
        assert says in str(failed)

    @pytest.mark.parametrize("document", [{}, [1], {"series": []}, {"series": {"docs": 1}}])
    def test_another_form_is_refused(self, document: object) -> None:
        with pytest.raises(ConnectorError) as caught:
            parse(document)
        assert caught.value.code == "unexpected_answer"


class TestReading:
    def test_a_single_answer_is_read_too(self) -> None:
        row = parse(page([doc(IDS[0])]))[0]
        assert row.cells == {
            "series": IDS[0], "indicator": IDS[0], "entity": "CHN", "frequency": "M",
            "period": "2021-01", "value": "100.7",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("frequency", "theirs", "code", "ours"),
        [
            ("annual", "2021", "A", "2021"),
            ("bi-annual", "2021-S1", "S", "2021-S1"),
            ("quarterly", "2021-Q1", "Q", "2021-Q1"),
            ("bi-monthly", "2021-B6", "", "2021-11-01/P2M"),
            ("monthly", "2021-01", "M", "2021-01"),
            ("weekly", "2021-W05", "", "2021-02-01/P7D"),
            ("weekly", "2020-W53", "", "2020-12-28/P7D"),
            ("daily", "2021-01-31", "D", "2021-01-31"),
        ],
    )
    def test_periods_have_a_form_that_is_read(
        self, frequency: str, theirs: str, code: str, ours: str
    ) -> None:
        series = {"@frequency": frequency, "period": [theirs], "value": ["1"]}
        (row,) = parse(page([doc(IDS[0], **series)]))
        assert (row.cells["frequency"], row.cells["period"]) == (code, ours)
        assert parse_period(ours)

    def test_a_week_that_there_is_not_stays_as_it_is(self) -> None:
        (row,) = parse(page([doc(IDS[0], period=["2021-W53"], value=["1"])]))
        assert row.cells["period"] == "2021-W53"

    def test_lists_that_do_not_fit_each_other_spoil_only_their_series(self) -> None:
        found = parse(page([doc(IDS[0], value=["1"]), doc(IDS[1])]))
        assert [bool(row.problem) for row in found] == [True, False, False]
        assert IDS[0] in (found[0].problem or "")
        assert [row.line for row in found] == [1, 2, 3]

    def test_a_value_that_is_none_is_a_problem_of_its_row(self) -> None:
        found = parse(page([doc(IDS[0], value=[{}, None])]))
        assert [bool(row.problem) for row in found] == [True, False]
        assert found[1].cells["value"] == ""


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"series_ids": IDS, "provider": "IMF", "dataset": "CPI"}, "unclear_query"),
        ({"provider": "IMF"}, "unclear_query"),
        ({"mask": "M.CN"}, "unclear_query"),
        ({"provider": "IMF", "dataset": "CPI", "mask": "M", "dimensions": {"a": "b"}},
         "unclear_query"),
        ({"series_ids": ["IMF/CPI"]}, "invalid_parameter"),
        ({"series_ids": ["a/b/c,d/e/f"]}, "invalid_parameter"),
        ({"provider": "IMF", "dataset": "CPI/x"}, "invalid_parameter"),
        ({"provider": "IMF", "dataset": "CPI", "dimensions": ["a"]}, "invalid_parameter"),
        ({"provider": "IMF", "dataset": "CPI", "dimensions": {"a": []}}, "invalid_parameter"),
        ({"series_ids": IDS, "limit": 1001}, "invalid_parameter"),
        ({"series_ids": IDS, "path": "inbox:a.json"}, "unclear_query"),
    ],
)  # fmt: skip
def test_wrong_settings_are_named(parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        DbnomicsConnector(parameters)
    assert caught.value.code == code
