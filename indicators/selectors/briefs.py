"""All targets in brief: enough to count, filter and sort thousands before a page of them is made.

A whole view of a target costs a third of a millisecond; a list of two thousand shows fifty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from indicators.domain.assessments import Assessment
from indicators.domain.codelists import Outlook, Status, Verdict
from indicators.models import Target
from indicators.selectors import assessments, lines, shapes, targets
from indicators.selectors.lines import TargetLine
from indicators.selectors.remembered import Remembered
from indicators.selectors.views import Named, TargetView, Text

# The names of what a target belongs to stand in thousands of rows, and are made once.
_COLUMNS = (
    "pk", "code", "name_en", "name_zh", "summary_en", "summary_zh", "horizon_start", "horizon_end",
    "entity__code", "entity__name_en", "entity__name_zh",
    "topic__code", "topic__name_en", "topic__name_zh",
    "plan__code", "plan__name_en", "plan__name_zh",
    *(f"indicator_version__indicator__{name}" for name in ("code", "name_en", "name_zh")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TargetBrief:
    """A target with its status. ``due`` is the last day of its horizon.

    ``known_on`` is the day on which the figure became known that stands in lists; ``hay`` is what
    a search looks through.
    """

    id: int
    code: str
    name: Text
    entity: Named
    topic: Named
    plan: Named | None
    indicator: Named | None
    due: date | None
    hay: str
    status: Status
    verdict: Verdict | None
    outlook: Outlook
    known_on: date | None


# What targets belong to, by the name of the filter.
BELONGINGS: Mapping[str, Callable[[TargetBrief], Named | None]] = {
    "topic": lambda one: one.topic,
    "entity": lambda one: one.entity,
    "plan": lambda one: one.plan,
    "indicator": lambda one: one.indicator,
}


@dataclass(frozen=True, slots=True)
class Group:
    """How the targets of a topic stand."""

    topic: Named
    total: int
    counts: tuple[tuple[Status, int], ...]


@dataclass(frozen=True)
class Briefs:
    """The targets that existed on a day, by deadline, with what was computed for them."""

    all: Sequence[TargetBrief]
    on: date
    rev: int | None
    today: date
    computed: Mapping[int, Assessment]

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many have each status; every status is present."""
        return assessments.count(one.status for one in self.all)

    @cached_property
    def belongings(self) -> dict[str, dict[str, Named]]:
        """Their topics, entities, plans and indicators by code, in the order of the names."""
        found: dict[str, dict[str, Named]] = {name: {} for name in BELONGINGS}
        for one in self.all:
            for name, belonging in BELONGINGS.items():
                named = belonging(one)
                if named is not None:
                    found[name][named.code] = named
        return {
            name: dict(sorted(named.items(), key=lambda item: item[1].name.en.casefold()))
            for name, named in found.items()
        }

    @cached_property
    def groups(self) -> list[Group]:
        """How those of each topic stand, the topic with the most targets first."""
        by_topic: dict[str, Counter[Status]] = defaultdict(Counter)
        for one in self.all:
            by_topic[one.topic.code][one.status] += 1
        groups = [
            Group(
                self.belongings["topic"][code],
                counts.total(),
                tuple((status, counts[status]) for status in Status if counts[status]),
            )
            for code, counts in by_topic.items()
        ]
        return sorted(groups, key=lambda group: (-group.total, group.topic.code))

    def having(self, chosen: Mapping[str, str]) -> list[TargetBrief]:
        """Those with the chosen belongings and ``status``, by code; an empty choice is none."""
        found = list(self.all)
        for name, code in chosen.items():
            if name == "status" and code:
                found = [one for one in found if one.status.value == code]
            elif code:
                belonging = BELONGINGS[name]
                found = [one for one in found if (own := belonging(one)) and own.code == code]
        return found

    @cached_property
    def _lines(self) -> dict[int, TargetLine]:
        return {}

    def lines(self, wanted: Iterable[TargetBrief]) -> dict[int, TargetLine]:
        """What lists show of some of them, by id: two queries, if any is shown for the first time.

        One that an editor has taken away since is left out.
        """
        ids = {one.id for one in wanted}
        missing = ids - self._lines.keys()
        if missing:
            found = lines.lines(
                Q(pk__in=missing),
                on=self.on,
                rev=self.rev,
                today=self.today,
                known=self.computed,
            )
            self._lines.update(found)
        return {pk: self._lines[pk] for pk in ids if pk in self._lines}

    def views(self, wanted: Iterable[TargetBrief]) -> dict[int, TargetView]:
        """The whole views of some of them by id: a constant number of queries."""
        found = targets.assessed(
            list(targets.rows(self.on).filter(pk__in=[one.id for one in wanted])),
            on=self.on,
            rev=self.rev,
            today=self.today,
            known=self.computed,
        )
        return {one.id: one for one in found}


