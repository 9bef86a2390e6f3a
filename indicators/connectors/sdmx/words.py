"""What the footer, the error or the fault of an SDMX-ML message says."""

import re

from indicators.connectors.sdmx.answers import Reason, short

_MOST_WORDS = 2_000
_MOST_REASONS = 20
# A fault of SOAP gives its code as an element of its own.
_CODE_FIRST = re.compile(r"(\d{3,4}) (.*)", re.ASCII)


class Words:
    """Collects text while it is open; a hostile text costs no more than a short one."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []
        self._code = ""
        self._parts: list[str] | None = None
        self._length = 0

    def begin(self, code: str = "") -> None:
        """What comes now is said with this code."""
        self._code, self._parts, self._length = code, [], 0

    def next_part(self) -> None:
        """Another text begins, perhaps the first."""
        if self._parts is None:
            self.begin()
        self.add(" ")

    def add(self, text: str) -> None:
        """A piece of text, kept if somebody is speaking."""
        if self._parts is not None and self._length < _MOST_WORDS:
            self._length += len(text)
            self._parts.append(text[:_MOST_WORDS])

    def taken(self) -> str:
        """What was said since the beginning, on one line."""
        words = " ".join("".join(self._parts or []).split())
        self._parts = None
        return words

    def end(self) -> None:
        """Keep what was said as a reason."""
        code, words = self._code, self.taken()
        if not code and (match := _CODE_FIRST.fullmatch(words)):
            code, words = match.groups()
        if (code or words) and len(self.reasons) < _MOST_REASONS:
            self.reasons.append(Reason(short(code)[:40], short(words)))
