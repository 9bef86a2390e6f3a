"""SDMX-CSV 1.0 and 2.0, and what Eurostat, the ECB and the OECD make of it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from indicators.connectors.base import RAW_KEPT, ConnectorError
from indicators.connectors.cells import trim
from indicators.connectors.observations import is_missing
from indicators.connectors.sdmx.found import MEASURE, TIME_IDS, Found, is_attribute
from indicators.connectors.text import open_text

LAST_UPDATE = "LAST UPDATE"
# Columns that say what the row is about, not which figure it is.
HEADER_IDS = (
    "DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "KEY", "SERIES_KEY",
    "OBS_KEY", LAST_UPDATE,
)  # fmt: skip
_DELIMITERS = ",;\t|"
_ACTIONS = {
    "": "", "I": "I", "A": "A", "M": "M", "R": "R", "D": "D",
    "INFORMATION": "I", "APPEND": "A", "MERGE": "M", "REPLACE": "R", "DELETE": "D",
}  # fmt: skip
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_@$ -]*")
_EUROSTAT_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{2}|\d{4})(?: .*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What each column is: its field, and whether its cells hold ``code: label``."""

    names: Sequence[str]
    coded: Sequence[bool]
    dimensions: frozenset[str]
    measure: str
    delimiter: str


def read(content: bytes, measure: str) -> Iterator[Found]:
    """The rows in file order, each with its line; ConnectorError for what is no SDMX-CSV."""
    text = open_text(content)
    first = text.readline()
    delimiter = _delimiter(first)
    reader = csv.reader(_after(first, text), delimiter=delimiter, strict=True)
    headings = _next(reader) or []
    layout = _layout([trim(one) for one in headings], measure, delimiter)
    while True:
        line = reader.line_num + 1
        cells = _next(reader)
        if cells is None:
            return
        texts = [trim(cell) for cell in cells]
        if any(texts):
            yield _row(line, texts, layout)


def updated_on(content: bytes) -> date | None:
    """The day in Eurostat's column LAST UPDATE (``30/10/25 23:00:00``), of the first row."""
    for found in read(content, ""):
        text = found.others.get(LAST_UPDATE, "")
        if match := _EUROSTAT_DAY.fullmatch(text):
            day, month, year = map(int, match.groups())
            return _day(year + 2000 if year < 100 else year, month, day)
        return _day(*map(int, text[:10].split("-"))) if re.match(r"\d{4}-\d\d-\d\d", text) else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _delimiter(first: str) -> str:
    """The sign that makes most known headings of the first line."""

    def score(sign: str) -> tuple[int, int]:
        cells = [cell.strip('" \r\n').partition(":")[0] for cell in first.split(sign)]
        known = {*HEADER_IDS, *TIME_IDS, MEASURE, "FREQ"}
        return sum(cell in known for cell in cells), len(cells)

    return max(_DELIMITERS, key=score)


def _after(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from rest


class _Reader(Protocol):
    """What the standard library's reader of tables is."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _next(reader: _Reader) -> list[str] | None:
    line = reader.line_num + 1
    try:
        return next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        raise ConnectorError(
            "The row that begins on line {line} is no row of a table ({detail}), so nothing "
            "after it can be read for certain. Most often a quotation mark is not closed.",
            code="broken_table",
            line=line,
            detail=str(error)[:200],
        ) from None


def _layout(headings: Sequence[str], measure: str, delimiter: str) -> _Layout:
    names = [one.partition(":")[0].rstrip().removesuffix("[]") for one in headings]
    names = [re.sub(r"\[.\]$", "", name) for name in names]
    while names and not names[-1]:
        names.pop()
    known = {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID"} & {*names}
    time = next((name for name in TIME_IDS if name in names), "")
    if not known and not (time and (not measure or measure in names)):
        raise ConnectorError(
            "This is a text table, but not SDMX-CSV: it has neither the columns DATAFLOW or "
            "STRUCTURE nor TIME_PERIOD and {measure}. Found: {found}. Other tables are read with "
            "the connector csv.",
            code="not_sdmx",
            measure=measure or "OBS_VALUE",
            found=", ".join(names)[:300] or "nothing",
        )
    if measure and measure not in names:
        raise ConnectorError(
            "There is no column “{measure}” with the figures. Found: {found}. Name the right one "
            "in `measure`.",
            code="unknown_measure",
            measure=measure,
            found=", ".join(names)[:300],
        )
    # With names beside the codes, every column of a component is followed by one of names.
    components = [index for index, name in enumerate(names) if name not in HEADER_IDS]
    paired = "STRUCTURE_NAME" in names and _in_pairs(names, components, time)
    if paired:
        for code, label in zip(components[::2], components[1::2], strict=True):
            names[label] = f"{names[code]}_label"
    _refuse_twice(names)
    ends = [names.index(name) for name in (time, measure) if name in names]
    dimensions = [
        name
        for index, name in enumerate(names[: min(ends, default=len(names))])
        if name not in HEADER_IDS
        and not is_attribute(name)
        and not (paired and index in components[1::2])
    ]
    coded = [":" in one for one in headings[: len(names)]]
    return _Layout(names, coded, frozenset({*dimensions, time} - {""}), measure, delimiter)


def _in_pairs(names: Sequence[str], components: Sequence[int], time: str) -> bool:
    even = {names[index] for index in components[::2]}
    return (
        len(components) % 2 == 0
        and (not time or time in even)
        and all(_ID.fullmatch(name) for name in even)
    )


def _refuse_twice(names: Sequence[str]) -> None:
    for name in names:
        if not name or names.count(name) > 1:
            raise ConnectorError(
                "In the header “{column}” stands {count} times; right is an id of its own for "
                "each column. Found: {found}.",
                code="duplicate_column",
                column=name,
                count=names.count(name),
                found=", ".join(names)[:300],
            )


def _row(line: int, texts: list[str], layout: _Layout) -> Found:
    raw = layout.delimiter.join(texts)[:RAW_KEPT]
    width = len(layout.names)
    problem = ""
    if len(texts) < width or any(texts[width:]):
        problem = (
            f"The row has {len(texts)} cells, the header {width}. Right is a row with as many, "
            "empty where there is nothing."
        )
    dimensions: dict[str, str] = {}
    others: dict[str, str] = {}
    for name, coded, text in zip(layout.names, layout.coded, texts, strict=False):
        if coded and name not in HEADER_IDS:
            # `labels=both`: “A: Annual”. A time or a value has no label.
            code, _, label = text.partition(":")
            text = code.rstrip()
            if label.strip():
                others[f"{name}_label"] = label.strip()
        (dimensions if name in layout.dimensions else others)[name] = text
    given = others.get("ACTION", "")
    action = _ACTIONS.get(given.upper())
    if action is None and not problem:
        problem = f"The action “{given[:40]}” is not known. Known are I, A, M, R and D."
    if action == "D" and not problem and layout.measure and _only_attributes(others, layout):
        problem = "It deletes attributes of a figure, not the figure; nothing was changed."
    return Found(line, dimensions, others, action or "", problem=problem, raw=raw)


def _only_attributes(others: dict[str, str], layout: _Layout) -> bool:
    """Whether a row marks attributes, and the figure not. Nothing marked is everything."""
    if not is_missing(others.get(layout.measure)):
        return False
    return any(
        text
        for name, text in others.items()
        if name not in HEADER_IDS and name != layout.measure and not name.endswith("_label")
    )
