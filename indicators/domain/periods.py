"""Periods: what a figure is about. A start day and an exclusive end day.

They are read in many notations and printed in one, that of SDMX: ``2021``, ``2021-S1``,
``2021-Q1``, ``2021-03``, ``2021-03-15``, and as a range such as ``2021-01-01/P2M`` otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from indicators.domain.codelists import Frequency
from indicators.domain.errors import PeriodError

ACCEPTED = (
    "2021, 2021-S1, 2021-Q1, 2021-03, 2021-03-15, 2021-01-01/P2M, FY2025-26, "
    "2021年1-2月 or 2021年上半年"
)
# What may be typed in; beyond it a slip of the pen is likelier than a period.
FIRST_YEAR, LAST_YEAR = 1500, 2999
_EXCEL_EPOCH = date(1899, 12, 30)
_MONTHS_OF = {
    Frequency.ANNUAL: 12,
    Frequency.HALF_YEAR: 6,
    Frequency.QUARTER: 3,
    Frequency.MONTH: 1,
}


def _add_months(day: date, months: int) -> date:
    """The first of a month, ``months`` later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes 28 February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


class _Span(NamedTuple):
    start: date
    end: date


class Period(_Span):
    """A span of days from ``start`` up to, not including, ``end``. Ordered by start, then end.

    A tuple, because periods are the keys of every table of figures: it hashes and compares several
    times as fast as a dataclass.
    """

    __slots__ = ()

    def __new__(cls, start: date, end: date) -> Period:
        """Raises PeriodError for a span that is empty or runs backwards."""
        if end <= start:
            raise PeriodError(
                "A period must end after it starts; {start} to {end} does not.",
                start=start,
                end=end,
            )
        return super().__new__(cls, start, end)

    @classmethod
    def of(cls, start: date, *, months: int) -> Period:
        """``months`` whole months from ``start``, which must be the first of a month."""
        if start.day != 1:
            raise PeriodError("{start} is not the first day of a month.", start=start)
        if months < 1 or start.year + months // 12 >= date.max.year:
            raise PeriodError("{months} is not a number of months.", months=months)
        return cls(start, _add_months(start, months))

    @classmethod
    def year_of(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def half_of(cls, year: int, half: int) -> Period:
        """The first or second half of a year."""
        return cls.of(date(year, 6 * half - 5, 1), months=6)

    @classmethod
    def quarter_of(cls, year: int, quarter: int) -> Period:
        """A quarter of a calendar year."""
        return cls.of(date(year, 3 * quarter - 2, 1), months=3)

    @classmethod
    def month_of(cls, year: int, month: int) -> Period:
        """A month."""
        return cls.of(date(year, month, 1), months=1)

    @property
    def months(self) -> int | None:
        """How many whole months it spans, or ``None`` if it does not run from first to first."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def frequency(self) -> Frequency | None:
        """The frequency whose period it is; ``None`` for other ranges. Fiscal years are annual."""
        if self.end - self.start == timedelta(days=1):
            return Frequency.DAY
        months = self.months
        if months == 12:
            return Frequency.ANNUAL
        for frequency, length in _MONTHS_OF.items():
            if months == length and (self.start.month - 1) % length == 0:
                return frequency
        return None

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.end - timedelta(days=1)

    @property
    def year(self) -> int:
        """The year of the last day."""
        end = self.end
        return end.year - 1 if end.month == end.day == 1 else end.year

    @property
    def is_calendar_year(self) -> bool:
        """Whether it is a whole calendar year."""
        return self.months == 12 and self.start.month == 1

    @property
    def starts_year(self) -> bool:
        """Whether it starts on 1 January and ends in the same year: the shape of year to date."""
        return (self.start.month, self.start.day) == (1, 1) and self.year == self.start.year

    def shift_years(self, years: int) -> Period:
        """The same span of another year."""
        months = self.months
        if months is not None:
            return Period.of(_same_day(self.start, self.start.year + years), months=months)
        start = _same_day(self.start, self.start.year + years)
        return Period(start, start + (self.end - self.start))

    def previous_year(self) -> Period:
        """The same span one year earlier."""
        return _a_year_earlier(self)

    def next(self) -> Period:
        """The span of the same length that follows."""
        months = self.months
        if months is not None:
            return Period.of(self.end, months=months)
        return Period(self.end, self.end + (self.end - self.start))

    def previous(self) -> Period:
        """The span of the same length that comes before."""
        months = self.months
        if months is not None:
            return Period.of(_add_months(self.start, -months), months=months)
        return Period(self.start - (self.end - self.start), self.start)

    def contains(self, other: Period) -> bool:
        """Whether ``other`` lies within it."""
        return self.start <= other.start and other.end <= self.end

    def to_date(self) -> Period:
        """From 1 January of the year of its last day to its end."""
        return Period(date(self.year, 1, 1), self.end)

    def __str__(self) -> str:
        return _printed(self)


# Few periods stand in thousands of targets, so each is shifted and printed once.
@lru_cache(maxsize=10_000)
def _a_year_earlier(period: Period) -> Period:
    return period.shift_years(-1)


@lru_cache(maxsize=10_000)
def _printed(period: Period) -> str:
    """The SDMX form of a period."""
    frequency, start = period.frequency, period.start
    if frequency is Frequency.DAY:
        return start.isoformat()
    if period.is_calendar_year:
        return f"{start.year:04}"
    if frequency is Frequency.HALF_YEAR:
        return f"{start.year:04}-S{(start.month + 5) // 6}"
    if frequency is Frequency.QUARTER:
        return f"{start.year:04}-Q{(start.month + 2) // 3}"
    if frequency is Frequency.MONTH:
        return f"{start.year:04}-{start.month:02}"
    months = period.months
    if months is None:
        return f"{start.isoformat()}/P{(period.end - start).days}D"
    if months % 12 == 0:
        return f"{start.isoformat()}/P{months // 12}Y"
    return f"{start.isoformat()}/P{months}M"


def ytd_period(year: int, month: int) -> Period:
    """January to ``month`` of a year."""
    return Period.of(date(year, 1, 1), months=month)


def iter_years(window: Period) -> Iterator[Period]:
    """The consecutive years of a window that is made of whole years."""
    months = window.months
    if months is None or months % 12:
        raise PeriodError("{window} is not made of whole years.", window=window)
    for index in range(months // 12):
        yield Period.of(_add_months(window.start, 12 * index), months=12)


def parse_day(text: str) -> date:
    """A day in the form ``2021-07-01``. Raises PeriodError (``invalid_day``)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain, re.ASCII):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    raise PeriodError(
        "“{text}” is not a day; write it as 2021-07-01.", code="invalid_day", text=text
    )


