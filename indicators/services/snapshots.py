"""Raw snapshots: the untouched bytes, stored once by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from indicators.connectors.base import Fetched
from indicators.models import RawSnapshot

PIECE = 1 << 20


def path_of(sha256: str) -> str:
    """Where a snapshot lies in the raw storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(
    content: bytes | IO[bytes], *, media_type: str, url: str, name: str, retrieved_at: datetime
) -> RawSnapshot:
    """Keep ``content`` and return its row; the same bytes are kept once.

    A file is read in pieces, from its beginning. Raises OSError when it changes meanwhile.
    """
    digest, size = _measure(content)
    path = path_of(digest)
    storage = storages["raw"]
    if not storage.exists(path):
        if isinstance(content, bytes):
            storage.save(path, ContentFile(content))
        else:
            source = _Hashed(content)
            saved = storage.save(path, source)
            if source.sha256 != digest:
                storage.delete(saved)
                raise OSError(f"the file {name or url} changed while it was read; try again")
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


def find(sha256: str) -> RawSnapshot | None:
    """The snapshot of a hash."""
    return RawSnapshot.objects.filter(sha256=sha256).first()


def read(snapshot: RawSnapshot) -> bytes:
    """The bytes of a snapshot.

    Raises OSError when the file is gone, and ValueError when it is not what it was.
    """
    with storages["raw"].open(snapshot.path) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != snapshot.sha256:
        raise _changed(snapshot)
    return content


def open_file(snapshot: RawSnapshot) -> File[Any]:
    """The file of a snapshot at its beginning, for whoever reads in pieces; close it.

    Raises OSError when the file is gone, and ValueError when it is not what it was.
    """
    file: File[Any] = storages["raw"].open(snapshot.path)
    try:
        if _measure(file)[0] != snapshot.sha256:
            raise _changed(snapshot)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _changed(snapshot: RawSnapshot) -> ValueError:
    return ValueError(f"raw snapshot {snapshot.sha256} does not match its hash any more")


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
