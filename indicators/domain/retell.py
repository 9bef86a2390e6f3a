"""How an answer came to be, in words: first answers, revisions, and what changed a status."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.domain import words
from indicators.domain.causes import Cause
from indicators.domain.explain import TargetWords
from indicators.domain.formats import format_day, format_period, short
from indicators.domain.history import History, StatusChange
from indicators.domain.results import Assessment, Input
from indicators.domain.series import is_rate


def first_published(
    first: Assessment | None, now: Assessment, target: TargetWords, lang: str
) -> str:
    """The first answer beside today's, where its verdict or figure was another; else nothing."""
    if first is None or first.verdict is None or first.judged is None or now.judged is None:
        return ""
    if first.verdict is now.verdict and first.judged.value == now.judged.value:
        return ""
    day = format_day(first.decided_on or first.on, lang)
    verdict = words.label(first.verdict, lang)
    was = target.value(first.judged.value, lang, percent=first.judged.percent)
    is_now = target.value(now.judged.value, lang, percent=now.judged.percent)
    if short(lang) == "zh":
        return f"最初公布时（{day}）：{verdict}，{was}；修订后为{is_now}。"
    return f"As first published ({day}): {verdict.lower()}, {was}; as revised: {is_now}."


# How figures are printed, by series: those of a formula's operands have units of their own.
Units = Mapping[str, TargetWords]


def flips(
    history: History, target: TargetWords, lang: str, *, units: Units | None = None
) -> list[str]:
    """Every revision that turned a verdict into another, with the figures."""
    return [_flip(change, target, lang, units) for change in history.flips]


def _flip(change: StatusChange, target: TargetWords, lang: str, units: Units | None) -> str:
    day, verdict = format_day(change.on, lang), words.label(change.verdict, lang)
    figures = cause(change.why, target, lang, units=units)
    if short(lang) == "zh":
        return f"{day}的修订使结论变为“{verdict}”（{figures}）。"
    return f"A revision on {day} turned the verdict into “{verdict}” ({figures})."


def cause(
    why: Cause, target: TargetWords, lang: str, *, units: Units | None = None, most: int = 3
) -> str:
    """The figures behind a change: ``654,000 stations (2021)``, ``120 → 90 (2021)``."""
    own = units or {}
    shown = [_value(one, own.get(one.series, target), lang) for one in why.new]
    for revised in why.revised:
        words_of = own.get(revised.old.series, target)
        old = _number(revised.old, words_of, lang)
        if revised.new is None:
            gone = "已撤回" if short(lang) == "zh" else "taken back"
            shown.append(f"{old} ({format_period(revised.old.period, lang)}): {gone}")
        else:
            shown.append(f"{old} → {_value(revised.new, words_of, lang)}")
    more = len(shown) - most
    text = ("；" if short(lang) == "zh" else "; ").join(shown[:most])
    if more > 0:
        text += f" 等{len(shown)}项" if short(lang) == "zh" else f" and {more} more"
    return text


def _number(one: Input, target: TargetWords, lang: str) -> str:
    return target.value(one.value, lang, percent=is_rate(one.series))


def _value(one: Input, target: TargetWords, lang: str) -> str:
    period = format_period(one.period, lang)
    number = _number(one, target, lang)
    return f"{number}（{period}）" if short(lang) == "zh" else f"{number} ({period})"
