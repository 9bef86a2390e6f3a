"""The words of charts: numbers with units, keys, labels in the drawing, and the headline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.charts.data import Drawn, Gap, GapKind, Kept, PathData, Point
from indicators.domain.formats import (
    Scale,
    decimals_of,
    format_number,
    format_period,
    pick_scale,
    round_to,
    short,
)
from indicators.domain.periods import Period

Pair = tuple[str, str]
KEYS: dict[str, Pair] = {
    "actual": ("Published figures", "公布的数据"),
    "computed": ("Computed from published figures", "按公布数据计算"),
    "unsure": ("Provisional or estimated", "初步或估计"),
    "partial": ("Year to date", "年内累计"),
    "path": ("Required path", "所需路径"),
    "bound": ("Bound", "目标界限"),
    "band": ("Range to be kept", "目标区间"),
    "kept": ("Bound kept", "达到要求"),
    "breached": ("Bound breached", "未达要求"),
    "outside": ("Outside the range", "超出区间"),
    "average": ("Average so far", "迄今平均"),
    "break": ("Another definition begins", "采用新口径"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def pick(pair: Pair, lang: str) -> str:
    """The words of a pair in a language."""
    return pair[1] if short(lang) == "zh" else pair[0]


def key(kind: str, lang: str) -> str:
    """What stands beside a sign of the key."""
    return pick(KEYS[kind], lang)


@dataclass(frozen=True, slots=True)
class Words:
    """Name of what is drawn, its unit, scale and decimals, in the language of the description.

    ``place`` is the country or region, ``known`` the day and revision, both for the line under the
    headline; either may be missing.
    """

    subject: str
    unit: str
    scale: Scale | None = None
    places: int | None = None
    place: str = ""

    @property
    def rate(self) -> bool:
        """Whether values are percentages, so that differences are points."""
        return self.unit in ("%", "％", "percent")

    def number(self, value: Decimal, lang: str) -> str:
        """A value with its unit."""
        text = format_number(value, lang, self.places, self.scale)
        if self.rate:
            return f"{text}%" if short(lang) == "zh" else f"{text} %"
        if not self.unit:
            return text
        return f"{text}{self.unit}" if short(lang) == "zh" else f"{text} {self.unit}"

    def bare(self, value: Decimal, lang: str) -> str:
        """A value on the axis's scale, without its words."""
        scale = Scale(self.scale.factor, "") if self.scale else None
        return format_number(value, lang, self.places, scale)

    def distance(self, value: Decimal, lang: str) -> str:
        """A difference without its sign: of percentages in points.

        One that is less than one on the scale of the figures has a scale of its own: 54,000
        stations instead of 0.054 million.
        """
        size = abs(value)
        if self.rate:
            text = format_number(size, lang, self.places)
            return f"{text}个百分点" if short(lang) == "zh" else f"{text} points"
        if self._small(size):
            return self._own(size, lang).number(size, lang)
        return self.number(size, lang)

    def nothing(self, value: Decimal, *, rounded: bool = True) -> bool:
        """Whether a difference rounds to nothing: on the scale of the figures, or as printed."""
        if not rounded and self._small(abs(value)):
            return False
        shown = value / self.scale.factor if self.scale else value
        return not (round_to(shown, self.places) if self.places is not None else shown)

    def _small(self, size: Decimal) -> bool:
        return self.scale is not None and 0 < size < self.scale.factor and self.scale.factor > 1

    def _own(self, size: Decimal, lang: str) -> Words:
        """These words on the scale of a difference, in three digits or more."""
        scale = pick_scale([size], lang)
        shown = size / scale.factor
        places = min(decimals_of(shown), max(0, 2 - shown.adjusted()))
        return replace(self, scale=scale, places=places)


def months_of(period: Period, lang: str) -> str:
    """The months of a part of a year for a label: ``Jan–Oct``, ``1–10月``."""
    first, last = period.start.month, period.last_day.month
    if short(lang) == "zh":
        return f"{first}月" if first == last else f"{first}–{last}月"
    return _MONTHS[first - 1] if first == last else f"{_MONTHS[first - 1]}–{_MONTHS[last - 1]}"


