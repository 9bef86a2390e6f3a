"""Files that are no workbooks, or workbooks made to do harm: refused quickly, with a sentence."""

import io
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.connectors import workbook
from indicators.connectors.base import ConnectorError
from indicators.connectors.excel import ExcelConnector
from tests.unit.connectors.workbooks import ole, rezipped, xls, xlsx

TABLE = [["indicator", "entity", "period", "value"], ["gdp", "CHN", 2021, 5]]
SHEET = "xl/worksheets/sheet1.xml"


def refused(content: bytes, **parameters: Any) -> ConnectorError:
    start = time.perf_counter()
    with pytest.raises(ConnectorError) as caught:
        list(ExcelConnector(parameters).parse(content))
    assert time.perf_counter() - start < 20
    return caught.value


def with_rows(count: int) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        row = b'<row r="2"><c r="A2"><v>1</v></c></row>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row * count + b"</sheetData>")

    return change


def test_a_bomb_is_refused_by_its_directory() -> None:
    content = rezipped(xlsx(TABLE), with_rows(5_400_000))
    assert len(content) < 1_500_000
    start = time.perf_counter()
    error = refused(content)
    assert time.perf_counter() - start < 0.5
    assert error.code == "unsafe_archive"
    assert "bytes when unpacked; the most that is unpacked is 200,000,000" in str(error)


def test_a_smaller_bomb_is_refused_by_its_ratio() -> None:
    error = refused(rezipped(xlsx(TABLE), with_rows(100_000)))
    assert error.code == "unsafe_archive"
    assert "times its compressed size" in str(error)


def test_many_parts_are_refused() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/media/{number}.png": b"" for number in range(3_000)})

    error = refused(rezipped(xlsx(TABLE), change))
    assert error.code == "unsafe_archive"
    assert "parts; the most that is unpacked is 2,000" in str(error)


def test_a_header_that_lies_about_the_size_is_an_error() -> None:
    """The directory says 1,000 bytes for a sheet of 40 MB."""
    content = bytearray(rezipped(xlsx(TABLE), with_rows(1_000_000)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo(SHEET).file_size
    lie, place = struct.pack("<I", 1_000), -1
    while (place := content.find(struct.pack("<I", true), place + 1)) >= 0:
        content[place : place + 4] = lie
    error = refused(bytes(content))
    assert error.code == "damaged_workbook"


def test_two_cells_in_opposite_corners_do_not_take_the_memory() -> None:
    """The library would ask for 512 GB and end the process."""

    def far(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = 1

    assert refused(xlsx(TABLE, edit=far)).code == "workbook_limits"
    assert refused(xls([(0, 0, "x"), (65_535, 65_535, 1)])).code == "workbook_limits"


def test_one_long_text_used_by_many_cells_does_not_take_the_memory() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/sharedStrings.xml"] = (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
            + b"abcdefghij" * 3_000 + b"</t></si></sst>"
        )  # fmt: skip
        cells = b"".join(
            b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row)
            for row in range(1, 100_000)
        )
        start, _, end = parts[SHEET].partition(b"<sheetData>")
        parts[SHEET] = start + b"<sheetData>" + cells + end.partition(b"</sheetData>")[1]
        parts[SHEET] += b"</worksheet>"

    assert refused(rezipped(xlsx([["a"]]), change)).code == "workbook_limits"


def test_entities_are_not_expanded() -> None:
    def change(parts: dict[str, bytes]) -> None:
        bomb = b"<!DOCTYPE x [" + b"".join(
            b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10 if level else b"ha" * 50)
            for level in range(9)
        )
        for name in ("xl/workbook.xml", SHEET):
            text = parts[name]
            begin = text.index(b"<w")
            parts[name] = bomb + b"]>" + text[begin:].replace(b"gdp", b"&a8;")

    with pytest.raises(ConnectorError):
        list(ExcelConnector({"sheet": "*"}).parse(rezipped(xlsx(TABLE), change)))


@pytest.mark.parametrize("kept", [4, 30, 1_000, 4_000])
def test_a_file_that_is_cut_off_is_damaged(kept: int) -> None:
    assert refused(xlsx(TABLE)[:kept]).code == "damaged_workbook"
    old = xls([(0, 0, "x")])
    if kept > 1_000:
        assert refused(old[:kept]).code in ("damaged_workbook", "not_workbook", "no_sheet")


