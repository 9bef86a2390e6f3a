"""Derived indicators through tables, pages and API: as known on a day, and in a few queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.domain.assessments import assess
from indicators.models import Assessment, Entity, IndicatorVersion, Series, Target, Unit
from indicators.selectors import derivations, derived, evidence
from indicators.selectors import targets as selected
from indicators.services import assessments
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.NOW.date()
DENSITY = "count:stations/count:persons"


def per_10k() -> Unit:
    base = factories.unit("stations_per_person", quantity=DENSITY)
    return factories.unit(
        "stations_per_10k", quantity=DENSITY, base=base, numerator=1, denominator=10000
    )


def version(code: str, formula: str = "", **values: Any) -> IndicatorVersion:
    row = factories.indicator(code, **values)
    IndicatorVersion.objects.filter(pk=row.pk).update(formula=formula)
    row.refresh_from_db()
    return row


@pytest.fixture
def density() -> IndicatorVersion:
    """Stations per 10,000 people, computed from stations and population."""
    factories.entity()
    version("stations", unit=factories.unit("stations"))
    version("people", unit=factories.unit("persons"))
    return version("density", "{stations} / {people}", unit=per_10k(), decimals=1)


def figures(
    of: str, *rows: tuple[str, str, str], basis: str = "level", entity: str = "CHN"
) -> None:
    lines = [f"{of},{entity},{basis},,{about},{value},,{day},stated" for about, day, value in rows]
    factories.ingest(factories.csv(*lines), to=factories.source())


def known_figures() -> None:
    figures(
        "stations",
        ("2020-12", "2021-03-01", "718000"),
        ("2020-12", "2021-05-19", "771000"),
        ("2021-12", "2022-01-26", "1425000"),
    )
    figures("people", ("2020", "2022-02-28", "1412120000"), ("2021", "2022-02-28", "1412600000"))


def promise(of: IndicatorVersion, code: str = "t", **values: Any) -> Target:
    defaults = {"comparator": "more_than", "low": 10, "horizon": "2021", "horizon_kind": "by"}
    return factories.target(code, version=of, **(defaults | values))


def row(code: str) -> Target:
    return selected.rows(TODAY).get(code=code)


class TestAsOfADay:
    DAYS = (
        date(2021, 3, 1), date(2021, 5, 19), date(2022, 1, 1), date(2022, 1, 26),
        date(2022, 2, 27), date(2022, 2, 28), TODAY,
    )  # fmt: skip

    @pytest.mark.parametrize("on", DAYS, ids=str)
    def test_the_answer_is_that_of_a_database_that_stops_there(
        self, density: IndicatorVersion, on: date
    ) -> None:
        promise(density)
        known_figures()
        figures("people", ("2021", "2023-01-01", "1500000000"), ("2022", "2023-01-01", "1"))
        spec, known = evidence.gather([row("t")], on=on)[row("t").pk]
        _, everything = evidence.gather([row("t")], on=date.max)[row("t").pk]
        assert assess(spec, known, on=on) == assess(spec, everything, on=on)
        assert known.derivation is not None
        days = [
            one.known_on
            for operand in known.derivation.operands
            for series in operand.evidence.level
            for one in series.observations
        ]
        assert days == [] or max(days) <= on

    def test_the_figure_changes_with_a_revision_of_an_operand(
        self, density: IndicatorVersion
    ) -> None:
        promise(density)
        known_figures()
        figures("people", ("2021", "2023-01-01", "1000000000"))
        before = selected.get("t", on=date(2022, 12, 31), today=TODAY).assessment
        after = selected.get("t", on=date(2023, 1, 1), today=TODAY).assessment
        assert before.judged is not None
        assert after.judged is not None
        assert (round(before.judged.value, 3), after.judged.value) == (
            Decimal("10.088"), Decimal("14.25"),
        )  # fmt: skip

    def test_only_releases_up_to_a_revision_count(self, density: IndicatorVersion) -> None:
        promise(density)
        known_figures()
        answer = selected.get("t", on=TODAY, rev=3, today=TODAY).assessment
        assert answer.status == "overdue"

    def test_a_definition_announced_later_is_not_used_before(
        self, density: IndicatorVersion
    ) -> None:
        people = IndicatorVersion.objects.get(indicator__code="people")
        IndicatorVersion.objects.create(
            indicator=people.indicator, number=2, unit=people.unit, predecessor=people,
            announced_on=date(2024, 1, 1),
        )  # fmt: skip
        promise(density)
        known_figures()
        before = selected.get("t", on=date(2023, 12, 31), today=TODAY).assessment
        after = selected.get("t", on=date(2024, 1, 1), today=TODAY).assessment
        assert (before.status, after.status) == ("met", "not_assessable")


class TestLoading:
    def queries(self, on: date = TODAY) -> int:
        targets = list(selected.rows(on))
        with CaptureQueriesContext(connection) as seen:
            evidence.gather(targets, on=on)
        return len(seen)

    def test_takes_as_many_queries_for_many_derived_targets_as_for_one(
        self, density: IndicatorVersion
    ) -> None:
        promise(density)
        known_figures()
        one = self.queries()
        half = version("half", "{density} / 2", unit=per_10k())
        for number in range(4):
            promise(density, f"more{number}", low=number)
            promise(half, f"half{number}", low=number)
        Entity.objects.create(code="CN-HE", name_en="Hebei", name_zh="河北省", kind="province")
        promise(half, "hebei", entity=Entity.objects.get(code="CN-HE"))
        assert self.queries() == one == 6

    def test_takes_no_query_more_where_nothing_is_derived(self) -> None:
        promise(version("stations", unit=factories.unit("stations")))
        assert self.queries() == 4

    def test_follows_formulas_of_formulas(self, density: IndicatorVersion) -> None:
        half = version("half", "{density} / 2", unit=per_10k())
        promise(half, low=5)
        known_figures()
        answer = selected.get("t", on=TODAY, today=TODAY).assessment
        assert answer.judged is not None
        assert round(answer.judged.value, 3) == Decimal("5.044")
        assert [one.role for one in answer.inputs] == [
            "figure_operand_operand", "figure_operand_inverse",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "formula",
        ["{stations}", "{stations} +", "{stations} / {nobody}", "{density} * 1", "{stations} + 1"],
    )
    def test_a_formula_that_slipped_past_the_checks_computes_nothing_and_breaks_nothing(
        self, density: IndicatorVersion, formula: str
    ) -> None:
        IndicatorVersion.objects.filter(pk=density.pk).update(formula=formula)
        promise(density)
        known_figures()
        answer = selected.get("t", on=TODAY, today=TODAY).assessment
        assert answer.judged is None

    def test_an_entity_has_only_its_own_figures(self, density: IndicatorVersion) -> None:
        hebei = Entity.objects.create(
            code="CN-HE", name_en="Hebei", name_zh="河北省", kind="province"
        )
        promise(density, entity=hebei)
        known_figures()
        figures("stations", ("2021", "2022-01-01", "5"), entity="CN-HE")
        assert selected.get("t", on=TODAY, today=TODAY).assessment.judged is None


class TestAffected:
    def test_a_new_figure_of_an_operand_assesses_the_derived_target(
        self, density: IndicatorVersion
    ) -> None:
        target = promise(density)
        half = promise(version("half", "{density} / 2", unit=per_10k()), "half", low=1)
        other = promise(version("other"), "other")
        known_figures()
        current = Assessment.objects.filter(current=True)
        assert {one.target_id: one.status for one in current} == {
            target.pk: "met", half.pk: "met",
        }  # fmt: skip
        series = Series.objects.filter(indicator_version__indicator__code="people")
        found = assessments.affected_by([one.pk for one in series])
        assert found == {target.pk, half.pk}
        assert other.pk not in found

    def test_of_another_entity_nothing_is_affected(self, density: IndicatorVersion) -> None:
        promise(density)
        Entity.objects.create(code="CN-HE", name_en="Hebei", name_zh="河北省", kind="province")
        figures("people", ("2021", "2022-02-28", "5"), entity="CN-HE")
        series = Series.objects.filter(indicator_version__indicator__code="people")
        assert assessments.affected_by([one.pk for one in series]) == set()

    def test_a_circle_in_the_tables_ends(self, density: IndicatorVersion) -> None:
        version("people", "{density}", unit=factories.unit("persons"))
        ids = {density.indicator_id: "density"}
        assert density.indicator_id in derivations.dependents(ids)[density.indicator_id]


class TestShown:
    @pytest.fixture
    def known(self, density: IndicatorVersion) -> IndicatorVersion:
        known_figures()
        figures("density", ("2021", "2022-01-26", "10.1"))
        promise(density)
        return density

    def test_on_the_page_of_the_indicator_marked_as_computed(
        self, known: IndicatorVersion, client: Client
    ) -> None:
        page = client.get("/indicators/density/").content.decode()
        assert "Computed figures" in page
        assert '<a href="/indicators/people/">people</a>' in page.replace("?lang=en", "")
        assert "10.09 <small>computed</small>" in page
        assert "5.46 <small>computed</small>" in page

    def test_in_chinese_too(self, known: IndicatorVersion, client: Client) -> None:
        page = client.get("/indicators/density/?lang=zh-hans").content.decode()
        assert "计算得出的数据" in page
        assert "Computed" not in page

    def test_as_known_on_a_day(self, known: IndicatorVersion, client: Client) -> None:
        page = client.get("/indicators/density/?as_of=2022-02-01").content.decode()
        assert "<small>computed</small>" not in page
        assert "Not all parts of a figure were known" in page

    def test_beside_what_was_published(self, known: IndicatorVersion) -> None:
        found = derived.of_indicator("density", on=TODAY)
        assert found is not None
        last, first = found.figures["CHN"]
        assert last.published == Decimal("10.1")
        assert last.residual is not None
        assert round(last.residual, 4) == Decimal("0.0122")
        assert first.published is None
        assert [one.indicator.code for one in last.operands] == ["stations", "people"]

    def test_an_indicator_without_formula_has_none(self, known: IndicatorVersion) -> None:
        assert derived.of_indicator("stations", on=TODAY) is None

    def test_in_the_api(self, known: IndicatorVersion, client: Client) -> None:
        found = client.get("/api/v1/indicators/density/").json()
        body = found.get("data", found)
        assert body["formula"] == "{stations} / {people}"

    def test_operands_stand_in_their_own_units_on_the_page_of_a_target(
        self, density: IndicatorVersion, client: Client
    ) -> None:
        promise(density)
        known_figures()
        page = client.get("/targets/t/").content.decode()
        assert "1.425 million stations" in page
        assert "1.4126 billion persons" in page
        assert "Judged figure, divisor or subtrahend" in page
