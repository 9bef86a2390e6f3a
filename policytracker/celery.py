"""The Celery application, and the one place that says what runs when."""

import os
import resource
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policytracker.settings")

app = Celery("policytracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# All times are UTC. Every task is safe to run twice, late, or by two beats at once.
app.conf.beat_schedule = {
    "publish what was committed": {
        "task": "indicators.tasks.dispatch_outbox",
        "schedule": settings.OUTBOX_EVERY,
        # A tick that waited longer than the next one is worth nothing.
        "options": {"expires": settings.OUTBOX_EVERY},
    },
    "start the sources that are due": {
        "task": "indicators.tasks.start_due_sources",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "take up runs whose worker died": {
        "task": "indicators.tasks.reap_stalled_runs",
        "schedule": settings.INGEST_REAP_EVERY,
        "options": {"expires": settings.INGEST_REAP_EVERY},
    },
    # Once an hour, ten minutes past, so that a machine that was off at midnight catches up.
    "judge the targets whose deadline passed": {
        "task": "indicators.tasks.pass_deadlines",
        "schedule": crontab(minute="10"),
        "options": {"expires": 3000},
    },
    "remove what has had its time": {
        "task": "indicators.tasks.keep_house",
        "schedule": crontab(minute="40", hour="3"),
        "options": {"expires": 3000},
    },
}


@worker_process_init.connect
def limit_memory(**given: Any) -> None:
    """Let a process of the worker that asks for too much fail, rather than the machine."""
    if settings.WORKER_MEMORY_LIMIT_KB:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (settings.WORKER_MEMORY_LIMIT_KB * 1024, most))


@app.task(name="policytracker.ping")
def ping(text: str) -> None:
    """Leave `text` in the cache for a minute: proves broker, worker and cache from end to end."""
    from django.core.cache import cache

    cache.set(f"policytracker.ping.{text}", text, timeout=60)
