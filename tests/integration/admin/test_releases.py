"""Review: figures wait, a second person publishes them or sends them back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from indicators.domain.codelists import ReleaseState
from indicators.models import Observation, Release
from tests.integration.admin.conftest import previewed, sheet

URL = "/admin/figures/new/"


@pytest.fixture
def waiting(as_user: Any, base_stations: Any) -> Release:
    """An editor's figure in review."""
    client, data = as_user("editor"), sheet({"period": "2021", "value": "1425000"})
    data |= {"previewed": previewed(client, data), "action": "submit"}
    assert client.post(URL, data).status_code == 302
    return Release.objects.get(state=ReleaseState.IN_REVIEW)


def page(release: Release, name: str = "change") -> str:
    return f"/admin/indicators/release/{release.pk}/{name}/"


class TestRelease:
    def test_in_review_is_not_public(self, waiting: Release) -> None:
        assert waiting.number is None
        assert Observation.objects.count() == 1

    def test_shows_its_reviewer_what_would_change(self, as_user: Any, waiting: Release) -> None:
        response = as_user("reviewer").get(page(waiting))
        assert [(row.outcome, row.value) for row in response.context["compared"]] == [
            ("new", "1,425,000")
        ]
        assert response.context["may_publish"]
        assert response.context["may_reject"]

    def test_is_published_by_a_second_person(self, as_user: Any, waiting: Release) -> None:
        response = as_user("reviewer").post(page(waiting, "publish"), follow=True)
        waiting.refresh_from_db()
        assert waiting.state == ReleaseState.PUBLISHED
        assert waiting.reviewer is not None
        assert "→ Met" in response.content.decode()
        assert [told.changed for told in response.context["effects"]] == [True]

    def test_is_not_published_by_its_author(
        self, as_user: Any, waiting: Release, staff: Any
    ) -> None:
        Release.objects.filter(pk=waiting.pk).update(author=staff["reviewer"])
        response = as_user("reviewer").get(page(waiting))
        assert response.context["four_eyes"]
        response = as_user("reviewer").post(page(waiting, "publish"), follow=True)
        assert "another person" in response.content.decode()
        assert Observation.objects.count() == 1

    def test_is_sent_back_with_a_reason_and_can_be_corrected(
        self, as_user: Any, waiting: Release
    ) -> None:
        response = as_user("reviewer").post(page(waiting, "reject"), follow=True)
        waiting.refresh_from_db()
        assert waiting.state == ReleaseState.IN_REVIEW
        assert "Say what is wrong" in response.content.decode()
        as_user("reviewer").post(page(waiting, "reject"), {"reason": "wrong year"})
        waiting.refresh_from_db()
        assert (waiting.state, waiting.reason) == (ReleaseState.DRAFT, "wrong year")
        response = as_user("editor").get(f"{URL}?release={waiting.pk}")
        assert response.context["rows"].forms[0].initial["value"] == "1425000"
        as_user("editor").post(page(waiting, "submit"))
        waiting.refresh_from_db()
        assert waiting.state == ReleaseState.IN_REVIEW

    def test_sent_back_is_told_to_its_author_until_it_is_corrected(
        self, as_user: Any, waiting: Release
    ) -> None:
        editor = as_user("editor")
        assert "was sent back" not in editor.get("/admin/").content.decode()
        as_user("reviewer").post(page(waiting, "reject"), {"reason": "wrong year"})
        told = editor.get("/admin/").content.decode()
        assert (
            f"Your release “Draft release no. {waiting.pk}” was sent back</a>: wrong year" in told
        )
        assert "was sent back" not in as_user("reviewer").get("/admin/").content.decode()
        data = sheet({"period": "2020", "value": "718001"}, reason_kind="entry error")
        data |= {"previewed": previewed(editor, data), "action": "submit"}
        assert editor.post(URL, data).status_code == 302
        assert "was sent back" not in editor.get("/admin/").content.decode()

    def test_is_named_in_words(self, as_user: Any, waiting: Release) -> None:
        reviewer = as_user("reviewer")
        assert f"Release in review no. {waiting.pk}" in reviewer.get(page(waiting)).content.decode()
        answer = reviewer.post(page(waiting, "reject"), follow=True).content.decode()
        assert f"Release in review no. {waiting.pk}: Say what is wrong" in answer
        assert "in_review" not in answer
        reviewer.post(page(waiting, "publish"))
        answer = reviewer.post(page(waiting, "publish"), follow=True).content.decode()
        assert "It is “published” already." in answer

    @pytest.mark.parametrize("name", ["publish", "reject"])
    def test_is_not_decided_by_an_editor(self, as_user: Any, waiting: Release, name: str) -> None:
        response = as_user("editor").post(page(waiting, name), {"reason": "x"})
        assert response.status_code == 403
        waiting.refresh_from_db()
        assert waiting.state == ReleaseState.IN_REVIEW

    def test_is_decided_by_post_only(self, as_user: Any, waiting: Release) -> None:
        assert as_user("reviewer").get(page(waiting, "publish")).status_code == 405

    def test_is_published_from_the_list_too(self, as_user: Any, waiting: Release) -> None:
        data = {"action": "publish_selected", "_selected_action": [str(waiting.pk)]}
        as_user("reviewer").post("/admin/indicators/release/", data)
        waiting.refresh_from_db()
        assert waiting.state == ReleaseState.PUBLISHED

    def test_published_twice_says_so(self, as_user: Any, waiting: Release) -> None:
        as_user("reviewer").post(page(waiting, "publish"))
        response = as_user("reviewer").post(page(waiting, "publish"), follow=True)
        assert "already" in response.content.decode()
        assert Release.objects.filter(number__isnull=False).count() == 2

    def test_keeps_its_history(self, as_user: Any, waiting: Release) -> None:
        as_user("reviewer").post(page(waiting, "publish"))
        response = as_user("reviewer").get(page(waiting, "versions"))
        newest = response.context["versions"][0]
        assert newest.user == "reviewer"
        assert ("state", "in_review", "published") in [
            (change.name, change.before, change.after) for change in newest.changes
        ]


class TestTheListInChinese:
    def test_has_no_english_headings_and_values(self, as_user: Any, waiting: Release) -> None:
        with translation.override("zh-hans"):  # so that the next test has its own language
            response = as_user("reviewer").get(
                "/admin/indicators/release/", headers={"Accept-Language": "zh-Hans"}
            )
        shown = response.content.decode()
        for text in ("来源", "状态", "公布日期", "审核中", "来源注明", "目录与数据"):
            assert text in shown, text
        body = shown[shown.index('id="changelist"') :]
        for text in ("Published on", ">stated<", "in review", "以 state"):
            assert text not in body, text
