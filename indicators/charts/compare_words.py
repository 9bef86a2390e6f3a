"""Compared series in words: the message, what is shown, and a description of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from indicators.charts.compare_data import change
from indicators.charts.compare_svg import Drawn, Slope
from indicators.charts.words import Words
from indicators.domain.formats import format_percent, format_period, short
from indicators.domain.periods import Period


def _join(sentences: Sequence[str], lang: str) -> str:
    return ("" if short(lang) == "zh" else " ").join(one for one in sentences if one)


def span(first: Period, last: Period, lang: str) -> str:
    """From one period to another: ``2015–2024``."""
    start, end = format_period(first, lang), format_period(last, lang)
    if first == last:
        return start
    if first.is_calendar_year and last.is_calendar_year:
        return f"{first.year}–{end}"
    return f"{start}至{end}" if short(lang) == "zh" else f"{start} to {end}"


def lines_headline(drawn: Sequence[Drawn], words: Words, lang: str) -> str:
    """The message of lines: who is highest in the newest period that all have."""
    zh = short(lang) == "zh"
    shared = set.intersection(*({p.period for p in one.line.points} for one in drawn))
    if not shared:
        return "各序列没有共同的时期" if zh else "The series have no period in common"
    last = max(shared)
    ends = [(point.value, one.name) for one in drawn if (point := one.line.at(last)) is not None]
    value, name = max(ends)
    when, number = format_period(last, lang), words.number(value, lang)
    if len(ends) == 1:
        return f"{name}：{when}为{number}" if zh else f"{name}: {number} in {when}"
    low, lowest = min(ends)
    other = words.number(low, lang)
    if zh:
        return f"{when}{name}最高，为{number}；{lowest}最低，为{other}"
    return f"{name} is highest in {when} with {number}, {lowest} lowest with {other}"


def index_headline(drawn: Sequence[Drawn], base: Period, lang: str) -> str:
    """The message of an index: what rose or fell most since its base."""
    zh = short(lang) == "zh"
    ends = [
        (one.line.points[-1].value - 100, one.name, one.line.points[-1].period) for one in drawn
    ]
    moved, name, last = max(ends, key=lambda one: abs(one[0]))
    by = format_percent(moved, lang, 1, signed=True)
    start, end = format_period(base, lang), format_period(last, lang)
    if zh:
        return f"自{start}以来变化最大的是{name}：至{end}为{by}"
    return f"{name} changed most since {start}: {by} by {end}"


def slope_headline(slopes: Sequence[Slope], ends: tuple[Period, Period], lang: str) -> str:
    """The message of slopes: whose change is the largest, and whose the smallest."""
    zh = short(lang) == "zh"
    found = [
        (moved, one.name) for one in slopes if (moved := change(one.start, one.end)) is not None
    ]
    if not found:
        return span(*ends, lang)
    top, name = max(found)
    by = format_percent(top, lang, 1, signed=True)
    text = f"{span(*ends, lang)}：{name}{by}" if zh else f"{span(*ends, lang)}: {name} {by}"
    if len(found) > 1:
        low, other = min(found)
        less = format_percent(low, lang, 1, signed=True)
        text += f"，{other}{less}" if zh else f", {other} {less}"
    return text


def describe_lines(drawn: Sequence[Drawn], words: Words, lang: str, *, what: str) -> str:
    """What lines show: how many, and of each its first and last figure."""
    zh = short(lang) == "zh"
    count = len(drawn)
    course = len({point.period for one in drawn for point in one.line.points}) > 1
    sentences = [
        f"{'折线图' if course else '条形图'}：{what}，共{count}个序列。"
        if zh
        else f"{'Line' if course else 'Bar'} chart of {what}: {count} series."
    ]
    for one in drawn:
        first, last = one.line.points[0], one.line.points[-1]
        ends = [
            (format_period(point.period, lang), words.number(point.value, lang))
            for point in (first, last)
        ]
        if first == last:
            text = f"{one.name}：{ends[0][0]}为{ends[0][1]}。" if zh else (
                f"{one.name}: {ends[0][1]} ({ends[0][0]})."
            )  # fmt: skip
        elif zh:
            text = f"{one.name}：从{ends[0][0]}的{ends[0][1]}到{ends[1][0]}的{ends[1][1]}。"
        else:
            text = f"{one.name}: from {ends[0][1]} ({ends[0][0]}) to {ends[1][1]} ({ends[1][0]})."
        sentences.append(text)
    return _join(sentences, lang)


def describe_slopes(slopes: Sequence[Slope], ends: tuple[Period, Period], lang: str) -> str:
    """What slopes show: both figures of each."""
    zh = short(lang) == "zh"
    start, end = (format_period(one, lang) for one in ends)
    sentences = [f"斜率图：{start}与{end}。" if zh else f"Slope chart between {start} and {end}."]
    for one in slopes:
        sentences.append(
            f"{one.name}：从{one.start_text}到{one.end_text}。"
            if zh
            else f"{one.name}: from {one.start_text} to {one.end_text}."
        )
    return _join(sentences, lang)


def describe_dots(dots: Sequence[tuple[str, Decimal]], lang: str) -> str:
    """What a ranking shows: how many reach their bound, the farthest and the nearest."""
    zh = short(lang) == "zh"
    (first, low), (last, high) = dots[0], dots[-1]
    far, near = format_percent(low, lang, 1), format_percent(high, lang, 1)
    if zh:
        text = f"点图：{len(dots)}项目标的数据占界限的百分比，由距离最远的排起。"
        return text + f"第一项“{first}”为{far}，最后一项“{last}”为{near}。"
    return (
        f"Dot plot of {len(dots)} targets: their figures in percent of the bound, those that fall"
        f" short most first. The first, {first}, is at {far}; the last, {last}, at {near}."
    )
