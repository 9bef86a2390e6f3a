"""A real Celery worker with a real broker, from sending to the effect."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.core.cache.backends.redis import RedisCache
from kombu.exceptions import OperationalError

from policytracker.celery import app
from policytracker.embedded.child import Child
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def broker() -> Iterator[tuple[str, str]]:
    """Addresses of broker and cache: the given ones, or those of a throw-away Valkey."""
    given = os.environ.get("BROKER_URL")
    if given:
        yield given, os.environ.get("CACHE_URL", given)
        return
    with servers.valkey() as layout:
        yield layout.broker_url, layout.cache_url


def client(url: str) -> Celery:
    """An application that sends as ours does, to `url`."""
    return Celery(broker=url, set_as_current=False, task_default_queue="test-worker")


def test_a_task_goes_through_a_real_worker(broker: tuple[str, str]) -> None:
    broker_url, cache_url = broker
    worker = Child(
        "worker",
        [sys.executable, "-m", "celery", "-A", "policytracker", "worker", "--concurrency", "1",
         "--loglevel", "INFO", "--without-gossip", "--without-mingle", "-Q", "test-worker"],
        lambda name, line: None,
        env={**os.environ, "BROKER_URL": broker_url, "CACHE_URL": cache_url,
             "POLICYTRACKER_LOCAL": "1"},
        cwd=ROOT,
    )  # fmt: skip
    cache = RedisCache(cache_url, {"KEY_PREFIX": "policytracker"})
    text = f"from-process-{os.getpid()}"
    with servers.started(worker, lambda: any("ready." in line for line in worker.last_lines)):
        with client(broker_url) as sender:
            sender.send_task("policytracker.ping", [text], ignore_result=True)
        deadline = time.monotonic() + 30
        while cache.get(f"policytracker.ping.{text}") != text:
            assert worker.running() and time.monotonic() < deadline, "\n".join(worker.last_lines)
            time.sleep(0.05)


def test_sending_to_a_broker_that_is_away_fails_and_does_not_hang(tmp_path: Path) -> None:
    began = time.monotonic()
    with client(f"redis+socket://{tmp_path}/none") as sender, pytest.raises(OperationalError):
        sender.send_task("policytracker.ping", ["x"], ignore_result=True, retry=False)
    assert time.monotonic() - began < 15


def test_a_running_task_is_not_handed_out_a_second_time() -> None:
    """Redis hands a task out again after the visibility timeout, also while it runs."""
    from django.conf import settings

    options = {"visibility_timeout": settings.CELERY_TASK_TIME_LIMIT + 10 * 60}
    assert options["visibility_timeout"] > app.conf.task_time_limit > app.conf.task_soft_time_limit
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks), scheduled - set(app.tasks)
