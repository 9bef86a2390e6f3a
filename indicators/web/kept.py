"""Answers that a process keeps until the data change: what was made once is not made again.

Nothing has to be thrown away when data change. The key holds the counter of changes and the day, so
that an older answer is never asked for again, and the newest ones push it out.
"""

from __future__ import annotations

import hashlib

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# Files may be larger; they are asked for rarely, and not by everybody.
LARGEST = 400_000


def _key(request: HttpRequest, etag: str) -> str:
    """The tag of the answer, and what else it may depend on that no browser would mix up."""
    parts = [
        etag,
        request.scheme or "",
        request.get_host(),
        request.headers.get("HX-History-Restore-Request", ""),
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def find(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer to this question, if the process has it still."""
    found: HttpResponse | None = caches["pages"].get(_key(request, etag))
    return found


def keep(request: HttpRequest, etag: str, answer: HttpResponseBase) -> None:
    """Keep an answer as the view has made it, before the middleware adds to it.

    One that sets a cookie is meant for one visitor, and is not kept.
    """
    if (
        isinstance(answer, HttpResponse)
        and answer.status_code == 200
        and not answer.cookies
        and len(answer.content) <= LARGEST
    ):
        caches["pages"].set(_key(request, etag), answer)
