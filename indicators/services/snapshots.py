"""Raw snapshots: the untouched bytes, stored once by their hash."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from indicators.models import RawSnapshot


def path_of(sha256: str) -> str:
    """Where a snapshot lies in the raw storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(
    content: bytes, *, media_type: str, url: str, name: str, retrieved_at: datetime
) -> RawSnapshot:
    """Keep ``content`` and return its row; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    storage = storages["raw"]
    if not storage.exists(path):
        storage.save(path, ContentFile(content))
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
    return snapshot


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
        raise ValueError(f"raw snapshot {snapshot.sha256} does not match its hash any more")
    return content
