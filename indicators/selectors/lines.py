"""Targets as lists show them: how they stand, without the documents and evidence behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q

from indicators.domain.assessments import Assessment
from indicators.domain.codelists import NotAssessableReason
from indicators.domain.explain import TargetWords
from indicators.domain.periods import Period
from indicators.domain.statements import Statement
from indicators.models import Target
from indicators.selectors import assessments, shapes, specs, targets
from indicators.selectors.views import Named, Text, UnitView, words_in

_RELATIONS = (
    "entity", "plan", "unit", "document", "indicator_version__unit", "indicator_version__indicator",
)  # fmt: skip
# A row of all columns is four times as much to fetch and to make objects of.
_COLUMNS = (
    "code", "name_en", "name_zh", "quantity", "comparator", "low", "high", "tolerance",
    "reference_kind", "reference_start", "reference_end", "reference_value", "horizon_kind",
    "horizon_start", "horizon_end", "pacing", "once", "interim", "stated",
    "superseded_on", "withdrawn_on",
    *(f"{one}__{name}" for one in ("entity", "plan") for name in ("code", "name_en", "name_zh")),
    *(
        f"{one}__{name}"
        for one in ("unit", "indicator_version__unit")
        for name in ("code", "quantity", "numerator", "denominator",
                     "name_en", "name_zh", "symbol_en", "symbol_zh")
    ),
    "document__language",
    "indicator_version__indicator__decimals", "indicator_version__indicator__kind",
)  # fmt: skip


class Listed(Protocol):
    """What a row of a list needs: a ``TargetLine``, or a whole ``TargetView``."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def entity(self) -> Named: ...
    @property
    def plan(self) -> Named | None: ...
    @property
    def unit(self) -> UnitView | None: ...
    @property
    def statement(self) -> Statement | None: ...
    @property
    def due(self) -> Period | None: ...
    @property
    def assessment(self) -> Assessment: ...
    @property
    def words(self) -> TargetWords: ...
    @property
    def words_of_bound(self) -> TargetWords: ...


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target in a list. ``words`` say how its figures are printed, and how its bound is.

    ``kind`` is that of its indicator, ``stated_language`` the language of ``stated``; it is
    superseded or withdrawn where that was known on the day.
    """

    code: str
    name: Text
    entity: Named
    plan: Named | None
    unit: UnitView | None
    statement: Statement | None
    due: Period | None
    assessment: Assessment
    words: TargetWords
    words_of_bound: TargetWords
    kind: str | None
    stated: str
    stated_language: str
    superseded_on: date | None
    withdrawn_on: date | None


def lines(
    within: Q,
    *,
    on: date,
    rev: int | None,
    today: date,
    known: Mapping[int, Assessment] | None = None,
) -> dict[int, TargetLine]:
    """Targets that had been announced on ``on``, by id, in the order of their deadlines.

    ``known`` are answers that were computed already; one that is neither known nor stored for
    today is computed. Two queries where none is.
    """
    rows = list(
        Target.objects.filter(within, announced_on__lte=on)
        .select_related(*_RELATIONS)
        .only(*_COLUMNS)
        .order_by("horizon_end", "code")
    )
    answers = {one.pk: known[one.pk] for one in rows if known and one.pk in known}
    if on == today and rev is None:
        answers |= assessments.stored([one for one in rows if one.pk not in answers], on=on)
    missing = [one.pk for one in rows if one.pk not in answers]
    if missing:
        whole = list(targets.rows(on).filter(pk__in=missing))
        answers |= assessments.compute(whole, on=on, rev=rev)
    # One that an editor took away between the questions has no answer.
    return {one.pk: _line(one, answers[one.pk], on) for one in rows if one.pk in answers}


def by_indicator(code: str, *, on: date, rev: int | None, today: date) -> list[TargetLine]:
    """The targets that are judged by an indicator: two queries where answers are stored."""
    within = Q(indicator_version__indicator__code=code)
    return list(lines(within, on=on, rev=rev, today=today).values())


def _line(target: Target, answer: Assessment, on: date) -> TargetLine:
    version = target.indicator_version
    own = shapes.unit(target.unit) if target.unit else None
    unit, decimals = (
        (shapes.unit(version.unit), version.indicator.decimals) if version else (own, None)
    )
    words = words_in(unit, decimals)
    mismatch = answer.reason is NotAssessableReason.UNIT_MISMATCH
    return TargetLine(
        code=target.code,
        name=Text(target.name_en, target.name_zh),
        entity=shapes.named(target.entity),
        plan=shapes.maybe_named(target.plan),
        unit=own,
        statement=specs.statement_of(target),
        due=shapes.period(target.horizon_start, target.horizon_end),
        assessment=answer,
        words=words,
        words_of_bound=words_in(own, decimals) if mismatch else words,
        kind=version.indicator.kind if version else None,
        stated=target.stated,
        stated_language=target.document.language,
        superseded_on=_passed(target.superseded_on, on),
        withdrawn_on=_passed(target.withdrawn_on, on),
    )


def _passed(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None
