"""Numbers as sources write them: separators, full-width digits, scale words, missing marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from indicators.domain.codelists import ObsStatus
from indicators.domain.errors import NumberError

# Scale words that may follow a number. Longest first, so that 万亿 is not read as 万.
SCALES: dict[str, Decimal] = {
    "lakh crore": Decimal(10) ** 12,
    "万亿": Decimal(10) ** 12,
    "trillion": Decimal(10) ** 12,
    "billion": Decimal(10) ** 9,
    "亿": Decimal(10) ** 8,
    "crore": Decimal(10) ** 7,
    "million": Decimal(10) ** 6,
    "lakh": Decimal(10) ** 5,
    "万": Decimal(10) ** 4,
    "thousand": Decimal(10) ** 3,
    "千": Decimal(10) ** 3,
}
MISSING = frozenset(
    {"", "-", "--", "–", "—", "…", "...", "..", ".", ":", "x", "X", "n/a", "N/A", "na", "NA"}
)
_MINUS = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-", "－": "-"})
_NUMBER = re.compile(
    # Groups of three with one separator, Indian groups (12,34,567), or no groups.
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d{1,3}(?P<gap>[, '’ ])\d{3}(?:(?P=gap)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}|\d*)"
    r"(?P<fraction>\.\d+)?(?P<exponent>[eE][+-]?\d{1,2})?",
    re.ASCII,
)
# 千 before these is part of the unit (千瓦 is kW), not of the number.
_KILO_UNITS = tuple("瓦克米卡伏焦")
_MAX_DIGITS = 40
_MAX_EXPONENT = 30


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What a text says: the exact value, or none with a status; how many decimals were stated."""

    value: Decimal | None
    status: ObsStatus | None
    decimals: int
    text: str


def _refuse(text: str, why: str = "is not a number") -> NumberError:
    return NumberError(
        "“{text}” {why}; write it as 1234.5, 1,234.5 or 52,068万, or leave it empty if missing.",
        text=text[:80],
        why=why,
    )


def split_scale(text: str) -> tuple[str, Decimal]:
    """Take a scale word off the end of ``text``: ``("142.5", 10000)`` for ``142.5万``."""
    lowered = text.rstrip().lower()
    for word, factor in SCALES.items():
        if lowered.endswith(word):
            return text.rstrip()[: -len(word)].rstrip(), factor
    return text, Decimal(1)


def parse_number(text: str) -> ParsedNumber:
    """Read a number. Missing marks give no value and the status “missing”.

    Raises NumberError for anything else that is not a finite number of sane size.
    """
    original = str(text)
    plain = unicodedata.normalize("NFKC", original).strip()
    if plain in MISSING or original.strip() in MISSING:
        return ParsedNumber(None, ObsStatus.MISSING, 0, original)
    plain = plain.translate(_MINUS).removesuffix("%").rstrip()
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip().removesuffix("%").rstrip()
    digits, factor = split_scale(plain)
    match = _NUMBER.fullmatch(digits)
    if not match or not (match["whole"] or match["fraction"]) or (negative and match["sign"]):
        raise _refuse(original)
    cleaned = re.sub(r"[, '’ ]", "", match["whole"]) or "0"
    fraction = match["fraction"] or ""
    if len(cleaned) + len(fraction) > _MAX_DIGITS:
        raise _refuse(original, "has too many digits")
    if match["exponent"] and abs(int(match["exponent"][1:])) > _MAX_EXPONENT:
        raise _refuse(original, "is too large or too small")
    try:
        value = Decimal(f"{match['sign']}{cleaned}{fraction}{match['exponent'] or ''}")
    except InvalidOperation as error:
        raise _refuse(original) from error
    value = _scaled(-value if negative else value, factor)
    return ParsedNumber(value, None, max(0, -_exponent(value)), original)


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    """Exact product, without an exponent above zero: 142.5万 is 1425000, not 1.425E+6."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    shifted = Decimal((sign, digits, exponent + factor.adjusted()))
    return shifted if _exponent(shifted) <= 0 else Decimal(int(shifted))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _single(text: str) -> tuple[str, Decimal]:
    """The one number of a wording, without separators, and the factor of its scale word."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", plain, re.ASCII)
    if len(found) != 1:
        raise _refuse(text, "holds no single number")
    number = found[0].rstrip(",")
    rest = plain[plain.index(number) + len(number) :].strip().lower()
    factor = next((SCALES[word] for word in SCALES if rest.startswith(word)), Decimal(1))
    if rest.startswith("千") and rest[1:2] in _KILO_UNITS:
        factor = Decimal(1)
    return number.replace(",", ""), factor


def stated_precision(text: str) -> Decimal:
    """Half a unit of the last stated digit: 0.05 for ``10.1``, 500 for ``142.5万``.

    Words around the number (a counted thing, “more than”) are ignored. Raises NumberError when
    there is no number in the text, or more than one.
    """
    number, factor = _single(text)
    return Decimal(5).scaleb(-len(number.partition(".")[2]) - 1) * factor


def stated_magnitude(text: str) -> Decimal:
    """The one number of a wording without its sign: 1425000 for ``142.5万个``.

    Raises NumberError as ``stated_precision`` does.
    """
    number, factor = _single(text)
    return Decimal(number) * factor
