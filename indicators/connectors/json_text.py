"""JSON of a source: numbers stay text, and nothing is overwritten in silence."""

import json
import re
from collections.abc import Iterable, Sequence

from indicators.connectors.base import ConnectorError
from indicators.connectors.text import describe

_SHOWN = 120
_MARK = b"\xef\xbb\xbf"
# A NUL, or half of a pair, written as an escape. No database takes either.
_ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def read_json(content: bytes, hint: str = "") -> object:
    """The object or list of ``content``, with every number as the text of the source.

    Raises ConnectorError for what is no JSON in UTF-8 (with line and column), for a name that
    stands twice in one object, for text that no database holds, and for nesting beyond what is
    sane. ``hint`` says what to do with a file that is no such JSON.
    """
    hint = f" {hint}" if hint else ""
    if not content.strip():
        raise ConnectorError(
            "The answer is empty. Right is JSON.{hint}", code="empty_file", hint=hint
        )
    if not content.removeprefix(_MARK).lstrip().startswith((b"{", b"[")):
        raise ConnectorError(
            "The answer is not JSON but {what}.{hint}",
            code="not_json",
            what=_looks_like(content),
            hint=hint,
        )
    text = _decoded(content, hint)
    try:
        document: object = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise ConnectorError(
            "The JSON breaks at line {line}, column {column} of {size:,} bytes ({why}); it may be "
            "cut off. It begins with “{start}”.",
            code="broken_json",
            line=error.lineno,
            column=error.colno,
            size=len(content),
            why=error.msg,
            start=_shown(text),
        ) from None
    except RecursionError:
        raise ConnectorError(
            "The JSON nests too deeply to be an answer with figures.", code="too_deep"
        ) from None
    if _ESCAPES.search(text):
        _refuse_unstorable(document)
    return document


def _decoded(content: bytes, hint: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConnectorError(
            "The JSON is not in UTF-8: byte {offset:,} does not fit ({bytes}).{hint}",
            code="wrong_encoding",
            offset=error.start,
            bytes=content[error.start : error.start + 4].hex(" "),
            hint=hint,
        ) from error


def _looks_like(content: bytes) -> str:
    """What a file is instead, as far as its beginning tells."""
    if what := describe(content):
        # What it says after a semicolon is advice for tables.
        return "JSON in UTF-16 or UTF-32" if what == "JSON" else what.partition(";")[0]
    words = _shown(content[:4096].decode("utf-8-sig", errors="replace").lstrip()[:60])
    return f"begins with “{words}”" if words else "binary data"


def _shown(text: str) -> str:
    """The beginning of a text, on one line, without signs that no sentence can hold."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[:_SHOWN])
    return " ".join(printable.split())


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    left = set(found)
    for name, _ in pairs:
        if name not in left:
            break
        left.remove(name)
    raise ConnectorError(
        "The name “{name}” stands twice in one object of the answer, so it is not clear which "
        "of the two is meant.",
        code="name_twice",
        name=_shown(name),
    )


def _refuse_unstorable(document: object) -> None:
    waiting: list[object] = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(_chain(one.keys(), one.values()))
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str) and _UNSTORABLE.search(one):
            raise ConnectorError(
                "The answer holds a NUL character or half of a character (“{text}”), which no "
                "text has.",
                code="nul_bytes",
                text=ascii(one[:_SHOWN]),
            )


def _chain(*parts: Iterable[object]) -> list[object]:
    return [one for part in parts for one in part]
