"""Surprises wait for a human: what the quality checks do to a run, end to end."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from indicators.domain.errors import DomainError
from indicators.models import Entity, Indicator, IngestionRun, Observation, Release, Source
from indicators.selectors import sources
from indicators.services import snapshots
from indicators.services.ingestion import bulk, checking, run, runs
from tests import factories
from tests.factories import NOW, clock, csv, ingest

pytestmark = pytest.mark.django_db
STOCK = "cn.5g.base_stations,CHN,level,M"
# 万 of 5G base stations at the end of each quarter, in stations.
HISTORY = [
    f"{STOCK},{period},{value},,{day},stated"
    for period, value, day in (
        ("2020-06", 410_000, "2020-07-24"), ("2020-09", 690_000, "2020-10-23"),
        ("2020-12", 718_000, "2021-01-26"), ("2021-03", 819_000, "2021-04-20"),
        ("2021-06", 961_000, "2021-07-16"), ("2021-09", 1_159_000, "2021-10-19"),
        ("2021-12", 1_425_000, "2022-01-20"), ("2022-03", 1_559_000, "2022-04-19"),
        ("2022-06", 1_854_000, "2022-07-19"),
    )
]  # fmt: skip


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.indicator()
    factories.entity()
    factories.source(checks={})


def found(run: IngestionRun) -> set[tuple[str, str]]:
    return {(one["check"], one["severity"]) for one in run.checks["findings"]}


class TestAUsualFile:
    def test_is_published_and_nothing_is_found(self) -> None:
        done = ingest(csv(*HISTORY))
        assert (done.state, done.checks["findings"]) == ("done", [])
        assert (done.checks["checked"], done.checks["changed"]) == (9, 9)

    def test_with_the_next_figure_too(self) -> None:
        ingest(csv(*HISTORY))
        done = ingest(csv(*HISTORY, f"{STOCK},2022-09,2220000,,2022-10-19,stated"))
        assert (done.state, found(done)) == ("done", set())


class TestASlipOfTheUnit:
    ROW = f"{STOCK},2022-09,222,,2022-10-19,stated"

    def test_is_held_with_its_reason(self) -> None:
        ingest(csv(*HISTORY))
        held = ingest(csv(*HISTORY, self.ROW))
        assert held.state == "held"
        assert ("power_of_ten", "hold") in found(held)
        assert "Held for a person to look:" in held.message
        assert Observation.objects.count() == len(HISTORY)
        assert Release.objects.get(state="held").reason

    def test_is_shown_with_its_series_in_both_languages(self, client: Client) -> None:
        client.force_login(User.objects.create_superuser("admin"))
        ingest(csv(*HISTORY))
        held = ingest(csv(*HISTORY, self.ROW))
        (view,) = (
            one for one in sources.run(held.pk, in_full=True).checks.findings
            if one.finding.check == "power_of_ten"
        )  # fmt: skip
        assert view.series == "cn.5g.base_stations:CHN:level:M:miit"
        assert "万" in view.sentence.zh
        page = client.get(f"/runs/{held.pk}/").content.decode()
        assert view.sentence.en in page.replace("&#x27;", "'")
        assert "What the checks found" in page
        chinese = client.get(f"/runs/{held.pk}/?lang=zh-Hans").content.decode()
        assert "万" in chinese
        answer = client.get(f"/api/v1/runs/{held.pk}/").json()
        assert answer["findings"][0]["severity"] == "hold"

    def test_is_published_where_the_source_says_so(self) -> None:
        ingest(csv(*HISTORY))
        Source.objects.update(checks={"power_of_ten": "warn", "growth_jump": "warn",
                                      "plausible_range": "off"})  # fmt: skip
        done = ingest(csv(*HISTORY, self.ROW))
        assert done.state == "done"
        assert ("power_of_ten", "warn") in found(done)


def test_an_indicator_declares_what_is_plausible() -> None:
    Indicator.objects.update(checks={"plausible_range": {"high": 2_000_000}})
    held = ingest(csv(*HISTORY, f"{STOCK},2022-09,2220000,,2022-10-19,stated"))
    assert (held.state, found(held)) == ("held", {("plausible_range", "hold")})


def test_settings_that_cannot_be_read_are_named() -> None:
    source = factories.source()
    source.checks = {"growth_jump": {"limit": "much"}}
    source.save()
    failed = ingest(csv(*HISTORY), to=source)
    assert failed.state == "failed"
    assert "growth_jump.limit" in failed.message
    with pytest.raises(DomainError):
        checking.look(failed, rows=0, figures=0, rejections=(), rejected=0)


def test_a_future_period_is_held_unless_it_is_a_forecast() -> None:
    row = "cn.5g.base_stations,CHN,level,A,2026,9000000,,2026-11-01,stated"
    held = ingest(csv(*HISTORY, row))
    assert ("future_period", "hold") in found(held)
    done = ingest(csv(*HISTORY, f"{row},,F".replace("9000000", "9000001")))
    assert ("future_period", "hold") not in found(done)


def test_more_digits_are_no_revision() -> None:
    unit = factories.unit("w", base=factories.unit(), numerator=10_000, quantity="count:stations")
    assert unit.code == "w"
    ingest(csv(*HISTORY, f"{STOCK},2022-09,222,w,2022-10-19,stated"))
    done = ingest(csv(f"{STOCK},2022-09,2220312,,2022-10-21,stated"))
    assert (done.state, found(done)) == ("done", {("rounding_only", "note")})


@pytest.fixture(params=[0, 500_000], ids=["bulk", "rows"])
def either_path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the bulk path, which only counts what is unchanged, and by rows."""
    monkeypatch.setattr(bulk, "SMALLEST", request.param)


