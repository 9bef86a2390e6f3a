"""Files that a source may name: below a root that the service supplies, and nowhere else."""

import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from indicators.connectors.base import ConnectorError, Fetched

DEFAULT_MAX_BYTES = 100 * 1024 * 1024
# What a source may ask for at most, where the connector reads files in pieces.
LARGEST_FILE = 4 * 1024**3
# The types of this table, not of the machine's own files, so that every machine says the same.
_TYPES = mimetypes.MimeTypes()


def split_location(location: str) -> tuple[str, str]:
    """Take ``root:path`` apart; ConnectorError when it is not of that form."""
    root, colon, relative = location.partition(":")
    parts = relative.split("/")
    if not colon or not root or any(part in ("", ".", "..") for part in parts):
        _refuse(location, "is not of the form root:folder/file.csv")
    if not relative.isprintable() or "\\" in relative:
        _refuse(location, "contains a backslash or a character that cannot be shown")
    return root, relative


def _refuse(location: str, why: str) -> NoReturn:
    raise ConnectorError(
        "The path “{location}” {why}. Right is, for example, inbox:figures.csv.",
        code="invalid_path",
        location=ascii(location[:300])[1:-1] if not location.isprintable() else location[:300],
        why=why,
    )


class Roots:
    """Named folders, for example ``catalogue`` and ``inbox``."""

    def __init__(self, folders: Mapping[str, Path], *, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        self._folders = dict(folders)
        self._max_bytes = max_bytes

    def read(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        """Read ``root:path``. A link that leads out of the root is refused as well.

        Of a file beyond the usual limit only the place is given, not the content.
        """
        path = self._path(location)
        cap = min(max_bytes or self._max_bytes, LARGEST_FILE)
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                large = self._max_bytes < size <= cap
                content = b"" if large else file.read(min(cap, self._max_bytes) + 1)
        except OSError as error:
            raise ConnectorError(
                "The file “{location}” cannot be read: {detail}.",
                code="file_unreadable",
                permanent=False,
                location=location,
                detail=error.strerror,
            ) from error
        if len(content) > cap:
            raise ConnectorError(
                "The file “{location}” is larger than {cap:,} bytes, the most that is taken.",
                code="too_large",
                location=location,
                cap=cap,
            )
        return Fetched(
            content=content,
            media_type=_TYPES.guess_type(path.name)[0] or "application/octet-stream",
            url=location,
            name=path.name,
            path=path if large else None,
        )

    def _path(self, location: str) -> Path:
        name, relative = split_location(location)
        folder = self._folders.get(name)
        if folder is None:
            known = ", ".join(f"{root}:" for root in sorted(self._folders)) or "none"
            _refuse(location, f"begins with “{name}:”; known are {known}")
        try:
            root = folder.resolve()
            path = (root / relative).resolve()
            inside, regular = path.is_relative_to(root), path.is_file()
        except (OSError, RuntimeError, ValueError):
            # Too long a name, a loop of links, or a byte no file name has: not a file of ours.
            inside, regular = True, False
        if not inside:
            _refuse(location, "leads out of its folder")
        if not regular:
            raise ConnectorError(
                "There is no file “{relative}” in the folder “{root}”. Put it there, or correct "
                "the path.",
                code="file_not_found",
                location=location,
                relative=relative,
                root=name,
            )
        return path
