"""What a visitor gets while the database is away."""

import json
from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from policytracker.health import HealthMiddleware
from policytracker.middleware import DatabaseUnavailableMiddleware, server_error


def failure(cause: Exception | None) -> OperationalError:
    try:
        raise OperationalError("connection to server failed") from cause
    except OperationalError as error:
        return error


LOST = psycopg.errors.AdminShutdown("terminating connection")
AWAY = psycopg.OperationalError("connection refused")
TOO_SLOW = psycopg.errors.QueryCanceled("statement timeout")


def ask(
    method: str, path: str, error: Exception, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse | None:
    request = RequestFactory().generic(method, path)
    request.resolver_match = ResolverMatch(view, (), {})
    middleware = DatabaseUnavailableMiddleware(lambda request: HttpResponse())
    return middleware.process_exception(request, error)  # type: ignore[return-value]


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("second time")


def still_away(request: HttpRequest) -> HttpResponse:
    raise failure(AWAY)


@pytest.mark.parametrize("cause", [LOST, AWAY])
def test_a_read_whose_connection_was_lost_is_repeated_once(cause: Exception) -> None:
    answer = ask("GET", "/", failure(cause), fine)
    assert answer is not None and answer.content == b"second time"


@pytest.mark.parametrize(
    ("method", "cause", "view"),
    [("POST", LOST, fine), ("GET", AWAY, still_away), ("GET", TOO_SLOW, fine)],
    ids=["a write is not repeated", "twice is enough", "a cancelled statement is not repeated"],
)
def test_otherwise_it_is_503_with_a_hint_when_to_come_back(
    method: str, cause: Exception, view: Callable[[HttpRequest], HttpResponse]
) -> None:
    answer = ask(method, "/targets/", failure(cause), view)
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "does not answer" in answer.content.decode()
    assert "connection to server" not in answer.content.decode(), "no detail of the server"


def test_the_api_answers_with_a_problem_document() -> None:
    answer = ask("GET", "/api/v1/targets/", failure(AWAY), still_away)
    assert answer is not None
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 503


def test_other_errors_are_not_ours() -> None:
    assert ask("GET", "/", ValueError("x"), fine) is None


def test_errors_outside_of_views_come_out_the_same() -> None:
    try:
        raise failure(AWAY)
    except OperationalError:
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 503


def test_livez_asks_nobody_and_needs_no_known_name() -> None:
    def unreachable(request: HttpRequest) -> HttpResponse:
        raise AssertionError("passed on")

    request = RequestFactory().get("/livez", headers={"host": "10.0.0.7"})
    assert HealthMiddleware(unreachable)(request).status_code == 200