def briefs(*, on: date, rev: int | None, today: date, counter: int | None = None) -> Briefs:
    """Every target that existed on ``on``: two queries where all answers are stored.

    Those of today are remembered, for a state of the change counter.
    """
    if on == today and rev is None:
        return _of_today(today, counter)
    return _briefs(on, rev, today)


def within(
    some: Q, *, on: date, rev: int | None, today: date, counter: int | None = None
) -> Briefs:
    """Some of the targets that existed on ``on``: three queries where all answers are stored."""
    if on != today or rev is not None:
        return _briefs(on, rev, today, some)
    known = _of_today(today, counter)
    ids = set(Target.objects.filter(some).values_list("pk", flat=True))
    return replace(known, all=[one for one in known.all if one.id in ids])


def _briefs(on: date, rev: int | None, today: date, some: Q | None = None) -> Briefs:
    rows = list(
        Target.objects.filter(some or Q(), announced_on__lte=on)
        .order_by("horizon_end", "code")
        .values_list(*_COLUMNS)
    )
    stored: dict[int, assessments.Standing] = {}
    if on == today and rev is None:
        stored = assessments.standings(on=on)
    missing = [row[0] for row in rows if row[0] not in stored]
    computed: dict[int, Assessment] = {}
    if missing:
        asked = some or Q() if len(missing) == len(rows) else Q(pk__in=missing)
        computed = assessments.compute(list(targets.rows(on).filter(asked)), on=on, rev=rev)
        stored |= {pk: assessments.standing_of(answer) for pk, answer in computed.items()}
    named = _names()
    # One that was taken away between the questions has no answer.
    found = [_brief(row, stored[row[0]], named) for row in rows if row[0] in stored]
    return Briefs(found, on, rev, today, computed)


_of_today = Remembered(lambda today: _briefs(today, None, today))

Names = Callable[[str | None, str | None, str | None], Named | None]


def _names() -> Names:
    known: dict[tuple[str, str], Named] = {}

    def named(code: str | None, english: str | None, chinese: str | None) -> Named | None:
        if code is None:
            return None
        key = code, english or ""
        if key not in known:
            known[key] = Named(code, Text(english or "", chinese or ""))
        return known[key]

    return named


def _brief(row: tuple[Any, ...], standing: assessments.Standing, named: Names) -> TargetBrief:
    pk, code, name_en, name_zh, summary_en, summary_zh, start, end, *rest = row
    entity, topic, plan, indicator = (named(*rest[at : at + 3]) for at in range(0, 12, 3))
    assert entity is not None
    assert topic is not None
    due = shapes.period(start, end)
    return TargetBrief(
        id=pk,
        code=code,
        name=Text(name_en, name_zh),
        entity=entity,
        topic=topic,
        plan=plan,
        indicator=indicator,
        due=due.last_day if due else None,
        hay=" ".join(
            [code, name_en, name_zh, summary_en, summary_zh, *rest[0:3], rest[9] or ""]
        ).casefold(),
        status=standing.status,
        verdict=standing.verdict,
        outlook=standing.outlook,
        known_on=standing.known_on,
    )
