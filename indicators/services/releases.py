"""Releases: drafted, reviewed, published. A published one is numbered and never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max

from indicators.domain import words
from indicators.domain.codelists import Bound, DateBasis, ObsStatus, ReleaseState
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period
from indicators.domain.taken_back import TakenBack, withdrawn
from indicators.models import (
    Document,
    IngestionRun,
    Passage,
    Release,
    Series,
    Source,
    StagedObservation,
)
from indicators.selectors.news import taken_back
from indicators.services import assessments, changes, observations, settling

# One publication at a time in the whole database: numbers have no gaps and readers see release
# n + 1 only after release n.
PUBLICATION_LOCK = 7_215_001


class ReleaseError(DomainError):
    """A release cannot be changed as asked."""

    code = "invalid_release"


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that a person enters, in the unit of the series."""

    series: Series
    period: Period
    value: Decimal | None
    status: ObsStatus = ObsStatus.NORMAL
    bound: Bound = Bound.EXACT
    stated: str = ""
    stated_unit: str = ""
    note: str = ""
    document: Document | None = None
    passage: Passage | None = None


def lock_publication() -> None:
    """Wait for the turn to publish; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLICATION_LOCK])


def next_number() -> int:
    """The number of the next published release. Call it under the publication lock."""
    newest = Release.objects.aggregate(newest=Max("number"))["newest"]
    return int(newest or 0) + 1


@transaction.atomic
def draft(
    *,
    source: Source,
    entries: Sequence[Entry],
    published_on: date,
    published_on_basis: DateBasis,
    document: Document | None,
    author: User | None,
    reason: str,
    now: datetime,
) -> Release:
    """Keep figures as a draft. Nothing is public before the release is published.

    Raises ReleaseError when there is nothing to keep or the day lies in the future.
    """
    if not entries:
        raise ReleaseError("A release needs at least one figure.", code="empty_release")
    if published_on > now.date():
        raise ReleaseError(
            "{day} lies after today, {today}; a figure is known from the day it was published.",
            code="published_in_the_future",
            day=published_on,
            today=now.date(),
        )
    release = Release.objects.create(
        source=source,
        state=ReleaseState.DRAFT,
        published_on=published_on,
        published_on_basis=published_on_basis,
        document=document,
        author=author,
        reason=reason,
        created_at=now,
    )
    StagedObservation.objects.bulk_create(
        StagedObservation(
            release=release,
            series=entry.series,
            period_start=entry.period.start,
            period_end=entry.period.end,
            value=entry.value,
            status=entry.status,
            bound=entry.bound,
            stated=entry.stated,
            stated_unit=entry.stated_unit,
            note=entry.note,
            document=entry.document or document,
            passage=entry.passage,
            line=line,
        )
        for line, entry in enumerate(entries, start=1)
    )
    return release


@transaction.atomic
def submit(*, release: Release) -> Release:
    """Ask a second person to look at a draft."""
    return _move(release, {ReleaseState.DRAFT}, ReleaseState.IN_REVIEW)


def _word(state: str) -> str:
    return words.label(ReleaseState(state), "en").lower()


def _move(release: Release, allowed: set[ReleaseState], to: ReleaseState) -> Release:
    row = Release.objects.select_for_update().get(pk=release.pk)
    if ReleaseState(row.state) not in allowed:
        raise ReleaseError(
            "It is “{state}”; only what is {allowed} can become “{to}”.",
            state=_word(row.state),
            allowed=" or ".join(f"“{_word(state)}”" for state in sorted(allowed)),
            to=_word(to),
        )
    row.state = to
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def reject(*, release: Release, reviewer: User, reason: str) -> Release:
    """Refuse a release with a reason; nothing is lost.

    What a person entered goes back to its author as a draft. What a run brought is rejected: its
    figures stay to be seen, and the source can be read again.
    """
    from_run = release.run_id is not None
    to = ReleaseState.REJECTED if from_run else ReleaseState.DRAFT
    row = _move(release, {ReleaseState.IN_REVIEW, ReleaseState.HELD}, to)
    row.reason = reason
    row.reviewer = reviewer if reviewer.pk != row.author_id else None
    row.save(update_fields=["reason", "reviewer"])
    settling.settle(row)
    return row


@transaction.atomic
def publish_run(run: IngestionRun, *, reviewer: User | None, now: datetime) -> list[Release]:
    """Publish all held releases of a run, the oldest day first, or none of them.

    Those that have nothing left to publish are closed, and not among the ones returned. Raises
    ReleaseError when one cannot be published, or when nothing is held.
    """
    waiting = list(run.releases.filter(state=ReleaseState.HELD).order_by("published_on", "pk"))
    if not waiting:
        raise ReleaseError("Nothing of run {run} is held.", code="nothing_held", run=run.pk)
    done = [publish(release=one, reviewer=reviewer, now=now) for one in waiting]
    return [one for one in done if one.number is not None]


@transaction.atomic
def roll_back(
    release: Release, *, by: User, reason: str, now: datetime, mistaken: bool = False
) -> Release:
    """Take a published release back by a new one; nothing is removed.

    Each figure of it that stands, also one that an earlier taking back has restated, becomes again
    the newest that was known before and is not taken back itself, or none if there was none.
    Figures that were revised since are left.

    The source withdrew them: that is known from today, a day that no source has stated. Or they
    were entered by mistake (``mistaken``): nobody ever published them, so what is restated has the
    day of the release taken back, and they are absent as of every day; ``rev`` before the taking
    back still shows them. A release that was taken back as withdrawn may be taken back as mistaken.

    Raises ReleaseError without a reason, for a release that is not published or was taken back,
    when nothing of it stands, and for a mistake that a later taking back rests on.
    """
    if not reason.strip():
        raise ReleaseError("Say in the reason why it is taken back.", code="no_reason")
    lock_publication()
    row = Release.objects.select_for_update().get(pk=release.pk)
    if row.number is None:
        raise ReleaseError(
            "It is “{state}”; only what is published can be taken back.", state=_word(row.state)
        )
    day = row.published_on if mistaken else now.date()
    if not can_be_taken_back(row, mistaken=mistaken):
        again = row.rolled_back_by.order_by("-number").first()
        assert again is not None
        raise ReleaseError("It was taken back by r{number}.", number=again.number)
    why = f"Taken back: {reason.strip()}"
    taken = [*taken_back(), TakenBack(next_number(), day, row.number)]
    others = Release.objects.filter(
        source=row.source_id, rolls_back__isnull=False, published_on__gt=day
    )
    for later in others.order_by("published_on").values_list("published_on", flat=True).distinct():
        _stage_before(row.number, taken, day=later, note=why)
        if observations.staged_groups():
            raise ReleaseError(
                "A later taking back, known from {day}, has restated figures of it. It cannot be "
                "taken back for earlier days; it can be taken back from today on.",
                code="restated_later",
                day=later,
            )
    _stage_before(row.number, taken, day=day, note=f"{why} (r{row.number})"[:1000])
    if not observations.staged_groups():
        raise ReleaseError(
            "Its figures are no longer current: later releases have replaced every one of them, so "
            "there is nothing to take back.",
            code="nothing_current",
        )
    back = Release.objects.create(
        source=row.source,
        state=ReleaseState.PUBLISHED,
        number=next_number(),
        title=f"Takes back r{row.number}",
        published_on=day,
        published_on_basis=row.published_on_basis if mistaken else DateBasis.INFERRED,
        author=by,
        reason=why[:500],
        rolls_back=row,
        figures=observations.staged_figures()[0],
        created_at=now,
        released_at=now,
    )
    assert back.number is not None
    touched = observations.append({0: back.number})
    assessments.reassess_series(touched, release=back, now=now)
    changes.bump()
    return back


def can_be_taken_back(release: Release, *, mistaken: bool) -> bool:
    """Whether no other release has taken a published one back already, for the same days."""
    if mistaken:
        return not release.rolled_back_by.filter(published_on__lte=release.published_on).exists()
    return not release.rolled_back_by.exists()


def _stage_before(number: int, taken: Sequence[TakenBack], *, day: date, note: str) -> None:
    observations.stage_before(
        number,
        withdrawn=sorted(withdrawn(taken, on=day)),
        restated=[number, *(one.number for one in taken[:-1])],
        note=note,
        known_on=day,
    )


@transaction.atomic
def publish(*, release: Release, reviewer: User | None, now: datetime) -> Release:
    """Publish a draft, reviewed or held release: number it, append its figures, assess.

    The targets that depend on it are assessed in the same transaction, so that no reader sees a
    figure beside a status that does not know it. A release of a run of which nothing differs from
    what is known is closed instead: it is rejected, and has no number. Raises ReleaseError when
    the release is published already, when nothing differs in what a person entered, or when
    author and reviewer are the same person.
    """
    lock_publication()
    row = Release.objects.select_for_update().get(pk=release.pk)
    if ReleaseState(row.state) not in (
        ReleaseState.DRAFT, ReleaseState.IN_REVIEW, ReleaseState.HELD,
    ):  # fmt: skip
        raise ReleaseError("It is “{state}” already.", state=_word(row.state))
    if reviewer is not None and reviewer.pk == row.author_id:
        raise ReleaseError("The reviewer must be another person than the author.", code="four_eyes")
    observations.stage_kept(row.pk, known_on=row.published_on)
    if not observations.staged_groups():
        if row.run_id is not None:
            settling.close_known(row)
            return row
        raise ReleaseError(
            "Every figure of this release is known already for {day}; there is nothing to publish.",
            code="nothing_new",
            day=row.published_on,
        )
    row.number = next_number()
    row.state = ReleaseState.PUBLISHED
    row.released_at = now
    row.reviewer = reviewer
    row.figures = observations.staged_figures()[0]
    row.save()
    touched = observations.append({0: row.number})
    assessments.reassess_series(touched, release=row, now=now)
    changes.bump()
    settling.settle(row)
    return row
