"""Whatever the bytes: rows or a ConnectorError, and every written row is read back."""

import csv
import io
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from indicators.connectors.base import COLUMN_NAMES, ConnectorError
from indicators.connectors.cells import protect, trim, unprotect
from indicators.connectors.csv import CsvConnector
from indicators.connectors.table import DELIMITERS

HEADER = "indicator,entity,period,value,note\n"

# Bytes that look like a table get further than random ones do.
pieces = st.sampled_from(
    [",", ";", "\t", '"', '""', "\n", "\r", "\r\n", "'", "=", "a", "2021", "钢", " ", "\u3000", "é",
     "\0", "\ufeff", "<", "{", "sep=;", "indicator", "value", "\x85", "\u2028", "𠮷"]
)  # fmt: skip
tables = st.lists(pieces, max_size=40).map("".join)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32"])
contents = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda text, encoding: text.encode(encoding), tables, encodings),
    st.builds(lambda text, encoding: (HEADER + text).encode(encoding), tables, encodings),
    st.builds(lambda text, rest: (HEADER + text).encode() + rest, tables, st.binary(max_size=20)),
)
parameters = st.fixed_dictionaries(
    {},
    optional={
        "encoding": st.sampled_from(["utf-8", "gb18030", "utf-16", "big5", "latin-1", "shift_jis"]),
        "delimiter": st.sampled_from(list(DELIMITERS)),
        "header_row": st.integers(1, 4),
        "ignore_columns": st.just("*"),
        "defaults": st.just({"indicator": "a", "entity": "b", "period": "1", "value": "2"}),
    },
)


@given(contents, parameters)
@example(b"\xff\xfe\x00", {})
@example(b"\xff\xfe\x00\xd8,", {})
@example(b'indicator,entity,period,value\n"', {})
@example(HEADER.encode() + b"a,b,c,d,\x84\x31\x95\x33\n", {"encoding": "gb18030"})
def test_any_bytes_are_rows_or_a_connector_error(
    content: bytes, parameters: dict[str, Any]
) -> None:
    try:
        rows = list(CsvConnector(parameters).parse(content))
    except ConnectorError:
        return
    assert rows
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    for row in rows:
        assert set(row.cells) <= set(COLUMN_NAMES)
        assert all("\0" not in cell for cell in row.cells.values())
        assert row.problem is None or row.raw


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda children: st.lists(children) | st.dictionaries(st.text(), children),
        max_leaves=5,
    ),
    st.sampled_from([parameter.name for parameter in CsvConnector.parameters]),
)
def test_any_parameter_is_accepted_or_a_connector_error(value: Any, name: str) -> None:
    with suppress(ConnectorError):
        CsvConnector({name: value})


# What a cell may hold: any text without the spaces around it that reading takes away.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).map(trim)
filled = texts.filter(bool)


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMN_NAMES, texts) | {"period": filled}),
             min_size=1, max_size=5),
    st.sampled_from(sorted(DELIMITERS.values())),
    encodings.filter(lambda name: name != "utf-16-le"),
    # With another line end the writer leaves a lone CR unquoted, and no reader can know.
    st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]),
)  # fmt: skip
def test_written_rows_are_read_back(
    rows: list[dict[str, str]], delimiter: str, encoding: str, style: tuple[str, Any]
) -> None:
    end, quoting = style
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(COLUMN_NAMES)
    writer.writerows([protect(row[name]) for name in COLUMN_NAMES] for row in rows)
    parsed = list(CsvConnector({}).parse(target.getvalue().encode(encoding)))
    assert [row.problem for row in parsed] == [None] * len(rows)
    assert [dict(row.cells) for row in parsed] == rows


@given(st.text())
@example("'=1")
@example("''=1")
@example("'\t-1")
@example(" ＝1")
@example("'tis")
def test_protection_is_taken_back_exactly(text: str) -> None:
    assert unprotect(protect(text)) == text


@given(st.text(), st.sampled_from("=+-@\t\r＝＋－＠"), st.sampled_from(["", " ", "\u3000", "\n"]))
def test_no_protected_text_begins_like_a_formula(text: str, sign: str, before: str) -> None:
    assert protect(before + sign + text).startswith("'")
