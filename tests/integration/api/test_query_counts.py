"""The number of queries does not grow with the data."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import MilestoneEvidence
from tests import factories
from tests.integration.api.conftest import SERIES, TARGET, Api, make_claim, make_target
from tests.query_counts import counted

ADDRESSES = [
    "", "indicators/", "indicators/cn.5g.base_stations/", "entities/", "entities/CHN/", "topics/",
    "documents/", "documents/article/", "documents/article/?as_of=2022-06-01", "series/",
    f"series/{SERIES}/", f"series/{SERIES}/?vintages=true",
    "observations/?indicator=cn.5g.base_stations",
    "observations/?indicator=cn.5g.base_stations&as_of=2022-06-01&vintages=true",
    "targets/", "targets/?as_of=2022-06-01", "targets/?rev=1", "targets/?status=met&topic=digital",
    f"targets/{TARGET}/", f"targets/{TARGET}/?as_of=2022-06-01", f"targets/{TARGET}/assessment/",
    f"targets/{TARGET}/assessment/?as_of=2022-06-01", "assessments/",
    "assessments/?as_of=2022-06-01", "sources/", "sources/miit/", "runs/", "runs/?source=miit",
]  # fmt: skip


def grow(size: int) -> None:
    """``size`` of everything: targets, milestones, figures, sources, documents, topics, runs."""
    target = make_target(TARGET, family=None)
    for number in range(size):
        version = factories.indicator(f"i{number}", topic=factories.topic(f"topic{number}"))
        source = factories.source(f"s{number}")
        factories.entity(f"E{number}")
        document = factories.document(f"d{number}")
        factories.target(
            f"t{number}", version=version, low=100, horizon="2021", parent=target,
            document=factories.document(),
        )  # fmt: skip
        promise = factories.target(
            f"m{number}", quantity="milestone", comparator="", horizon="2025", document=document
        )
        milestone = promise.milestones.create(title_en="It is done", position=0)
        MilestoneEvidence.objects.create(
            milestone=milestone, known_on=date(2021, 6, 1), state="under_way", text_en="Begun",
            document=document,
        )  # fmt: skip
        factories.revisions(
            {"2020-12": [("2021-03-01", "90"), ("2021-05-19", "95")]}, of=version, to=source
        )
        factories.revisions(
            {f"20{10 + number // 12}-{number % 12 + 1:02}": [("2021-03-01", f"7180{number}")]},
        )
        make_claim(factories.document(), target, f"claim{number}")


@pytest.mark.parametrize("size", [3, 30])
def test_is_constant(api: Api, size: int) -> None:
    factories.indicator()
    grow(size)
    for address in ADDRESSES:
        with counted(f"/api/v1/{address}"):
            assert api.ask(address).status_code == 200