def gap_words(gap: Gap, words: Words, lang: str) -> str:
    """The distance in words: ``29.5 GW below the path``, ``3 Mt of headroom``."""
    size, zh = gap.size, short(lang) == "zh"
    # A path runs between its points by calculation, so nothing smaller than the figures' rounding
    # is said of it; a bound is exact.
    if words.nothing(size, rounded=gap.kind is GapKind.PATH):
        if gap.kind is GapKind.PATH:
            return "正好在路径上" if zh else "on the path"
        return "正好在目标界限" if zh else "exactly at the bound"
    distance = words.distance(size, lang)
    if gap.kind is GapKind.HEADROOM and size < 0:
        return f"距上限{distance}" if zh else f"{distance} under the cap"
    if gap.kind is GapKind.HEADROOM:
        return f"超出上限{distance}" if zh else f"{distance} over the cap"
    against = ("the path", "路径") if gap.kind is GapKind.PATH else ("the bound", "目标界限")
    if zh:
        return f"{'高于' if size > 0 else '低于'}{against[1]}{distance}"
    return f"{distance} {'above' if size > 0 else 'below'} {against[0]}"


def point_words(point: Point, words: Words, lang: str) -> str:
    """A figure for the pointer: period, value, and what is to be known about it."""
    remarks = []
    if point.kept is not None:
        remarks.append(key(point.kept.value, lang))
    if point.unsure:
        remarks.append(key("unsure", lang))
    if point.partial:
        remarks.append(key("partial", lang))
    text = f"{format_period(point.period, lang)}: {words.number(point.value, lang)}"
    if not remarks:
        return text
    if short(lang) == "zh":
        return f"{text}（{'；'.join(remarks)}）"
    return f"{text} ({', '.join(one[0].lower() + one[1:] for one in remarks)})"


def drawn_words(data: PathData, subject: str, lang: str) -> str:
    """What the values are, where they are not the figures themselves."""
    zh = short(lang) == "zh"
    if data.drawn is Drawn.GROWTH:
        return f"{subject}同比增速" if zh else f"{subject}, growth on the year before"
    if data.drawn is Drawn.YEARLY_CHANGE:
        return f"{subject}较上年变动" if zh else f"{subject}, change on the year before"
    if data.drawn is Drawn.CHANGE and data.base is not None:
        base = format_period(data.base, lang)
        return f"{subject}较{base}变动" if zh else f"{subject}, change on {base}"
    if data.cumulative and data.window is not None:
        start = format_period(
            Period.month_of(data.window.start.year, data.window.start.month), lang
        )
        return f"{subject}自{start}起累计" if zh else f"{subject}, cumulative from {start} on"
    months = {point.period.months for point in data.points if not point.partial}
    if data.held and len(months) == 1 and 1 < (next(iter(months)) or 12) < 12:
        part = months_of(data.points[-1].period, lang)
        return f"{subject}（每年{part}）" if zh else f"{subject}, {part} of each year"
    return subject


def headline(data: PathData, words: Words, lang: str) -> str:
    """The message in one sentence without a full stop: the latest figure, and how it stands."""
    zh = short(lang) == "zh"
    subject = drawn_words(data, words.subject, lang)
    subject = subject[:1].upper() + subject[1:]
    said = marks_words(data, lang)
    latest = _shown(data)
    period, value = format_period(latest.period, lang), words.number(latest.value, lang)
    if said:
        return f"{subject}：{said}" if zh else f"{subject}: {said}"
    if data.average is not None and data.gap is not None:
        mean = words.number(data.average.value, lang)
        when = format_period(data.average.period, lang)
        distance = gap_words(data.gap, words, lang)
        if zh:
            return f"{subject}：{when}平均{mean}，{distance}"
        return f"{subject}: {mean} a year on average in {when}, {distance}"
    text = f"{subject}：{period}为{value}" if zh else f"{subject}: {value} in {period}"
    rest = gap_words(data.gap, words, lang) if data.gap else _since(data, latest, words, lang)
    if not rest and data.band:
        rest = "在目标区间内" if zh else "inside the range"
        rest = rest if data.window and data.window.contains(latest.period) else ""
    return f"{text}{'，' if zh else ', '}{rest}" if rest else text


