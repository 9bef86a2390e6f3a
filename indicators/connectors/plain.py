"""Text tables so regular that a database reads them as the csv module does, in pieces.

What is regular is decided here, strictly: whole rows on lines of their own, the same line ends
throughout, quotation marks only around whole cells. Everything else is Irregular, and is read by
``table``, which bears with more and says what is wrong.
"""

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from indicators.connectors import table
from indicators.connectors.base import RAW_KEPT, ParsedRow
from indicators.connectors.codes import Codes
from indicators.connectors.header import HeaderRules, Layout
from indicators.connectors.text import begins, refuse_other_formats

CHUNK = 1 << 16
# Two pieces of a line stay below the longest cell that the csv module reads.
_LONGEST = 60_000
_BOM = codecs.BOM_UTF8


class Irregular(Exception):
    """The table is not regular, in a way that the message names; ``table`` may still read it."""


class WrongEncoding(Irregular):
    """The bytes are not of the encoding that was assumed."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A file that begins like a regular table: how its body is read.

    ``encoding`` is one of those tried; ``lines`` stand above the body.
    """

    encoding: str
    delimiter: str
    layout: Layout
    lines: int
    codes: Codes

    def body(self, file: BinaryIO, seen: "Seen") -> Iterator[bytes]:
        """Whole lines below the header in UTF-8, from a file at its beginning.

        Raises Irregular as soon as a line is; what was given before is then worth nothing.
        """
        skip = self.lines
        quoted = _quoted_cells(self.delimiter)
        for piece in _whole_lines(_utf8(file, self.encoding)):
            while skip and piece:
                skip -= 1
                piece = piece[piece.find(b"\n") + 1 or len(piece) :]
            if piece:
                _check(piece, quoted, seen)
                yield piece

    def row(self, line: int, cells: Sequence[str], seen: "Seen") -> ParsedRow | None:
        """The row of some cells, before the codes are translated; ``None`` for a blank one.

        Raises Irregular where the text of the row, which is to be kept, cannot be told any more.
        """

        def raw() -> str:
            if seen.quotes:
                raise Irregular("a row with quotation marks has a problem")
            return self.delimiter.join(cells)[:RAW_KEPT]

        return table.row_of(cells, self.layout, line, raw)


@dataclass(slots=True)
class Seen:
    """What a pass over the body met."""

    lines: int = 0
    quotes: bool = False
    returns: bool | None = None


def begin(
    file: BinaryIO,
    rules: HeaderRules,
    codes: Codes,
    *,
    encoding: str | None,
    delimiter: str | None,
    header_row: int,
) -> Iterator[PlainTable]:
    """How the file may be read, likeliest first; nothing if it begins in no regular way.

    Raises ConnectorError for what is no table, and Irregular.
    """
    head = file.read(CHUNK)
    known = begins(head, encoding)
    fits = False
    for tried in [known] if known else ["utf-8", "gb18030"]:
        file.seek(0)
        try:
            text = next(_whole_lines(_utf8(file, tried)), b"")
            refuse_other_formats(text.decode())
        except (UnicodeDecodeError, WrongEncoding):
            continue
        fits = True
        if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
            raise Irregular("a carriage return stands alone")
        wrapped = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
        found = table.head(wrapped, rules, delimiter, header_row)
        if found.layout.width < 2:
            raise Irregular("the table has one column")
        if found.lines >= text.count(b"\n"):
            raise Irregular("the header is long, or nothing stands below it")
        yield PlainTable(tried, found.delimiter, found.layout, found.lines, codes)
    if not fits:
        raise Irregular("the text is of no known encoding")


def _utf8(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """The text in UTF-8, without its mark; UTF-8 itself is checked where lines are whole."""
    if encoding == "utf-8":
        first = True
        while chunk := file.read(CHUNK):
            yield chunk.removeprefix(_BOM) if first else chunk
            first = False
        return
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    first = True
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            raise WrongEncoding(f"the text is not {encoding}") from error
        if text:
            yield (text.removeprefix("\ufeff") if first else text).encode()
            first = False
        if not chunk:
            return


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            rest += chunk
            if len(rest) > _LONGEST:
                raise Irregular("a line is very long")
            continue
        yield rest + chunk[:cut]
        rest = chunk[cut:]
        if len(rest) > _LONGEST:
            raise Irregular("a line is very long")
    if rest:
        yield rest


def _quoted_cells(delimiter: str) -> re.Pattern[bytes]:
    sign = re.escape(delimiter.encode())
    return re.compile(
        rb"(?:(?<=[\n" + sign + rb'])|\A)"(?:[^"\r\n]|"")*"(?=[\r\n' + sign + rb"]|\Z)"
    )


def _check(piece: bytes, quoted: re.Pattern[bytes], seen: Seen) -> None:
    if not piece.isascii():
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            raise WrongEncoding("the text is not UTF-8") from error
    if b"\0" in piece:
        raise Irregular("there are NUL characters")
    newlines = piece.count(b"\n")
    returns = piece.count(b"\r")
    if returns and not returns == newlines == piece.count(b"\r\n"):
        raise Irregular("the lines end in several ways")
    if newlines:
        if seen.returns is not None and seen.returns != bool(returns):
            raise Irregular("the lines end in several ways")
        seen.returns = bool(returns)
    if b'"' in piece:
        seen.quotes = True
        if b'"' in quoted.sub(b"", piece):
            raise Irregular("a quotation mark stands inside a cell, or a cell has several lines")
    seen.lines += newlines + (not piece.endswith(b"\n"))
