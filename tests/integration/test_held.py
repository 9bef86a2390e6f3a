"""A release that waits for a person: nothing is public before, nothing is lost after."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from indicators.models import IngestionRun, Observation, Outbox, Release, StagedObservation
from indicators.services import releases, review, snapshots
from indicators.services.ingestion import run, runs
from tests import factories
from tests.factories import NOW, clock, csv, ingest

pytestmark = pytest.mark.django_db
STOCK = "cn.5g.base_stations,CHN,level,M"
FIRST = f"{STOCK},2020-12,718000,,2021-03-01,stated"
LATER = f"{STOCK},2020-12,771000,,2021-05-19,stated"
NEXT = f"{STOCK},2021-12,1425000,,2022-01-26,stated"


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.indicator()
    factories.entity()


@pytest.fixture
def reviewer() -> User:
    return User.objects.create_user("Li Na")


def held(*rows: str) -> IngestionRun:
    source = factories.source()
    source.hold = True
    source.save()
    found = ingest(csv(*rows), to=source)
    assert found.state == "held", found.message
    return found


class TestAHeldRun:
    def test_shows_nothing_and_keeps_every_figure(self) -> None:
        ingest(csv(FIRST))
        found = held(FIRST, LATER, NEXT)
        assert Observation.objects.count() == 1
        assert (found.rows_new, found.rows_revised, found.rows_unchanged) == (1, 1, 1)
        waiting = Release.objects.filter(state="held").order_by("published_on")
        assert [str(one.published_on) for one in waiting] == ["2021-05-19", "2022-01-26"]
        assert all("asks for a person" in one.reason for one in waiting)
        assert StagedObservation.objects.count() == 2

    def test_has_a_diff_of_old_and_new(self) -> None:
        ingest(csv(FIRST))
        held(LATER)
        (compared,) = review.of_release(Release.objects.get(state="held"))
        assert (compared.before, compared.value) == (Decimal(718000), Decimal(771000))
        assert compared.percent is not None
        assert round(compared.percent, 2) == Decimal("7.38")

    def test_is_published_as_a_whole_and_is_then_done(self, reviewer: User) -> None:
        found = held(FIRST, LATER, NEXT)
        published = releases.publish_run(found, reviewer=reviewer, now=NOW)
        assert [one.number for one in published] == [1, 2, 3]
        found.refresh_from_db()
        assert found.state == "done"
        assert "Published after review." in found.message
        assert Observation.objects.count() == 3

    def test_is_done_when_its_last_release_is_published(self, reviewer: User) -> None:
        found = held(FIRST, NEXT)
        first, second = Release.objects.order_by("published_on")
        releases.publish(release=first, reviewer=reviewer, now=NOW)
        found.refresh_from_db()
        assert found.state == "held"
        releases.publish(release=second, reviewer=reviewer, now=NOW)
        found.refresh_from_db()
        assert found.state == "done"

    def test_can_be_refused_with_a_reason_and_stays_to_be_seen(self, reviewer: User) -> None:
        found = held(FIRST)
        release = Release.objects.get()
        releases.reject(release=release, reviewer=reviewer, reason="a wrong unit")
        release.refresh_from_db()
        assert (release.state, release.reason) == ("rejected", "a wrong unit")
        assert StagedObservation.objects.count() == 1
        found.refresh_from_db()
        assert found.state == "failed"
        assert found.message == "Rejected after review: a wrong unit"
        with pytest.raises(releases.ReleaseError, match="rejected"):
            releases.publish(release=release, reviewer=reviewer, now=NOW)

    def test_is_not_held_again_for_the_same_file(self) -> None:
        first = held(FIRST)
        again = ingest(csv(FIRST))
        assert again.state == "unchanged"
        assert f"run {first.pk}" in again.message
        assert Release.objects.count() == 1

    def test_is_not_held_again_when_it_was_rejected(self, reviewer: User) -> None:
        first = held(FIRST)
        releases.reject(release=Release.objects.get(), reviewer=reviewer, reason="a wrong unit")
        again = ingest(csv(FIRST))
        assert again.state == "unchanged"
        assert f"run {first.pk}" in again.message
        assert Release.objects.count() == 1

    def test_names_nobody_to_the_public(self, reviewer: User) -> None:
        found = held(FIRST)
        releases.publish_run(found, reviewer=reviewer, now=NOW)
        found.refresh_from_db()
        assert "Li Na" not in found.message


class TestReadingAgain:
    def test_takes_the_kept_bytes_and_the_day_of_then(self) -> None:
        row = f"{STOCK},2021-12,1425000,,,"
        first = ingest(csv(row), published_on=None)
        assert Release.objects.get().published_on == NOW.date()
        later = NOW + timedelta(days=30)
        again = runs.replay(first, now=later)
        ended = run.execute(again.pk, fetcher=factories.NoFetcher(), clock=lambda: later)
        assert ended is not None
        assert (ended.state, ended.rows_unchanged, ended.trigger) == ("done", 1, "replay")
        assert Release.objects.count() == 1

    def test_uses_the_settings_of_today(self) -> None:
        content = csv(f"{STOCK},2021-12,1425000,,2022-01-26,stated").replace(b"CHN", b"PRC")
        source = factories.source()
        first = ingest(content, to=source)
        assert first.rows_rejected == 1
        source.parameters = {"codes": {"entity": {"PRC": "CHN"}}}
        source.save()
        again = runs.replay(first, now=NOW)
        ended = run.execute(again.pk, fetcher=factories.NoFetcher(), clock=clock)
        assert ended is not None
        assert (ended.state, ended.rows_new) == ("done", 1)

    def test_of_a_run_that_kept_nothing_says_so(self) -> None:
        empty = runs.request(source=factories.source(), trigger=runs.RunTrigger.ADMIN, now=NOW)
        with pytest.raises(runs.ReplayError, match=f"Run {empty.pk} kept no file"):
            runs.replay(empty, now=NOW)


class TestKeptFiles:
    def test_are_removed_when_nothing_rests_on_them(self) -> None:
        first = ingest(csv(FIRST, f"{STOCK},soon,1,,2021-03-01,stated"))
        refused = ingest(csv(f"{STOCK},2021-12,x,,2022-01-26,stated"))
        last = ingest(csv(FIRST))
        late = NOW + timedelta(days=100)
        assert snapshots.prune(before=NOW + timedelta(seconds=1), now=late) == 1
        for found, gone in ((first, False), (refused, True), (last, False)):
            assert found.snapshot is not None
            found.snapshot.refresh_from_db()
            assert (found.snapshot.removed_at is not None) is gone
        with pytest.raises(runs.ReplayError, match="was removed on"):
            runs.replay(refused, now=late)

    def test_come_back_with_the_same_bytes(self) -> None:
        refused = ingest(csv(f"{STOCK},2021-12,x,,2022-01-26,stated"))
        ingest(csv(FIRST))
        snapshots.prune(before=NOW + timedelta(seconds=1), now=NOW)
        again = ingest(csv(f"{STOCK},2021-12,x,,2022-01-26,stated"))
        assert again.snapshot == refused.snapshot
        assert again.snapshot is not None
        assert snapshots.read(again.snapshot).startswith(b"indicator,")


class TestARunThatANewerOneHasMadeVain:
    def again(self, first: IngestionRun) -> IngestionRun:
        asked = runs.replay(first, now=NOW, queue=False)
        run.execute(asked.pk, fetcher=factories.NoFetcher(), clock=clock)
        return IngestionRun.objects.get(pk=asked.pk)

    def closed(self, first: IngestionRun, second: IngestionRun) -> None:
        first.refresh_from_db()
        said = f"Superseded by run {second.pk}."
        assert (first.state, first.message[-len(said) :]) == ("unchanged", said)
        assert set(first.releases.values_list("state", "reason")) == {
            ("rejected", f"superseded by run {second.pk}")
        }
        assert not Release.objects.filter(state="held").exists()

    def test_is_closed_when_the_newer_is_published(self, reviewer: User) -> None:
        first = held(FIRST, NEXT)
        second = self.again(first)
        assert second.state == "held"
        releases.publish_run(second, reviewer=reviewer, now=NOW)
        self.closed(first, second)

    def test_is_closed_when_the_newer_is_published_by_itself(self) -> None:
        first = held(FIRST, NEXT)
        factories.source().__class__.objects.update(hold=False)
        second = self.again(first)
        assert second.state == "done"
        self.closed(first, second)

    def test_waits_as_long_as_the_newer_waits(self) -> None:
        first = held(FIRST)
        self.again(first)
        first.refresh_from_db()
        assert first.state == "held"

    def test_is_closed_when_it_is_published_and_brings_nothing(self, reviewer: User) -> None:
        first = held(FIRST)
        other = ingest(csv(FIRST, NEXT))
        releases.publish_run(other, reviewer=reviewer, now=NOW)
        assert first.state == "held"
        assert releases.publish_run(first, reviewer=reviewer, now=NOW) == []
        self.closed(first, other)


class TestTakingBack:
    def test_restates_what_was_known_before_and_removes_nothing(self, reviewer: User) -> None:
        ingest(csv(FIRST))
        ingest(csv(LATER, NEXT))
        revised = Release.objects.get(number=2)
        back = releases.roll_back(revised, by=reviewer, reason="a wrong table", now=NOW)
        assert (back.number, back.rolls_back, back.reason) == (
            4, revised, "Taken back: a wrong table",
        )  # fmt: skip
        assert (back.published_on_basis, back.title) == ("inferred", "Takes back r2")
        note = back.notes.get(period_end="2021-01-01")
        assert note.note == "Taken back: a wrong table (r2)"
        assert Observation.objects.count() == 4
        current = Observation.objects.filter(superseded_on=None, period_end="2021-01-01").get()
        assert (current.value, current.known_on) == (Decimal(718000), NOW.date())

    def test_of_a_first_figure_leaves_none(self, reviewer: User) -> None:
        ingest(csv(NEXT))
        releases.roll_back(Release.objects.get(), by=reviewer, reason="a typing error", now=NOW)
        current = Observation.objects.get(superseded_on=None)
        assert current.value is None

    def test_leaves_what_was_revised_since(self, reviewer: User) -> None:
        ingest(csv(FIRST))
        ingest(csv(LATER))
        first = Release.objects.get(number=1)
        with pytest.raises(releases.ReleaseError, match="no longer current"):
            releases.roll_back(first, by=reviewer, reason="late", now=NOW)

    def test_one_after_the_other_leaves_nothing_of_either(self, reviewer: User) -> None:
        row = f"{STOCK},2020-12,{{}},,{{}},stated"
        for value, day in (("1", "2021-03-01"), ("2", "2021-05-19"), ("3", "2021-06-19")):
            ingest(csv(row.format(value, day)))
        for number, value in ((3, 2), (2, 1), (1, None)):
            done = releases.roll_back(
                Release.objects.get(number=number), by=reviewer, reason="wrong", now=NOW
            )
            assert Observation.objects.get(superseded_on=None).value == value, number
            assert Observation.objects.get(superseded_on=None).release_id == done.number
        assert Observation.objects.count() == 6

    def test_of_a_taking_back_restores_what_it_took(self, reviewer: User) -> None:
        ingest(csv(FIRST))
        ingest(csv(LATER))
        for number, value in ((2, 718000), (3, 771000), (4, 718000)):
            releases.roll_back(
                Release.objects.get(number=number), by=reviewer, reason="wrong", now=NOW
            )
            assert Observation.objects.get(superseded_on=None).value == value, number

    def test_keeps_the_document_of_what_it_restates(self, reviewer: User) -> None:
        factories.document("news")
        ingest(csv(f"{STOCK},2020-12,71.8万,,2021-03-01,stated,news,,,71.8万"))
        ingest(csv(LATER))
        back = releases.roll_back(
            Release.objects.get(number=2), by=reviewer, reason="wrong", now=NOW
        )
        note = back.notes.get()
        assert (note.document.code, note.stated) == ("news", "71.8万")

    def test_happens_once(self, reviewer: User) -> None:
        ingest(csv(NEXT))
        release = Release.objects.get()
        releases.roll_back(release, by=reviewer, reason="a typing error", now=NOW)
        with pytest.raises(releases.ReleaseError, match="r2"):
            releases.roll_back(release, by=reviewer, reason="again", now=NOW)

    def test_needs_a_reason(self, reviewer: User) -> None:
        ingest(csv(NEXT))
        with pytest.raises(releases.ReleaseError, match="reason"):
            releases.roll_back(Release.objects.get(), by=reviewer, reason=" ", now=NOW)


def test_sent_work_is_forgotten_after_a_while() -> None:
    from indicators.services import outbox

    outbox.add("t", arguments={}, now=NOW)
    outbox.dispatch(now=NOW, send=lambda task, arguments: None)
    outbox.add("t", arguments={}, now=NOW)
    assert outbox.forget(before=NOW) == 0
    assert outbox.forget(before=NOW + timedelta(days=8)) == 1
    assert Outbox.objects.count() == 1
