"""One supervisor for one data directory."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from policytracker.embedded.errors import EmbeddedError


class InstanceLock:
    """A lock that ends with the process, however that ends. Not inherited by its children."""

    def __init__(self, path: Path, address: str) -> None:
        self._path = path
        self._address = address
        self._file: int | None = None

    def __enter__(self) -> Self:
        """Take the lock, or say who has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 1000)
            os.close(self._file)
            self._file = None
            raise EmbeddedError(self._taken(holder)) from None
        os.ftruncate(self._file, 0)
        os.write(self._file, json.dumps({"pid": os.getpid(), "at": self._address}).encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give it back. The file stays: removing it would let two processes hold two files."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def _taken(self, holder: bytes) -> str:
        try:
            who = json.loads(holder)
            where = f" (process {who['pid']}, {who['at']})"
        except (ValueError, KeyError):  # it has only just started
            where = ""
        return (
            f"The tracker is already running on the data in {self._path.parent}{where}. Stop it "
            "there with Ctrl-C, or start this one beside it with another --data and --port."
        )
