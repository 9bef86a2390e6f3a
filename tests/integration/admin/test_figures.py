"""Entering figures: a preview, then a release; nothing overwritten, nothing lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indicators.domain.codelists import ReleaseState, Status
from indicators.models import Observation, Release, Series, StagedObservation, StatusEvent
from indicators.selectors import targets as selected
from tests import factories
from tests.integration.admin.conftest import previewed, sheet

URL = "/admin/figures/new/"
FIGURE = {"period": "2021", "value": "1,425,000"}
TODAY = factories.NOW.date()


def published(number: int) -> list[Any]:
    return list(Observation.objects.filter(release=number).values_list("value", flat=True))


class TestPreview:
    def test_shows_new_and_stores_nothing(self, as_user: Any, base_stations: Any) -> None:
        before = Release.objects.count(), Series.objects.count()
        response = as_user("editor").post(URL, sheet(FIGURE))
        assert response.status_code == 200
        assert [row.outcome for row in response.context["preview"]] == ["new"]
        assert (Release.objects.count(), Series.objects.count()) == before
        assert StagedObservation.objects.count() == 0

    def test_shows_old_and_new_of_a_revision_with_percent(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("editor").post(URL, sheet({"period": "2020", "value": "710,820"}))
        (row,) = response.context["preview"]
        assert (row.outcome, row.before, row.value) == ("revised", "718,000", "710,820")
        assert "1.00" in row.percent
        assert row.percent[0] in "-−"

    def test_shows_the_conversion_and_keeps_the_stated_text(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("editor").post(
            URL, sheet({"period": "2021", "value": "142.5", "unit": "万 stations"})
        )
        (row,) = response.context["preview"]
        assert (row.value, row.stated) == ("1,425,000", "142.5 万 stations")

    def test_takes_the_unit_by_the_name_that_the_form_shows(self, as_user: Any) -> None:
        tonnes = factories.unit("t", quantity="mass", name_en="tonnes", name_zh="吨")
        million = factories.unit(
            "Mt", quantity="mass", base=tonnes, numerator=1_000_000, name_en="million tonnes",
            name_zh="百万吨",
        )  # fmt: skip
        steel = factories.indicator("cn.steel", unit=million, kind="flow").pk
        client = as_user("editor")
        assert "· million tonnes<" in client.get(URL).content.decode()
        for unit, value in (("million tonnes", "1,064.77"), ("tonnes", "0.00106477")):
            row = {"period": "2020", "value": "1,064.77", "unit": unit}
            response = client.post(URL, sheet(row, indicator=steel))
            assert [shown.value for shown in response.context["preview"]] == [value]

    @pytest.mark.parametrize(
        ("row", "field", "words"),
        [
            pytest.param({"period": "2021-13", "value": "1"}, "period", "2021-13", id="month 13"),
            pytest.param({"period": "banana", "value": "1"}, "period", "banana", id="no period"),
            pytest.param({"period": "", "value": "1"}, "period", "missing", id="period left out"),
            pytest.param({"period": "2021", "value": ""}, "value", "missing", id="value left out"),
            pytest.param({"period": "2021", "value": "1.2.3"}, "value", "1.2.3", id="no number"),
            pytest.param({"period": "2021", "value": "nan"}, "value", "nan", id="not a number"),
            pytest.param(
                {"period": "2021", "value": "5", "unit": "万吨"}, "unit", "万吨", id="unknown unit"
            ),
            pytest.param(
                {"period": "2021", "value": "5", "unit": "percent"},
                "unit",
                "measures",
                id="unit of another quantity",
            ),
            pytest.param(
                {"period": "2021-01-01/P2M", "value": "5"},
                "period",
                "basis “Year to date”",
                id="range as a level",
            ),
            pytest.param(
                {"period": "2024", "value": "5"},
                "period",
                "before the period",
                id="before its period",
            ),
        ],
    )
    def test_says_what_is_wrong_and_where_and_keeps_what_was_typed(
        self, as_user: Any, base_stations: Any, row: dict[str, str], field: str | None, words: str
    ) -> None:
        response = as_user("editor").post(URL, sheet(FIGURE, row, reason="my remark"))
        assert "Nothing was stored" in response.context["errors"]
        errors = response.context["rows"].forms[1].errors
        assert words in str(errors[field or "__all__"])
        page = response.content.decode()
        assert 'value="1,425,000"' in page
        assert 'value="my remark"' in page
        for text in row.values():
            assert not text or f'value="{text}"' in page
        assert Release.objects.filter(state=ReleaseState.DRAFT).count() == 0
        assert "What would change" not in page

    def test_says_everything_that_is_wrong_at_once(self, as_user: Any, base_stations: Any) -> None:
        response = as_user("editor").post(
            URL,
            sheet(
                {"period": "2021-13", "value": "1.2.3", "unit": "furlongs"},
                {"period": "2026-12", "value": "5"},
                {"period": "2020", "value": ""},
                {"period": "2019", "value": "5", "status": "banana"},
                source="",
            ),
        )
        rows = [set(form.errors) for form in response.context["rows"].forms]
        assert rows == [{"period", "value", "unit"}, {"period"}, {"value"}, {"status"}]
        assert set(response.context["form"].errors) == {"source"}
        assert response.context["errors"].startswith("7 places")

    def test_without_an_indicator_still_reads_periods_and_numbers(self, as_user: Any) -> None:
        response = as_user("editor").post(
            URL, sheet({"period": "x", "value": "y", "unit": "z"}, indicator="", published_on="")
        )
        (row,) = response.context["rows"].forms
        assert set(row.errors) == {"period", "value"}

    def test_of_a_number_that_is_none_says_how_to_take_one_back(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("editor").post(URL, sheet({"period": "2021", "value": "none"}))
        message = str(response.context["rows"].forms[0].errors["value"])
        assert "takes a published figure back" in message
        assert "leave it empty" not in message

    def test_two_rows_for_one_period_that_differ_are_both_refused(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("editor").post(
            URL, sheet(FIGURE, {"period": "2021年", "value": "1,426,000"})
        )
        assert all(form.errors["period"] for form in response.context["rows"].forms)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"published_on": "2027-01-01"}, "published_on"),
            ({"published_on": "20 January"}, "published_on"),
            ({"published_on": ""}, "published_on"),
            ({"source": "999999"}, "source"),
            ({"indicator": ""}, "indicator"),
            ({"basis": "banana"}, "basis"),
        ],
    )
    def test_of_a_wrong_sheet_says_which_field(
        self, as_user: Any, base_stations: Any, values: dict[str, str], field: str
    ) -> None:
        response = as_user("editor").post(URL, sheet(FIGURE, **values))
        assert "Nothing was stored" in response.context["errors"]
        assert response.context["form"].errors[field]
        assert 'value="1,425,000"' in response.content.decode()

    def test_warns_of_a_wrong_scale(self, as_user: Any, base_stations: Any) -> None:
        response = as_user("editor").post(URL, sheet({"period": "2021", "value": "142.5"}))
        (row,) = response.context["preview"]
        assert "check the unit" in row.warnings[0]

    def test_warns_of_the_first_figure_of_a_series(self, as_user: Any, base_stations: Any) -> None:
        other = factories.source("press", rank=5).pk
        response = as_user("editor").post(URL, sheet(FIGURE, source=other))
        (row,) = response.context["preview"]
        assert "first figure of this series" in row.warnings[0]

    @pytest.mark.parametrize(("basis", "warned"), [("level", True), ("growth", False)])
    def test_warns_of_a_negative_stock(
        self, as_user: Any, base_stations: Any, basis: str, warned: bool
    ) -> None:
        row = {"period": "2021", "value": "-3"}
        (shown,) = as_user("editor").post(URL, sheet(row, basis=basis)).context["preview"]
        assert any("negative" in text for text in shown.warnings) is warned

    def test_warns_when_no_document_is_chosen(self, as_user: Any, base_stations: Any) -> None:
        client, document = as_user("editor"), factories.document().pk
        assert "No document is chosen" in client.post(URL, sheet(FIGURE)).content.decode()
        chosen = client.post(URL, sheet(FIGURE, document=document)).content.decode()
        assert "No document is chosen" not in chosen

    def test_shows_what_is_published_also_where_nothing_changes(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("editor").post(URL, sheet({"period": "2020", "value": "718000"}, FIGURE))
        assert [row.before for row in response.context["preview"]] == ["718,000", ""]

    def test_of_known_figures_offers_nothing_to_publish(
        self, as_user: Any, base_stations: Any
    ) -> None:
        response = as_user("reviewer").post(URL, sheet({"period": "2020", "value": "718000"}))
        assert response.context["nothing_new"]
        assert not response.context["ready"]


class TestPublishing:
    def test_changes_the_verdict_and_says_so_and_the_day_before_is_as_it_was(
        self, as_user: Any, base_stations: Any
    ) -> None:
        client, data = as_user("reviewer"), sheet(FIGURE)
        data |= {"previewed": previewed(client, data), "action": "publish"}
        response = client.post(URL, data, follow=True)
        release = Release.objects.order_by("number").last()
        assert release is not None
        assert release.state == ReleaseState.PUBLISHED
        assert release.published_on == date(2022, 1, 20)
        event = StatusEvent.objects.get(release=release)
        assert event.to_status == Status.MET
        page = response.content.decode()
        assert f'href="/targets/{base_stations.code}/"' in page
        assert "→ Met" in page
        before = selected.get("cn.5g.2021", on=date(2022, 1, 19), today=TODAY).assessment
        after = selected.get("cn.5g.2021", on=date(2022, 1, 20), today=TODAY).assessment
        assert before.status != Status.MET
        assert after.status == Status.MET

    def test_keeps_the_old_figure_beside_a_revised_one(
        self, as_user: Any, base_stations: Any
    ) -> None:
        client = as_user("reviewer")
        data = sheet({"period": "2020", "value": "710820"}, reason_kind="source revised")
        data |= {"previewed": previewed(client, data), "action": "publish"}
        client.post(URL, data)
        rows = Observation.objects.order_by("known_on").values_list("value", "superseded_on")
        assert [(int(value), closed) for value, closed in rows if value] == [
            (718000, date(2022, 1, 20)),
            (710820, None),
        ]
        assert Release.objects.order_by("number").last().reason == "source revised"  # type: ignore[union-attr]

    def test_of_a_revision_needs_a_reason(self, as_user: Any, base_stations: Any) -> None:
        client, data = as_user("reviewer"), sheet({"period": "2020", "value": "710820"})
        data |= {"previewed": previewed(client, data), "action": "publish"}
        response = client.post(URL, data)
        assert "Nothing was stored" in response.context["errors"]
        assert response.context["form"].errors["reason_kind"]
        assert Observation.objects.count() == 1

    def test_takes_a_figure_back_with_a_mark(self, as_user: Any, base_stations: Any) -> None:
        client = as_user("reviewer")
        data = sheet({"period": "2020", "value": "-"}, reason_kind="entry error")
        data |= {"previewed": previewed(client, data), "action": "publish"}
        client.post(URL, data)
        assert Observation.objects.get(superseded_on=None).value is None

    def test_without_its_own_preview_shows_the_preview_instead(
        self, as_user: Any, base_stations: Any
    ) -> None:
        client, data = as_user("reviewer"), sheet(FIGURE)
        shown = previewed(client, data)
        changed = data | {"rows-0-value": "9", "previewed": shown, "action": "publish"}
        response = client.post(URL, changed)
        assert "Nothing was stored" in response.context["errors"]
        assert response.context["preview"][0].value == "9"
        assert Observation.objects.count() == 1

    def test_is_refused_to_an_editor(self, as_user: Any, base_stations: Any) -> None:
        client, data = as_user("editor"), sheet(FIGURE)
        data |= {"previewed": previewed(client, data), "action": "publish"}
        assert client.post(URL, data).status_code == 403
        assert Observation.objects.count() == 1

    def test_is_refused_to_readers(self, as_user: Any, base_stations: Any, client: Any) -> None:
        assert as_user("reader").get(URL).status_code == 302
        assert client.get(URL).status_code == 302


class TestAnOpenedSheet:
    def test_begins_with_who_published_the_indicator_before(
        self, as_user: Any, base_stations: Any
    ) -> None:
        factories.source("aaa-better-rank", rank=0)
        response = as_user("editor").get(URL, {"indicator": "cn.5g.base_stations"})
        initial = response.context["form"].initial
        assert initial["source"] == factories.source().pk
        assert initial["entity"] == factories.entity().pk


class TestRows:
    def test_more_of_them_keep_what_was_typed(self, as_user: Any, base_stations: Any) -> None:
        response = as_user("editor").post(
            URL, sheet({"period": "half", "value": "typed"}, action="more", reason="why")
        )
        page = response.content.decode()
        assert 'value="half"' in page
        assert 'value="why"' in page
        assert len(response.context["rows"].forms) > 2

    def test_can_be_pasted_from_a_spreadsheet(self, as_user: Any, base_stations: Any) -> None:
        pasted = "2021\t142.5\t万 stations\tas printed\n2022\t2,312,000\n\n"
        response = as_user("editor").post(URL, sheet(FIGURE, action="paste", pasted=pasted))
        rows = [form.initial for form in response.context["rows"].forms]
        assert rows[1] == {
            "period": "2021",
            "value": "142.5",
            "unit": "万 stations",
            "note": "as printed",
        }
        assert rows[2]["value"] == "2,312,000"
