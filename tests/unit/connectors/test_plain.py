"""What the database is given to read: the same rows as the csv module finds, or Irregular."""

import contextlib
import csv
import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.connectors import plain
from indicators.connectors.base import ConnectorError
from indicators.connectors.cells import SPACES, trim
from indicators.connectors.csv import CsvConnector
from indicators.connectors.files import DEFAULT_MAX_BYTES, LARGEST_FILE, Roots
from indicators.connectors.plain import Irregular, Seen

HEADER = b"indicator,entity,period,value,note\n"
CONNECTOR = CsvConnector({})


def bodies(content: bytes, connector: CsvConnector = CONNECTOR) -> list[bytes]:
    """The body in every way that is tried."""
    found = []
    for table in connector.plain(io.BytesIO(content), len(content)):
        try:
            found.append(b"".join(table.body(io.BytesIO(content), Seen())))
        except Irregular:
            continue
    return found


def test_the_body_begins_below_the_header() -> None:
    assert bodies(b"\xef\xbb\xbf" + HEADER + b"a,b,c,1,\n") == [b"a,b,c,1,\n"]


def test_a_body_in_another_encoding_is_given_in_utf_8() -> None:
    content = (HEADER.decode() + "a,b,c,1,年末\n").encode("gb18030")
    assert bodies(content)[-1].decode() == "a,b,c,1,年末\n"


def test_a_wide_layout_is_not_for_the_database() -> None:
    wide = CsvConnector({"layout": "periods_across"})
    assert bodies(HEADER + b"a,b,c,1,\n", wide) == []


@pytest.mark.parametrize(
    "row",
    [b'a,b,c,1,x"y\n', b'a,b,c,1,"x\ny"\n', b'a,b,c,1,"x"y\n', b'a,b,c,1,"x\n', b"a\0,b,c,1,\n",
     b"a,b,c,1,\r\n", b"a,b,c\r,1,\n", b"a,b,c,1,\xff\n", b"a,b,c,1," + b"x" * 70_000 + b"\n"],
)  # fmt: skip
def test_a_row_that_is_not_plain_is_irregular(row: bytes) -> None:
    content = HEADER + b"a,b,c,1,\n" + row
    with pytest.raises(Irregular):
        for table in CONNECTOR.plain(io.BytesIO(content), len(content)):
            list(table.body(io.BytesIO(content), Seen()))


CELLS = st.text(alphabet='ab,;" \r\n年\x00\ufeff', max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=6)), st.sampled_from([",", ';"', "\r\n", "\n"])
)
def test_every_body_is_read_by_the_csv_module_line_by_line(rows: list[list[str]], end: str) -> None:
    content = HEADER + (end if "\n" in end else "\n").join(map(",".join, rows)).encode()
    try:
        found = bodies(content)
    except (Irregular, ConnectorError):
        return
    for body in found:
        text = io.StringIO(body.decode(), newline="")
        lines = list(csv.reader(text, strict=True))
        assert len(lines) == body.count(b"\n") + (not body.endswith(b"\n") and body != b"")


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_body_or_a_reason(content: bytes, headed: bool) -> None:
    with contextlib.suppress(Irregular, ConnectorError):
        bodies((HEADER if headed else b"") + content)


def test_long_lines_and_pieces_keep_every_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "CHUNK", 64)
    rows = b"".join(b"a,b,c,%d,%s\n" % (n, b"x" * (n % 150)) for n in range(500))
    assert bodies(HEADER + rows)[0] == rows


def test_spaces_are_what_trim_takes_away() -> None:
    taken = {chr(n) for n in range(1, sys.maxunicode + 1) if not trim(chr(n))}
    assert taken == set(SPACES)


def test_a_large_file_stays_where_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.csv").write_bytes(b"12345")
    roots = Roots({"inbox": tmp_path}, max_bytes=4)
    found = roots.read("inbox:a.csv", max_bytes=5)
    assert (found.content, found.path) == (b"", (tmp_path / "a.csv").resolve())
    with pytest.raises(ConnectorError, match="larger than 4 bytes"):
        roots.read("inbox:a.csv")


def test_only_what_is_read_in_pieces_may_be_large() -> None:
    assert CsvConnector({"max_bytes": 2**40})._place.max_bytes == LARGEST_FILE
    assert CsvConnector({})._place.max_bytes == DEFAULT_MAX_BYTES
