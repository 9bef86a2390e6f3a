"""The evidence of many targets, read in parts while others are judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from indicators.domain.codelists import Status
from indicators.domain.results import Evidence
from indicators.domain.series import Observation, SeriesKey
from indicators.models import Target
from indicators.selectors import assessments, evidence, vintages
from indicators.selectors import targets as selected
from tests import factories

pytestmark = pytest.mark.django_db
ON = date(2022, 6, 1)


@pytest.fixture
def seven() -> list[Target]:
    """Targets of seven provinces: six have figures, the last of them revised, one has none."""
    version = factories.indicator(kind="stock", direction="higher")
    rows = []
    for at in range(7):
        entity = factories.entity(f"CN-{at}", kind="province")
        factories.target(f"t{at}", entity=entity, version=version, low=Decimal(50), horizon="2021")
        if at < 6:
            rows += [f"cn.5g.base_stations,CN-{at},level,A,2021,{10 * at + 30},stations,2022-01-20"]
    rows.append("cn.5g.base_stations,CN-5,level,A,2021,90,stations,2022-03-01")
    factories.ingest(factories.csv(*rows))
    return list(selected.rows(ON).order_by("code"))


@pytest.fixture(params=[1, 2, 3, 500])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(evidence, "PART", request.param)
    return int(request.param)


def read(known: Evidence) -> list[tuple[SeriesKey, tuple[Observation, ...]]]:
    return [(one.key, tuple(one.observations)) for one in known.every_series()]


def test_in_parts_is_the_evidence_of_each(seven: list[Target], size: int) -> None:
    found = evidence.gather(seven, on=ON)
    assert list(found) == [target.pk for target in seven]
    for target in seven:
        version = target.indicator_version
        assert version is not None
        alone = evidence.evidence_of([(version, target.entity_id)], on=ON)
        spec, known = found[target.pk]
        assert spec.code == target.code
        assert read(known) == read(alone[version.pk, target.entity_id])
    figures = [[str(one.value) for one in found[target.pk][1].level[0].observations]
               for target in seven[:6]]  # fmt: skip
    assert figures == [["30"], ["40"], ["50"], ["60"], ["70"], ["80", "90"]]
    assert not found[seven[6].pk][1].level


def test_in_parts_the_answers_are_the_same(seven: list[Target], size: int) -> None:
    answers = assessments.compute(seven, on=ON)
    assert [answers[target.pk].status for target in seven] == [
        Status.MISSED, Status.MISSED, Status.MET, Status.MET, Status.MET, Status.MET,
        Status.NOT_ASSESSABLE,
    ]  # fmt: skip


def test_a_part_more_takes_two_queries_more(
    seven: list[Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(size: int) -> int:
        monkeypatch.setattr(evidence, "PART", size)
        with CaptureQueriesContext(connection) as seen:
            evidence.gather(seven, on=ON)
        return len(seen)

    assert queries(500) == 4
    assert queries(2) == 4 + 2 * 3


def test_other_questions_may_be_asked_between_the_parts(
    seven: list[Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PART", 2)
    told = [(len(part), Target.objects.count()) for part in evidence.gather_in_parts(seven, on=ON)]
    assert told == [(2, 7), (2, 7), (2, 7), (1, 7)]


def test_of_no_targets_nothing_is_asked() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert evidence.gather([], on=ON) == {}
    assert not seen.captured_queries


@pytest.mark.django_db(transaction=True)
def test_an_error_in_a_later_part_is_raised_and_leaves_the_connection_usable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Divides by zero for a part without series.
    one = "SELECT 1, %(on)s::date, %(on)s::date, 1 / count(*), '' FROM unnest(%(series)s::bigint[])"
    monkeypatch.setattr(vintages, "STATED", one)
    with pytest.raises(DataError, match="division by zero"):
        list(vintages.load_in_parts([{1: None}, {}, {2: None}], on=ON))  # type: ignore[dict-item]
    assert Target.objects.count() == 0


@pytest.fixture
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.unfreeze()


class TestWithoutCollection:
    @pytest.mark.usefixtures("collecting")
    def test_collects_again_afterwards_and_looks_through_nothing_that_is_left(self) -> None:
        with assessments.without_collection():
            assert not gc.isenabled()
            kept = [[at] for at in range(5_000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
        assert any(one is kept[0] for one in gc.get_objects(generation=2))

    @pytest.mark.usefixtures("collecting")
    def test_leaves_what_was_frozen_frozen(self) -> None:
        gc.freeze()
        with assessments.without_collection():
            pass
        assert gc.get_freeze_count() > 0
