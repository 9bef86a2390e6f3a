"""Targets as rows of a list: everything already in words, so that templates only place it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from indicators.charts.bullet import bullet
from indicators.domain.codelists import Certainty, Quantity, ReferenceKind, Status
from indicators.domain.explain import TargetWords
from indicators.domain.formats import format_period
from indicators.domain.results import Assessment, Pace
from indicators.domain.series import is_rate
from indicators.domain.statements import Statement
from indicators.selectors.lines import Listed
from indicators.web.wording import bound_phrase


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target in a list."""

    view: Listed
    status: Status
    deadline: str
    due: date | None
    bound: str
    figure: str
    figure_period: str
    known_on: date | None
    bullet: SafeString
    caution: bool
    doubt: Certainty | None


def row(view: Listed, lang: str) -> TargetRow:
    """The row of a target."""
    assessment, words = view.assessment, view.words
    due = view.statement.horizon.period if view.statement else view.due
    figure, period = _figure(assessment, view.statement, words, lang)
    certainty = assessment.certainty
    return TargetRow(
        view=view,
        status=assessment.shown,
        deadline=format_period(due, lang) if due else "",
        due=due.last_day if due else None,
        bound=bound_phrase(view.statement, view.words_of_bound, lang) if view.statement else "",
        figure=figure,
        figure_period=period,
        known_on=assessment.known_on,
        bullet=mark_safe(_bullet(assessment, view.statement)),  # noqa: S308 - numbers only
        caution=assessment.caution,
        doubt=certainty if certainty not in (None, Certainty.CLEAR) else None,
    )


def _counts_from_base(pace: Pace, statement: Statement) -> bool:
    """Whether the bound is an amount to be added to a base, so that what was added is shown."""
    fixed = statement.reference.kind is ReferenceKind.PERIOD
    return statement.quantity is Quantity.CHANGE and fixed and pace.baseline is not None


def _figure(
    assessment: Assessment, statement: Statement | None, words: TargetWords, lang: str
) -> tuple[str, str]:
    """The figure that was judged; of an open target the newest that has to do with it."""
    judged, pace, latest = assessment.judged, assessment.pace, assessment.latest
    if judged is not None:
        return (
            words.value(judged.value, lang, percent=judged.percent),
            format_period(judged.period, lang),
        )
    if pace is not None and statement is not None and _counts_from_base(pace, statement):
        done = words.value(pace.latest - (pace.baseline or 0), lang)
        return (
            done if pace.latest <= (pace.baseline or 0) else f"+{done}",
            format_period(pace.latest_period, lang),
        )
    if pace is not None:
        return (
            words.value(pace.latest, lang, percent=pace.percent),
            format_period(pace.latest_period, lang),
        )
    if latest is not None:
        return (
            words.value(latest.value, lang, percent=is_rate(latest.series)),
            format_period(latest.period, lang),
        )
    return "", ""


def _bullet(assessment: Assessment, statement: Statement | None) -> str:
    pace, judged = assessment.pace, assessment.judged
    if pace is not None and pace.path_value is not None:
        return bullet(pace.latest, pace.bound, path=pace.path_value, start=pace.baseline)
    if judged is not None and statement is not None and statement.bound is not None:
        return bullet(judged.value, statement.bound)
    return ""
