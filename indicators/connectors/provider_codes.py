"""Status flags and frequencies of other statistics offices, in our codes."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

MISSING_CODES = frozenset({"O", "L"})
# SDMX CL_OBS_STATUS and the flags of the ECB; what we do not tell apart goes to the nearest code.
_LETTERS = {
    "A": "A", "B": "B", "D": "D", "E": "E", "F": "F", "L": "L", "O": "O", "P": "P", "U": "U",
    "C": "A",  # confidential (Eurostat)
    "G": "U",  # experimental
    "H": "O",  # missing: holiday or weekend
    "I": "E",  # imputed
    "J": "A",  # derogation
    "K": "A",  # included in another category
    "M": "O",  # missing: cannot exist
    "N": "U",  # not significant
    "Q": "O",  # missing: suppressed
    "R": "A",  # revised (Eurostat)
    "S": "A",  # strike or another special event
    "V": "P",  # not validated
    "W": "D",  # includes another category
    "Z": "O",  # not applicable (Eurostat)
}  # fmt: skip
# Eurostat's own estimate; the only small letter that means something else than the capital one.
_SMALL = {"s": "E"}
_WORDS = (
    ("break", "B"), ("forecast", "F"), ("estimate", "E"), ("imputed", "E"), ("provisional", "P"),
    ("reliab", "U"), ("definition differs", "D"), ("not collected", "L"), ("missing", "O"),
    ("not applicable", "O"), ("not available", "O"),
)  # fmt: skip
# Of several flags the first of these is kept. That a break comes first is SDMX's own advice.
_ORDER = "BFEPUDOLA"
_FLAGS = re.compile(r"[a-z](?:[ ,;|]*[a-z]){0,3}|[A-Z](?:[ ,;|]+[A-Z]){0,3}")


@lru_cache(maxsize=1_000)
def status_of(text: str) -> str:
    """Our code of a flag, of several (``bp``), or of their words; ``A`` for an unknown one."""
    plain = text.strip().lstrip(":").strip()
    if not plain:
        return "O" if text.strip() else ""
    if _FLAGS.fullmatch(plain):
        letters = re.findall("[A-Za-z]", plain)
        found = {_SMALL.get(sign) or _LETTERS.get(sign.upper(), "A") for sign in letters}
    else:
        lowered = plain.lower()
        found = {code for word, code in _WORDS if word in lowered}
    return next((code for code in _ORDER if code in found), "A")


class StatusRule(Mapping[str, str]):
    """Any status text of a source -> our code; see ``status_of``. Never without an answer."""

    def __getitem__(self, text: str) -> str:
        return status_of(text)

    def __iter__(self) -> Iterator[str]:
        return iter((*_LETTERS, *_SMALL))

    def __len__(self) -> int:
        return len(_LETTERS) + len(_SMALL)


STATUSES: Mapping[str, str] = StatusRule()
# H is the half-year of the ECB, the BIS and Eurostat; business days are days.
FREQUENCIES: Mapping[str, str] = {
    "H": "S", "B": "D", "Annual": "A", "Half-yearly": "S", "Half-yearly, semesterly": "S",
    "Quarterly": "Q", "Monthly": "M", "Daily": "D",
}  # fmt: skip
# What SDMX and JSON-stat are read with where the settings say nothing else.
SUGGESTED_CODES: Mapping[str, Mapping[str, str]] = {"status": STATUSES, "frequency": FREQUENCIES}
