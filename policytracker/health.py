"""Answers for load balancers and for `quickstart`: is the process alive, is it ready."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from kombu.connection import Connection
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

_migrated = False  # once migrated a process stays so: asking every time costs 30 ms


class HealthMiddleware:
    """Answers /livez and /readyz before anything else looks at the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers = {"/livez": livez, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or pass on."""
        answer = self.answers.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks no other server."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, else 503; says what is wrong.

    Broker and cache are reported but not required: without them pages are served and what users
    do is kept (outbox), so taking the web servers out of service would only do harm.
    """
    found = {"database": _database(), "broker": _broker(), "cache": _cache()}
    return JsonResponse(
        found,
        status=200 if found["database"] == "ok" else 503,
        headers={"Cache-Control": "no-store"},
    )


def _database() -> str:
    global _migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if waiting:
                return f"{len(waiting)} migrations are not applied: manage.py migrate"
            _migrated = True
    except DatabaseError as error:
        # Addresses and role names are for the log, not for whoever asks.
        return f"unavailable ({type(error).__name__})"
    return "ok"


def _broker() -> str:
    try:
        with Connection(
            settings.CELERY_BROKER_URL, connect_timeout=1, transport_options={"max_retries": 0}
        ) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (BrokerError, OSError) as error:
        return f"unavailable ({type(error).__name__})"
    return "ok"


def _cache() -> str:
    try:
        cache.get("policytracker.readyz")
    except (RedisError, OSError) as error:
        return f"unavailable ({type(error).__name__})"
    return "ok"
