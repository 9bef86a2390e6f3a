"""The zip archive around an .xlsx workbook: looked at before anything in it is unpacked."""

import io
import struct
import zipfile
import zlib

from indicators.connectors.base import ConnectorError

MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
# Real sheets reach 15; the smallest parts may compress better without doing harm.
MOST_RATIO = 100
SMALL = 1_000_000
_ENTRY = b"PK\x01\x02"
# What the library raises for archives that are broken in one way or another.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError,
    LookupError, OverflowError, EOFError, OSError,
)  # fmt: skip
_OTHERS = (
    ("xl/workbook.bin", "a binary workbook (.xlsb); save it as .xlsx"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("content.xml", "an OpenDocument file; save it as .xlsx"),
)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive of an .xlsx workbook, its directory checked; nothing is unpacked.

    Raises ConnectorError: ``unsafe_archive`` for one that would unpack to more than is sane,
    ``not_workbook`` for another kind of archive, ``damaged_workbook``.
    """
    # Counted before the directory is read, which would take its time for a million entries.
    if (entries := content.count(_ENTRY)) > MOST_ENTRIES:
        _unsafe(f"{entries:,} parts", f"{MOST_ENTRIES:,}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except BROKEN as error:
        raise damaged(str(error)) from error
    if (size := sum(part.file_size for part in parts)) > MOST_BYTES:
        _unsafe(f"{size:,} bytes when unpacked", f"{MOST_BYTES:,}")
    for part in parts:
        if part.flag_bits & 1:
            raise encrypted()
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(f"part {part.filename[:80]} is compressed by an unknown method")
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            times = part.file_size // max(part.compress_size, 1)
            _unsafe(f"a part of {times:,} times its compressed size", f"{MOST_RATIO:,}")
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        other = next((what for name, what in _OTHERS if name in names), "a zip archive")
        raise not_workbook(other)
    return archive


def not_workbook(what: str) -> ConnectorError:
    """The file is something else: ``what``."""
    return ConnectorError(
        "The file is not an Excel workbook but {what}. Right is an .xlsx or .xls workbook.",
        code="not_workbook",
        what=what,
    )


def damaged(detail: str) -> ConnectorError:
    """The workbook cannot be read; ``detail`` is what the reader says."""
    return ConnectorError(
        "The workbook is damaged or not complete ({detail}). Fetch it again, or open it in a "
        "spreadsheet program and save it as .xlsx.",
        code="damaged_workbook",
        detail=" ".join(detail.split())[:200] or "no reason given",
    )


def encrypted() -> ConnectorError:
    """The workbook needs a password."""
    return ConnectorError(
        "The workbook is protected by a password, so it cannot be read. Save it without one.",
        code="encrypted_workbook",
    )


def _unsafe(found: str, most: str) -> None:
    raise ConnectorError(
        "The workbook has {found}; the most that is unpacked is {most}. No honest workbook of "
        "figures is like that; save only the sheets that are needed.",
        code="unsafe_archive",
        found=found,
        most=most,
    )