def parse_excel_date(serial: str | int) -> date:
    """The day of an Excel serial number (1900 system). Raises PeriodError."""
    try:
        number = int(serial)
        if not 61 <= number <= 2_958_465:
            raise ValueError
    except ValueError:
        raise PeriodError("“{text}” is not an Excel date.", text=serial) from None
    return _EXCEL_EPOCH + timedelta(days=number)


def _fiscal(first: str, second: str | None, fiscal_start: int) -> Period:
    year = int(first)
    if second is not None and int(second[-2:]) != (year + 1) % 100:
        raise ValueError("a fiscal year ends in the next calendar year")
    if second is None:
        # FY2026 alone is named by the year in which it ends.
        year -= 1
    return Period.of(date(year, fiscal_start, 1), months=12)


def _iso_range(day: str, length: str, unit: str) -> Period:
    start, count = date.fromisoformat(day), int(length)
    if count > 12_000:
        raise ValueError("too long")
    if unit == "D":
        return Period(start, start + timedelta(days=count))
    return Period.of(start, months=count * (12 if unit == "Y" else 1))


def _months(year: str, first: str, last: str) -> Period:
    if int(last) < int(first):
        raise ValueError("the months run backwards")
    date(int(year), int(last), 1)
    return Period.of(date(int(year), int(first), 1), months=int(last) - int(first) + 1)


