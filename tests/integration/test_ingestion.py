"""A file becomes releases; what cannot be read is kept; nothing is overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from indicators.models import IngestionRun, Observation, Release, Series
from indicators.selectors import observations, sources
from tests import factories
from tests.factories import NOW, csv, ingest

pytestmark = pytest.mark.django_db
STOCK = "cn.5g.base_stations,CHN,level,M"


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.indicator()
    factories.entity()
    factories.document("bulletin", published_on=date(2022, 1, 26))


def known(code: str, day: str, **options: object) -> dict[str, Decimal | None]:
    found = observations.observations([code], on=date.fromisoformat(day), **options)[code]
    return {str(figure.period): figure.value for figure in found}


SERIES = "cn.5g.base_stations:CHN:level:M:miit"


class TestAFile:
    def test_becomes_numbered_releases_by_day_and_document(self) -> None:
        run = ingest(
            csv(
                f"{STOCK},2020-12,718000,stations,2021-03-01,inferred",
                f"{STOCK},2020-12,771000,stations,2021-05-19,stated",
                f"{STOCK},2021-12,1425000,stations,,,bulletin",
            )
        )
        assert (run.state, run.rows_new, run.rows_revised) == ("done", 2, 1)
        releases = Release.objects.order_by("number")
        assert [(r.number, str(r.published_on), r.published_on_basis) for r in releases] == [
            (1, "2021-03-01", "inferred"),
            (2, "2021-05-19", "stated"),
            (3, "2022-01-26", "stated"),
        ]
        assert releases[2].document is not None
        assert releases[2].snapshot == run.snapshot

    def test_answers_for_every_day(self) -> None:
        #          2021-03-01   2021-05-19
        # 2020-12  718000       771000
        factories.revisions({"2020-12": [("2021-03-01", "718000"), ("2021-05-19", "771000")]})
        assert known(SERIES, "2021-02-28") == {}
        assert known(SERIES, "2021-05-18") == {"2020-12": Decimal(718000)}
        assert known(SERIES, "2021-05-19") == {"2020-12": Decimal(771000)}
        assert known(SERIES, "2026-01-01") == {"2020-12": Decimal(771000)}

    def test_keeps_every_stated_digit(self) -> None:
        ingest(csv(f"{STOCK},2021-12,1053.10,,2022-01-26,stated"))
        assert str(known(SERIES, "2026-01-01")["2021-12"]) == "1053.10"

    def test_converts_units_exactly_and_keeps_the_wording(self) -> None:
        base = factories.unit("t", quantity="mass")
        factories.unit("Mt", quantity="mass", base=base, numerator=1_000_000)
        factories.indicator("steel", unit=factories.unit("Mt"), kind="flow", aggregation="sum")
        run = ingest(csv("steel,CHN,level,A,2020,1064766800,t,2021-03-01,stated"))
        assert run.state == "done", run.message
        code = "steel:CHN:level:A:miit"
        assert known(code, "2026-01-01") == {"2020": Decimal("1064.7668")}
        figure = observations.observations([code], on=NOW.date())[code][0]
        assert (figure.stated, figure.stated_unit) == ("1064766800", "t")

    @pytest.mark.parametrize("unit", ["million tonnes", "百万吨", "Mt", "1 Mt"])
    def test_may_write_a_unit_by_the_name_that_the_pages_show(self, unit: str) -> None:
        base = factories.unit("t", quantity="mass", name_en="tonnes", name_zh="吨")
        factories.unit(
            "Mt", quantity="mass", base=base, numerator=1_000_000, name_en="million tonnes",
            name_zh="百万吨",
        )  # fmt: skip
        factories.indicator("steel", unit=base, kind="flow", aggregation="sum")
        run = ingest(csv(f"steel,CHN,level,A,2020,1.5,{unit},2021-03-01,stated"))
        if unit == "1 Mt":
            rejected = run.rejected.get()
            assert rejected.message == ("“1 Mt” is not a known unit; right would be Mt or t.")
        else:
            assert known("steel:CHN:level:A:miit", "2026-01-01") == {"2020": Decimal(1_500_000)}

    def test_that_takes_a_figure_back_does_not_say_that_it_revised_one(self) -> None:
        run = ingest(
            csv(
                f"{STOCK},2020-12,718000,,2021-03-01,stated",
                f"{STOCK},2020-12,-,,2021-05-19,stated",
            )
        )
        assert run.message == "1 new, 0 revised, 1 taken back, 0 unchanged."

    def test_read_again_changes_nothing(self) -> None:
        content = csv(f"{STOCK},2021-12,1425000,,2022-01-26,stated")
        ingest(content)
        again = ingest(content)
        assert again.state == "unchanged"
        assert Observation.objects.count() == Release.objects.count() == 1

    def test_with_one_more_row_adds_only_that_row(self) -> None:
        first = f"{STOCK},2021-12,1425000,,2022-01-26,stated"
        ingest(csv(first))
        run = ingest(csv(first, f"{STOCK},2022-12,2312000,,2023-01-30,stated"))
        assert (run.rows_new, run.rows_unchanged, run.rows_revised) == (1, 1, 0)

    def test_of_blanks_is_no_news(self) -> None:
        run = ingest(csv(f"{STOCK},2021-12,,,2022-01-26,stated", f"{STOCK},2030-12,-,,2022-01-26,"))
        assert (run.state, run.rows_unchanged, run.rows_rejected) == ("done", 2, 0)
        assert not Series.objects.exists()

    def test_a_restated_equal_value_is_no_news(self) -> None:
        run = factories.revisions({"2020-12": [("2021-03-01", "718000"), ("2021-04-01", "718000")]})
        assert (run.rows_new, run.rows_unchanged) == (1, 1)
        assert Observation.objects.count() == 1

    def test_history_loaded_late_answers_for_its_own_day(self) -> None:
        factories.revisions({"2020-12": [("2021-05-19", "771000")]})
        factories.revisions({"2020-12": [("2021-03-01", "718000")]})
        assert known(SERIES, "2021-04-01") == {"2020-12": Decimal(718000)}
        assert known(SERIES, "2021-06-01") == {"2020-12": Decimal(771000)}

    def test_a_vintage_between_two_others_is_seen_in_its_time_only(self) -> None:
        factories.revisions({"2020-12": [("2021-01-01", "1"), ("2021-03-01", "3")]})
        factories.revisions({"2020-12": [("2021-02-01", "2")]})
        seen = {
            day: known(SERIES, day)["2020-12"] for day in ("2021-01-15", "2021-02-15", "2021-03-15")
        }
        assert list(seen.values()) == [1, 2, 3]

    def test_at_an_older_revision_looks_as_it_did(self) -> None:
        factories.revisions({"2020-12": [("2021-05-19", "771000")]})
        factories.revisions({"2020-12": [("2021-03-01", "718000")]})
        assert known(SERIES, "2021-04-01", rev=1) == {}
        assert known(SERIES, "2021-06-01", rev=1) == {"2020-12": Decimal(771000)}

    def test_takes_a_figure_back_by_an_empty_value(self) -> None:
        factories.revisions({"2020-12": [("2021-03-01", "718000")]})
        ingest(csv(f"{STOCK},2020-12,,,2021-06-01,stated"))
        assert known(SERIES, "2021-05-01") == {"2020-12": Decimal(718000)}
        assert known(SERIES, "2021-07-01") == {}


BAD_ROWS = [
    pytest.param("no.such,CHN,level,M,2021-12,1", "indicator", "no.such", id="unknown indicator"),
    pytest.param("cn.5g.base_stations,XX,level,M,2021-12,1", "entity", "XX", id="unknown entity"),
    pytest.param(f"{STOCK},2021-13,1", "period", "2021-13", id="impossible period"),
    pytest.param(f"{STOCK},2021,1", "period", "2021", id="year in a monthly series"),
    pytest.param(f"{STOCK},2021-12,many", "value", "many", id="not a number"),
    pytest.param(f"{STOCK},2021-12,1,percent", "unit", "percent", id="wrong unit"),
    pytest.param(f"{STOCK},2021-12,1,,2031-01-01", "published_on", "2031-01-01", id="future day"),
    pytest.param(
        f"{STOCK},2021-12,1,,2021-11-30", "published_on", "2021-11-30", id="before period"
    ),
    pytest.param(f"{STOCK},2021-12,1,,yesterday", "published_on", "yesterday", id="no day"),
    pytest.param(
        f"{STOCK},2021-12,1,,2022-01-26,stated,nodoc", "document", "nodoc", id="no document"
    ),
    pytest.param(f"{STOCK},2021-12,1,,2022-01-26,stated,,Z", "status", "Z", id="unknown status"),
]


class TestABrokenRow:
    @pytest.mark.parametrize(("row", "column", "value"), BAD_ROWS)
    def test_is_kept_with_its_place_and_the_rest_goes_on(
        self, row: str, column: str, value: str
    ) -> None:
        run = ingest(csv(f"{STOCK},2020-12,718000,,2021-03-01,stated", row))
        assert (run.state, run.rows_new, run.rows_rejected) == ("done", 1, 1)
        rejected = run.rejected.get()
        assert (rejected.line, rejected.column, rejected.value) == (3, column, value)
        assert value in rejected.message
        assert dict(rejected.row)["period"]

    def test_is_shown_in_the_order_of_its_file(self) -> None:
        header = "value,period,entity,indicator,unit"
        run = ingest(csv("5,2021-13,CHN,cn.5g.base_stations,", header=header))
        (shown,) = sources.run(run.pk).rejected
        assert list(shown.row) == header.split(",")

    def test_twice_with_another_value_rejects_both(self) -> None:
        run = ingest(
            csv(
                f"{STOCK},2020-12,718000,,2021-03-01,stated",
                f"{STOCK},2020-12,771000,,2021-03-01,stated",
                f"{STOCK},2021-12,1425000,,2022-01-26,stated",
            )
        )
        assert (run.rows_new, run.rows_rejected) == (1, 2)
        assert {row.line for row in run.rejected.all()} == {2, 3}
        assert all(
            "718000" in row.message and "771000" in row.message for row in run.rejected.all()
        )

    def test_twice_with_the_same_value_rejects_the_second(self) -> None:
        row = f"{STOCK},2020-12,718000,,2021-03-01,stated"
        run = ingest(csv(row, row))
        assert (run.rows_new, run.rows_rejected) == (1, 1)
        assert "line 2" in run.rejected.get().message

    def test_alone_fails_the_run_and_is_still_kept(self) -> None:
        run = ingest(csv("no.such,CHN,level,M,2021-12,1,,2022-01-26,stated"))
        assert run.state == "failed"
        assert "nothing was changed" in run.message
        assert run.rejected.count() == 1
        assert not Release.objects.exists()


BROKEN_FILES = [
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b"<!DOCTYPE html><html><body>Not found</body></html>", "web page", id="html page"),
    pytest.param(csv(), "no rows", id="only a header"),
    pytest.param(b"country,year\nCHN,2021\n", "country", id="other columns"),
]


class TestABrokenFile:
    @pytest.mark.parametrize(("content", "said"), BROKEN_FILES)
    def test_changes_nothing_and_says_why(self, content: bytes, said: str) -> None:
        factories.revisions({"2020-12": [("2021-03-01", "718000")]})
        run = ingest(content)
        assert run.state == "failed"
        assert said.lower() in run.message.lower()
        assert Observation.objects.count() == 1

    def test_in_gb18030_is_read(self) -> None:
        content = csv(
            f"{STOCK},2021-12,142.5万,stations,2022-01-26,stated,,,,142.5万个,年末"
        ).decode()
        run = ingest(content.encode("gb18030"))
        assert run.state == "done", list(run.rejected.values())
        figure = observations.observations([SERIES], on=NOW.date())[SERIES][0]
        assert (figure.value, figure.stated, figure.note) == (Decimal(1425000), "142.5万个", "年末")


class TestTwoRuns:
    def test_of_one_source_at_once_wait_for_each_other(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from indicators.services.ingestion import run as service
        from indicators.services.ingestion import writing

        monkeypatch.setattr(writing, "LOCK_WAIT", "50ms")
        source = factories.source()
        with connection.copy().cursor() as other:  # type: ignore[attr-defined]
            other.execute("SELECT pg_advisory_lock(%s, %s)", [writing.SOURCE_LOCK, source.pk])
            run = ingest(csv(f"{STOCK},2021-12,1,,2022-01-26,stated"), to=source)
            assert (run.state, run.attempts) == ("queued", 1)
            assert "Another run" in run.message
            other.connection.close()
        assert not Series.objects.exists()
        ended = service.execute(run.pk, fetcher=factories.NoFetcher(), clock=factories.clock)
        assert ended is not None
        assert (ended.state, ended.rows_new) == ("done", 1)

    def test_that_ended_are_not_carried_out_again(self) -> None:
        from indicators.services.ingestion import run as service

        first = ingest(csv(f"{STOCK},2021-12,1,,2022-01-26,stated"))
        assert (
            service.execute(first.pk, fetcher=factories.NoFetcher(), clock=factories.clock) is None
        )
        assert IngestionRun.objects.get().attempts == 1
