"""Series of FRED with all their rows: pages put together, vintages, periods."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from indicators.connectors import answers
from indicators.connectors.base import ConnectorError
from indicators.connectors.records import Record
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period

_MONTHS = {"M": 1, "Q": 3, "SA": 6, "A": 12, "5Y": 60}
_DAYS = {"W": 7, "BW": 14}
_CODES = {"A": "A", "SA": "S", "Q": "Q", "M": "M", "D": "D"}


@dataclass(slots=True)
class Series:
    """A series: its descriptions in the order of their real-time periods, and all its rows."""

    states: list[dict[str, Any]]
    count: int = 0
    # The real-time period that was asked for; with one day only the latest figures are there.
    since: str = ""
    until: str = ""
    paged: bool = False
    rows: list[Any] = field(default_factory=list)

    @property
    def id(self) -> str:
        return answers.text(self.states[-1].get("id"))

    def state(self, day: str) -> dict[str, Any]:
        """What the series was on a day: its unit and frequency change when it is rebased."""
        for state in self.states:
            begins = answers.text(state.get("realtime_start"))
            ends = answers.text(state.get("realtime_end"))
            if begins <= day <= ends:
                return state
        return self.states[-1]


def series_of(found: list[Any]) -> list[Series]:
    """The series of a snapshot, each complete; ConnectorError otherwise."""
    every: list[Series] = []
    for answer in found:
        refuse_error(answer)
        states, rows = answers.at(answer, "seriess"), answers.at(answer, "observations")
        if isinstance(states, list):
            if not states or not all(isinstance(state, dict) for state in states):
                raise answers.unexpected("`seriess` does not describe a series")
            _check_whole(every)
            every.append(Series(states))
        elif isinstance(rows, list):
            _add(every, answer, rows)
        else:
            raise answers.unexpected(
                "there is neither `seriess` nor `observations` in " + answers.shown(answer)[:100]
            )
    _check_whole(every)
    if not every:
        raise answers.unexpected("there is no series in it")
    return every


def _add(every: list[Series], answer: Any, rows: list[Any]) -> None:
    if not every:
        raise answers.unexpected(
            "the answer of fred/series, which says the frequency, must stand before that of "
            "fred/series/observations: [{…}, {…}]"
        )
    series = every[-1]
    count = answers.whole(answers.at(answer, "count"), "count")
    offset = answers.whole(answers.at(answer, "offset"), "offset")
    if not series.paged:
        series.paged, series.count = True, count
        series.since = answers.text(answers.at(answer, "realtime_start"))
        series.until = answers.text(answers.at(answer, "realtime_end"))
    if count != series.count:
        raise answers.incomplete(f"“{series.id}” first had {series.count} rows, then {count}")
    if offset != len(series.rows):
        raise answers.incomplete(
            f"a page of “{series.id}” begins at {offset} where {len(series.rows)} belongs"
        )
    series.rows += rows


def _check_whole(every: list[Series]) -> None:
    if not every:
        return
    series = every[-1]
    if not series.paged:
        raise answers.incomplete(f"the figures of “{series.id}” are not there")
    if len(series.rows) != series.count:
        raise answers.incomplete(
            f"{len(series.rows)} of {series.count} rows of “{series.id}” were sent"
        )


def refuse_error(answer: Any) -> None:
    """ConnectorError with the words of the service when the answer is an error."""
    words_ = answers.said(answers.at(answer, "error_message"))
    if words_:
        raise ConnectorError(
            "FRED answers with an error: “{words}”", code="provider_error", words=words_
        )


def records_of(line: int, series: Series) -> Iterator[Record]:
    """The figures of a series with the day of each vintage, numbered on from ``line``."""
    begins = [answers.text(answers.at(row, "realtime_start")) for row in series.rows]
    earliest = min(filter(None, begins), default="")
    windows: dict[str, list[tuple[str, str]]] = {}
    vintages = series.since != series.until
    for row in series.rows:
        line += 1
        record = _record(line, row, series, earliest if vintages else None)
        yield record
        if vintages and not record.problem:
            windows.setdefault(record.fields["date"], []).append(
                (record.fields["realtime_start"], record.fields["realtime_end"])
            )
    for text, known in windows.items():
        for ended in _gaps(known, series.until):
            line += 1
            row = {"date": text, "value": ".", "realtime_start": ended, "realtime_end": ""}
            yield _record(line, row, series, earliest)


def _gaps(known: list[tuple[str, str]], until: str) -> Iterator[str]:
    """The days from which a figure no longer stood there and no other one did."""
    known.sort()
    for index, (_, end) in enumerate(known):
        if not end or end >= until:
            continue
        ended = answers.day(end)
        if ended is None or ended == date.max:
            continue
        after = (ended + timedelta(days=1)).isoformat()
        if index + 1 == len(known) or known[index + 1][0] > after:
            yield after


def _record(line: int, row: Any, series: Series, earliest: str | None) -> Record:
    value = answers.at(row, "value")
    text, start = answers.text(answers.at(row, "date")), answers.at(row, "realtime_start")
    start = answers.text(start)
    if not isinstance(value, str) or answers.day(start) is None:
        problem = "The row has no value, or no day in `realtime_start`."
        return Record(line, {}, problem, answers.shown(row))
    state = series.state(start)
    short = answers.text(state.get("frequency_short"))
    period = _period(short, text)
    if period is None:
        problem = (
            f"“{text}” is not the first (or last) day of a period of the frequency “{short}”; "
            f"known are {', '.join(('D', *_DAYS, *_MONTHS))}."
        )
        return Record(line, {}, problem, answers.shown(row))
    updated = answers.text(state.get("last_updated"))
    return Record(
        line,
        {
            "series": series.id,
            "title": answers.text(state.get("title")),
            "date": text,
            "period": period,
            "frequency": _CODES.get(short, ""),
            "frequency_short": short,
            "value": answers.text(value),
            "units": answers.text(state.get("units")),
            "units_short": answers.text(state.get("units_short")),
            "seasonal_adjustment_short": answers.text(state.get("seasonal_adjustment_short")),
            "realtime_start": start,
            "realtime_end": answers.text(answers.at(row, "realtime_end")),
            "last_updated": updated,
            "published_on": start if earliest is not None else (updated[:10] or start),
            # The first day of an archive is the day since which figures are kept, and with
            # `realtime_start` the day that was asked for: known then, perhaps long before.
            "published_on_basis": "stated" if earliest is not None and start > earliest
            else "inferred",
        },
    )  # fmt: skip


def _period(short: str, text: str) -> str | None:
    """The period that the date of a row stands for; ``None`` if it stands for none."""
    day = answers.day(text)
    if day is None or len(text) != 10:
        return None
    try:
        if short == "D":
            return text
        if short in _DAYS:  # dated by their last day
            first = day - timedelta(days=_DAYS[short] - 1)
            return f"{first.isoformat()}/P{_DAYS[short]}D"
        if short not in _MONTHS:
            return None
        months, after = _MONTHS[short], day + timedelta(days=1)
        if day.day == 1:
            return str(Period.of(day, months=months))
        if after.day == 1:  # fiscal years are dated by their last day
            index = after.year * 12 + after.month - 1 - months
            return str(Period.of(date(index // 12, index % 12 + 1, 1), months=months))
    except (ValueError, OverflowError, DomainError):
        return None
    return None