def _day(*parts: str) -> Period:
    start = date(*map(int, parts))
    return Period(start, start + timedelta(days=1))


_CHINESE_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_Y = r"(\d{4})"
_FORMS: tuple[tuple[str, Callable[..., Period]], ...] = (
    (rf"{_Y}年?(?:度|全年)?", lambda y: Period.year_of(int(y))),
    (rf"{_Y}-A1", lambda y: Period.year_of(int(y))),
    (rf"{_Y}[- ]?(?:S|H)([12])", lambda y, h: Period.half_of(int(y), int(h))),
    (rf"H([12])[- ]{_Y}", lambda h, y: Period.half_of(int(y), int(h))),
    (rf"{_Y}年(上|下)半年", lambda y, h: Period.half_of(int(y), 1 if h == "上" else 2)),
    (rf"{_Y}[- ]?Q([1-4])", lambda y, q: Period.quarter_of(int(y), int(q))),
    (rf"Q([1-4])[- ]{_Y}", lambda q, y: Period.quarter_of(int(y), int(q))),
    (
        rf"{_Y}年第?([一二三四1-4])季度?",
        lambda y, q: Period.quarter_of(int(y), _CHINESE_QUARTER[q]),
    ),
    (rf"{_Y}年?前三季度", lambda y: ytd_period(int(y), 9)),
    (rf"{_Y}-(\d{{2}})", lambda y, m: Period.month_of(int(y), int(m))),
    (rf"{_Y}-?M(\d{{1,2}})", lambda y, m: Period.month_of(int(y), int(m))),
    (rf"{_Y}年(\d{{1,2}})月份?", lambda y, m: Period.month_of(int(y), int(m))),
    (rf"{_Y}年(\d{{1,2}})月?[-~至—–](\d{{1,2}})月份?", _months),
    (rf"{_Y}-(\d{{2}})-(\d{{2}})", _day),
    (rf"{_Y}年(\d{{1,2}})月(\d{{1,2}})日", _day),
    (r"(\d{4}-\d{2}-\d{2})/P(\d{1,5})([YMD])", _iso_range),
)
_COMPILED = tuple((re.compile(form, re.ASCII | re.IGNORECASE), build) for form, build in _FORMS)
_FISCAL = re.compile(r"FY ?(\d{4})(?:[-/–](\d{2}|\d{4}))?", re.ASCII | re.IGNORECASE)


def _in_range(period: Period) -> Period:
    if not FIRST_YEAR <= period.start.year <= period.year <= LAST_YEAR:
        raise ValueError(f"outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return period


def parse_period(text: str, *, fiscal_start: int = 4) -> Period:
    """The period of a text. Fiscal years start with month ``fiscal_start`` (India: April).

    Raises PeriodError that names the text and the accepted forms.
    """
    plain = "".join(unicodedata.normalize("NFKC", str(text)).split())
    spaced = unicodedata.normalize("NFKC", str(text)).strip()
    try:
        if match := _FISCAL.fullmatch(spaced):
            return _in_range(_fiscal(match[1], match[2], fiscal_start))
        for candidate in (spaced, plain):
            for form, build in _COMPILED:
                if found := form.fullmatch(candidate):
                    return _in_range(build(*found.groups()))
    except (ValueError, OverflowError, PeriodError) as error:
        raise PeriodError(
            "“{text}” is not a possible period ({why}); write it as {accepted}.",
            text=text,
            why=str(error).rstrip("."),
            accepted=ACCEPTED,
        ) from error
    raise PeriodError(
        "“{text}” is not a period; write it as {accepted}.", text=text, accepted=ACCEPTED
    )
