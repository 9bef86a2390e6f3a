"""Raw snapshots: the untouched bytes, stored once by their hash."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages

from indicators.connectors.base import Fetched
from indicators.connectors.files import DEFAULT_MAX_BYTES
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot, Release

# What files are called while they are written.
PART = ".part"
PIECE = 1 << 20


class SnapshotError(DomainError):
    """Bytes cannot be kept, or what was kept is gone or damaged."""

    code = "snapshot_unreadable"


def path_of(sha256: str) -> str:
    """Where a snapshot lies in the raw storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(
    content: bytes | IO[bytes], *, media_type: str, url: str, name: str, retrieved_at: datetime
) -> RawSnapshot:
    """Keep ``content`` and return its row; the same bytes are kept once.

    A file is read in pieces, from its beginning. Raises SnapshotError when there is no room for
    them, no right to write, or when a file changes meanwhile.
    """
    try:
        digest, size = _measure(content)
        path = path_of(digest)
        if not _is_kept(path, digest):
            _keep(path, content, digest)
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
            "size": size,
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


def keep(fetched: Fetched, *, retrieved_at: datetime) -> RawSnapshot:
    """Keep what was fetched: its content, or the file that it names. Raises as ``store`` does."""
    about = {"media_type": fetched.media_type, "url": fetched.url, "name": fetched.name}
    if fetched.path is None:
        return store(fetched.content, retrieved_at=retrieved_at, **about)
    with fetched.path.open("rb") as file:
        return store(file, retrieved_at=retrieved_at, **about)


def sha256_of(fetched: Fetched) -> str:
    """The hash of what was fetched, under which it is kept."""
    if fetched.path is None:
        return _measure(fetched.content)[0]
    with fetched.path.open("rb") as file:
        return _measure(file)[0]


def _is_kept(path: str, digest: str) -> bool:
    """Whether the bytes lie there, whole: half a file is no file."""
    storage = storages["raw"]
    if not storage.exists(path):
        return False
    with storage.open(path) as file:
        return _measure(file)[0] == digest


def _keep(path: str, content: bytes | IO[bytes], digest: str) -> None:
    """Write under another name and rename: whoever is killed here leaves nothing under ``path``."""
    storage = storages["raw"]
    source = _Hashed(BytesIO(content) if isinstance(content, bytes) else content)
    part = f"{path}.{secrets.token_hex(8)}{PART}"
    try:
        part = storage.save(part, source)
        if source.sha256 != digest:
            raise OSError("it changed while it was read")
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
    """The bytes of a snapshot. Raises SnapshotError as ``open_file`` does."""
    with open_file(snapshot) as file:
        content: bytes = file.read()
    return content


def first(snapshot: RawSnapshot) -> bytes:
    """The bytes of a snapshot; of a large one whole lines from its beginning.

    Raises SnapshotError as ``read`` does.
    """
    if snapshot.size <= DEFAULT_MAX_BYTES:
        return read(snapshot)
    with open_file(snapshot) as file:
        content: bytes = file.read(PIECE)
    return content[: content.rfind(b"\n") + 1] or content


def open_file(snapshot: RawSnapshot) -> File[Any]:
    """The file of a snapshot at its beginning, for whoever reads in pieces; close it.

    Raises SnapshotError when it was removed, cannot be read, or is not what it was.
    """
    if snapshot.removed_at is not None:
        raise SnapshotError(
            "The kept file {sha256} was removed on {day}, because no release rests on it.",
            sha256=snapshot.sha256,
            day=snapshot.removed_at.date(),
        )
    try:
        file: File[Any] = storages["raw"].open(snapshot.path)
        same = _measure(file)[0] == snapshot.sha256
        file.seek(0)
    except OSError as error:
        raise SnapshotError(
            "The kept file {sha256} cannot be read: {detail}. Restore it from the backup.",
            sha256=snapshot.sha256,
            detail=error.strerror or error,
        ) from error
    if not same:
        file.close()
        raise SnapshotError(
            "The kept file {sha256} is not what it was: its hash differs. Restore it from the "
            "backup.",
            sha256=snapshot.sha256,
        )
    return file


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


def sweep(*, before: datetime) -> int:
    """Remove what writes left that were killed before a moment; return how many files."""
    left = [
        path
        for path in Path(storages["raw"].path("")).rglob(f"*{PART}")
        if path.stat().st_mtime < before.timestamp()
    ]
    for path in left:
        path.unlink()
    return len(left)


def _measure(content: bytes | IO[bytes]) -> tuple[str, int]:
    """The hash and the size."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content)
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


class _Hashed(File):  # type: ignore[type-arg]
    """A file that is hashed as the storage reads it."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__(source)
        self._digest = hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The pieces that the storage writes."""
        self.seek(0)
        while piece := self.read(chunk_size or PIECE):
            self._digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """The hash of what was read."""
        return self._digest.hexdigest()
