"""Text cells of files that people open in a spreadsheet: protect formulas, and read them back.

A cell that begins with one of these signs is a formula to a spreadsheet. Our own exports put an
apostrophe before it, and only before text, never before numbers; reading takes exactly one away,
so that every text survives the round trip.
"""

import re

_SIGNS = r"=+\-@\t\r\n\0＝＋－＠"
_RISKY = re.compile(rf"'*\s*[{_SIGNS}]")
# Spaces that `str.strip` does not know: zero-width space and byte order mark.
INVISIBLE = "\u200b\ufeff"
# Everything that ``trim`` takes away.
SPACES = "".join(filter(str.isspace, map(chr, range(1, 0x3001)))) + INVISIBLE


def protect(text: str) -> str:
    """Make a text cell harmless to a spreadsheet. Not for numbers."""
    return f"'{text}" if _RISKY.match(text) else text


def unprotect(text: str) -> str:
    """Take away the apostrophe that ``protect`` put there."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def trim(text: str) -> str:
    """Take away spaces around a cell, full-width and invisible ones too."""
    while (trimmed := text.strip().strip(INVISIBLE)) != text:
        text = trimmed
    return text
