"""What targets are grouped by: entities, the tree of topics, plans, each with its relations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min

from indicators.models import Entity, Indicator, Plan, Series, Target, Topic
from indicators.selectors import shapes
from indicators.selectors.errors import NotFound
from indicators.selectors.views import DocumentView, Named, Text


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in the list, with how many targets were known and how many indicators it has."""

    entity: Named
    kind: str
    parent: str
    targets: int
    indicators: int


@dataclass(frozen=True, slots=True)
class EntityDetail:
    """An entity between the one that it belongs to and its parts."""

    entity: Named
    kind: str
    alpha3: str
    alpha2: str
    parent: Named | None
    children: tuple[EntityRow, ...]
    targets: int


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A topic in its tree. The numbers include those of its subtopics, ``depth`` counts from 0."""

    topic: Named
    parent: str
    depth: int
    targets: int
    indicators: int
    within: frozenset[str]


@dataclass(frozen=True, slots=True)
class TopicDetail:
    """A topic with the way down to it, its direct subtopics, and its indicators."""

    node: TopicNode
    path: tuple[Named, ...]
    children: tuple[TopicNode, ...]
    indicators: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan; ``known_from`` is the first day on which something tells of it."""

    plan: Named
    kind: str
    issuer: Text
    issued_on: date | None
    known_from: date | None
    entity: Named
    targets: int


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """A plan with its documents, its parent and the plans below it."""

    row: PlanRow
    documents: tuple[DocumentView, ...]
    parent: Named | None
    children: tuple[PlanRow, ...]


def _targets_by(field: str, on: date) -> dict[int, int]:
    """How many targets were announced by ``on``, by an id."""
    found = Target.objects.filter(announced_on__lte=on, **{f"{field}__isnull": False})
    return dict(found.order_by().values_list(field).annotate(count=Count("pk")))


def entities(*, on: date) -> list[EntityRow]:
    """All entities by name: three queries."""
    targets = _targets_by("entity", on)
    indicators = dict(
        Series.objects.order_by()
        .values_list("entity")
        .annotate(count=Count("indicator_version__indicator", distinct=True))
    )
    rows = Entity.objects.select_related("parent").order_by("name_en", "code")
    return [_entity(row, targets, indicators) for row in rows]


def _entity(row: Entity, targets: Mapping[int, int], indicators: Mapping[int, int]) -> EntityRow:
    return EntityRow(
        shapes.named(row),
        row.kind,
        row.parent.code if row.parent else "",
        targets.get(row.pk, 0),
        indicators.get(row.pk, 0),
    )


def entity(code: str, *, on: date) -> EntityDetail:
    """One entity: four queries. Raises NotFound for an unknown code."""
    row = Entity.objects.select_related("parent").filter(code=code).first()
    if row is None:
        raise NotFound("entity", code)
    known = entities(on=on)
    own = next(one for one in known if one.entity.code == code)
    return EntityDetail(
        entity=own.entity,
        kind=row.kind,
        alpha3=row.alpha3,
        alpha2=row.alpha2,
        parent=shapes.named(row.parent) if row.parent else None,
        children=tuple(one for one in known if one.parent == code),
        targets=own.targets,
    )


def indicators_of(entity: str) -> list[tuple[Named, Named]]:
    """The indicators with series of an entity, each with its topic, in their order: one query."""
    rows = (
        Indicator.objects.filter(versions__series__entity__code=entity)
        .select_related("topic")
        .order_by("topic__position", "topic__code", "code")
        .distinct()
    )
    return [(shapes.named(row), shapes.named(row.topic)) for row in rows]


