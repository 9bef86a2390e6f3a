"""ETags: unchanged data costs one small query and no body."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.utils.http import parse_etags

import indicators


@cache
def code_version() -> str:
    """A digest of the source of this app: another version may answer differently."""
    root = Path(indicators.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def of_state(counter: int, today: date) -> str:
    """The tag of everything that follows from the data, on one day, by one version of the code.

    Weak, because a proxy may compress; the address holds the rest (``as_of`` and the filters).
    """
    return f'W/"{counter}-{today:%Y%m%d}-{code_version()}"'


def of_content(parts: Sequence[bytes]) -> str:
    """The tag of an answer whose changes the counter does not count."""
    return f'W/"{hashlib.sha256(b"".join(parts)).hexdigest()[:32]}"'


def matches(request: HttpRequest, tag: str) -> bool:
    """Whether the client has this state already.

    ``*`` is not taken for a match: whether there is anything at the address is not known yet.
    """
    sent = parse_etags(request.headers.get("If-None-Match", ""))
    return tag.removeprefix("W/") in {item.removeprefix("W/") for item in sent}
