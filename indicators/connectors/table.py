"""The rows of a text table, one at a time, each with its line in the file."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indicators.connectors.base import RAW_KEPT, ConnectorError, ParsedRow
from indicators.connectors.cells import trim, unprotect
from indicators.connectors.grid import Row
from indicators.connectors.header import HeaderRules, Layout, normal

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
# What spreadsheets write before the header to name the delimiter.
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.I)
_BAD_QUOTE = (
    "There is text after a closing quotation mark. Quote the whole cell, and write a mark that "
    'belongs to the text twice ("").'
)


def read(
    text: io.TextIOWrapper, rules: HeaderRules, delimiter: str | None = None, header_row: int = 1
) -> Iterator[ParsedRow]:
    """Bind the header now and yield the rows as they are asked for.

    Without a ``delimiter`` it is found from the header. Raises ConnectorError when the header
    is not clear, and later when the table as a whole turns out to be broken.
    """
    lines = _Lines(text)
    reader, head = _begin(lines, rules, delimiter, header_row)
    return _rows(reader, lines, head.layout, head.delimiter)


@dataclass(frozen=True, slots=True)
class Head:
    """What the header says: the columns, the delimiter, and on which line the header ends."""

    layout: Layout
    delimiter: str
    lines: int


def head(
    text: io.TextIOWrapper, rules: HeaderRules, delimiter: str | None = None, header_row: int = 1
) -> Head:
    """Bind the header of a table whose rows are read by other means. Raises as ``read`` does."""
    return _begin(_Lines(text), rules, delimiter, header_row)[1]


def _begin(
    lines: "_Lines", rules: HeaderRules, delimiter: str | None, header_row: int
) -> tuple[Iterator[list[str]], Head]:
    named = _skip_preamble(lines, header_row)
    delimiter = delimiter or named or _detect(lines, rules)
    reader = _reader(lines, delimiter)
    layout = _header(reader, lines, rules)
    return reader, Head(layout, delimiter, lines.number)


def grid(text: io.TextIOWrapper, delimiter: str | None = None) -> Iterator[Row]:
    """The rows as they are, for layouts in which the header is not one line of headings.

    Rows are numbered by the line on which they begin. Without a ``delimiter`` it is the one that
    gives the widest rows among the first lines. Raises ConnectorError as ``read`` does.
    """
    lines = _Lines(text)
    named = _skip_preamble(lines, 1)
    delimiter = delimiter or named or _widest(lines)
    reader = _reader(lines, delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if _runs_on(lines, delimiter, error):
                raise _broken_quote(lines, error) from error
            yield Row(lines.first, [], _BAD_QUOTE, lines.raw)
        else:
            yield Row(lines.first, [unprotect(trim(cell)) for cell in cells])
        lines.begin()


class _Lines:
    """The physical lines of a file; knows where the current row begins and what it says."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._waiting: list[str] = []
        self._row: list[str] = []
        self.number = 0
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop(0) if self._waiting else next(self._text)
        self.number += 1
        self._row.append(line)
        return line

    def peek(self, count: int) -> list[str]:
        """Lines that come next, without taking them."""
        missing = max(count - len(self._waiting), 0)
        self._waiting.extend(itertools.islice(self._text, missing))
        return self._waiting[:count]

    def begin(self) -> None:
        """The next row begins at the next line."""
        self._row.clear()
        self.first = self.number + 1

    @property
    def spans_lines(self) -> bool:
        """Whether the current row runs over several lines."""
        return self.number > self.first

    @property
    def raw(self) -> str:
        """Text of the current row, cut."""
        return "".join(self._row)[:RAW_KEPT].rstrip("\r\n")


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _skip_preamble(lines: _Lines, header_row: int) -> str | None:
    """Go to the header; return the delimiter if a line above it names one."""
    named = None
    for number in range(1, header_row):
        if next(lines, None) is None:
            raise ConnectorError(
                "The file has {count} lines, so there is no header on line {header_row}. Correct "
                "`header_row`.",
                code="no_header",
                count=number - 1,
                header_row=header_row,
            )
    while (ahead := lines.peek(1)) and (not trim(ahead[0]) or _SEP_LINE.fullmatch(ahead[0])):
        if match := _SEP_LINE.fullmatch(next(lines)):
            named = match[1]
    lines.begin()
    if not lines.peek(1):
        raise ConnectorError(
            "The file has no header: it ends on line {count} without any text from line "
            "{header_row} on. Right is a line with headings, then rows.",
            code="empty_file",
            count=lines.number,
            header_row=header_row,
        )
    return named if named in DELIMITERS.values() else None


