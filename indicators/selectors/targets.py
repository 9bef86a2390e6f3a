"""Targets with how they stand on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from indicators.domain.assessments import Assessment
from indicators.domain.codelists import StatusCause
from indicators.domain.examination import Examination
from indicators.domain.families import Conflict, Member, conflicts
from indicators.models import MilestoneEvidence, Series, StatusEvent, Target
from indicators.selectors import (
    assessments,
    derivations,
    examination,
    freshness,
    observations,
    parts,
    shapes,
    specs,
)
from indicators.selectors.errors import NotFound
from indicators.selectors.parts import PartsView
from indicators.selectors.views import (
    EvidenceView,
    Named,
    ObservationView,
    SeriesView,
    StatusEventView,
    TargetView,
    Text,
)

# What a source published longer ago than this is history when it is loaded, and no news.
_NEWS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class TargetDetail:
    """A target with its series, every vintage of their figures, and its relations.

    ``conflicts`` are those of its family, the target itself included; ``balance`` sets its parts
    against it.
    """

    target: TargetView
    series: tuple[SeriesView, ...]
    observations: dict[str, tuple[ObservationView, ...]]
    family: tuple[TargetView, ...]
    parent: TargetView | None
    children: tuple[TargetView, ...]
    events: tuple[StatusEventView, ...]
    additions: Named | None
    removals: Named | None
    conflicts: tuple[Conflict, ...] = ()
    examination: Examination | None = None
    balance: PartsView | None = None


def rows(on: date) -> QuerySet[Target]:
    """Targets that had been announced on ``on``, with everything their views need."""
    return (
        Target.objects.filter(announced_on__lte=on)
        .select_related(*specs.RELATIONS)
        .select_related("indicator_version__indicator__additions")
        .select_related("indicator_version__indicator__removals")
        .prefetch_related(
            "milestones",
            Prefetch(
                "milestones__evidence",
                MilestoneEvidence.objects.select_related("document", "passage").order_by(
                    "known_on", "pk"
                ),
            ),
        )
        .order_by("horizon_end", "code")
    )


def assessed(
    targets: Sequence[Target],
    *,
    on: date,
    rev: int | None,
    today: date,
    known: Mapping[int, Assessment] | None = None,
) -> list[TargetView]:
    """Views with their assessments. Today's are stored; any other day is computed, or ``known``."""
    known = dict(known or {})
    if on == today and rev is None:
        known |= assessments.stored([one for one in targets if one.pk not in known], on=on)
    missing = [target for target in targets if target.pk not in known]
    if missing:
        known |= assessments.compute(missing, on=on, rev=rev)
    late = freshness.late_cells(
        {cell for target in targets if (cell := _cell(target)) is not None}, on=on
    )
    return [
        replace(_view(target, known[target.pk], on), late=late.get(_cell(target) or (0, 0)))
        for target in targets
    ]


def _cell(target: Target) -> freshness.Cell | None:
    version = target.indicator_version
    return (version.indicator_id, target.entity_id) if version else None


def _view(target: Target, assessment: Assessment, on: date) -> TargetView:
    version = target.indicator_version
    milestone = next(iter(target.milestones.all()), None)
    superseded = target.superseded_on is not None and target.superseded_on <= on
    withdrawn = target.withdrawn_on is not None and target.withdrawn_on <= on
    return TargetView(
        id=target.pk,
        code=target.code,
        name=Text(target.name_en, target.name_zh),
        summary=Text(target.summary_en, target.summary_zh),
        entity=shapes.named(target.entity),
        topic=shapes.named(target.topic),
        plan=shapes.maybe_named(target.plan),
        family=shapes.maybe_named(target.family),
        indicator=shapes.indicator(version) if version else None,
        unit=shapes.unit(target.unit) if target.unit else None,
        document=shapes.document(target.document),
        passage=shapes.passage(target.passage),
        bindingness=target.bindingness,
        announced_on=target.announced_on,
        announced_on_basis=target.announced_on_basis,
        superseded_by=shapes.maybe_named(target.superseded_by) if superseded else None,
        superseded_on=target.superseded_on if superseded else None,
        withdrawn_on=target.withdrawn_on if withdrawn else None,
        statement=specs.statement_of(target),
        stated=target.stated,
        interpretation=Text(target.interpretation_en, target.interpretation_zh),
        milestone=Text(milestone.title_en, milestone.title_zh) if milestone else None,
        due=shapes.period(target.horizon_start, target.horizon_end),
        evidence=tuple(
            EvidenceView(
                known_on=item.known_on,
                known_on_basis=item.known_on_basis,
                state=item.state,
                text=Text(item.text_en, item.text_zh),
                document=shapes.document(item.document),
                passage=shapes.passage(item.passage),
            )
            for item in (milestone.evidence.all() if milestone else ())
            if item.known_on <= on
        ),
        assessment=assessment,
        version_token=target.version_token,
    )


def listing(*, on: date, rev: int | None = None, today: date) -> list[TargetView]:
    """All targets that existed on ``on``, by deadline: a constant number of queries."""
    return assessed(list(rows(on)), on=on, rev=rev, today=today)


def by_document(code: str, *, on: date, rev: int | None = None, today: date) -> list[TargetView]:
    """The targets that a document states."""
    return assessed(list(rows(on).filter(document__code=code)), on=on, rev=rev, today=today)


