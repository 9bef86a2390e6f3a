"""Answers of services in JSON: every number as its text, several joined to one snapshot."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from indicators.connectors.base import ConnectorError

RAW_KEPT = 2_000
# What a second attempt may cure when a service has just sent it, but not when a file holds it.
MAY_PASS = frozenset(
    {"empty_file", "not_json", "broken_json", "wrong_encoding", "incomplete_answer"}
)
_MARK = b"\xef\xbb\xbf"
# JSON can hold these, but no database and no page can: NUL, and halves of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.I)
_XML_MESSAGE = re.compile(r"""\bmessage=["']([^"']{1,600})""")
_WORDS = 300


def read(content: bytes, hint: str = "") -> Any:
    """The JSON document of ``content``, with numbers as text, exactly as they were written.

    Raises ConnectorError for what is no JSON in UTF-8; ``hint`` says what to do with such a file.
    """
    if not content.strip():
        raise ConnectorError("The answer is empty. Right is JSON.{hint}", code="empty_file",
                             hint=_spaced(hint))  # fmt: skip
    if not content.removeprefix(_MARK).lstrip().startswith((b"{", b"[")):
        raise ConnectorError(
            "The answer is not JSON but {what}.{hint}",
            code="not_json",
            what=_looks_like(content),
            hint=_spaced(hint),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConnectorError(
            "The JSON is not in UTF-8: byte {offset:,} does not fit ({bytes}).{hint}",
            code="wrong_encoding",
            offset=error.start,
            bytes=content[error.start : error.start + 4].hex(" "),
            hint=_spaced(hint),
        ) from error
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise ConnectorError(
            "The JSON breaks at line {line}, column {column} of {size:,} bytes ({why}); it may be "
            "cut off.",
            code="broken_json",
            line=error.lineno,
            column=error.colno,
            size=len(content),
            why=error.msg,
        ) from error
    except RecursionError as error:
        raise ConnectorError(
            "The JSON is nested too deeply to be an answer with figures.", code="broken_json"
        ) from error


def _spaced(hint: str) -> str:
    return f" {hint}" if hint else ""


def _looks_like(content: bytes) -> str:
    head = content[:4096]
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "a workbook or an archive"
    start = head.decode("utf-8-sig", errors="replace").lstrip()
    if not start.startswith("<"):
        shown = "".join(sign if sign.isprintable() else " " for sign in start[:60])
        return f"begins with “{shown.strip()}”" if shown.strip() else "binary data"
    title = _TITLE.search(start)
    words = said(title[1])[:100] if title else ""
    kind = "XML" if start.startswith("<?xml") and "<html" not in start.lower() else "a web page"
    return f"{kind}{f' titled “{words}”' if words else ''}"


def join(bodies: Sequence[bytes]) -> bytes:
    """One JSON array of several answers, each as it was sent (but for a byte order mark)."""
    return b"[" + b",\n".join(body.removeprefix(_MARK) for body in bodies) + b"]"


def text(value: object) -> str:
    """A text or number of a document; empty for anything else, also for null."""
    return _UNSTORABLE.sub("\ufffd", value).strip() if isinstance(value, str) else ""


def at(value: object, *names: str) -> Any:
    """What stands below ``names`` in nested objects; ``None`` where one of them is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def items(value: object) -> list[Any]:
    """The list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def whole(value: object, name: str) -> int:
    """A whole number that an answer counts with; some services send it as a text."""
    plain = text(value)
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
        raise unexpected(f"“{name}” is {shown(value)} instead of a whole number")
    return int(plain)


def day(value: object) -> date | None:
    """The day with which a text such as ``2025-07-01T06:00:00Z`` begins, if it does."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def latest(values: Iterable[object]) -> date | None:
    """The last of the days that can be read."""
    return max((found for value in values if (found := day(value))), default=None)


def shown(value: object) -> str:
    """A piece of a document for a sentence or for people who look for it, cut."""
    # What json.loads returned can be written again, however deep: the reading has gone as deep.
    try:
        whole_text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        whole_text = "…"
    return _UNSTORABLE.sub("\ufffd", whole_text)[:RAW_KEPT]


def said(value: object) -> str:
    """Words of a service, in one line, cut."""
    return " ".join(text(value).split())[:_WORDS]


def reason(body: bytes) -> str:
    """What the body of a refusal says, where it is one of the usual forms; else nothing."""
    plain = body.decode("utf-8", errors="replace")
    try:
        document = read(body)
    except ConnectorError:
        found = _XML_MESSAGE.search(plain) or _TITLE.search(plain)
        return said(found[1]) if found else ""
    names = ("error_message", "message", "error", "detail", "returndata")
    return next((words for name in names if (words := said(at(document, name)))), "")


def unexpected(what: str) -> ConnectorError:
    """The error for a document of another shape than the service is known for."""
    return ConnectorError(
        "The answer is not of the form that is read: {what}.",
        code="unexpected_answer",
        what=what[:500],
    )


def incomplete(what: str) -> ConnectorError:
    """The error for pages that do not make a whole."""
    return ConnectorError(
        "The answer is not complete: {what}. Nothing was taken over.",
        code="incomplete_answer",
        what=what[:500],
    )
