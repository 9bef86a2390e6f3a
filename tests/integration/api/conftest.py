"""A small world that the API tells about, and a client that checks every answer."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from jsonschema import Draft202012Validator

from indicators.api import schema
from indicators.models import Document, Passage, Series, Target
from tests import factories

SERIES = "cn.5g.base_stations:CHN:level:M:miit"
TARGET = "cn-5g-2021"


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def strict(node: Any) -> Any:
    """A schema in which an object may hold nothing that is not declared."""
    if isinstance(node, dict):
        node = {name: strict(value) for name, value in node.items()}
        if "properties" in node and "additionalProperties" not in node:
            node["additionalProperties"] = False
        return node
    return [strict(item) for item in node] if isinstance(node, list) else node


class Api:
    """Asks under /api/v1/ and holds every answer against the OpenAPI description."""

    def __init__(self) -> None:
        self.client = Client()
        self.document = strict(schema.document())

    def ask(self, address: str, **options: Any) -> Any:
        return self.client.get(f"/api/v1/{address}", **options)

    def get(self, address: str, **query: str) -> Any:
        """The parsed answer; numbers are Decimals with the digits that were sent."""
        response = self.client.get(f"/api/v1/{address}", query)
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == "application/json"
        found = json.loads(response.content, parse_float=Decimal)
        self.validate(response, found)
        return found

    def problem(self, address: str, status: int, method: str = "get", **options: Any) -> Any:
        """The problem document of a request that cannot be answered."""
        response = getattr(self.client, method)(f"/api/v1/{address}", **options)
        assert response.status_code == status, response.content
        return problem_of(response)

    def validate(self, response: Any, found: Any) -> None:
        route = "/" + response.resolver_match.route.replace("<str:code>", "{code}").replace(
            "<int:number>", "{number}"
        )
        operation = self.document["paths"][route]["get"]
        shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**shape, "components": self.document["components"]}
        faults = [
            f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
            for fault in Draft202012Validator(whole).iter_errors(found)
        ]
        assert not faults, faults


def problem_of(response: Any) -> Any:
    """The problem document of a response, which must have all keys."""
    assert response["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert list(found) == ["type", "title", "status", "detail", "code", "instance", "errors"]
    assert found["status"] == response.status_code
    assert found["detail"]
    for error in found["errors"]:
        assert list(error) == ["parameter", "value", "detail"]
        assert error["detail"]
    return found


@pytest.fixture
def api(db: None) -> Api:
    return Api()


@pytest.fixture
def world(db: None) -> Target:
    """The 5G target of 2021 with its figures.

    known on   2021-03-01   2021-05-19   2022-01-26
    2020-12    718000       771000
    2021-12                              1425000
    """
    factories.indicator()
    document = factories.document()
    passage = Passage.objects.create(
        document=document, code="5g", fragment="more than 600,000 5G base stations"
    )
    target = make_target(passage=passage)
    factories.revisions(
        {
            "2020-12": [("2021-03-01", "718000"), ("2021-05-19", "771000")],
            "2021-12": [("2022-01-26", "1425000")],
        }
    )
    make_claim(document, target)
    return target


def make_target(code: str = TARGET, **values: Any) -> Target:
    return factories.target(
        code,
        quantity="change",
        comparator="more_than",
        low=Decimal(600000),
        reference_kind="period",
        reference="2020",
        horizon="2021",
        stated="more than 600,000",
        announced_on=date(2021, 1, 6),
        **values,
    )


def make_claim(document: Document, target: Target, code: str = "claim") -> None:
    document.reported.create(
        code=code,
        series=Series.objects.get(code=SERIES),
        period_start=date(2020, 12, 1),
        period_end=date(2021, 1, 1),
        value=Decimal("718000"),
        text_en="Stations at the end of 2020",
        target=target,
    )
