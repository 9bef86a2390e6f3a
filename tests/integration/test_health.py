"""/readyz with a real database."""

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_ready_when_the_database_is_migrated(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError('password authentication failed for user "policytracker_app"')

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unavailable (OperationalError)"
