"""JSON of a source: numbers stay text, and nothing is overwritten in silence."""

import json
import re
from collections.abc import Iterable, Sequence

from indicators.connectors.base import ConnectorError

_SHOWN = 120
# A NUL, or half of a pair, written as an escape. No database takes either.
_ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def read_json(content: bytes) -> object:
    """The document, with every number as the text of the source.

    Raises ConnectorError for what is no JSON (with line and column), for a name that stands
    twice in one object, and for nesting beyond what is sane.
    """
    if not content.strip():
        raise ConnectorError("The answer is empty. Right is a JSON document.", code="empty_file")
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ConnectorError(
            "The answer is not {encoding}: byte {offset:,} does not fit. JSON is UTF-8.",
            code="wrong_encoding",
            encoding=encoding,
            offset=error.start,
        ) from error
    text = text.removeprefix("\ufeff")
    try:
        document: object = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise ConnectorError(
            "The answer is not JSON: line {line}, column {column}: {detail}. It begins with "
            "“{start}”.",
            code="not_json",
            line=error.lineno,
            column=error.colno,
            detail=error.msg,
            start=" ".join(text[:_SHOWN].split()),
        ) from None
    except RecursionError:
        raise ConnectorError(
            "The answer nests deeper than any document of figures. Right is a JSON document of "
            "the provider.",
            code="too_deep",
        ) from None
    if _ESCAPES.search(text):
        _refuse_unstorable(document)
    return document


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
        name=name[:_SHOWN],
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
