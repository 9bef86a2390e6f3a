"""Settings read from the environment: what is refused, with which words, and what follows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
USER = "s.DATABASES['default']['USER']"
PRODUCTION = {
    "SECRET_KEY": "0123456789" * 6,
    "DATABASE_URL": "postgresql://app:x@db.example/tracker",
    "DATABASE_OWNER_URL": "postgresql://owner:y@db.example/tracker",
    "BROKER_URL": "redis://broker.example/0",
    "ALLOWED_HOSTS": "tracker.example",
}


def evaluate(expression: str, environment: dict[str, str]) -> tuple[int, str, str]:
    """Exit code, output and last line of the errors of printing `expression` of the settings."""
    done = subprocess.run(
        [sys.executable, "-c", f"from policytracker import settings as s; print({expression})"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"BROKER_URL": ""}, "BROKER_URL is missing"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL must be a PostgreSQL address"),
        ({"POLICYTRACKER_DB_ROLE": "root"}, "POLICYTRACKER_DB_ROLE is 'root'"),
        ({"DEBUG": "1"}, "DEBUG shows source code"),
    ],
)
def test_what_cannot_be_right_is_refused(change: dict[str, str], message: str) -> None:
    code, _, error = evaluate("1", PRODUCTION | change)
    assert code == 1
    assert message in error


@pytest.mark.parametrize(
    ("expression", "environment", "expected"),
    [
        (USER, PRODUCTION, "app"),
        (USER, PRODUCTION | {"POLICYTRACKER_DB_ROLE": "owner"}, "owner"),
        # without another address the same one migrates
        (
            USER,
            {**PRODUCTION, "POLICYTRACKER_DB_ROLE": "owner", "DATABASE_OWNER_URL": ""},
            "app",
        ),
        ("s.LOCAL, s.SESSION_COOKIE_NAME", PRODUCTION, "False __Host-sessionid"),
        ("s.LOCAL, " + USER, {}, "True policytracker_app"),
        (USER, {"POLICYTRACKER_DB_ROLE": "owner"}, "policytracker_owner"),
        ("s.ALLOWED_HOSTS", {}, "['localhost', '127.0.0.1', '[::1]']"),
        # Redis hands a task out again after the visibility timeout; RabbitMQ knows no such thing
        ("'visibility_timeout' in s.CELERY_BROKER_TRANSPORT_OPTIONS", PRODUCTION, "True"),
        (
            "s.CELERY_BROKER_TRANSPORT_OPTIONS",
            PRODUCTION | {"BROKER_URL": "amqp://h//"},
            "{'confirm_publish': True}",
        ),
        ("s.INGEST_STALLED_AFTER", PRODUCTION | {"INGEST_STALLED_AFTER": "60"}, "60.0"),
    ],
)  # fmt: skip
def test_what_follows_from_the_environment(
    expression: str, environment: dict[str, str], expected: str
) -> None:
    assert evaluate(expression, environment)[:2] == (0, expected)


def test_a_migration_may_take_long_but_never_waits_long_for_a_lock() -> None:
    options = "s.DATABASES['default']['OPTIONS']['options']"
    _, owner, _ = evaluate(options, PRODUCTION | {"POLICYTRACKER_DB_ROLE": "owner"})
    assert "statement_timeout=0" in owner and "lock_timeout=5s" in owner
    _, app, _ = evaluate(options, PRODUCTION | {"DATABASE_STATEMENT_TIMEOUT": "10s"})
    assert "statement_timeout=10s" in app


def test_a_late_sign_of_life_is_not_taken_for_a_death() -> None:
    code, _, said = evaluate("s.INGEST_HEARTBEAT", PRODUCTION | {"INGEST_STALLED_AFTER": "50"})
    assert code != 0
    assert "at least three times" in said