def topics(*, on: date) -> list[TopicNode]:
    """The tree of topics, each before its subtopics, in their order: three queries."""
    rows = list(Topic.objects.order_by("position", "code"))
    targets = _targets_by("topic", on)
    indicators = dict(Indicator.objects.order_by().values_list("topic").annotate(n=Count("pk")))
    below: dict[int | None, list[Topic]] = defaultdict(list)
    known = {row.pk: row for row in rows}
    for row in rows:
        below[row.parent_id].append(row)
    result: list[TopicNode] = []

    seen: set[int] = set()

    def walk(row: Topic, depth: int) -> tuple[int, int, frozenset[str]]:
        at = len(result)
        seen.add(row.pk)
        result.append(TopicNode(shapes.named(row), "", depth, 0, 0, frozenset()))
        sums = Counter(targets=targets.get(row.pk, 0), indicators=indicators.get(row.pk, 0))
        within = frozenset({row.code})
        for child in below[row.pk]:
            if child.pk in seen:
                continue
            more, others, codes = walk(child, depth + 1)
            sums.update(targets=more, indicators=others)
            within |= codes
        parent = known[row.parent_id].code if row.parent_id in known else ""
        result[at] = TopicNode(
            shapes.named(row), parent, depth, sums["targets"], sums["indicators"], within
        )
        return sums["targets"], sums["indicators"], within

    # No constraint forbids a circle: what hangs on no root begins with its first topic.
    for row in [*below[None], *rows]:
        if row.pk not in seen:
            walk(row, 0)
    return result


def within(topic: str, nodes: Collection[TopicNode]) -> frozenset[str]:
    """A topic and everything below it; nothing for an unknown one."""
    return next((one.within for one in nodes if one.topic.code == topic), frozenset())


def topic(code: str, *, on: date) -> TopicDetail:
    """One topic with its subtopics: four queries. Raises NotFound for an unknown code."""
    nodes = topics(on=on)
    known = {one.topic.code: one for one in nodes}
    if code not in known:
        raise NotFound("topic", code)
    path: list[Named] = []
    above = known[code].parent if known[code].depth else ""
    while above:
        path.insert(0, known[above].topic)
        above = known[above].parent if known[above].depth else ""
    rows = Indicator.objects.filter(topic__code__in=known[code].within)
    return TopicDetail(
        node=known[code],
        path=tuple(path),
        children=tuple(one for one in nodes if one.parent == code),
        indicators=tuple(
            shapes.named(row) for row in rows.order_by("topic__position", "topic__code", "code")
        ),
    )


def plans(*, on: date) -> list[PlanRow]:
    """The plans that something told of by ``on``, newest first: two queries.

    A plan is known from the day on which it was issued, its document was published or its first
    target was announced, whichever came first; without any of these always.
    """
    rows = (
        Plan.objects.select_related("entity", "document")
        .annotate(first=Min("target__announced_on"))
        .order_by(F("issued_on").desc(nulls_last=True), "code")
    )
    targets = _targets_by("plan", on)
    found = [_plan(row, targets) for row in rows]
    return sorted(
        (one for one in found if one.known_from is None or one.known_from <= on),
        key=lambda one: one.known_from or date.min,
        reverse=True,
    )


def _plan(row: Plan, targets: Mapping[int, int]) -> PlanRow:
    days = [
        row.issued_on,
        row.document.published_on if row.document else None,
        row.first,  # type: ignore[attr-defined]
    ]
    return PlanRow(
        plan=shapes.named(row),
        kind=row.kind,
        issuer=Text(row.issuer_en, row.issuer_zh),
        issued_on=row.issued_on,
        known_from=min((day for day in days if day is not None), default=None),
        entity=shapes.named(row.entity),
        targets=targets.get(row.pk, 0),
    )


def plan(code: str, *, on: date) -> PlanDetail:
    """One plan: four queries.

    Raises NotFound for an unknown code, or one of which nothing told by ``on``.
    """
    known = {one.plan.code: one for one in plans(on=on)}
    if code not in known:
        raise NotFound("plan", code)
    row = Plan.objects.select_related("document", "parent").get(code=code)
    children = set(Plan.objects.filter(parent=row).values_list("code", flat=True))
    stating = (
        Target.objects.filter(plan=row, announced_on__lte=on)
        .select_related("document")
        .order_by("document__published_on", "document__code")
    )
    documents = {row.document.code: row.document} if row.document else {}
    documents |= {one.document.code: one.document for one in stating}
    return PlanDetail(
        row=known[code],
        documents=tuple(shapes.document(one) for one in documents.values()),
        parent=shapes.named(row.parent) if row.parent else None,
        children=tuple(one for one in known.values() if one.plan.code in children),
    )


def plan_exists(code: str) -> bool:
    """Whether a plan has the code on any day."""
    return Plan.objects.filter(code=code).exists()
