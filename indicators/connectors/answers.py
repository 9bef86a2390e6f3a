"""Answers of services in JSON: several joined to one snapshot, and what stands in them."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from indicators.connectors.base import RAW_KEPT, ConnectorError
from indicators.connectors.json_text import read_json

# What a second attempt may cure when a service has just sent it, but not when a file holds it.
MAY_PASS = frozenset(
    {"empty_file", "not_json", "broken_json", "wrong_encoding", "incomplete_answer"}
)
_MARK = b"\xef\xbb\xbf"
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.I)
_XML_MESSAGE = re.compile(r"""\bmessage=["']([^"']{1,600})""")
_WORDS = 300


def join(bodies: Sequence[bytes]) -> bytes:
    """One JSON array of several answers, each as it was sent (but for a byte order mark)."""
    return b"[" + b",\n".join(body.removeprefix(_MARK) for body in bodies) + b"]"


def text(value: object) -> str:
    """A text or number of a document; empty for anything else, also for null."""
    return value.strip() if isinstance(value, str) else ""


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
    return whole_text[:RAW_KEPT]


def said(value: object) -> str:
    """Words of a service, in one line, cut."""
    return " ".join(text(value).split())[:_WORDS]


def reason(body: bytes) -> str:
    """What the body of a refusal says, where it is one of the usual forms; else nothing."""
    # No database holds a NUL, which a body that is no JSON may have.
    plain = body.decode("utf-8", errors="replace").replace("\0", " ")
    try:
        document = read_json(body)
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
