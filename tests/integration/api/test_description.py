"""The committed OpenAPI description is the one that is served, and it is valid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from drf_spectacular.renderers import OpenApiYamlRenderer
from openapi_spec_validator import validate

from indicators.api import query, schema
from tests.integration.api.conftest import Api

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
DOCS = Path(settings.BASE_DIR) / "docs" / "api.md"


def test_is_committed() -> None:
    now = OpenApiYamlRenderer().render(schema.document(), renderer_context={}).decode()
    assert COMMITTED.read_text() == now, (
        "docs/openapi.yaml is not the description of this code. If the change is meant:\n"
        "python manage.py spectacular --custom-settings indicators.api.schema.SETTINGS"
        " --file docs/openapi.yaml"
    )


def test_is_valid() -> None:
    document = schema.document()
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_is_made_without_a_guess(capsys: pytest.CaptureFixture[str]) -> None:
    schema.document.__wrapped__()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("accept", "media_type", "read"),
    [
        ("*/*", "application/vnd.oai.openapi", yaml.safe_load),
        ("application/yaml", "application/yaml", yaml.safe_load),
        ("application/json", "application/json", json.loads),
        ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json", json.loads),
    ],
)
def test_is_served(api: Api, accept: str, media_type: str, read: object) -> None:
    response = api.ask("schema/", headers={"accept": accept})
    assert response["Content-Type"] == media_type
    assert read(response.content)["paths"].keys() == schema.document()["paths"].keys()  # type: ignore[operator]


def test_every_parameter_is_documented() -> None:
    text = DOCS.read_text()
    declared = [value for value in vars(query).values() if isinstance(value, query.Parameter)]
    assert len(declared) > 15
    missing = [item.name for item in declared if f"`{item.name}`" not in text]
    assert missing == []


def test_every_address_is_documented() -> None:
    text = DOCS.read_text()
    missing = [path for path in schema.document()["paths"] if f"`{path}`" not in text]
    assert missing == []


def test_every_field_of_a_figure_is_documented() -> None:
    chapter = DOCS.read_text().partition("## The fields of a figure")[2].partition("\n## ")[0]
    fields = schema.document()["components"]["schemas"]["Observation"]["properties"]
    assert [name for name in fields if f"`{name}`" not in chapter] == []


def test_what_can_be_mistaken_in_a_figure_is_described() -> None:
    fields = schema.document()["components"]["schemas"]["Observation"]["properties"]
    named = ("value", "unit", "stated", "stated_unit")
    assert [name for name in named if not fields.get(name, {}).get("description")] == []
    assert "exact" in fields["value"]["description"].lower()


def test_the_page_uses_only_our_own_files(api: Api) -> None:
    response = api.ask("docs/", headers={"accept": "text/html"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "http://" not in page
    assert "https://" not in page
    nonce = response["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert page.count("<script") == page.count("<script src=") + page.count(f'nonce="{nonce}"')
    assert "<style" not in page
