"""Raw snapshots: the untouched bytes, stored once by their hash."""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot, Release


class SnapshotError(DomainError):
    """Bytes cannot be kept, or what was kept is gone or damaged."""

    code = "snapshot_unreadable"


def path_of(sha256: str) -> str:
    """Where a snapshot lies in the raw storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(
    content: bytes, *, media_type: str, url: str, name: str, retrieved_at: datetime
) -> RawSnapshot:
    """Keep ``content`` and return its row; the same bytes are kept once.

    Raises SnapshotError when there is no room for them, or no right to write.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    try:
        if not _is_kept(path, digest):
            _keep(path, content)
    except OSError as error:
        raise SnapshotError(
            "The file cannot be kept: {detail}. Nothing was taken over. Right is room, and the "
            "right to write, in the folder of the raw files (RAW_DIR); then ask again.",
            code="snapshot_not_kept",
            detail=error.strerror or error,
        ) from error
    snapshot, _ = RawSnapshot.objects.get_or_create(
        sha256=digest,
        defaults={
            "size": len(content),
            "media_type": media_type[:200],
            "url": url[:2000],
            "name": name[:300],
            "path": path,
            "retrieved_at": retrieved_at,
        },
    )
    if snapshot.removed_at is not None:  # the same bytes came again
        snapshot.removed_at, snapshot.retrieved_at = None, retrieved_at
        snapshot.save(update_fields=["removed_at", "retrieved_at"])
    return snapshot


def _is_kept(path: str, digest: str) -> bool:
    """Whether the bytes lie there, whole: half a file is no file."""
    storage = storages["raw"]
    if not storage.exists(path):
        return False
    with storage.open(path) as file:
        return hashlib.sha256(file.read()).hexdigest() == digest


def _keep(path: str, content: bytes) -> None:
    """Write under another name and rename: whoever is killed here leaves nothing under ``path``."""
    storage = storages["raw"]
    part = f"{path}.{secrets.token_hex(8)}.part"
    try:
        part = storage.save(part, ContentFile(content))
        with storage.open(part) as file:
            os.fsync(file.fileno())  # the row that names it is durable, so it has to be
        Path(storage.path(part)).replace(storage.path(path))
    except OSError:
        with suppress(OSError):
            storage.delete(part)
        raise


def find(sha256: str) -> RawSnapshot | None:
    """The snapshot of a hash."""
    return RawSnapshot.objects.filter(sha256=sha256).first()


def read(snapshot: RawSnapshot) -> bytes:
    """The bytes of a snapshot. Raises SnapshotError when they are gone, or not what they were."""
    if snapshot.removed_at is not None:
        raise SnapshotError(
            "The kept file {sha256} was removed on {day}, because no release rests on it.",
            sha256=snapshot.sha256,
            day=snapshot.removed_at.date(),
        )
    try:
        with storages["raw"].open(snapshot.path) as file:
            content: bytes = file.read()
    except OSError as error:
        raise SnapshotError(
            "The kept file {sha256} cannot be read: {detail}. Restore it from the backup.",
            sha256=snapshot.sha256,
            detail=error.strerror or error,
        ) from error
    if hashlib.sha256(content).hexdigest() != snapshot.sha256:
        raise SnapshotError(
            "The kept file {sha256} is not what it was: its hash differs. Restore it from the "
            "backup.",
            sha256=snapshot.sha256,
        )
    return content


def prune(*, before: datetime, now: datetime) -> int:
    """Remove the bytes that came before a moment and that nothing rests on; return how many.

    Kept for ever are those of a release, and of the last run of each source. The rows stay, so
    that a run still says what it read.
    """
    last = (
        IngestionRun.objects.filter(snapshot__isnull=False)
        .order_by("source", "-pk")
        .distinct("source")
        .values("snapshot")
    )
    released = Release.objects.filter(snapshot__isnull=False).values("snapshot")
    old = RawSnapshot.objects.filter(retrieved_at__lt=before, removed_at__isnull=True)
    removed = 0
    for snapshot in old.exclude(pk__in=released).exclude(pk__in=last):
        storages["raw"].delete(snapshot.path)
        removed += RawSnapshot.objects.filter(pk=snapshot.pk).update(removed_at=now)
    return removed
