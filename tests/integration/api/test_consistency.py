"""A reader sees one state of the data, whatever is published while the answer is made."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection

from indicators.models import ChangeCounter
from indicators.selectors import observations
from tests import factories
from tests.integration.api.conftest import SERIES, Api

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counter() -> None:
    """The row that the first migration makes; transactional tests before this one emptied it."""
    ChangeCounter.objects.get_or_create(pk=1)


def elsewhere(work: Any) -> None:
    """Run work on a connection of its own, as another process would."""
    failed: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - shown by the test
            failed.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert failed == []


def test_a_release_in_the_middle_of_an_answer_comes_with_the_next(
    counter: None, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, asked = Api(), observations.observations
    before = api.get(f"series/{SERIES}/")

    def published_meanwhile(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(observations, "observations", asked)
        elsewhere(lambda: factories.revisions({"2022-01": [("2022-03-01", "1480000")]}))
        return asked(*args, **options)

    monkeypatch.setattr(observations, "observations", published_meanwhile)
    during = api.get(f"series/{SERIES}/")
    assert during == before
    after = api.get(f"series/{SERIES}/")
    assert after["rev"] == before["rev"] + 1
    assert len(after["observations"]) == len(before["observations"]) + 1


def test_an_answer_cannot_write(counter: None, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of an answer is read-only, for the database too."""

    def writes(**_: Any) -> Any:
        ChangeCounter.objects.update(value=0)
        return []

    monkeypatch.setattr("indicators.selectors.catalogue.topics", writes)
    api = Api()
    api.client.raise_request_exception = False
    assert api.ask("topics/").status_code == 500
    assert ChangeCounter.objects.get(pk=1).value > 0
