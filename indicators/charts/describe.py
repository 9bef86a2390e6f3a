"""Charts in words, for those who do not see them; the numbers themselves are in the table."""

from __future__ import annotations

from datetime import date

from indicators.charts.data import PathData, Point, Shape, runs
from indicators.charts.words import Words, drawn_words, gap_words, marks_words
from indicators.domain.formats import format_day, format_period, short


def describe(data: PathData, words: Words, lang: str) -> str:
    """Two to four sentences: what is drawn, its ends and extremes, the path, the bound."""
    sentences = [_what(data, words, lang)]
    if len(data.whole) > 2:
        sentences.append(_extremes(data, words, lang))
    sentences += [_break(day, lang) for day in data.breaks]
    sentences += [_missing(run[0], lang) for run in _after_holes(data)]
    sentences += [_partial(point, lang) for point in data.points if point.partial]
    if data.path:
        sentences.append(_path(data, words, lang))
    sentences += [one for one in (_bound(data, words, lang), _standing(data, words, lang)) if one]
    return ("" if short(lang) == "zh" else " ").join(sentences)


def _after_holes(data: PathData) -> list[list[Point]]:
    """The runs of a line before which figures are missing; few of them are told one by one."""
    if data.shape is not Shape.LINE:
        return []
    after = [run for run in runs(data)[1:] if run[0].period.start not in data.breaks]
    return after if len(after) <= 3 else []


def _missing(point: Point, lang: str) -> str:
    period = format_period(point.period, lang)
    if short(lang) == "zh":
        return f"{period}之前有缺失数据，折线在此断开。"
    return f"Figures are missing before {period}; the line is interrupted there."


def _partial(point: Point, lang: str) -> str:
    period = format_period(point.period, lang)
    if short(lang) == "zh":
        return f"{period}仅为年内累计，不能与全年数据相比。"
    return f"{period} is only a part of its year; do not compare it with whole years."


def _standing(data: PathData, words: Words, lang: str) -> str:
    """The marks and the gap, which are drawn beside the figures."""
    said = marks_words(data, lang)
    if not said and data.gap is not None:
        period = format_period(data.gap.period, lang)
        distance = gap_words(data.gap, words, lang)
        said = f"{period}{distance}" if short(lang) == "zh" else f"{period}: {distance}"
    if not said:
        return ""
    return f"{said}。" if short(lang) == "zh" else f"{said[0].upper()}{said[1:]}."


def _one(point: Point, words: Words, lang: str) -> str:
    number, period = words.number(point.value, lang), format_period(point.period, lang)
    return f"{period}为{number}" if short(lang) == "zh" else f"{number} ({period})"


def _what(data: PathData, words: Words, lang: str) -> str:
    first, last = data.points[0], data.points[-1]
    subject = drawn_words(data, words.subject, lang)
    line = data.shape is Shape.LINE
    if short(lang) == "zh":
        kind = "折线图" if line else "柱状图"
        if first == last:
            return f"{kind}：{subject}，{_one(last, words, lang)}。"
        return (
            f"{kind}：{subject}，共{len(data.points)}个数据，"
            f"{_one(first, words, lang)}，{_one(last, words, lang)}。"
        )
    kind = "Line chart" if line else "Column chart"
    if first == last:
        return f"{kind} of {subject}: one figure, {_one(last, words, lang)}."
    return (
        f"{kind} of {subject}: {len(data.points)} figures, "
        f"from {_one(first, words, lang)} to {_one(last, words, lang)}."
    )


def _extremes(data: PathData, words: Words, lang: str) -> str:
    low = min(data.whole, key=lambda point: point.value)
    high = max(data.whole, key=lambda point: point.value)
    if short(lang) == "zh":
        return f"最低{_one(low, words, lang)}，最高{_one(high, words, lang)}。"
    return f"Lowest {_one(low, words, lang)}, highest {_one(high, words, lang)}."


def _break(day: date, lang: str) -> str:
    """Where another definition begins, so that nobody compares across it."""
    if short(lang) == "zh":
        return f"自{format_day(day, lang)}起采用新口径，前后数据不可比。"
    return f"Another definition begins on {format_day(day, lang)}; do not compare across it."


def _path(data: PathData, words: Words, lang: str) -> str:
    (start_on, start), (end_on, end) = data.path[0], data.path[-1]
    if short(lang) == "zh":
        return (
            f"所需路径从{format_day(start_on, lang)}的{words.number(start, lang)}"
            f"到{format_day(end_on, lang)}的{words.number(end, lang)}。"
        )
    return (
        f"The required path runs from {words.number(start, lang)} on {format_day(start_on, lang)}"
        f" to {words.number(end, lang)} on {format_day(end_on, lang)}."
    )


def _bound(data: PathData, words: Words, lang: str) -> str:
    bounds = [words.number(one, lang) for one in (data.low, data.high) if one is not None]
    if not bounds:
        return ""
    if short(lang) == "zh":
        return f"目标界限为{'至'.join(bounds)}。"
    return f"The bound is {' to '.join(bounds)}."
