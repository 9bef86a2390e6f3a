"""Targets, and how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.api import query
from indicators.api.assessment_shapes import AssessmentRowShape, ExaminedShape
from indicators.api.base import ApiView, Asked
from indicators.api.fields import Joined
from indicators.api.target_shapes import TargetDetailShape, TargetShape
from indicators.api.views.filters import explain_nothing
from indicators.domain import explain
from indicators.selectors import changes, targets
from indicators.selectors.errors import NotFound
from indicators.selectors.views import Named, TargetView

FILTERS = (query.STATUS, query.TOPIC, query.ENTITY, query.INDICATOR, query.PLAN, query.DOCUMENT)


def _matching(asked: Asked) -> list[TargetView]:
    def same(wanted: str | None, held: Named | Any) -> bool:
        return wanted is None or (held is not None and held.code == wanted)

    found = [
        view
        for view in targets.listing(**asked.known, today=asked.today)
        if same(asked["topic"], view.topic)
        and same(asked["entity"], view.entity)
        and same(asked["indicator"], view.indicator)
        and same(asked["plan"], view.plan)
        and same(asked["document"], view.document)
        and (asked["status"] is None or view.assessment.status in asked["status"])
    ]
    if not found:
        explain_nothing(asked)
    return found


def _not_yet(code: str, asked: Asked) -> NotFound:
    """The error for a target that had not been announced on the day, or does not exist."""
    error = NotFound("target", code)
    if asked.on < asked.today and targets.exists(code):
        error.template = _("The target “{name}” had not been announced on {day}.")
        error.params = {"name": code, "day": asked.on}
    return error


class Targets(ApiView):
    """Targets that had been announced on the day, by deadline, each with its standing."""

    operation, tag, shape = "list_targets", "targets", TargetShape
    many = dated = True
    parameters = (*FILTERS, *query.KNOWN, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All that match."""
        return _matching(asked)


class Target(ApiView):
    """One target with its relations and the history of its status."""

    operation, tag, shape, dated = "get_target", "targets", TargetDetailShape, True
    parameters = query.KNOWN

    def find(self, asked: Asked, **place: Any) -> Any:
        """As known on the day."""
        try:
            found = targets.detail(place["code"], **asked.known, today=asked.today)
        except NotFound:
            raise _not_yet(place["code"], asked) from None
        return Joined(
            found.target,
            series=[series.code for series in found.series],
            family_members=found.family,
            parent=found.parent,
            children=found.children,
            events=found.events,
        )


class TargetAssessment(ApiView):
    """How one target stands: verdict, outlook, the calculation and every figure it used."""

    operation, tag, shape, dated = "get_target_assessment", "targets", ExaminedShape, True
    parameters = (*query.KNOWN, query.METHOD)

    def find(self, asked: Asked, **place: Any) -> Any:
        """As known on the day, by the method that was asked."""
        code = place["code"]
        try:
            view, found = targets.examined(code, **asked.known, method=asked["method"])
        except NotFound:
            raise _not_yet(code, asked) from None
        answer, first = found.assessment, found.first_published
        words = view.words
        return Joined(
            answer,
            explanation={
                "en": explain.explain(answer, words, "en"),
                "zh_hans": explain.explain(answer, words, "zh-Hans"),
            },
            opinions=found.opinions,
            warnings=found.warnings,
            first_published=first,
            changes=found.history.changes,
            definitions=[Joined(other, version=number) for number, other in found.definitions],
            permanent=_permanent(code, asked),
        )


def _permanent(code: str, asked: Asked) -> str:
    """The answer's own address, with day and revision in it."""
    rev = asked.rev if asked.rev is not None else changes.data_revision()
    parts = {"as_of": asked.on.isoformat(), "rev": rev}
    if asked["method"]:
        parts["method"] = asked["method"]
    return f"{reverse('api:target-assessment', args=[code])}?{urlencode(parts)}"


class Assessments(ApiView):
    """How all targets stand, in short; the calculations stand at each target."""

    operation, tag, shape = "list_assessments", "targets", AssessmentRowShape
    many = dated = True
    parameters = (*FILTERS, *query.KNOWN, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All that match."""
        return [view.assessment for view in _matching(asked)]