def by_codes(
    codes: Collection[str], *, on: date, rev: int | None = None, today: date
) -> list[TargetView]:
    """Some targets; those that had not been announced are left out."""
    return assessed(list(rows(on).filter(code__in=codes)), on=on, rev=rev, today=today)


def get(code: str, *, on: date, rev: int | None = None, today: date) -> TargetView:
    """One target.

    Raises NotFound when no target has the code, or none had on ``on``.
    """
    target = rows(on).filter(code=code).first()
    if target is None:
        raise NotFound("target", code)
    return assessed([target], on=on, rev=rev, today=today)[0]


def examined(
    code: str, *, on: date, rev: int | None = None, method: str | None = None
) -> tuple[TargetView, Examination]:
    """One target with its examination: a constant number of queries.

    Raises NotFound as ``get`` does, and UnknownMethod.
    """
    target = rows(on).filter(code=code).first()
    if target is None:
        raise NotFound("target", code)
    found = examination.of_target(target, on=on, rev=rev, method=method)
    return _view(target, found.assessment, on), found


def exists(code: str) -> bool:
    """Whether a target has the code on any day; tells “not yet announced” from “unknown”."""
    return Target.objects.filter(code=code).exists()


def detail(
    code: str,
    *,
    on: date,
    rev: int | None = None,
    today: date,
    method: str | None = None,
    examined: bool = False,
) -> TargetDetail:
    """One target with its figures and relations: a constant number of queries.

    With ``examined`` also what other methods and definitions say, how its parts add up, and the
    history of its status, which judges every day on which something became known.

    Raises NotFound as ``get`` does.
    """
    related = _with_relatives(code, on)
    target = next((row for row in related if row.code == code), None)
    if target is None:
        raise NotFound("target", code)
    views = {view.id: view for view in assessed(related, on=on, rev=rev, today=today)}
    parents = {row.pk: row.parent_id for row in related}
    family = [row for row in related if target.family_id and row.family_id == target.family_id]
    series = _series_of(target, on)
    indicator = target.indicator_version.indicator if target.indicator_version else None
    return TargetDetail(
        target=views[target.pk],
        series=series,
        observations=observations.observations(
            [item.code for item in series], on=on, rev=rev, vintages=True
        ),
        family=tuple(views[row.pk] for row in family if row.pk != target.pk),
        parent=views.get(target.parent_id) if target.parent_id else None,
        children=tuple(view for pk, view in views.items() if parents[pk] == target.pk),
        events=events([target.pk], on=on),
        additions=shapes.named(indicator.additions) if indicator and indicator.additions else None,
        removals=shapes.named(indicator.removals) if indicator and indicator.removals else None,
        conflicts=tuple(_conflicts(family, views)),
        examination=examination.of_target(target, on=on, rev=rev, method=method)
        if examined
        else None,
        balance=parts.of_target(target, on=on, rev=rev) if examined else None,
    )


def _with_relatives(code: str, on: date) -> list[Target]:
    """A target with its parent, its parts and its family: nothing where it was not known yet."""
    own = Target.objects.filter(code=code, announced_on__lte=on).values_list(
        "pk", "parent", "family"
    )
    for pk, parent, family in own:
        among = Q(pk=pk) | Q(parent=pk) | Q(pk=parent) | Q(family=family, family__isnull=False)
        return list(rows(on).filter(among).order_by("announced_on", "code"))
    return []


def _conflicts(family: Sequence[Target], views: dict[int, TargetView]) -> list[Conflict]:
    return conflicts(
        [
            Member(
                code=row.code,
                statement=views[row.pk].statement,
                indicator=row.indicator_version.indicator.code if row.indicator_version else None,
                assessment=views[row.pk].assessment,
            )
            for row in family
        ]
    )


def _series_of(target: Target, on: date) -> tuple[SeriesView, ...]:
    version = target.indicator_version
    if version is None:
        return ()
    flows = [pk for pk in (version.indicator.additions_id, version.indicator.removals_id) if pk]
    rows_found = (
        Series.objects.filter(entity=target.entity_id)
        .filter(
            Q(indicator_version=version)
            | Q(indicator_version__indicator__in=flows)
            | Q(indicator_version__in=derivations.load([version], on).versions.values())
        )
        .select_related(*shapes.SERIES_RELATIONS)
        .order_by("indicator_version__indicator__code", "basis", "frequency", "source__rank", "pk")
    )
    return tuple(shapes.series(row) for row in rows_found)


def events(
    target_ids: Sequence[int] | None, *, on: date, limit: int = 100, news: bool = False
) -> tuple[StatusEventView, ...]:
    """Changes of status that had happened on ``on``, newest first: one query.

    Only ``news`` leaves out the first status of each target, and what came of old figures: a
    history that is loaded today changes statuses, but is no news of today.
    """
    found = StatusEvent.objects.filter(on__lte=on).select_related("target", "release")
    if news:
        found = found.exclude(cause=StatusCause.FIRST).exclude(
            release__published_on__lt=F("on") - _NEWS
        )
    if target_ids is not None:
        found = found.filter(target__in=target_ids)
    return tuple(
        StatusEventView(
            target=shapes.named(row.target),
            on=row.on,
            recorded_at=row.recorded_at,
            from_status=row.from_status,
            to_status=row.to_status,
            cause=row.cause,
            release=row.release.number if row.release else None,
        )
        for row in found.order_by("-on", "-pk")[:limit]
    )
