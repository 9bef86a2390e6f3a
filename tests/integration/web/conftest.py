"""A small world for the pages: one decided target, one open, one promise without a number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from indicators.models import Milestone, MilestoneEvidence, Passage, Target
from tests import factories

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """A page that was parsed strictly: tags close in order, ids are unique."""

    def __init__(self, response: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.response = response
        self.html = response.content.decode()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(self.html)
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert "style" not in found, (tag, found)
        assert not [name for name in found if name.startswith("on")], (tag, found)
        if identifier := found.get("id"):
            assert identifier not in self.ids, identifier
            self.ids.add(identifier)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "script" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class Site:
    """Asks for pages and parses them."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, address: str, status: int = 200, **options: Any) -> Page:
        response = self.client.get(address, **options)
        assert response.status_code == status, (address, response.status_code)
        return Page(response)

    def file(self, address: str, status: int = 200) -> Any:
        """A file beside a page, as it was sent."""
        response = self.client.get(address)
        assert response.status_code == status, (address, response.status_code, response.content)
        return response


@pytest.fixture
def site(db: None) -> Site:
    return Site()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry points read the clock; in these tests it stands still."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def make_target(code: str, **values: Any) -> Target:
    defaults = {
        "quantity": "change",
        "comparator": "more_than",
        "low": Decimal(600000),
        "reference_kind": "period",
        "reference": "2020",
        "horizon": "2021",
        "stated": "more than 600,000",
        "name_zh": "2021年新建5G基站",
    }
    return factories.target(code, **(defaults | values))


@pytest.fixture
def world(db: None) -> Target:
    """
    known on   2021-01-26  2021-05-19  2021-07-16  2022-01-26
    2020-12    718000      771000
    2021-06                            961000
    2021-12                                        1425000
    """
    document = factories.document()
    plan = factories.plan("plan", document=document)
    passage = Passage.objects.create(
        document=document, code="5g", fragment="more than 600,000 base stations", place="para. 9"
    )
    target = make_target("cn-5g-2021", passage=passage, plan=plan)
    make_target(
        "cn-5g-2030",
        quantity="level",
        comparator="at_least",
        low=Decimal(10_000_000),
        reference_kind="none",
        reference=None,
        horizon="2030",
        horizon_kind="by",
        announced_on=date(2022, 3, 1),
    )
    promise = factories.target(
        "control", version=None, indicator_version=None, unit=None, quantity="milestone",
        comparator="", horizon_kind="",
    )  # fmt: skip
    milestone = Milestone.objects.create(
        target=promise, title_en="New capacity under control", title_zh="严控新增产能"
    )
    MilestoneEvidence.objects.create(
        milestone=milestone,
        document=document,
        known_on=date(2021, 6, 1),
        known_on_basis="stated",
        state="under_way",
        text_en="Swap rules published",
    )
    factories.revisions(
        {
            "2020-12": [("2021-01-26", "718000"), ("2021-05-19", "771000")],
            "2021-06": [("2021-07-16", "961000")],
            "2021-12": [("2022-01-26", "1425000")],
        }
    )
    return target
