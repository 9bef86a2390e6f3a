"""A promise without a number as a timeline: the time planned, what is known, and the day shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from indicators.charts.svg import WIDTH, Drawing
from indicators.charts.width import text_width
from indicators.domain.codelists import MilestoneState
from indicators.domain.formats import format_day, format_period, short
from indicators.domain.periods import Period
from indicators.domain.words import label

TOP, BAR, ROW, LEFT, RIGHT = 46, 16, 22, 16, 16
# Later evidence matters most; the list on the page has all of it.
MOST = 8


@dataclass(frozen=True, slots=True)
class Event:
    """What became known on a day."""

    day: date
    state: MilestoneState


@dataclass(frozen=True, slots=True)
class Plan:
    """A promise: its name, when it was made and is due, and what is known on the day shown."""

    name: str
    announced: date
    due: Period | None
    on: date
    events: tuple[Event, ...] = ()

    @property
    def state(self) -> MilestoneState:
        """The newest state; nothing known is not started."""
        return self.events[-1].state if self.events else MilestoneState.NOT_STARTED


def timeline(plan: Plan, lang: str) -> Drawing:
    """The drawing: a bar for the time planned, a mark and a line of words for each evidence."""
    shown = plan.events[-MOST:]
    days = [plan.announced, plan.on, *(one.day for one in shown)]
    if plan.due is not None:
        days += [plan.due.last_day]
    first, last = min(days), max(days)
    margin = timedelta(days=max((last - first).days // 25, 20))
    first, last = first - margin, last + margin

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days, 1)

    axis = TOP + BAR + 8 + ROW * len(shown) + 14
    height = axis + 26
    parts = []
    for day, text in _ticks(first, last):
        parts.append(f'<path class="grid" d="M{x(day)} {TOP - 6}V{axis}"/>')
        parts.append(_text("axis", text, x(day), axis + 16))
    parts.append(f'<path class="zero" d="M{LEFT} {axis}H{WIDTH - RIGHT}"/>')
    end = plan.due.last_day if plan.due is not None else plan.on
    left, right = sorted((x(plan.announced), x(end)))
    parts.append(
        f'<rect class="planned" x="{left}" y="{TOP}" width="{max(right - left, 1):.1f}"'
        f' height="{BAR}"/>'
    )
    if plan.due is not None:
        middle = TOP + BAR / 2
        parts.append(f'<path class="bound-mark" d="M{x(end)} {middle}m0-8 8 8-8 8-8-8z"/>')
    parts.append(f'<path class="today" d="M{x(plan.on)} {TOP - 14}V{axis}"/>')
    parts.append(_text("note", _as_of(plan.on, lang), x(plan.on), TOP - 20))
    events = [
        _event(one, x(one.day), TOP + BAR + 22 + ROW * number, lang)
        for number, one in enumerate(shown)
    ]
    # All words after all lines, so that no line crosses a word.
    parts += [part for lines, _ in events for part in lines]
    parts += [words for _, words in events]
    return Drawing(WIDTH, height, tuple(parts))


def _event(one: Event, x: float, y: float, lang: str) -> tuple[list[str], str]:
    words = f"{format_day(one.day, lang)} · {label(one.state, lang)}"
    right = x + 10 + text_width(words) < WIDTH
    middle = TOP + BAR / 2
    at = x + (10 if right else -10)
    side = "label" if right else "label end"
    text = f'<text class="{side}" x="{at:.1f}" y="{y:.1f}">{escape(words)}</text>'
    foot = f'<circle class="actual" cx="{x}" cy="{y - 4}" r="3"/>'
    leader = f'<path class="gap" d="M{x} {middle}V{y - 4}"/>'
    return [leader, *_mark(one.state, x, middle), foot], text


def _mark(state: MilestoneState, x: float, y: float) -> list[str]:
    """Done is a disc with a tick, dropped a cross, under way a disc, not started a ring."""
    match state:
        case MilestoneState.DONE:
            return [f'<circle class="actual" cx="{x}" cy="{y}" r="8"/>',
                    f'<path class="done" d="M{x} {y}m-3.6.2 2.4 2.6 4.8-5.2"/>']  # fmt: skip
        case MilestoneState.DROPPED:
            return [f'<path class="dropped" d="M{x} {y}m-6-6 12 12m0-12-12 12"/>']
        case MilestoneState.NOT_STARTED:
            return [f'<circle class="unsure" cx="{x}" cy="{y}" r="6"/>']
    return [f'<circle class="actual" cx="{x}" cy="{y}" r="6"/>']


def _as_of(day: date, lang: str) -> str:
    return (
        f"截至{format_day(day, lang)}" if short(lang) == "zh" else f"as of {format_day(day, lang)}"
    )


def _text(kind: str, text: str, x: float, y: float) -> str:
    half = text_width(text) / 2
    x = max(min(x, WIDTH - 2 - half), 2 + half)
    return f'<text class="{kind} mid" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    days = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    inside = [day for day in days if first <= day <= last]
    every = max(1, -(-len(inside) // 8))
    return [(day, str(day.year)) for day in inside[::every]]


def timeline_title(plan: Plan, lang: str) -> str:
    """The message: what is known of the promise, and when it is or was due."""
    zh = short(lang) == "zh"
    state = label(plan.state, lang)
    state = state if zh else state[:1].lower() + state[1:]
    text = f"{plan.name}：{state}" if zh else f"{plan.name}: {state}"
    if plan.events:
        day = format_day(plan.events[-1].day, lang)
        text += f"（{day}）" if zh else f" since {day}"
    if plan.due is None:
        return text
    due = format_period(plan.due, lang)
    over = plan.due.end <= plan.on
    if zh:
        return f"{text}，{'原定' if over else '应于'}{due}完成"
    return f"{text}, {'was due' if over else 'due'} {due}"


def timeline_words(plan: Plan, lang: str) -> str:
    """The drawing in sentences, for those who do not see it."""
    zh = short(lang) == "zh"
    announced = format_day(plan.announced, lang)
    due = format_period(plan.due, lang) if plan.due is not None else ""
    if zh:
        said = [f"时间轴：{announced}提出" + (f"，应于{due}完成。" if due else "。")]
    else:
        said = [f"Timeline: announced on {announced}" + (f", due {due}." if due else ".")]
    said += _told(plan.events[-MOST:], lang)
    if not plan.events:
        said.append("截至所示日期无记录。" if zh else "Nothing is recorded up to the day shown.")
    return ("" if zh else " ").join(said)


def _told(events: Sequence[Event], lang: str) -> list[str]:
    zh = short(lang) == "zh"
    return [
        f"{format_day(one.day, lang)}：{label(one.state, lang)}。" if zh
        else f"{format_day(one.day, lang)}: {label(one.state, lang)}."
        for one in events
    ]  # fmt: skip
