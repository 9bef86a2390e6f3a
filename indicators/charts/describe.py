"""Charts in words, for those who do not see them; the numbers themselves are in the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.charts.data import PathData, Point, Shape
from indicators.domain.formats import Scale, format_day, format_number, format_period, short


@dataclass(frozen=True, slots=True)
class Words:
    """Name of what is drawn, its unit, scale and decimals, in the language of the description."""

    subject: str
    unit: str
    scale: Scale | None = None
    places: int | None = None

    def number(self, value: Decimal, lang: str) -> str:
        """A value with its unit."""
        text = format_number(value, lang, self.places, self.scale)
        if self.unit in ("%", "％"):
            return f"{text}%" if short(lang) == "zh" else f"{text} %"
        return f"{text}{self.unit}" if short(lang) == "zh" else f"{text} {self.unit}"


def describe(data: PathData, words: Words, lang: str) -> str:
    """Two to four sentences: what is drawn, its ends and extremes, the path, the bound."""
    sentences = [_what(data, words, lang)]
    if len(data.points) > 2:
        sentences.append(_extremes(data, words, lang))
    sentences += [_break(day, lang) for day in data.breaks]
    if data.path:
        sentences.append(_path(data, words, lang))
    bound = _bound(data, words, lang)
    return ("" if short(lang) == "zh" else " ").join([*sentences, *([bound] if bound else [])])


def _one(point: Point, words: Words, lang: str) -> str:
    number, period = words.number(point.value, lang), format_period(point.period, lang)
    return f"{period}为{number}" if short(lang) == "zh" else f"{number} ({period})"


def _what(data: PathData, words: Words, lang: str) -> str:
    first, last = data.points[0], data.points[-1]
    line = data.shape is Shape.LINE
    if short(lang) == "zh":
        kind = "折线图" if line else "柱状图"
        if first == last:
            return f"{kind}：{words.subject}，{_one(last, words, lang)}。"
        return (
            f"{kind}：{words.subject}，共{len(data.points)}个数据，"
            f"{_one(first, words, lang)}，{_one(last, words, lang)}。"
        )
    kind = "Line chart" if line else "Column chart"
    if first == last:
        return f"{kind} of {words.subject}: one figure, {_one(last, words, lang)}."
    return (
        f"{kind} of {words.subject}: {len(data.points)} figures, "
        f"from {_one(first, words, lang)} to {_one(last, words, lang)}."
    )


def _extremes(data: PathData, words: Words, lang: str) -> str:
    low = min(data.points, key=lambda point: point.value)
    high = max(data.points, key=lambda point: point.value)
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
