"""Sources, how they deliver, their runs and releases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from indicators.domain.codelists import Freshness, ReleaseState, RunState
from indicators.domain.quality import sentences
from indicators.domain.quality.base import Finding, Severity
from indicators.domain.words import HELD_FOR, REJECTED_AFTER
from indicators.models import (
    Indicator,
    IngestionRun,
    RawSnapshot,
    RejectedRow,
    Release,
    Series,
    Source,
)
from indicators.selectors import freshness, shapes
from indicators.selectors.errors import NotFound
from indicators.selectors.remembered import Remembered
from indicators.selectors.views import (
    ChecksView,
    FindingView,
    Named,
    RejectedRowView,
    ReleaseView,
    RunView,
    SnapshotView,
    SourceView,
    Text,
)

_LATENESS = (Freshness.VERY_LATE, Freshness.LATE, Freshness.ON_TIME)


def _sources(found: QuerySet[Source], *, on: date) -> list[SourceView]:
    own = OuterRef("pk")
    tries = IngestionRun.objects.filter(source=own).order_by("-requested_at", "-pk")
    series = Series.objects.filter(source=own).order_by().values("source")
    published = Release.objects.filter(source=own, number__isnull=False, published_on__lte=on)
    rows = (
        freshness.with_dates(found, on)
        .annotate(
            last=Subquery(tries.values("pk")[:1]),
            last_at=Subquery(tries.values("requested_at")[:1]),
            last_state=Subquery(tries.values("state")[:1]),
            success=Max(
                "runs__ended_at", filter=Q(runs__state__in=[RunState.DONE, RunState.UNCHANGED])
            ),
            series_count=Subquery(series.annotate(count=Count("pk")).values("count")),
            figures=Subquery(
                published.order_by().values("source").annotate(all=Sum("figures")).values("all")
            ),
        )
        .order_by("rank", "code")
    )
    return [
        SourceView(
            code=row.code,
            name=Text(row.name_en, row.name_zh),
            publisher=Text(row.publisher_en, row.publisher_zh),
            url=row.url,
            licence=row.licence,
            rank=row.rank,
            connector=row.connector,
            schedule=row.schedule,
            time_zone=row.time_zone,
            paused=row.paused,
            note=Text(row.note_en, row.note_zh),
            next_due_at=row.next_due_at,
            last_success_at=row.success,
            newest_published_on=row.newest,  # type: ignore[attr-defined]
            freshness=freshness.of(row, on).value,
            series=row.series_count or 0,
            figures=row.figures or 0,
            expected_by=freshness.expected(row),
            last_try_at=row.last_at,
            last_try_state=row.last_state or "",
            last_try=row.last,
        )
        for row in rows
    ]


def sources(*, on: date) -> list[SourceView]:
    """All sources, best rank first: one query."""
    return _sources(Source.objects.all(), on=on)


def source(code: str, *, on: date) -> SourceView:
    """One source. Raises NotFound for an unknown code."""
    found = _sources(Source.objects.filter(code=code), on=on)
    if not found:
        raise NotFound("source", code)
    return found[0]


def worst_first(source: SourceView) -> tuple[int, int, int, str]:
    """What needs attention most: the latest, of these the best rank, of these the most series."""
    late = _LATENESS.index(source.freshness)
    return late, source.rank, -source.series, source.code


def late(*, on: date, today: date, counter: int | None = None) -> list[SourceView]:
    """Those that are late, worst first. Those of today are remembered."""
    return _late_today(today, counter) if on == today else _late(on)


def _late(on: date) -> list[SourceView]:
    found = (one for one in sources(on=on) if one.freshness != Freshness.ON_TIME)
    return sorted(found, key=worst_first)


_late_today = Remembered(_late)


@dataclass(frozen=True, slots=True)
class FedIndicator:
    """An indicator that a source feeds, with how many series of how many entities."""

    indicator: Named
    topic: Named
    series: int
    entities: int


def feeds(source: str) -> list[FedIndicator]:
    """The indicators that a source feeds, by topic: one query."""
    rows = (
        Indicator.objects.filter(versions__series__source__code=source)
        .select_related("topic")
        .annotate(
            series=Count("versions__series", distinct=True),
            entities=Count("versions__series__entity", distinct=True),
        )
        .order_by("topic__position", "topic__code", "code")
    )
    return [
        FedIndicator(shapes.named(row), shapes.named(row.topic), row.series, row.entities)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class FileView:
    """A raw file of a source with the first run that read it."""

    file: SnapshotView
    retrieved_at: datetime
    removed_at: datetime | None
    run: int


def files(source: str, *, limit: int = 20) -> list[FileView]:
    """The raw files that the runs of a source read, newest first: one query."""
    rows = (
        RawSnapshot.objects.filter(ingestionrun__source__code=source)
        .annotate(first_run=Min("ingestionrun__pk"))
        .order_by("-retrieved_at", "-pk")[:limit]
    )
    return [
        FileView(
            SnapshotView(row.sha256, row.file_name, row.size, row.public),
            row.retrieved_at,
            row.removed_at,
            row.first_run,
        )
        for row in rows
    ]


def _runs(
    *, source: str | None = None, state: str | None = None, without: str | None = None
) -> QuerySet[IngestionRun]:
    found = IngestionRun.objects.select_related("source", "snapshot")
    if source is not None:
        found = found.filter(source__code=source)
    if state is not None:
        found = found.filter(state=state)
    if without is not None:
        found = found.exclude(state=without)
    return found


def _checks(row: IngestionRun) -> ChecksView:
    """What the checks of a run found: one query where they name series."""
    if not isinstance(row.checks, dict) or not row.checks:
        return ChecksView()
    found = [Finding.from_dict(one) for one in row.checks.get("findings", ())]
    ids = {int(one.series) for one in found if one.series is not None}
    series = {
        pk: (code, unit)
        for pk, code, unit in Series.objects.filter(pk__in=ids).values_list(
            "pk", "code", "unit__code"
        )
    }
    found.sort(key=lambda one: -one.severity.rank)
    counts = []
    for one in row.checks.get("counts", ()):
        known = Finding(one["check"], Severity(one["severity"]), "")
        named = Text(sentences.title(known, "en"), sentences.title(known, "zh"))
        counts.append((one["severity"], named, one["count"]))
    return ChecksView(
        tuple(FindingView(one, *series.get(int(one.series or 0), ("", ""))) for one in found),
        tuple(counts),
        row.checks.get("checked", 0),
        row.checks.get("changed", 0),
    )


def _not_public(row: IngestionRun) -> bool:
    """Whether it brought figures that nobody has published; releases are read before."""
    return any(
        one.state in (ReleaseState.HELD, ReleaseState.REJECTED) for one in row.releases.all()
    )


def _message(row: IngestionRun, *, guarded: bool) -> str:
    """What a run says; where it is ``guarded`` without the values that stand in its reasons."""
    if guarded:
        for beginning in (HELD_FOR, REJECTED_AFTER):
            before, found, _ = row.message.partition(beginning)
            if found:
                return f"{before}{beginning}."
    return row.message


def _run(
    row: IngestionRun,
    rejected: tuple[RejectedRowView, ...] = (),
    checks: ChecksView | None = None,
    *,
    guarded: bool,
) -> RunView:
    return RunView(
        guarded=guarded,
        refused=row.state == RunState.FAILED and row.message.startswith(REJECTED_AFTER),
        id=row.pk,
        source=shapes.named(row.source),
        trigger=row.trigger,
        state=row.state,
        stage=row.stage,
        requested_at=row.requested_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        attempts=row.attempts,
        rows_read=row.rows_read,
        rows_new=row.rows_new,
        rows_revised=row.rows_revised,
        rows_unchanged=row.rows_unchanged,
        rows_rejected=row.rows_rejected,
        message=_message(row, guarded=guarded),
        rows_left_out=row.rows_left_out,
        replay_of=row.replay_of_id,
        source_updated_on=row.source_updated_on,
        checks=checks or ChecksView(),
        snapshot=row.snapshot.sha256 if row.snapshot else "",
        releases=tuple(sorted(release.number for release in row.releases.all() if release.number)),
        rejected=rejected,
        file=SnapshotView(
            sha256=row.snapshot.sha256,
            name=row.snapshot.file_name,
            size=row.snapshot.size,
            public=row.snapshot.public,
        )
        if row.snapshot
        else None,
    )


def runs(
    *,
    source: str | None = None,
    state: str | None = None,
    without: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[RunView]:
    """Runs, newest first, of one state or without one: two queries."""
    found = _runs(source=source, state=state, without=without).prefetch_related("releases")
    rows = found.order_by("-requested_at", "-pk")[offset : offset + limit]
    return [_run(row, guarded=_not_public(row)) for row in rows]


def count_runs(*, source: str | None = None, state: str | None = None) -> int:
    """How many runs there are."""
    return _runs(source=source, state=state).count()


def count_runs_by_state(*, source: str | None = None) -> dict[str, int]:
    """How many runs there are of each state that occurs: one query."""
    found = _runs(source=source).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(found)


def run(run_id: int, *, limit: int = 1000, in_full: bool = False) -> RunView:
    """One run with its first rejected rows. Raises NotFound for an unknown number.

    ``in_full`` is for staff: also the values of figures that are not public, in what the checks
    found, in the rejected rows and in the message. Else only the names of the checks are there.
    """
    row = _runs().prefetch_related("releases").filter(pk=run_id).first()
    if row is None:
        raise NotFound("run", run_id)
    rejected = tuple(
        RejectedRowView(
            line=item.line,
            column=item.column,
            value=item.value,
            code=item.code,
            message=item.message,
            row=dict(item.row),
        )
        for item in RejectedRow.objects.filter(run=row).order_by("line", "pk")[:limit]
    )
    checks = _checks(row)
    if _not_public(row) and not in_full:
        # A finding without its reason is told by the name of its check.
        names = tuple(
            FindingView(Finding(one["check"], Severity(one["severity"]), ""), "", "")
            for one in row.checks.get("counts", ())
        )
        return _run(row, (), replace(checks, findings=names), guarded=True)
    return _run(row, rejected, checks, guarded=False)


def releases(
    *, on: date, source: str | None = None, limit: int = 50, offset: int = 0
) -> list[ReleaseView]:
    """Published releases known on ``on``, newest number first: one query."""
    found = Release.objects.filter(number__isnull=False, published_on__lte=on)
    if source is not None:
        found = found.filter(source__code=source)
    rows = list(
        found.select_related("source", "document").order_by("-number")[offset : offset + limit]
    )
    return [
        ReleaseView(
            number=row.number or 0,
            source=shapes.named(row.source),
            published_on=row.published_on,
            published_on_basis=row.published_on_basis,
            document=shapes.document(row.document) if row.document else None,
            figures=row.figures,
            released_at=row.released_at,
        )
        for row in rows
    ]
