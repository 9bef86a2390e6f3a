"""Sources start when their schedule says so, once; dead runs are taken up again, then given up."""

from __future__ import annotations

import threading
import time as system_time
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from indicators.connectors.base import ConnectorError, Fetched
from indicators.models import CalendarEntry, IngestionRun, Observation, Outbox, Release, Source
from indicators.services import outbox
from indicators.services.ingestion import heartbeat, run, runs, schedules
from tests import factories
from tests.factories import NOW, clock, csv

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(seconds=60)
ROW = "cn.5g.base_stations,CHN,level,M,2021-12,1425000,,2022-01-26,stated"


@pytest.fixture
def daily() -> Source:
    return factories.source(schedule="15 3 * * *", parameters={"path": "inbox:figures.csv"})


class Fetcher(factories.NoFetcher):
    """Gives the same answers in turn; an exception is raised."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)

    def read_file(self, location: str, **_: Any) -> Fetched:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Fetched(answer, "text/csv", location, "figures.csv")


def test_a_new_source_waits_for_its_first_time(daily: Source) -> None:
    assert runs.start_due(now=NOW) == []
    daily.refresh_from_db()
    assert str(daily.next_due_at) == "2026-11-24 03:15:00+00:00"


def test_a_source_starts_when_due_and_only_once(daily: Source) -> None:
    runs.start_due(now=NOW)
    due = NOW + timedelta(days=1)
    assert len(runs.start_due(now=due)) == 1
    assert runs.start_due(now=due) == []
    assert Outbox.objects.get().arguments == {"run_id": IngestionRun.objects.get().pk}


def test_two_schedulers_ask_for_one_moment_once(daily: Source) -> None:
    runs.start_due(now=NOW)
    due = Source.objects.get().next_due_at
    runs.start_due(now=NOW + timedelta(days=1))
    Source.objects.update(next_due_at=due)  # the other scheduler had read it before
    assert runs.start_due(now=NOW + timedelta(days=1)) == []
    assert IngestionRun.objects.count() == 1


def test_the_schedule_is_in_the_sources_time_zone(daily: Source) -> None:
    daily.time_zone = "Asia/Shanghai"
    due = runs.next_due(daily, after=NOW)
    assert due is not None
    assert due.astimezone(NOW.tzinfo).hour == 19


@pytest.mark.parametrize(("schedule", "zone"), [("sometimes", "UTC"), ("15 3 * * *", "Mars")])
def test_a_schedule_that_cannot_be_read_is_named(daily: Source, schedule: str, zone: str) -> None:
    daily.schedule, daily.time_zone = schedule, zone
    with pytest.raises(schedules.ScheduleError, match=r"sometimes|Mars"):
        runs.next_due(daily, after=NOW)


def test_one_bad_schedule_does_not_stop_the_others(daily: Source) -> None:
    factories.source("a-broken", schedule="sometimes")
    runs.start_due(now=NOW)
    assert len(runs.start_due(now=NOW + timedelta(days=1))) == 1


def test_a_paused_source_does_not_start(daily: Source) -> None:
    runs.start_due(now=NOW)
    Source.objects.update(paused=True)
    assert runs.start_due(now=NOW + timedelta(days=1)) == []


class TestAReleaseCalendar:
    """NOW is 23 November 2026, 12:00 UTC, which is 20:00 in Shanghai."""

    @pytest.fixture
    def source(self) -> Source:
        source = factories.source(
            time_zone="Asia/Shanghai", calendar_time=time(9, 30), expected_frequency="M",
            parameters={"path": "inbox:figures.csv"},
        )  # fmt: skip
        for day in (date(2026, 11, 24), date(2026, 12, 24)):
            CalendarEntry.objects.create(
                source=source, due_on=day, period_start=date(2026, 10, 1),
                period_end=date(2026, 11, 1),
            )  # fmt: skip
        return source

    def due(self, source: Source, *after: int) -> str:
        found = runs.next_due(source, after=datetime(2026, 11, *after, tzinfo=UTC))
        assert found is not None
        return f"{found.astimezone(UTC):%m-%d %H:%M}"

    def test_says_when_to_look(self, source: Source) -> None:
        assert self.due(source, 23, 12) == "11-24 01:30"

    def test_is_looked_at_again_every_hour_until_something_is_published(
        self, source: Source
    ) -> None:
        assert self.due(source, 24, 1, 30) == "11-24 02:30"
        assert self.due(source, 24, 9, 40) == "11-24 10:30"
        assert self.due(source, 25, 1, 45) == "12-24 01:30"
        factories.indicator()
        factories.entity()
        factories.ingest(csv(ROW.replace("2022-01-26", "2026-11-20")), to=source)
        assert self.due(source, 24, 2) == "11-24 02:30"
        Release.objects.create(
            source=source, state="published", number=2, published_on=date(2026, 11, 24),
            published_on_basis="stated", created_at=NOW, released_at=NOW,
        )  # fmt: skip
        assert self.due(source, 24, 2) == "12-24 01:30"

    def test_starts_the_source(self, source: Source) -> None:
        assert runs.start_due(now=NOW) == []
        assert len(runs.start_due(now=datetime(2026, 11, 24, 1, 31, tzinfo=UTC))) == 1
        assert runs.start_due(now=datetime(2026, 11, 24, 1, 32, tzinfo=UTC)) == []
        assert len(runs.start_due(now=datetime(2026, 11, 24, 2, 31, tzinfo=UTC))) == 1

    def test_comes_before_a_later_cron_time(self, source: Source) -> None:
        source.schedule = "0 12 * * *"
        assert self.due(source, 23, 12) == "11-24 01:30"
        assert self.due(source, 24, 3, 45) == "11-24 04:00"


def asked(source: Source) -> IngestionRun:
    return runs.request(source=source, trigger=runs.RunTrigger.SCHEDULE, now=NOW)


def test_a_temporary_failure_is_tried_again_and_then_given_up(daily: Source) -> None:
    factories.indicator()
    factories.entity()
    pk = asked(daily).pk
    away = ConnectorError("The server is away.", permanent=False)
    for attempt in (1, 2):
        waiting = run.execute(pk, fetcher=Fetcher(away), clock=clock)
        assert waiting is not None
        assert (waiting.state, waiting.attempts) == ("queued", attempt)
        assert waiting.message == "The server is away."
        assert Outbox.objects.filter(not_before=NOW + runs.PAUSE).count() == attempt
    run.execute(pk, fetcher=Fetcher(away), clock=clock)
    ended = IngestionRun.objects.get(pk=pk)
    assert (ended.state, ended.attempts, ended.message) == ("failed", 3, "The server is away.")


def test_a_second_attempt_can_succeed(daily: Source) -> None:
    factories.indicator()
    factories.entity()
    pk = asked(daily).pk
    run.execute(pk, fetcher=Fetcher(ConnectorError("Away.", permanent=False)), clock=clock)
    ended = run.execute(pk, fetcher=Fetcher(csv(ROW)), clock=clock)
    assert ended is not None
    assert (ended.state, ended.rows_new, ended.attempts) == ("done", 1, 2)


def test_a_run_whose_worker_died_is_asked_for_again_then_given_up(daily: Source) -> None:
    pk = asked(daily).pk
    Outbox.objects.update(sent_at=NOW)
    for attempt in (1, 2, 3):
        at = NOW + attempt * timedelta(minutes=10)
        assert runs.start(pk, now=at) is not None
        late = at + runs.STALLED_AFTER + timedelta(seconds=1)
        assert runs.reap(now=at + timedelta(seconds=1)) == []
        assert runs.reap(now=late) == ([pk] if attempt < 3 else [])
    ended = IngestionRun.objects.get(pk=pk)
    assert ended.state == "failed"
    assert "3 attempts" in ended.message


def test_a_run_that_waits_to_try_again_is_not_taken_for_dead_at_once(daily: Source) -> None:
    pk = asked(daily).pk
    away = ConnectorError("Away.", permanent=False, retry_after=3600)
    run.execute(pk, fetcher=Fetcher(away), clock=clock)
    assert runs.reap(now=NOW + timedelta(minutes=60)) == []
    assert runs.reap(now=NOW + timedelta(minutes=63)) == [pk]


def test_work_is_not_handed_out_before_its_time(daily: Source) -> None:
    pk = asked(daily).pk
    Outbox.objects.update(sent_at=NOW)
    away = ConnectorError("Away.", permanent=False, retry_after=3600)
    run.execute(pk, fetcher=Fetcher(away), clock=clock)
    sent: list[dict[str, Any]] = []
    for minutes, expected in ((59, []), (60, [{"run_id": pk}])):
        outbox.dispatch(
            now=NOW + timedelta(minutes=minutes), send=lambda _, arguments: sent.append(arguments)
        )
        assert sent == expected


def test_a_run_whose_message_was_lost_is_asked_for_again(daily: Source) -> None:
    pk = asked(daily).pk
    Outbox.objects.update(sent_at=NOW)
    assert runs.reap(now=NOW + timedelta(seconds=100)) == []
    assert runs.reap(now=NOW + timedelta(seconds=130)) == [pk]
    assert Outbox.objects.filter(sent_at__isnull=True).count() == 1


def test_a_run_that_is_handed_out_twice_is_carried_out_once(daily: Source) -> None:
    pk = asked(daily).pk
    assert runs.start(pk, now=NOW) is not None
    assert runs.start(pk, now=NOW + timedelta(seconds=60)) is None
    assert IngestionRun.objects.get(pk=pk).attempts == 1


def test_an_attempt_that_was_overtaken_changes_nothing(daily: Source) -> None:
    factories.indicator()
    factories.entity()
    pk = asked(daily).pk

    class Slow(Fetcher):
        def read_file(self, location: str, **options: Any) -> Fetched:
            # Meanwhile the run is taken for dead and begun again by another worker.
            IngestionRun.objects.filter(pk=pk).update(attempts=2)
            return super().read_file(location, **options)

    assert run.execute(pk, fetcher=Slow(csv(ROW)), clock=clock) is None
    assert Observation.objects.count() == 0
    assert IngestionRun.objects.get(pk=pk).state == "running"


def test_an_unexpected_fault_is_noted_and_given_up_with_its_words(daily: Source) -> None:
    pk = asked(daily).pk
    for attempt in (1, 2, 3):
        at = NOW + attempt * timedelta(minutes=10)
        with pytest.raises(RuntimeError):
            run.execute(pk, fetcher=Fetcher(RuntimeError("out of paper")), clock=lambda at=at: at)
        runs.reap(now=at + timedelta(minutes=3))
    ended = IngestionRun.objects.get(pk=pk)
    assert ended.state == "failed"
    assert "RuntimeError: out of paper" in ended.message


def test_work_waits_in_the_outbox_while_the_broker_is_away(daily: Source) -> None:
    asked(daily)

    def refuse(task: str, arguments: dict[str, Any]) -> None:
        raise ConnectionError("no broker")

    assert outbox.dispatch(now=NOW, send=refuse) == 0
    assert Outbox.objects.get().sent_at is None
    sent: list[str] = []
    assert outbox.dispatch(now=NOW, send=lambda task, arguments: sent.append(task)) == 1
    assert sent == ["indicators.tasks.run_ingestion"]
    assert outbox.dispatch(now=NOW, send=lambda task, arguments: sent.append(task)) == 0


def test_an_attempt_that_was_overtaken_does_not_call_the_run_back(daily: Source) -> None:
    """It fails late, when the run has gone on, or ended, in other hands."""
    pk = asked(daily).pk

    class Slow(Fetcher):
        def read_file(self, location: str, **options: Any) -> Fetched:
            IngestionRun.objects.filter(pk=pk).update(
                attempts=2, state="done", message="1 new.", ended_at=NOW
            )
            return super().read_file(location, **options)

    away = ConnectorError("Away.", permanent=False)
    assert run.execute(pk, fetcher=Slow(away), clock=clock) is None
    assert IngestionRun.objects.get(pk=pk).state == "done"


def test_after_an_unexpected_fault_a_run_is_tried_again_without_the_reaper(daily: Source) -> None:
    pk = asked(daily).pk
    with pytest.raises(run.OutOfMemory):  # a MemoryError would end the whole worker
        run.execute(pk, fetcher=Fetcher(MemoryError()), clock=clock)
    waiting = IngestionRun.objects.get(pk=pk)
    assert waiting.state == "queued"
    assert "more memory than a worker may use" in waiting.message
    assert Outbox.objects.filter(not_before=NOW + runs.PAUSE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_go_on_after_the_database_was_away(
    daily: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, failed, rows = runs.start(asked(daily).pk, now=EARLIER), threading.Event(), runs.attempt
    assert begun is not None

    def away_once(run: IngestionRun) -> Any:
        if failed.is_set():
            return rows(run)
        failed.set()
        raise OperationalError("the server went away")

    monkeypatch.setattr(runs, "attempt", away_once)
    with heartbeat.Heartbeat(begun, clock, every=0.02):
        deadline = system_time.monotonic() + 20
        while IngestionRun.objects.get(pk=begun.pk).heartbeat_at != NOW:
            assert system_time.monotonic() < deadline
            system_time.sleep(0.02)


def test_an_attempt_that_was_overtaken_leaves_the_bytes_of_the_run_alone(daily: Source) -> None:
    """It would otherwise put its own file under the figures of the other attempt."""
    pk = asked(daily).pk

    class Slow(Fetcher):
        def read_file(self, location: str, **options: Any) -> Fetched:
            IngestionRun.objects.filter(pk=pk).update(
                attempts=2, state="done", stage="", message="1 new.", ended_at=NOW
            )
            return super().read_file(location, **options)

    assert run.execute(pk, fetcher=Slow(csv(ROW)), clock=clock) is None
    ended = IngestionRun.objects.get(pk=pk)
    assert (ended.snapshot, ended.stage) == (None, "")


def test_an_upload_is_no_yardstick_for_what_the_source_changed_since(daily: Source) -> None:
    factories.indicator()
    factories.entity()
    asked_with: list[Any] = []

    class Asked(Fetcher):
        def get(self, url: str, **options: Any) -> Fetched:
            asked_with.append(options["etag"])
            answer = self.answers.pop(0)
            assert isinstance(answer, bytes)
            return Fetched(answer, "text/csv", url, "figures.csv", etag='"v1"')

    daily.parameters = {"url": "https://data.example.org/figures.csv"}
    daily.save()
    for answer in (csv(ROW), csv(ROW, ROW.replace("2021-12", "2021-11"))):
        run.execute(asked(daily).pk, fetcher=Asked(answer), clock=clock)
        factories.ingest(csv(ROW.replace("2021-12", "2021-10")), to=daily)
    assert asked_with == [None, '"v1"']
