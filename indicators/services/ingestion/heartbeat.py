"""Signs of life of a run, from a thread and a connection of its own.

A long transaction cannot show what it has done so far, and a worker that is killed shows nothing
any more: the difference is this thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection

from indicators.models import IngestionRun
from indicators.services.ingestion import runs

logger = logging.getLogger(__name__)
EVERY: float = settings.INGEST_HEARTBEAT


class Heartbeat:
    """While it is open, the run's ``heartbeat_at`` is renewed every twenty seconds (a setting)."""

    def __init__(
        self, run: IngestionRun, clock: Callable[[], datetime], *, every: float = EVERY
    ) -> None:
        self._run, self._clock, self._every = run, clock, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"run-{run.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self._over.wait(self._every):
                self._give_sign()
        finally:
            connection.close()

    def _give_sign(self) -> None:
        try:
            runs.attempt(self._run).update(heartbeat_at=self._clock())
        except DatabaseError as error:
            # The run may be fetching and not notice: the next sign goes over a new connection.
            logger.warning("run %s: no heartbeat: %s", self._run.pk, error)
            connection.close()
