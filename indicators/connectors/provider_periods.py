"""Periods as SDMX and statistics offices write them, in a form that ``parse_period`` reads."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from indicators.domain.errors import PeriodError

_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
_REPORTING = re.compile(r"(\d{4})-([ASTQMWD])(\d{1,3})", re.ASCII)
_YEAR_START = re.compile(r"--(\d{2})-(\d{2})", re.ASCII)
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})?"


def _refuse(text: str, why: str) -> PeriodError:
    return PeriodError(
        "“{text}” {why}; read are years, half-years, quarters, months, days and ranges such as "
        "2021-01-01/P2M.",
        code="unread_period",
        text=text[:80],
        why=why,
    )


def _four_months(year: str, third: str) -> str:
    return f"{year}-{4 * int(third) - 3:02}-01/P4M"


def _day_of_year(year: str, day: str) -> str:
    found = date(int(year), 1, 1) + timedelta(days=int(day) - 1)
    if found.year != int(year) or int(day) < 1:
        raise ValueError
    return found.isoformat()


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(form, re.ASCII), build)
    for form, build in (
        (r"(\d{4})-T([1-3])", _four_months),
        (r"(\d{4})-D(\d{1,3})", _day_of_year),
        (rf"(\d{{4}}(?:-\d{{2}}){{0,2}}){_ZONE}", lambda day: day),
        (
            rf"(\d{{4}}-\d{{2}}-\d{{2}})T00:00(?::00(?:\.0+)?)?{_ZONE}(/P\w+)?",
            lambda day, length: day + (length or ""),
        ),
        # Statistics Sweden, and the Netherlands' CBS.
        (r"(\d{4})K([1-4])", lambda year, number: f"{year}-Q{number}"),
        (r"(\d{4})JJ00", lambda year: year),
        (r"(\d{4})HJ0([12])", lambda year, number: f"{year}-S{number}"),
        (r"(\d{4})KW0([1-4])", lambda year, number: f"{year}-Q{number}"),
        (r"(\d{4})MM(\d{2})", lambda year, number: f"{year}-{number}"),
    )
)
_WEEK = re.compile(r"\d{4}-?W\d{1,2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\S*", re.ASCII)


@lru_cache(maxsize=10_000)
def period_text(text: str, year_start: str = "") -> str:
    """The text in a form that ``parse_period`` takes, or unchanged where nothing is to be done.

    ``year_start`` is SDMX's REPORTING_YEAR_START_DAY (``--07-01``): reporting periods such as
    2021-Q1 are counted from it. Raises PeriodError for weeks, for moments within a day, and for
    a reporting year that does not begin with a month.
    """
    plain = text.strip()
    if year_start not in ("", "--01-01", "--01-01Z") and (match := _REPORTING.fullmatch(plain)):
        return _reporting(plain, match, year_start)
    for form, build in _FORMS:
        if match := form.fullmatch(plain):
            try:
                return build(*match.groups())
            except (ValueError, OverflowError):
                raise _refuse(plain, "is no day of that year") from None
    if _WEEK.fullmatch(plain):
        raise _refuse(plain, "is a week, which is not kept")
    if _MOMENT.fullmatch(plain):
        raise _refuse(plain, "is a moment within a day, or cannot be read")
    return plain


def _reporting(text: str, match: re.Match[str], year_start: str) -> str:
    start = _YEAR_START.fullmatch(year_start.removesuffix("Z"))
    length = _MONTHS.get(match[2])
    number = int(match[3])
    if start is None or start[2] != "01" or not 1 <= int(start[1]) <= 12 or length is None:
        raise _refuse(text, f"is counted from the reporting year’s start {year_start[:20]}")
    if not 1 <= number <= 12 // length:
        raise _refuse(text, "is no part of a year")
    months = int(start[1]) - 1 + (number - 1) * length
    return f"{int(match[1]) + months // 12:04}-{months % 12 + 1:02}-01/P{length}M"
