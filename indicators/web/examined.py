"""What an examination says, in words for the page of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.domain import explain, retell, words
from indicators.domain.codelists import Outlook, Status
from indicators.domain.examination import Examination, Opinion
from indicators.domain.explain import TargetWords
from indicators.domain.families import Conflict, Difference
from indicators.domain.formats import (
    bracketed,
    format_day,
    format_number,
    format_percent,
    format_period,
    listed,
    short,
)
from indicators.domain.results import Assessment
from indicators.domain.series import is_rate
from indicators.selectors.views import TargetView


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """What one method says: a status to show as a chip, or the reason why there is none."""

    code: str
    name: str
    default: bool
    status: Status | None
    caution: bool
    symbol: str
    progress: str
    projected: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of status, its cause, and the figures behind it."""

    on: date
    status: Status
    cause: str
    figures: str


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """The answer by another definition of the indicator."""

    version: int
    status: Status | None
    value: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An examination in words."""

    opinions: list[OpinionRow]
    warnings: list[str]
    changes: list[ChangeRow]
    definitions: list[DefinitionRow]


def examined(
    found: Examination, target: TargetWords, lang: str, *, units: Mapping[str, TargetWords]
) -> Examined:
    """The examination of a target; ``warnings`` are sentences for the top of the page.

    ``units`` says how the figures of each series are printed.
    """
    history = found.history
    told = [
        retell.first_published(found.first_published, found.assessment, target, lang),
        *retell.flips(history, target, lang, units=units),
        *(explain.note(one, lang, target) for one in found.warnings),
    ]
    return Examined(
        opinions=[_opinion(one, target, lang) for one in found.opinions],
        warnings=[sentence for sentence in told if sentence],
        changes=[
            ChangeRow(
                one.on,
                one.status,
                one.cause.value,
                retell.cause(one.why, target, lang, units=units),
            )
            for one in reversed(history.changes)
        ],
        definitions=[
            DefinitionRow(version, answer.status, _judged(answer, target, lang))
            for version, answer in found.definitions
        ],
    )


def _opinion(one: Opinion, target: TargetWords, lang: str) -> OpinionRow:
    projected = ""
    if one.projected is not None:
        rough = replace(target, decimals=None)  # no decimals that the rounding took away
        projected = rough.value(_readable(one.projected), lang, percent=one.percent)
    return OpinionRow(
        code=one.method,
        name=words.phrase(words.METHODS, one.method, lang),
        default=one.default,
        status=Status(one.outlook.value) if one.outlook is not Outlook.NONE else None,
        caution=one.caution,
        symbol=words.phrase(words.SYMBOLS, one.symbol, lang) if one.symbol else "",
        progress=_progress(one, lang),
        projected=projected,
        reason=words.label(one.none_because, lang) if one.none_because else "",
    )


def _progress(one: Opinion, lang: str) -> str:
    """A ratio as a number; yearly growth, which two methods use without a target, as percent."""
    if one.progress is None:
        return ""
    if one.is_growth:
        return format_percent(one.progress, lang, 2, signed=True)
    return format_number(one.progress, lang, 2)


def _readable(value: Decimal) -> Decimal:
    """An estimate to four significant digits: more would feign a precision that it has not."""
    return value.normalize() if not value else round(value, max(0, 3 - value.adjusted()))


def _judged(answer: Assessment, target: TargetWords, lang: str) -> str:
    """The figure that was judged, or the latest one, with its period."""
    judged, latest = answer.judged, answer.latest
    if judged is not None:
        value = target.value(judged.value, lang, percent=judged.percent)
        return value + bracketed(format_period(judged.period, lang), lang)
    if latest is not None:
        value = target.value(latest.value, lang, percent=is_rate(latest.series))
        return value + bracketed(format_period(latest.period, lang), lang)
    return ""


def conflict_words(conflict: Conflict, members: list[TargetView], lang: str) -> str:
    """A conflict within a family: what differs, and for each answer which targets give it."""
    views = {one.code: one for one in members}
    zh = short(lang) == "zh"
    said = []
    for value, codes in conflict.values:
        answer = _said(conflict.what, value, views.get(codes[0]), lang)
        names = [f"“{views[code].name.words(lang)}”" for code in codes if code in views]
        answer = answer[:1].upper() + answer[1:]
        if names:
            answer += ("：" if zh else ": ") + listed(names, lang)
        said.append(answer)
    what = {
        Difference.BOUND: _("The restatements name different bounds"),
        Difference.COMPARATOR: _("The restatements compare differently"),
        Difference.DEADLINE: _("The restatements name different deadlines"),
        Difference.REFERENCE: _("The restatements measure against different bases"),
        Difference.VERDICT: _("The restatements have different verdicts"),
    }[conflict.what]
    end = "。" if zh else "."
    return f"{end if zh else '. '}".join([what, *said]) + end


def _said(what: Difference, value: object, view: TargetView | None, lang: str) -> str:
    statement = view.statement if view else None
    if view is None or statement is None:
        return str(value)
    match what:
        case Difference.BOUND:
            return explain.bound_words(statement, view.words_of_bound, lang)
        case Difference.COMPARATOR:
            return words.label(statement.comparator, lang) if statement.comparator else "–"
        case Difference.DEADLINE:
            return format_day(statement.horizon.period.last_day, lang)
        case Difference.REFERENCE:
            return words.label(statement.reference.kind, lang)
        case _:
            verdict = view.assessment.verdict
            return words.label(verdict, lang) if verdict else "–"