def _shown(data: PathData) -> Point:
    """The figure that the headline speaks of: the one with the gap, else the latest whole one."""
    if data.gap is not None:
        for point in data.points:
            if point.period == data.gap.period:
                return point
    return data.whole[-1]


def marks_words(data: PathData, lang: str) -> str:
    """Which figures kept their bound or left the range; empty where nothing is judged."""
    judged = [point for point in data.points if point.kept in (Kept.KEPT, Kept.BREACHED)]
    outside = [point for point in data.points if point.kept is Kept.OUTSIDE]
    zh = short(lang) == "zh"
    if judged:
        bad = [point for point in judged if point.kept is Kept.BREACHED]
        names = _list([format_period(point.period, lang) for point in bad], lang)
        if len(judged) == 1:
            period = format_period(judged[0].period, lang)
            if zh:
                return f"{period}{'未达' if bad else '达到'}要求"
            return f"bound {'breached' if bad else 'kept'} in {period}"
        kept, total = len(judged) - len(bad), len(judged)
        if zh:
            return f"{total}期中{kept}期达到要求" + (f"，{names}未达" if bad else "")
        return f"bound kept in {kept} of {total} periods" + (
            f", breached in {names}" if bad else ""
        )
    if outside:
        names = _list([format_period(point.period, lang) for point in outside], lang)
        return f"{names}超出区间" if zh else f"outside the range in {names}"
    return ""


def _list(names: list[str], lang: str, most: int = 3) -> str:
    """At most so many names, the newest of them, and how many more there are."""
    zh = short(lang) == "zh"
    shown = ("、" if zh else ", ").join(names[-most:])
    if len(names) <= most:
        return shown
    more = len(names) - most
    return f"{shown}等{len(names)}期" if zh else f"{shown} and {more} more"


def _since(data: PathData, latest: Point, words: Words, lang: str) -> str:
    """The change on the same period a year before; nothing across a break, or of nothing."""
    if data.drawn is not Drawn.VALUE:
        return ""
    before = next(
        (point for point in data.points if point.period == latest.period.previous_year()), None
    )
    if before is None or any(
        before.period.start < day <= latest.period.start for day in data.breaks
    ):
        return ""
    change, zh = latest.value - before.value, short(lang) == "zh"
    if words.nothing(change):
        return "与上年持平" if zh else "the same as the year before"
    if data.percent or words.rate or before.value <= 0:
        size = words.distance(change, lang)
    else:
        percent = abs(100 * change / before.value)
        places = 1 if percent < 1000 else 0
        text = format_number(percent, lang, places)
        size = f"{text}%" if zh else f"{text} %"
    up = change > 0
    if zh:
        return f"比上年{'上升' if up else '下降'}{size}"
    return f"{'up' if up else 'down'} {size} on the year before"


def subtitle(data: PathData, words: Words, lang: str) -> str:
    """What is drawn in the terms of statistics: what, unit, place, from when to when."""
    zh = short(lang) == "zh"
    what = drawn_words(data, words.subject, lang)
    first, last = (format_period(data.points[at].period, lang) for at in (0, -1))
    first = last if data.cumulative else first
    span = first if first == last else f"{first}至{last}" if zh else f"{first} to {last}"
    parts = [what[:1].upper() + what[1:], unit_of(words, lang), words.place, span]
    return ("，" if zh else ", ").join(part for part in parts if part)


def unit_of(words: Words, lang: str) -> str:
    """The unit with its scale: ``million stations``, ``万千瓦``."""
    scale = words.scale.word if words.scale else ""
    if words.rate:
        return "%"
    return f"{scale}{words.unit}" if short(lang) == "zh" else f"{scale} {words.unit}".strip()