def _detect(lines: _Lines, rules: HeaderRules) -> str:
    """The delimiter that finds most of our columns in the header; else most columns."""
    wanted = set(rules.headings().values())

    def score(delimiter: str) -> tuple[int, int]:
        # Not strict: a broken quote must be reported for the delimiter that is meant.
        try:
            cells = next(csv.reader(lines.peek(20), delimiter=delimiter))
        except csv.Error:
            return (-1, -1)
        return len(wanted.intersection(map(normal, cells))), len(cells)

    return max(DELIMITERS.values(), key=score)


def _widest(lines: _Lines) -> str:
    def score(delimiter: str) -> int:
        try:
            return sum(map(len, csv.reader(lines.peek(20), delimiter=delimiter)))
        except csv.Error:
            return -1

    return max(DELIMITERS.values(), key=score)


def _header(reader: Iterator[list[str]], lines: _Lines, rules: HeaderRules) -> Layout:
    try:
        headings = next(reader)
    except csv.Error as error:
        raise _broken_quote(lines, error) from error
    line = lines.first
    lines.begin()
    return rules.bind(headings, line)


def _broken_quote(lines: _Lines, error: Exception) -> ConnectorError:
    if str(error).startswith("field larger"):
        return ConnectorError(
            "In the row that begins on line {line} a cell is longer than {limit:,} characters; "
            "most often a quotation mark is opened there and never closed. The row: {raw}",
            code="cell_too_long",
            line=lines.first,
            limit=csv.field_size_limit(),
            raw=lines.raw[:200],
        )
    return ConnectorError(
        "In the row that begins on line {line} a quotation mark is opened and not closed as it "
        "should be ({detail}), so nothing after it can be read for certain. Close it, or write "
        'a mark that belongs to the text twice (""). The row: {raw}',
        code="unclosed_quote",
        line=lines.first,
        detail=str(error),
        raw=lines.raw[:200],
    )


def _runs_on(lines: _Lines, delimiter: str, error: Exception) -> bool:
    """Within one line the damage ends with the line; beyond it, rows have run together."""
    return lines.spans_lines or not str(error).startswith(f"'{delimiter}'")


def _rows(
    reader: Iterator[list[str]], lines: _Lines, layout: Layout, delimiter: str
) -> Iterator[ParsedRow]:
    count = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if _runs_on(lines, delimiter, error):
                raise _broken_quote(lines, error) from error
            yield ParsedRow(lines.first, {}, _BAD_QUOTE, lines.raw)
            count += 1
        else:
            if (row := row_of(cells, layout, lines.first, lambda: lines.raw)) is not None:
                yield row
                count += 1
        lines.begin()
    if not count:
        raise ConnectorError(
            "The file has a header but no rows below it; it ends on line {line}.",
            code="only_header",
            line=lines.number,
        )


def row_of(
    cells: Sequence[str], layout: Layout, line: int, raw: Callable[[], str]
) -> ParsedRow | None:
    """The row of some cells; ``None`` for a blank one. ``raw`` is asked for its whole text."""
    if not any(map(trim, cells)):
        return None
    texts = [unprotect(trim(cell)) for cell in cells]
    values = dict(layout.constants)
    for name, index in layout.positions.items():
        if index < len(texts):
            values[name] = texts[index]
    problem = None
    if len(texts) < layout.width:
        problem = (
            f"The row has {len(texts)} cells, the header {layout.width}. Add the missing cells, "
            "empty where there is no figure."
        )
    elif any(texts[layout.width :]):
        problem = (
            f"The row has {len(texts)} cells, the header {layout.width}. Quote a cell that "
            "contains the delimiter."
        )
    elif any(texts[index] for index in layout.nameless):
        problem = "There is text in a column without a heading. Give the column a heading."
    return ParsedRow(line, values, problem, raw() if problem else "")