def test_a_missing_part_is_damage() -> None:
    def without(name: str) -> Callable[[dict[str, bytes]], None]:
        def change(parts: dict[str, bytes]) -> None:
            del parts[name]

        return change

    for name in (SHEET, "xl/_rels/workbook.xml.rels"):
        assert refused(rezipped(xlsx(TABLE), without(name)), sheet="*").code in (
            "damaged_workbook",
            "unknown_sheet",
        )


def test_passwords_are_named() -> None:
    content = ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})
    error = refused(content)
    assert error.code == "encrypted_workbook"
    assert "protected by a password" in str(error)


def test_an_old_workbook_with_a_password_is_named() -> None:
    # The record FILEPASS right behind the beginning of the workbook.
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    content = ole({"Workbook": start + struct.pack("<HHHHH", 0x002F, 6, 1, 1, 1)})
    assert refused(content).code == "encrypted_workbook"


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as found:
        for name in names:
            found.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty_file", "0 bytes"),
        (b"<html><head><title>Just a moment</title>", "not_workbook",
         "a web page titled “Just a moment”"),
        (b"\xef\xbb\xbf<table><tr><td>5</td></tr></table>", "not_workbook", "a web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns='
         b'"urn:schemas-microsoft-com:office:spreadsheet">', "not_workbook",
         "an XML Spreadsheet 2003"),
        (b'{"error": 1}', "not_workbook", "JSON"),
        (b"%PDF-1.7", "not_workbook", "a PDF"),
        (b"\x1f\x8b\x08", "not_workbook", "gzip"),
        (b"a,b\n1,2\n", "not_workbook", "a text table"),
        (archive("a"), "not_workbook", "a zip archive"),
        (ole({"WordDocument": b"x"}), "not_workbook", "an old Word document"),
        (ole({"Other": b"x"}), "not_workbook", "an old Office file"),
        (ole({"Workbook": b"x"}), "damaged_workbook", "damaged"),
        (b"PK\x03\x04", "damaged_workbook", "damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "not_workbook", "something else"),
    ],
)  # fmt: skip
def test_other_files_are_named_for_what_they_are(content: bytes, code: str, says: str) -> None:
    error = refused(content)
    assert (error.code, error.permanent) == (code, True)
    assert says in str(error)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/workbook.bin", ".xlsb"),
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "presentation"),
        ("content.xml", "OpenDocument"),
    ],
)
def test_other_office_files_are_named(part: str, says: str) -> None:
    assert says in str(refused(archive("[Content_Types].xml", part)))


def test_a_larger_file_than_the_source_may_have_is_refused() -> None:
    assert refused(xlsx(TABLE), max_bytes=100).code == "too_large"


def test_a_circle_of_sectors_ends() -> None:
    content = bytearray(xls([(0, 0, "x")]))
    table = 512 + struct.unpack_from("<I", content, 76)[0] * 512
    struct.pack_into("<8I", content, table, 1, 2, 3, 0, 1, 2, 3, 0)
    refused(bytes(content))


def child(path: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process that reads workbooks do something else, within its limits."""
    root = Path(workbook.__file__).parents[2]
    path.write_text(
        f"import os, sys, time\nsys.path.insert(0, {str(root)!r})\n"
        "from indicators.connectors import workbook_child\n"
        f"workbook_child._limit(int(sys.argv[1]), int(sys.argv[2]))\n{body}\n"
    )
    monkeypatch.setattr(workbook, "_CHILD", path)


@pytest.mark.parametrize(
    ("body", "permanent"),
    [
        ("while True: pass", True),
        ("bytearray(4 << 30)", True),
        ("os.abort()", True),
        ("os.kill(os.getpid(), 9)", False),
        ('print(\'[["S1", "WorkSheet", true]]\')', True),
    ],
)
def test_a_process_that_ends_early_is_an_error(
    body: str, permanent: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SECONDS", 1)
    child(tmp_path / "child.py", body, monkeypatch)
    error = refused(xlsx(TABLE))
    assert (error.code, error.permanent) == ("workbook_limits", permanent)


def test_a_process_that_cannot_be_started_is_tried_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr(subprocess, "Popen", fail)
    error = refused(xlsx(TABLE))
    assert (error.code, error.permanent) == ("no_reader", False)
