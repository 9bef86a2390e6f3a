"""Who may open and do what; accounts and their rights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from indicators.models import ReportedFigure, Series, Target
from indicators.services import accounts
from indicators.services.assessments import reassess_all
from tests import factories

MODELS = sorted(
    model._meta.model_name or ""
    for model in admin.site._registry
    if model._meta.app_label == "indicators"
)
ADMINISTRATORS = {"allowedhost"}
WRITTEN_BY_SERVICES = {"assessment", "statusevent", "series", "release", "ingestionrun"}
NOT_EDITORS = ADMINISTRATORS | WRITTEN_BY_SERVICES | {"source", "unit"}


class TestDemoUsers:
    def test_are_made_once_and_their_passwords_told_once(self, db: None) -> None:
        made = accounts.ensure_demo_users(factories.NOW)
        assert [name for name, _ in made] == ["editor", "reviewer"]
        for name, password in made:
            user = User.objects.get(username=name)
            assert password is not None
            assert len(password) >= 12
            assert user.check_password(password)
            assert user.is_staff
            assert not user.is_superuser
        assert accounts.ensure_demo_users(factories.NOW) == []

    def test_keep_the_rights_an_administrator_gave_their_group(self, db: None) -> None:
        accounts.ensure_demo_users(factories.NOW)
        group = Group.objects.get(name=accounts.EDITORS)
        group.permissions.clear()
        accounts.ensure_demo_users(factories.NOW)
        assert group.permissions.count() == 0

    def test_only_reviewers_publish(self, staff: dict[str, User]) -> None:
        assert staff["reviewer"].has_perm("indicators.publish_release")
        assert not staff["editor"].has_perm("indicators.publish_release")


@pytest.mark.parametrize("model", MODELS)
class TestEveryPage:
    def test_opens_for_those_who_may(self, as_user: Any, base_stations: Any, model: str) -> None:
        table = next(item for item in admin.site._registry if item._meta.model_name == model)
        found = table._default_manager.first()
        for name in ("admin", "editor", "reviewer"):
            client = as_user(name)
            hidden = model in ADMINISTRATORS and name != "admin"
            expected = 403 if hidden else 200
            assert (
                client.get(reverse(f"admin:indicators_{model}_changelist")).status_code == expected
            )
            if found is not None:
                for view in ("change", "versions"):
                    address = reverse(f"admin:indicators_{model}_{view}", args=[found.pk])
                    assert client.get(address).status_code == expected
            may_add = model not in (WRITTEN_BY_SERVICES if name == "admin" else NOT_EDITORS)
            address = reverse(f"admin:indicators_{model}_add")
            assert client.get(address).status_code == (200 if may_add else 403)

    def test_is_closed_to_readers(self, as_user: Any, client: Any, model: str) -> None:
        for someone in (client, as_user("reader")):
            response = someone.get(reverse(f"admin:indicators_{model}_changelist"))
            assert response.status_code == 302
            assert "/admin/login/" in response["Location"]


class TestLists:
    @pytest.mark.parametrize("model", ["target", "release", "indicatorversion", "reportedfigure"])
    def test_ask_the_database_as_often_for_30_rows_as_for_3(
        self, as_user: Any, base_stations: Any, model: str
    ) -> None:
        client = as_user("admin")
        counts = []
        for rows in (3, 30):
            _fill(model, rows)
            with CaptureQueriesContext(connection) as queries:
                assert (
                    client.get(reverse(f"admin:indicators_{model}_changelist")).status_code == 200
                )
            counts.append(len(queries))
        assert counts[0] == counts[1]


def _fill(model: str, rows: int) -> None:
    """Rows of a table up to a number."""
    for index in range(rows):
        day = date(2021, 1, 1) + timedelta(days=index)
        match model:
            case "target" if not Target.objects.filter(code=f"t{index}").exists():
                factories.target(f"t{index}", low="1", horizon="2021")
            case "release":
                factories.revisions({"2019": [(day.isoformat(), str(index))]})
            case "indicatorversion":
                factories.indicator(f"i{index}")
            case "reportedfigure":
                ReportedFigure.objects.get_or_create(
                    code=f"f{index}",
                    defaults={
                        "document": factories.document(f"d{index}"),
                        "series": Series.objects.get(),
                        "period_start": day,
                        "period_end": day + timedelta(days=1),
                        "value": index,
                        "text_en": "claim",
                    },
                )


class TestObservations:
    URL = "/admin/observations/"

    def test_show_a_figure_as_known_on_a_day(self, as_user: Any, base_stations: Any) -> None:
        factories.revisions({"2020": [("2022-01-20", "710820")]}, to=factories.source())
        client, query = as_user("editor"), {"indicator": "cn.5g.base_stations"}
        now = client.get(self.URL, query).context["rows"]
        then = client.get(self.URL, query | {"as_of": "2022-01-19"}).context["rows"]
        every = client.get(self.URL, query | {"vintages": "on"}).context["rows"]
        assert [row["value"] for row in now] == ["710,820"]
        assert [row["value"] for row in then] == ["718,000"]
        assert len(every) == 2

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"indicator": "cn.5g.base_stations", "as_of": "banana"}, "banana"),
            ({"indicator": "nothing"}, "nothing"),
            ({"entity": "CHN"}, "Choose an indicator or a source"),
        ],
    )
    def test_say_what_is_wrong_with_a_filter(
        self, as_user: Any, base_stations: Any, query: dict[str, str], words: str
    ) -> None:
        response = as_user("editor").get(self.URL, query)
        assert response.status_code == 200
        assert words in response.content.decode()

    def test_cannot_be_added_changed_or_deleted(self, as_user: Any, base_stations: Any) -> None:
        assert all(model._meta.model_name != "observation" for model in admin.site._registry)
        assert as_user("admin").post(self.URL, {}).status_code in (200, 405)


class TestChinese:
    @pytest.mark.parametrize("page", ["/admin/", "/admin/figures/new/", "/admin/observations/"])
    def test_pages_open(self, as_user: Any, base_stations: Any, page: str) -> None:
        reassess_all(cause="first", now=factories.NOW)  # type: ignore[arg-type]
        response = as_user("admin").get(page, headers={"accept-language": "zh-hans"})
        assert response.status_code == 200
        assert '<html lang="zh-hans"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("editor", ["Run one now<", "a second person"], ["upload a file", "Publish them", "pause"]),
        ("reviewer", ["Run one now, or upload a file", "Publish them"], ["pause it"]),
        ("admin", ["Run one now, pause it, upload a file", "Publish them"], []),
    ],
)
def test_the_first_page_offers_what_this_person_may_do(
    as_user: Any, name: str, shown: list[str], hidden: list[str]
) -> None:
    page = as_user(name).get("/admin/").content.decode()
    assert [text for text in shown if text not in page] == []
    assert [text for text in hidden if text in page] == []


def test_the_language_is_switched_in_the_header(as_user: Any) -> None:
    client = as_user("editor")
    page = client.get("/admin/indicators/source/?q=x").content.decode()
    assert 'value="zh-hans" lang="zh-Hans">中文</button>' in page
    assert 'name="next" value="/admin/indicators/source/?q=x"' in page
    with translation.override("en"):  # so that the next test has its own language
        data = {"language": "zh-hans", "next": "/admin/"}
        page = client.post("/i18n/setlang/", data, follow=True).content.decode()
    assert '<html lang="zh-hans"' in page
    assert 'value="en" lang="en">English</button>' in page
    assert "中文</button>" in Client().get("/admin/login/").content.decode()
