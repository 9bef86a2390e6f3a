"""Sources: run, pause, upload."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.domain.codelists import RunState, RunTrigger
from indicators.models import IngestionRun, Observation, Outbox, Source
from indicators.services.ingestion import run
from tests import factories
from tests.integration.admin.test_catalogue import form_of, url

LIST = "/admin/indicators/source/"


def act(client: Any, action: str, *rows: Source) -> Any:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(LIST, data)


class TestRunNow:
    def test_asks_for_a_run_and_goes_to_its_page(self, as_user: Any, staff: Any) -> None:
        source = factories.source()
        response = act(as_user("editor"), "run_now", source)
        asked = IngestionRun.objects.get()
        assert response["Location"] == f"/runs/{asked.pk}/"
        assert (asked.trigger, asked.state) == (RunTrigger.ADMIN, RunState.QUEUED)
        assert asked.requested_by == staff["editor"]
        # The work waits in the outbox until the commit, so a broker that is away loses nothing.
        assert Outbox.objects.get().arguments == {"run_id": asked.pk}

    def test_is_not_for_readers(self, as_user: Any) -> None:
        act(as_user("reader"), "run_now", factories.source())
        assert not IngestionRun.objects.exists()


class TestPause:
    def test_stops_the_schedule_until_resumed(self, as_user: Any) -> None:
        source = factories.source()
        for action, expected in (("pause", True), ("resume", False)):
            act(as_user("admin"), action, source)
            source.refresh_from_db()
            assert source.paused is expected

    def test_is_the_administrators(self, as_user: Any) -> None:
        source = factories.source()
        act(as_user("reviewer"), "pause", source)
        source.refresh_from_db()
        assert not source.paused


class TestUpload:
    CSV = factories.csv("cn.5g.base_stations,CHN,level,,2021,1425000")

    def send(self, client: Any, source: Source, content: bytes, **values: str) -> Any:
        file = SimpleUploadedFile("figures.csv", content, content_type="text/csv")
        return client.post(f"{LIST}{source.pk}/upload/", {"file": file, **values})

    def test_keeps_the_bytes_and_the_run_takes_them_in(self, as_user: Any) -> None:
        factories.indicator()
        factories.entity()
        response = self.send(
            as_user("reviewer"), factories.source(), self.CSV, published_on="2022-01-20"
        )
        asked = IngestionRun.objects.get()
        assert response["Location"] == f"/runs/{asked.pk}/"
        assert asked.snapshot is not None
        assert asked.snapshot.name == "figures.csv"
        run.execute(asked.pk, fetcher=factories.NoFetcher(), clock=factories.clock)
        assert Observation.objects.get().known_on.isoformat() == "2022-01-20"

    @pytest.mark.parametrize(
        ("content", "day", "words"),
        [
            (b"", "", "empty"),
            (CSV, "2027-01-01", "after today"),
            (CSV, "20.1.2022", "is not a day"),
        ],
    )
    def test_says_what_is_wrong_and_asks_for_nothing(
        self, as_user: Any, content: bytes, day: str, words: str
    ) -> None:
        response = self.send(as_user("reviewer"), factories.source(), content, published_on=day)
        assert words in response.content.decode()
        assert not IngestionRun.objects.exists()

    @pytest.mark.parametrize(
        ("connector", "parameters", "words", "absent"),
        [
            ("csv", {}, ["CSV file", "columns indicator, entity, period, value", "GB18030"], []),
            (
                "csv",
                {"layout": "periods_across", "header_row": 3, "columns": {"entity": "Land"}},
                ["Layout: periods_across", "Line of the header: 3", "Headings: {entity: Land}"],
                ["columns indicator, entity"],
            ),
            (
                "excel",
                {"header_rows": {"period": [2, 3]}, "layout": "periods_across"},
                ["Excel workbook", "Rows of the header: {period: [2, 3]}", ".xlsx"],
                ["CSV", "comma"],
            ),
            ("worldbank", {}, ["World Bank", "answer of the service"], ["CSV"]),
        ],
    )
    def test_says_what_this_source_expects(
        self,
        as_user: Any,
        connector: str,
        parameters: dict[str, Any],
        words: list[str],
        absent: list[str],
    ) -> None:
        source = factories.source(connector=connector, parameters=parameters)
        page = as_user("reviewer").get(f"{LIST}{source.pk}/upload/").content.decode()
        for text in words:
            assert text in page
        for text in absent:
            assert text not in page

    def test_is_refused_to_editors_because_nobody_would_review_it(self, as_user: Any) -> None:
        response = self.send(as_user("editor"), factories.source(), self.CSV)
        assert response.status_code == 403
        assert not IngestionRun.objects.exists()


class TestASource:
    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"schedule": "sometimes"}, "schedule", "sometimes"),
            ({"time_zone": "Mars/Olympus", "schedule": "15 3 * * *"}, "schedule", "Mars"),
            ({"parameters": '{"colour": "red"}'}, "parameters", "colour"),
            ({"connector": "telepathy"}, "connector", "telepathy"),
        ],
    )
    def test_says_what_is_wrong_before_a_run_does(
        self, as_user: Any, typed: dict[str, str], field: str, words: str
    ) -> None:
        source = factories.source()
        client = as_user("admin")
        response = client.post(url(source), form_of(client.get(url(source))) | typed)
        assert words in str(response.context["adminform"].form.errors[field])


class TestAllowedHosts:
    @pytest.mark.parametrize(
        "host", ["http://a.example", "a.example/x", "a.example:80", "*.cn", "x"]
    )
    def test_are_names_only(self, as_user: Any, host: str) -> None:
        response = as_user("admin").post("/admin/indicators/allowedhost/add/", {"host": host})
        assert response.status_code == 200
        assert response.context["adminform"].form.errors["host"]

    def test_are_the_administrators(self, as_user: Any) -> None:
        for name in ("editor", "reviewer"):
            assert as_user(name).get("/admin/indicators/allowedhost/").status_code == 403
