"""People with their rights, and a 5G target with its figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from indicators.services import accounts
from indicators.services.assessments import reassess_all
from tests import factories


@pytest.fixture
def staff(db: None) -> dict[str, User]:
    """An editor, a reviewer, an administrator, and a reader without staff rights."""
    accounts.ensure_demo_users(factories.NOW)
    return {
        "editor": User.objects.get(username="editor"),
        "reviewer": User.objects.get(username="reviewer"),
        "admin": User.objects.create_superuser("admin", password="x"),
        "reader": User.objects.create_user("reader", password="x"),
    }


@pytest.fixture
def as_user(staff: dict[str, User]) -> Any:
    """``as_user("editor")`` is a browser in which the editor has signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(staff[name])
        return client

    return sign_in


@pytest.fixture
def base_stations(db: None) -> Any:
    """More than 600,000 new 5G base stations in 2021, with the stock of 2020."""
    target = factories.target(
        "cn.5g.2021", quantity="change", comparator="more_than", low="600000", horizon="2021",
        reference_kind="previous_year", announced_on="2020-12-28",
    )  # fmt: skip
    factories.revisions({"2020": [("2021-01-26", "718000")]}, to=factories.source())
    target.refresh_from_db()
    reassess_all(cause="first", now=factories.NOW)  # type: ignore[arg-type]
    return target


def sheet(*rows: dict[str, str], **values: Any) -> dict[str, str]:
    """What the browser sends from the entry form; ``rows`` are dicts of the columns."""
    data = {
        "indicator": str(factories.indicator().pk),
        "entity": str(factories.entity().pk),
        "basis": "level",
        "source": str(factories.source().pk),
        "published_on": "2022-01-20",
        "published_on_basis": "stated",
        "document": "",
        "reason_kind": "",
        "reason": "",
        "previewed": "",
        "rows-TOTAL_FORMS": str(len(rows)),
        "rows-INITIAL_FORMS": "0",
        "rows-MIN_NUM_FORMS": "0",
        "rows-MAX_NUM_FORMS": "150",
        "action": "preview",
    }
    for index, row in enumerate(rows):
        for name in ("period", "value", "unit", "status", "bound", "note"):
            data[f"rows-{index}-{name}"] = row.get(name, "")
    return data | {name: str(value) for name, value in values.items()}


def previewed(client: Client, data: dict[str, str]) -> str:
    """The digest that the preview of ``data`` puts into the form."""
    response = client.post("/admin/figures/new/", data | {"action": "preview"})
    return str(response.context["form"]["previewed"].value())
