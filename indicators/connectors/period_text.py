"""Period texts of spreadsheets, in a form that ``domain.periods.parse_period`` reads.

Only what can mean one thing is rewritten; everything else stays as the source has it, and is
refused where periods are read.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from indicators.domain.codelists import Frequency
from indicators.domain.errors import PeriodError
from indicators.domain.periods import Period, parse_period

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WORDS = {
    Frequency.ANNUAL: "a annual annually year yearly years 年 年度 每年",
    Frequency.HALF_YEAR: "s h half-year half-yearly semi-annual semiannual 半年 半年度",
    Frequency.QUARTER: "q quarter quarterly quarters 季 季度 每季",
    Frequency.MONTH: "m month monthly months 月 月度 每月",
    Frequency.DAY: "d day daily days 日 日度 每日",
}
_FREQUENCIES = {word: frequency for frequency, words in _WORDS.items() for word in words.split()}
_NAME = r"([a-z]{3,9})\.?"
_GAP = r"[\s,/–-]*"
_MONTH_YEAR = re.compile(rf"{_NAME}{_GAP}(\d{{4}})", re.I | re.A)
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_GAP}{_NAME}", re.I | re.A)
_MONTHS_YEAR = re.compile(rf"{_NAME}\s*(?:-|–|to)\s*{_NAME}{_GAP}(\d{{4}})", re.I | re.A)
_YEAR_MONTHS = re.compile(rf"(\d{{4}}){_GAP}{_NAME}\s*(?:-|–|to)\s*{_NAME}", re.I | re.A)
_FLOAT_YEAR = re.compile(r"(\d{4})\.0+", re.A)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00)?)?", re.A)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?年?", re.A)
_NUMBER = re.compile(r"(\d{1,2})(?:\.0+)?", re.A)


def frequency_of(text: str) -> Frequency | None:
    """The frequency that a word such as “Quarter”, “monthly” or “季度” names, or a code."""
    plain = "-".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _FREQUENCIES.get(plain)


@lru_cache(maxsize=10_000)
def period_text(text: str, frequency: Frequency | None = None) -> str:
    """The period of a cell: what ``parse_period`` reads where that is clear, else as it is.

    ``Mar-2021`` and ``2021 March`` become ``2021-03``, ``Jan-Feb 2021`` a range, ``2021.0`` a
    year. A day becomes the period of ``frequency`` that it lies in, if one is given.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if day := _DAY.fullmatch(plain):
        return _containing(day[1], frequency) if frequency else day[1]
    if year := _FLOAT_YEAR.fullmatch(plain):
        return year[1]
    if found := _MONTHS_YEAR.fullmatch(plain):
        return _range(found[3], found[1], found[2]) or text
    if found := _YEAR_MONTHS.fullmatch(plain):
        return _range(found[1], found[2], found[3]) or text
    if found := _MONTH_YEAR.fullmatch(plain):
        return _range(found[2], found[1], found[1]) or text
    if found := _YEAR_MONTH.fullmatch(plain):
        return _range(found[1], found[2], found[2]) or text
    return text


@lru_cache(maxsize=10_000)
def is_period(text: str) -> bool:
    """Whether a text that ``period_text`` gave is a period."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


@lru_cache(maxsize=10_000)
def joined(parts: tuple[str, ...], frequency: Frequency | None = None) -> str:
    """The period that the cells of several header rows give together, from the top down.

    ``2021`` over ``Q1``, ``2021年`` over ``1-2月``, ``2021`` over ``Mar``; a bare number below a
    year counts quarters or months where ``frequency`` says so. A lower cell that is a period by
    itself is the period.
    """
    texts = [part for part in parts if part]
    if len(texts) < 2:
        return period_text("".join(texts), frequency)
    for candidate in _candidates(texts, frequency):
        text = period_text(candidate, frequency)
        if is_period(text):
            return text
    own, year = period_text(texts[-1], frequency), _YEAR.fullmatch(texts[0])
    # A period of another year than the one above it: nobody knows which is meant.
    return own if is_period(own) and (not year or year[1] in own) else " ".join(texts)


def _candidates(texts: Sequence[str], frequency: Frequency | None) -> list[str]:
    first, rest = texts[0], "".join(texts[1:])
    year, number = _YEAR.fullmatch(first), _NUMBER.fullmatch(rest)
    if year and number:
        # Alone it may count anything.
        if frequency is Frequency.QUARTER:
            return [f"{year[1]}-Q{int(number[1])}"]
        return [f"{year[1]}-{int(number[1]):02}"] if frequency is Frequency.MONTH else []
    found = ["".join(texts), " ".join(texts), f"{rest} {first}"]
    return (
        [f"{year[1]}{rest}", f"{year[1]}年{rest}", f"{year[1]} {rest}", *found] if year else found
    )


def _containing(day: str, frequency: Frequency) -> str:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    if frequency is Frequency.DAY:
        return day
    if frequency is Frequency.ANNUAL:
        return str(Period.year_of(found.year))
    if frequency is Frequency.HALF_YEAR:
        return str(Period.half_of(found.year, (found.month + 5) // 6))
    if frequency is Frequency.QUARTER:
        return str(Period.quarter_of(found.year, (found.month + 2) // 3))
    return str(Period.month_of(found.year, found.month))


def _range(year: str, first: str, last: str) -> str | None:
    start, end = _MONTHS.get(first.lower()), _MONTHS.get(last.lower())
    if start is None or end is None or end < start:
        return None
    if start == end:
        return f"{year}-{start:02}"
    return f"{year}-{start:02}-01/P{end - start + 1}M"
