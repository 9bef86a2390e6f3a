"""From bytes to text: which encoding, and whether it is a text table at all."""

import codecs
import io
import re

from indicators.connectors.base import ConnectorError

_CHUNK = 1 << 20
_HEAD = 4096
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What may be declared. Python knows more, but some of those are no encodings of files.
ENCODINGS: tuple[str, ...] = (
    "utf-8", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be",
    "utf-32", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "ascii", "latin-1", "iso8859-2",
    "iso8859-9", "iso8859-15", "cp1250", "cp1251", "cp1252", "cp1254", "koi8-r",
)  # fmt: skip
_CODECS = {codecs.lookup(name).name for name in ENCODINGS}

_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as CSV"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"%PDF", "a PDF"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script|title|meta|div|table|p|h1)\b", re.I)
_HTML_ROOT = re.compile(r"<(!doctype\s+html|html)\b", re.I)
_SPREADSHEET = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet")
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.I)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*([\[{\"\]]|-?[0-9])")


def canonical_encoding(name: str) -> str:
    """Check a declared encoding and return Python's name of it."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _CODECS:
        raise ConnectorError(
            "“{encoding}” is not an encoding that is read. Known are {known}.",
            code="unknown_encoding",
            encoding=name[:60],
            known=", ".join(ENCODINGS),
        )
    return codec


def open_text(content: bytes, declared: str | None = None) -> io.TextIOWrapper:
    """Open a text file of any of the known encodings, without its byte order mark.

    A declared encoding wins; else the mark, strict UTF-8, strict GB18030, in this order. The
    bytes have been checked to the end, so reading on raises no decoding error. Line ends are
    left as they are. Raises ConnectorError for what is no text, or no table.
    """
    _refuse_binary(content)
    encoding = canonical_encoding(declared) if declared else _marked(content)
    if encoding is None:
        encoding = _detect(content)
    else:
        _check(content, encoding)
    text = _wrap(content, encoding)
    _refuse_other_formats(text.read(_HEAD))
    text.close()
    text = _wrap(content, encoding)
    if text.read(1) != "\ufeff":
        text.close()
        text = _wrap(content, encoding)
    return text


def begins(head: bytes, declared: str | None = None) -> str | None:
    """The encoding that is declared or marked, ``None`` if neither, of a file's first bytes.

    Raises ConnectorError for what is no text.
    """
    _refuse_binary(head)
    return canonical_encoding(declared) if declared else _marked(head)


def refuse_other_formats(head: str) -> None:
    """Raise ConnectorError for the beginning of a text that is no table: a page, XML, JSON."""
    _refuse_other_formats(head[:_HEAD])


def _wrap(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="strict", newline="")


def _marked(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None)


def _detect(content: bytes) -> str:
    failures = {}
    for encoding in ("utf-8", "gb18030"):
        offset = _first_failure(content, encoding)
        if offset is None:
            return encoding
        failures[encoding] = offset
    raise ConnectorError(
        "The text is neither UTF-8 (byte {utf8:,} does not fit) nor GB18030 (byte {gb18030:,}). "
        "Save it as UTF-8, or declare its encoding: one of {known}.",
        code="unknown_encoding",
        utf8=failures["utf-8"],
        gb18030=failures["gb18030"],
        known=", ".join(ENCODINGS),
    )


def _check(content: bytes, encoding: str) -> None:
    offset = _first_failure(content, encoding)
    if offset is not None:
        raise ConnectorError(
            "The text is not {encoding}: byte {offset:,} does not fit ({bytes}). Save it in this "
            "encoding, or declare the right one.",
            code="wrong_encoding",
            encoding=encoding,
            offset=offset,
            bytes=content[offset : offset + 4].hex(" "),
        )


def _first_failure(content: bytes, encoding: str) -> int | None:
    """Offset of the byte at which decoding fails; None when it does not.

    Decodes in pieces, so that a large file is never in memory twice.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(content)
    for start in range(0, len(content), _CHUNK):
        end = min(start + _CHUNK, len(content))
        try:
            text = decoder.decode(bytes(view[start:end]), final=end == len(content))
        except UnicodeDecodeError as error:
            # The decoder's bytes begin with what was left over from the piece before.
            return end - len(error.object) + error.start
        except UnicodeError as error:
            # UTF-16 and UTF-32 say so when the mark is missing that tells their byte order.
            raise ConnectorError(
                "The text is declared as {encoding}, but does not begin with a byte order mark. "
                "Declare utf-16-le or utf-16-be if it is one of them.",
                code="wrong_encoding",
                encoding=encoding,
                offset=0,
            ) from error
        if "\0" in text:
            _refuse_nul(content)
    return None


def _refuse_nul(content: bytes) -> None:
    raise ConnectorError(
        "The file contains NUL characters (the first at byte {offset:,}), which a text table "
        "never does. It may be damaged, or UTF-16 without a mark: then declare utf-16-le or "
        "utf-16-be.",
        code="nul_bytes",
        offset=content.find(b"\0"),
    )


def _refuse_binary(content: bytes) -> None:
    if not content:
        raise ConnectorError(
            "The file is empty (0 bytes). Right is a header line and rows.", code="empty_file"
        )
    if what := _binary_kind(content):
        _refuse_format(what)


def _binary_kind(content: bytes) -> str | None:
    if content.startswith(b"PK\x03\x04"):
        workbook = b"[Content_Types].xml" in content[:_HEAD] or b"xl/" in content[:_HEAD]
        return (
            "an Excel workbook (.xlsx); save it as CSV UTF-8"
            if workbook
            else "a zip archive; unpack it first"
        )
    return next((what for magic, what in _BINARY if content.startswith(magic)), None)


def _text_kind(head: str) -> str | None:
    start = head.lstrip("\ufeff\u200b \t\r\n\f\v\u00a0")
    if start.startswith("<"):
        if _SPREADSHEET.search(start):
            return "an XML Spreadsheet 2003; save it as .xlsx or as CSV"
        declared_xml = start.startswith("<?xml")
        if not (_HTML_ROOT if declared_xml else _HTML).search(start):
            return "XML"
        title = _TITLE.search(start)
        words = " ".join(title[1].split())[:100] if title else ""
        return f"a web page{f' titled “{words}”' if words else ''}"
    return "JSON" if _JSON.match(start) else None


def describe(content: bytes) -> str | None:
    """What a file is that is no text table, for a sentence; ``None`` if it looks like text."""
    if what := _binary_kind(content):
        return what
    head = content[:_HEAD]
    return _text_kind(head.decode(_marked(head) or "utf-8", errors="replace"))


def _refuse_other_formats(head: str) -> None:
    if what := _text_kind(head):
        _refuse_format(what)


def _refuse_format(what: str) -> None:
    raise ConnectorError(
        "The file is not a CSV table but {what}. Right is a text file with a header line and "
        "one row per figure.",
        code="not_csv",
        what=what,
    )
