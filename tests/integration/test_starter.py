"""What the starter catalogue must say: the article's targets against their real figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from gzip import compress
from importlib import import_module
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client

from indicators.domain import words
from indicators.domain.assessments import assess
from indicators.models import Assessment as AssessmentRow
from indicators.models import (
    Document,
    Entity,
    Indicator,
    IngestionRun,
    Observation,
    Plan,
    RejectedRow,
    Release,
    Source,
    Target,
    Topic,
)
from indicators.selectors import (
    assessments,
    briefs,
    catalogue,
    derived,
    evidence,
    observations,
    targets,
)
from indicators.selectors.lines import Listed
from indicators.selectors.views import TargetView
from indicators.services import observations as written

TODAY = date(2026, 11, 23)


def _analyze() -> None:
    """What autovacuum would do; it does not see a transaction that never commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")  # only the owner may
        cursor.execute("ANALYZE")
        cursor.execute(f'SET LOCAL ROLE "{role}"')


@pytest.fixture(scope="module")
def starter(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> object:
    """The catalogue, loaded once for the module inside a transaction that is rolled back."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
        mock.patch("django.utils.timezone.now", return_value=noon),
    ):
        call_command("load_catalogue", verbosity=0)
        call_command("ingest", "--catalogue", verbosity=0)
        _analyze()
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("starter")


@pytest.fixture(autouse=True)
def _database(django_db_blocker: pytest.FixtureRequest) -> object:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def target(code: str, on: date = TODAY) -> TargetView:
    return targets.get(code, on=on, today=TODAY)


def test_every_row_of_its_figures_is_accepted() -> None:
    assert not RejectedRow.objects.exists()
    assert set(IngestionRun.objects.values_list("state", flat=True)) == {"done"}


def test_it_is_as_large_as_promised() -> None:
    assert Observation.objects.count() >= 300
    assert Target.objects.count() >= 35
    revised = Observation.objects.filter(superseded_on__isnull=False)
    assert revised.count() >= 5
    assert written.broken_parents() == []
    assert written.wrong_counts() == []


def test_every_figure_leads_to_a_document_with_a_publisher() -> None:
    codes = [series.code for series in observations.series()]
    found = observations.observations(codes, on=TODAY, vintages=True)
    missing = [
        one.id for items in found.values() for one in items
        if one.document is None or not one.document.publisher
    ]  # fmt: skip
    assert missing == []


def test_more_than_600000_stations_were_met_and_agree_with_the_stocks() -> None:
    answer = target("cn-5g-2021-new").assessment
    assert (answer.status, answer.certainty) == ("met", "clear")
    assert answer.judged is not None
    assert (answer.judged.value, round(answer.judged.ratio or 0)) == (654000, 109)
    difference = next(check for check in answer.checks if check.code == "stock_difference")
    assert (difference.value, difference.residual) == (654000, 0)


@pytest.mark.parametrize("year", [2021, 2022, 2025])
def test_crude_steel_was_below_the_year_before(year: int) -> None:
    answer = target(f"cn-steel-{year}").assessment
    assert answer.verdict == "met"
    assert answer.judged is not None
    assert answer.judged.value < 0


def test_on_1_july_2021_those_of_2021_are_pending_and_later_ones_do_not_exist() -> None:
    on = date(2021, 7, 1)
    known = {view.code: view for view in targets.listing(on=on, today=TODAY)}
    assert known["cn-5g-2021-new"].assessment.verdict == "pending"
    assert known["cn-steel-2021"].assessment.verdict == "pending"
    assert "cn-steel-2022" not in known
    assert "cn-steel-2025" not in known


def test_2121_green_factories_are_a_reported_figure_with_its_source() -> None:
    claims = {claim.value: claim for claim in catalogue.reported(on=TODAY)}
    factories = claims[Decimal(2121)]
    assert str(factories.period) in ("2020", "2020-12")
    assert factories.passage is not None
    assert factories.observation is not None
    assert factories.observation.document is not None
    assert Decimal(171) in claims


def test_steel_has_january_february_and_no_invented_january() -> None:
    codes = [
        item.code for item in observations.series(indicator="cn.crude_steel.output", basis="ytd")
    ]
    figures = [
        one for items in observations.observations(codes, on=TODAY).values() for one in items
    ]
    combined = [one for one in figures if str(one.period).endswith("-01-01/P2M")]
    assert len(combined) >= 8
    monthly = observations.series(indicator="cn.crude_steel.output", basis="level", frequency="M")
    months = observations.observations([item.code for item in monthly], on=TODAY)
    assert not [one.id for items in months.values() for one in items if one.period.start.month == 1]


def test_days_of_publication_carry_how_they_are_known() -> None:
    bases = set(Release.objects.values_list("published_on_basis", flat=True))
    assert {"stated", "calendar", "inferred"} <= bases


def test_what_was_stored_for_today_is_what_would_be_computed() -> None:
    stored = targets.listing(on=TODAY, today=TODAY)
    computed = targets.listing(on=TODAY, today=date(2000, 1, 1))
    assert [view.assessment.to_dict() for view in stored] == [
        view.assessment.to_dict() for view in computed
    ]


def shown(one: Listed) -> list[object]:
    """What a row of a list is made of."""
    names = (name for name, kind in vars(Listed).items() if isinstance(kind, property))
    return [getattr(one, name) for name in names]


def test_targets_in_brief_stand_as_their_whole_answers_do() -> None:
    wholes = targets.listing(on=TODAY, today=TODAY)
    stored = assessments.standings(on=TODAY)
    assert {one.id for one in wholes} == set(stored)
    for one in wholes:
        assert stored[one.id] == assessments.standing_of(one.assessment), one.code
    for day in (TODAY, date(2021, 7, 1)):
        wholes = targets.listing(on=day, today=TODAY)
        found = briefs.briefs(on=day, rev=None, today=TODAY)
        assert found.views(found.all) == {one.id: one for one in wholes}
        assert {
            pk: [*shown(line), line.stated, line.stated_language, line.kind,
                 line.superseded_on, line.withdrawn_on]
            for pk, line in found.lines(found.all).items()
        } == {
            one.id: [*shown(one), one.stated, one.document.language,
                     one.indicator and one.indicator.kind, one.superseded_on, one.withdrawn_on]
            for one in wholes
        }  # fmt: skip
        some = briefs.within(Q(entity__code="CHN"), on=day, rev=None, today=TODAY)
        assert some.all == [one for one in found.all if one.entity.code == "CHN"]
        assert [(one.code, one.known_on, one.plan) for one in found.all] == [
            (one.code, one.assessment.known_on, one.plan) for one in wholes
        ]


def test_stations_per_person_are_computed_where_the_ministry_gives_none() -> None:
    answer = target("cn-5g-per-10k-2025", on=date(2025, 6, 1)).assessment
    assert answer.verdict == "pending"
    assert answer.pace is not None
    assert round(answer.pace.latest, 2) == Decimal("30.19"), "4.251 million over 1,408.28 million"
    assert {one.role for one in answer.inputs} >= {"latest_operand", "latest_inverse"}
    assert target("cn-5g-per-10k-2025").assessment.judged.how == "level"  # type: ignore[union-attr]


@pytest.mark.parametrize(("year", "published"), [("2020", "5"), ("2021", "10.1"), ("2022", "16.4")])
def test_published_densities_agree_with_stations_over_population(year: str, published: str) -> None:
    found = derived.of_indicator("cn.5g.base_stations_per_10k", on=TODAY)
    assert found is not None
    figure = next(one for one in found.figures["CHN"] if str(one.period) == year)
    assert figure.published == Decimal(published)
    places = -Decimal(published).as_tuple().exponent  # type: ignore[operator]
    assert round(figure.value, places) == figure.published


def test_the_two_wordings_of_one_promise_are_kept_alike() -> None:
    family = [target("cn-5g-per-10k-2025"), target("cn-5g-total-2025-implied")]
    assert {one.assessment.status for one in family} == {"met"}
    assert {round(one.assessment.judged.ratio or 0) for one in family} == {132, 133}  # type: ignore[union-attr]


def test_a_province_stands_beside_its_country() -> None:
    found = targets.detail("cn-steel-2021", on=TODAY, today=TODAY, examined=True).balance
    assert found is not None
    assert str(found.period) == "2021-01-01/P11M"
    (hebei,) = found.parts
    assert (hebei.entity.code, hebei.bound) == ("CN-HE", None)
    assert hebei.share is not None
    assert round(hebei.share, 1) == Decimal("21.6")


DAYS = [date(2021, 7, 1), date(2022, 2, 1), date(2023, 6, 1), date(2025, 6, 1), TODAY]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_everything_that_an_answer_says_has_words(on: date) -> None:
    for view in targets.listing(on=on, today=TODAY):
        answer = view.assessment
        roles = {words.stem(one.role) for one in answer.inputs}
        assert roles <= set(words.ROLES), view.code
        assert {one.code for one in answer.checks} <= set(words.CHECKS), view.code
        assert {one.code for one in answer.notes} <= set(words.NOTES), view.code
        if answer.judged is not None:
            assert answer.judged.how in words.HOW


def test_the_history_of_the_5g_target_is_told_day_by_day() -> None:
    detail = targets.detail("cn-5g-2021-new", on=TODAY, today=TODAY, examined=True)
    assert detail.examination is not None
    told = [(str(one.on), one.status.value) for one in detail.examination.history.changes]
    assert told[0] == ("2021-01-06", "pending")
    assert ("2022-01-21", "met") in told


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_a_day_s_answer_is_the_one_of_a_database_that_stops_on_it(on: date) -> None:
    rows = list(targets.rows(on))
    everything = evidence.gather(rows, on=TODAY)
    until = evidence.gather(rows, on=on)
    assert len(until) > 10
    for pk, (spec, known) in until.items():
        assert assess(spec, known, on=on) == assess(spec, everything[pk][1], on=on), spec.code


MIGRATION = import_module("indicators.migrations.0007_stored_counts_and_days")


def test_what_an_older_database_lacks_is_filled_in_as_the_services_write_it() -> None:
    def stored() -> tuple[dict[int, int], dict[int, date | None]]:
        return (
            dict(Release.objects.values_list("pk", "figures")),
            dict(AssessmentRow.objects.filter(current=True).values_list("pk", "known_on")),
        )

    figures, days = stored()
    assert sum(figures.values()) > 500 and len(set(days.values())) > 10
    Release.objects.update(figures=0)
    AssessmentRow.objects.update(known_on=None)
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.FIGURES)
        cursor.execute(MIGRATION.KNOWN_ON)
    assert stored() == (figures, days)


PAGE_BYTES = 60_000
LISTS = [
    "/", "/?page=2", "/indicators/", "/compare/", "/compare/?mode=indicators",
    "/compare/?mode=targets", "/compare/?mode=slope", "/documents/", "/runs/", "/sources/",
    "/methodology/", "/entities/", "/topics/", "/plans/", "/changes/", "/changes/?since=2020-01-01",
    "/changes/?since=2020-01-01&show=statuses", "/calendar/", "/calendar/?year=2025",
    "/search/", "/search/?q=5g", "/search/?q=e",
]  # fmt: skip
# Of each kind of page those that show most: by how many of these things belong to them.
LARGEST = [
    ("/targets/{code}/", Target, "indicator_version__series__observation"),
    ("/indicators/{code}/", Indicator, "versions__series__observation"),
    ("/entities/{code}/", Entity, "target"),
    ("/topics/{code}/", Topic, "target"),
    ("/plans/{code}/", Plan, "target"),
    ("/documents/{code}/", Document, "targets"),
    ("/sources/{code}/", Source, "release"),
    ("/runs/{pk}/", IngestionRun, "releases"),
]


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_page_is_small(lang: str) -> None:
    addresses = list(LISTS)
    for form, model, belonging in LARGEST:
        most = model.objects.annotate(n=Count(belonging)).order_by("-n")[:2]
        addresses += [form.format(code=getattr(one, "code", ""), pk=one.pk) for one in most]
    drawn = ("/targets/", "/indicators/c")
    addresses += [f"/embed{one}" for one in addresses if one.startswith(drawn)]
    client, sizes = Client(), {}
    for address in addresses:
        answer = client.get(f"{address}{'&' if '?' in address else '?'}lang={lang}")
        assert answer.status_code == 200, address
        sizes[address] = len(compress(answer.content))
    assert len(sizes) > 35
    assert {one: size for one, size in sizes.items() if size > PAGE_BYTES} == {}
