"""The untouched files that figures were read from, for everybody where they are ours to give."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest

from indicators.selectors.errors import NotFound
from indicators.services import snapshots
from indicators.web.page import page
from indicators.web.query import State

logger = logging.getLogger(__name__)


@page(cached=False)
def snapshot(request: HttpRequest, state: State, sha256: str) -> FileResponse:
    """A file to keep, never one to show: whatever it holds, no browser interprets it here."""
    found = snapshots.find(sha256)
    if found is None:
        raise NotFound("snapshot", sha256)
    if not found.public:
        raise PermissionDenied
    try:
        content = snapshots.open_file(found)
    except snapshots.SnapshotError as error:
        logger.exception("raw snapshot %s cannot be read", sha256)
        raise NotFound("snapshot", sha256) from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )
