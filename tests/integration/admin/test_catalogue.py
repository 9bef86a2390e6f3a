"""Editing the catalogue: through services, without lost updates, with a history."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.domain.codelists import Status
from indicators.domain.errors import StatementError
from indicators.models import Assessment, ChangeCounter, Entity, Target
from indicators.services import targets
from tests import factories


def form_of(response: Any) -> dict[str, str]:
    """What the browser would send back from a change page without typing anything."""
    form = response.context["adminform"].form
    data: dict[str, str] = {}
    for bound in form:
        value = bound.value()
        if value is not None and value is not False:
            data[bound.html_name] = str(value)
    for inline in response.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            data[bound.html_name] = str(bound.value())
        for row in inline.formset.initial_forms:
            for bound in row:
                value = bound.value()
                data[bound.html_name] = "" if value is None else str(value)
    return data


def url(row: Any) -> str:
    return f"/admin/indicators/{row._meta.model_name}/{row.pk}/change/"


class TestAnEditedTarget:
    def test_is_assessed_again_and_marked_as_edited(self, as_user: Any, base_stations: Any) -> None:
        factories.revisions({"2021": [("2022-01-20", "1425000")]}, to=factories.source())
        before = ChangeCounter.objects.get().value
        client = as_user("editor")
        data = form_of(client.get(url(base_stations))) | {"low": "80万"}
        response = client.post(url(base_stations), data, follow=True)
        base_stations.refresh_from_db()
        assert base_stations.low == 800000
        assert base_stations.edited_at is not None
        assert base_stations.version_token == 1
        answer = Assessment.objects.get(target=base_stations, current=True)
        assert answer.status == Status.MISSED
        assert ChangeCounter.objects.get().value > before
        assert "1 target changed its status" in response.content.decode()

    def test_that_is_saved_unchanged_stays_what_it_was(
        self, as_user: Any, base_stations: Any
    ) -> None:
        client = as_user("editor")
        response = client.post(url(base_stations), form_of(client.get(url(base_stations))))
        assert response.status_code == 302
        after = Target.objects.get(pk=base_stations.pk)
        for field in Target._meta.concrete_fields:
            if field.name not in ("version_token", "edited_at"):
                assert getattr(after, field.attname) == getattr(base_stations, field.attname)

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            pytest.param({"low": "", "high": "5"}, None, None, id="bound in the other field"),
            pytest.param({"comparator": "between"}, "low", "between", id="half a range"),
            pytest.param({"comparator": "about"}, "tolerance", "tolerance", id="about what"),
            pytest.param({"comparator": ""}, "comparator", "comparator", id="no comparison"),
            pytest.param(
                {"reference_kind": "none"}, "reference_kind", "reference", id="change from what"
            ),
            pytest.param(
                {"reference_kind": "period"}, "reference", "period", id="reference without period"
            ),
            pytest.param({"horizon": "banana"}, "horizon", "banana", id="no period"),
            pytest.param({"horizon": ""}, "horizon", "horizon", id="no deadline"),
            pytest.param({"low": "many"}, "low", "many", id="no number"),
            pytest.param({"pacing": "interim"}, "interim", "points", id="no points"),
            pytest.param(
                {"pacing": "interim", "interim": '[["2023"]]'}, "interim", "2023", id="half a point"
            ),
            pytest.param({"interim": "5"}, "interim", "list", id="points that are no list"),
            pytest.param({"interim": "[5"}, "interim", "JSON", id="broken points"),
            pytest.param(
                {"quantity": "cumulative", "horizon_kind": "by"},
                "horizon_kind",
                "window",
                id="a sum by a day",
            ),
            pytest.param({"indicator_version": ""}, "indicator_version", "indicator", id="of what"),
        ],
    )
    def test_says_next_to_the_field_what_contradicts(
        self,
        as_user: Any,
        base_stations: Any,
        typed: dict[str, str],
        field: str | None,
        words: str | None,
    ) -> None:
        client = as_user("editor")
        response = client.post(url(base_stations), form_of(client.get(url(base_stations))) | typed)
        if field is None:
            assert response.status_code == 302
            return
        assert response.status_code == 200
        errors = response.context["adminform"].form.errors
        assert words is not None
        assert words in str(errors[field]), errors
        assert Target.objects.get(pk=base_stations.pk).version_token == 0

    def test_with_a_contradiction_is_refused_by_the_service_too(self, base_stations: Any) -> None:
        base_stations.comparator = "between"
        with pytest.raises(StatementError):
            targets.save(base_stations, seen=None, now=factories.NOW)


class TestALostUpdate:
    def test_is_refused_once_with_both_versions_and_then_written_knowingly(
        self, as_user: Any
    ) -> None:
        row = factories.entity()
        client = as_user("editor")
        mine = form_of(client.get(url(row))) | {"name_en": "Mine"}
        theirs = form_of(client.get(url(row))) | {"name_en": "Theirs"}
        assert client.post(url(row), theirs).status_code == 302
        response = client.post(url(row), mine)
        assert response.status_code == 200
        page = response.content.decode()
        assert "Somebody else saved this" in page
        assert "theirs “Theirs”, yours “Mine”" in page
        assert Entity.objects.get(pk=row.pk).name_en == "Theirs"
        again = mine | {"seen_version": response.context["adminform"].form["seen_version"].value()}
        assert client.post(url(row), again).status_code == 302
        assert Entity.objects.get(pk=row.pk).name_en == "Mine"


class TestHistory:
    def test_shows_who_changed_what(self, as_user: Any) -> None:
        row = factories.entity()
        client = as_user("editor")
        client.post(url(row), form_of(client.get(url(row))) | {"name_zh": "中华人民共和国"})
        response = client.get(url(row).replace("/change/", "/versions/"))
        newest, oldest = response.context["versions"]
        assert [(c.name, c.before, c.after) for c in newest.changes] == [
            ("name_zh", "中国", "中华人民共和国")
        ]
        assert (newest.user, oldest.label) == ("editor", "insert")


class TestAReportedFigure:
    def test_takes_its_period_as_text(self, as_user: Any, base_stations: Any) -> None:
        from indicators.models import ReportedFigure, Series

        data = {
            "code": "claim",
            "document": factories.document().pk,
            "text_en": "718,000 base stations",
            "series": Series.objects.get().pk,
            "period": "2020年",
            "value": "71.8万",
        }
        response = as_user("editor").post("/admin/indicators/reportedfigure/add/", data)
        assert response.status_code == 302
        row = ReportedFigure.objects.get()
        assert (row.period_start.isoformat(), row.value) == ("2020-01-01", 718000)