@pytest.mark.usefixtures("either_path")
def test_a_part_is_held_against_a_total_that_is_unchanged() -> None:
    country = Entity.objects.get()
    for code in ("CN-31", "CN-44"):
        Entity.objects.create(
            code=code, name_en=code, name_zh=code, kind="province", parent=country
        )
    total = f"{STOCK},2022-06,1954000,,2022-07-19,stated"
    parts = [
        f"{STOCK.replace('CHN', code)},2022-06,{value},,2022-07-{day},{basis}"
        for code, value, day, basis in (
            ("CN-31", 900_000, 20, "stated"), ("CN-44", 1_000_000, 21, "stated"),
        )
    ]  # fmt: skip
    assert ingest(csv(total, *parts)).state == "done"
    held = ingest(csv(total, parts[0].replace("900000", "990000"), parts[1]))
    (one,) = (one for one in held.checks["findings"] if one["check"] == "sum_of_parts")
    # The finding concerns the release of the first that the file has: of the total, unchanged.
    assert (held.rows_unchanged, held.rows_revised, one["group"]) == (2, 1, 0)


def test_parts_that_are_more_than_their_total_are_held() -> None:
    country = Entity.objects.get()
    for code in ("CN-31", "CN-44"):
        Entity.objects.create(
            code=code, name_en=code, name_zh=code, kind="province", parent=country
        )
    rows = (
        f"{STOCK},2022-06,1854000,,2022-07-19,stated",
        *(f"{STOCK.replace('CHN', code)},2022-06,{value},,2022-07-19,stated"
          for code, value in (("CN-31", 900_000), ("CN-44", 1_000_000))),
    )  # fmt: skip
    held = ingest(csv(*rows))
    assert ("sum_of_parts", "hold") in found(held)


def test_rows_that_are_refused_in_numbers_hold_the_rest() -> None:
    bad = [f"cn.5g.base_stations,XX{at},level,M,2022-06,1,,2022-07-19,stated" for at in range(10)]
    held = ingest(csv(*HISTORY, *bad))
    assert {("unknown_codes", "hold"), ("rejected_rows", "hold")} <= found(held)
    assert (held.state, held.rows_rejected) == ("held", 10)


class TestAFetchedFile:
    def fetched(self, *rows: str, rename: tuple[bytes, bytes] = (b"", b"")) -> IngestionRun:
        source = factories.source(parameters={"path": "inbox:figures.csv"})
        snapshot = snapshots.store(
            csv(*rows).replace(*rename, 1), media_type="text/csv", url="inbox:figures.csv",
            name="figures.csv", retrieved_at=NOW,
        )  # fmt: skip
        asked = runs.request(
            source=source, trigger=runs.RunTrigger.SCHEDULE, now=NOW, snapshot=snapshot
        )
        run.execute(asked.pk, fetcher=factories.NoFetcher(), clock=clock)
        return IngestionRun.objects.get(pk=asked.pk)

    @pytest.mark.usefixtures("either_path")
    def test_that_lost_history_and_brings_news_is_held(self) -> None:
        assert self.fetched(*HISTORY).state == "done"
        new = f"{STOCK},2022-09,2220000,,2022-10-19,stated"
        held = self.fetched(*HISTORY[:3], *HISTORY[6:], new)
        assert ("shrinking_history", "hold") in found(held)
        (lost,) = (one for one in held.checks["findings"] if one["check"] == "shrinking_history")
        gone = {row.split(",")[4] for row in HISTORY[3:6]}
        assert {cell.split()[1] for cell in lost["params"]["cells"]} < gone
        assert held.rows_unchanged == len(HISTORY) - 3
        assert Observation.objects.filter(superseded_on=None).count() == len(HISTORY)

    @pytest.mark.parametrize("smallest", [0, 500_000])
    def test_whose_column_got_another_name_is_held(
        self, monkeypatch: pytest.MonkeyPatch, smallest: int
    ) -> None:
        monkeypatch.setattr(bulk, "SMALLEST", smallest)  # by the bulk path, and by rows
        source = factories.source()
        source.parameters = {"path": "inbox:figures.csv", "ignore_columns": "*"}
        source.save()
        assert self.fetched(*(f"{row},,,,,{at}" for at, row in enumerate(HISTORY))).state == "done"
        more = (*HISTORY, f"{STOCK},2022-09,2220000,,2022-10-19,stated")
        held = self.fetched(*more, rename=(b"note", b"remarks"))
        (one,) = (one for one in held.checks["findings"] if one["check"] == "columns_changed")
        assert (one["severity"], one["params"]["vanished"]) == ("hold", ["note"])

    def test_is_not_missed_in_an_upload(self) -> None:
        self.fetched(*HISTORY)
        done = ingest(csv(f"{STOCK},2022-09,2220000,,2022-10-19,stated"))
        assert (done.state, found(done)) == ("done", set())


def test_of_a_huge_file_whole_series_are_looked_at_and_the_run_says_of_how_many(
    monkeypatch: Any,
) -> None:
    for at in range(4):
        Entity.objects.create(code=f"E{at}", name_en=f"E{at}", name_zh=f"E{at}", kind="region")
    monkeypatch.setattr(checking, "MOST_CHANGES", 18)
    rows = [row.replace("CHN", f"E{at}") for at in range(4) for row in HISTORY]
    done = ingest(csv(*rows))
    assert (done.checks["checked"], done.checks["changed"]) == (18, 36)
