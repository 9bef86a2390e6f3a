"""The untouched files that figures were read from, for staff."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.models import RawSnapshot
from indicators.services import snapshots

logger = logging.getLogger(__name__)


def download(request: HttpRequest, sha256: str) -> FileResponse:
    """A file to keep, never one to show: whatever it holds, no browser interprets it here."""
    if not request.user.has_perm("indicators.view_ingestionrun"):
        raise PermissionDenied
    found = snapshots.find(sha256)
    if found is None:
        raise Http404
    try:
        content = snapshots.open_file(found)
    except snapshots.SnapshotError as error:
        logger.exception("raw snapshot %s cannot be read", sha256)
        raise Http404(_("The file is not where it was kept, or not what it was.")) from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def link(snapshot: RawSnapshot | None) -> SafeString | str:
    """The download of a snapshot, with its size and hash."""
    if snapshot is None:
        return "–"
    return format_html(
        '<a href="{}">{}</a> ({}) <span class="quiet">SHA-256 {}</span>',
        reverse("staff:snapshot", args=[snapshot.sha256]),
        snapshot.file_name,
        filesizeformat(snapshot.size),
        snapshot.sha256,
    )
