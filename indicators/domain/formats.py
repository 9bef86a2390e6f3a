"""Numbers, periods and days as people read them, in English and Simplified Chinese.

Languages are the codes of the site: ``en`` and ``zh-hans``. Halves are rounded away from zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from indicators.domain.codelists import Frequency
from indicators.domain.periods import Period

_LOCALES = {"en": Locale("en"), "zh": Locale("zh", script="Hans")}
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Scale:
    """A power of ten with its word; one for a whole column or axis."""

    factor: Decimal
    word: str


_SCALES = {
    "en": (
        Scale(Decimal(10) ** 12, "trillion"),
        Scale(Decimal(10) ** 9, "billion"),
        Scale(Decimal(10) ** 6, "million"),
        Scale(Decimal(10) ** 3, "thousand"),
    ),
    "zh": (
        Scale(Decimal(10) ** 12, "万亿"),
        Scale(Decimal(10) ** 8, "亿"),
        Scale(Decimal(10) ** 4, "万"),
    ),
}
ONE = Scale(Decimal(1), "")
_WIDE = Context(prec=200)


def short(lang: str) -> str:
    """``zh`` for every Chinese, else ``en``."""
    return "zh" if lang.lower().startswith("zh") else "en"


def listed(items: Iterable[str], lang: str) -> str:
    """Names or codes one after the other: ``a, b`` or ``a、b``."""
    return ("、" if short(lang) == "zh" else ", ").join(items)


def clauses(parts: Iterable[str], lang: str) -> str:
    """Parts of a sentence, longer than names: ``a; b`` or ``a；b``."""
    return ("；" if short(lang) == "zh" else "; ").join(parts)


def bracketed(text: str, lang: str) -> str:
    """What is said in brackets after a word, with the space before them: `` (a)`` or ``（a）``."""
    return f"（{text}）" if short(lang) == "zh" else f" ({text})"


def round_to(value: Decimal, decimals: int) -> Decimal:
    """Rounded half away from zero, also of more digits than the usual context keeps."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


def decimals_of(value: Decimal) -> int:
    """How many decimals a value has, without trailing zeros."""
    exponent = value.normalize(_WIDE).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def format_number(
    value: Decimal | None, lang: str, decimals: int | None = None, scale: Scale | None = None
) -> str:
    """``1,064.77`` or ``106.5万``; without ``decimals`` all that it has, four at the most."""
    if value is None:
        return "–"
    shown = _WIDE.divide(value, scale.factor) if scale else value
    places = min(decimals_of(shown), 4) if decimals is None else decimals
    rounded = round_to(shown, places)
    if rounded == 0:
        rounded = abs(rounded)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    with localcontext(_WIDE):  # Babel rounds once more, in whatever context there is
        text = format_decimal(
            rounded, format=pattern, locale=_LOCALES[short(lang)], decimal_quantization=False
        )
    text = text.replace("-", MINUS)
    if scale is None or not scale.word:
        return text
    return f"{text}{scale.word}" if short(lang) == "zh" else f"{text} {scale.word}"


def pick_scale(values: Iterable[Decimal], lang: str) -> Scale:
    """The largest scale of which the largest value is at least one, from 100,000 (or 10 万) up."""
    largest = max((abs(value) for value in values), default=Decimal(0))
    floor = Decimal(10) ** 6 if short(lang) == "en" else Decimal(10) ** 5
    if largest < floor:
        return ONE
    return next((scale for scale in _SCALES[short(lang)] if largest >= scale.factor), ONE)


def format_signed(value: Decimal, lang: str, decimals: int | None = None) -> str:
    """With a plus sign where it is above zero as printed."""
    text = format_number(value, lang, decimals)
    shown = value if decimals is None else round_to(value, decimals)
    return f"+{text}" if shown > 0 else text


def format_percent(value: Decimal, lang: str, decimals: int = 1, *, signed: bool = False) -> str:
    """``−3.0 %`` in English, ``−3.0%`` in Chinese; the value is in percent already."""
    text = format_signed(value, lang, decimals) if signed else format_number(value, lang, decimals)
    return f"{text}%" if short(lang) == "zh" else f"{text} %"


def format_day(day: date | None, lang: str) -> str:
    """``1 July 2021`` or ``2021年7月1日``."""
    if day is None:
        return "–"
    pattern = "y年M月d日" if short(lang) == "zh" else "d MMMM y"
    return format_date(day, pattern, locale=_LOCALES[short(lang)])


def format_month(day: date, lang: str) -> str:
    """The month of a day: ``July 2021`` or ``2021年7月``."""
    pattern = "y年M月" if short(lang) == "zh" else "MMMM y"
    return format_date(day, pattern, locale=_LOCALES[short(lang)])


def format_period(period: Period, lang: str) -> str:
    """A period in words: ``March 2021``, ``January–February 2021``, ``2025/26 (from April)``."""
    return _chinese(period) if short(lang) == "zh" else _english(period)


def _english(period: Period) -> str:
    start, last = period.start, period.last_day
    month = format_date(start, "MMMM", locale=_LOCALES["en"])
    end_month = format_date(last, "MMMM", locale=_LOCALES["en"])
    if period.is_calendar_year:
        return str(start.year)
    match period.frequency:
        case Frequency.DAY:
            return format_day(start, "en")
        case Frequency.MONTH:
            return f"{month} {start.year}"
        case Frequency.QUARTER:
            return f"Q{(start.month + 2) // 3} {start.year}"
        case Frequency.HALF_YEAR if start.month == 7:
            return f"July–December {start.year}"
        case Frequency.ANNUAL:
            return f"{start.year}/{last.year % 100:02} (from {month})"
    if period.months is None:
        return f"{format_day(start, 'en')} – {format_day(last, 'en')}"
    if start.year == last.year:
        return f"{month}–{end_month} {start.year}"
    if period.months % 12 == 0 and start.month == 1:
        return f"{start.year}–{last.year}"
    return f"{month} {start.year} – {end_month} {last.year}"


def _chinese(period: Period) -> str:
    start, last = period.start, period.last_day
    if period.is_calendar_year:
        return f"{start.year}年"
    match period.frequency:
        case Frequency.DAY:
            return format_day(start, "zh-hans")
        case Frequency.MONTH:
            return f"{start.year}年{start.month}月"
        case Frequency.QUARTER:
            return f"{start.year}年第{'一二三四'[(start.month - 1) // 3]}季度"
        case Frequency.HALF_YEAR:
            return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
        case Frequency.ANNUAL:
            return f"{start.year}/{last.year % 100:02}财年（{start.month}月起）"
    if period.months is None:
        return f"{format_day(start, 'zh')}至{format_day(last, 'zh')}"
    if start.year == last.year:
        return f"{start.year}年{start.month}–{last.month}月"
    if period.months % 12 == 0 and start.month == 1:
        return f"{start.year}–{last.year}年"
    return f"{start.year}年{start.month}月至{last.year}年{last.month}月"
