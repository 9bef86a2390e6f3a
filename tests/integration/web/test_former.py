"""Addresses with a former code lead to the present one, for ever."""

from __future__ import annotations

import pytest

from indicators.models import Document, Entity, Indicator, Plan, Source, Target, Topic
from tests.integration.web.conftest import Site, make_target

pytestmark = pytest.mark.usefixtures("world")
ALL = [
    (Target, "targets", "cn-5g-2021"),
    (Indicator, "indicators", "cn.5g.base_stations"),
    (Document, "documents", "article"),
    (Entity, "entities", "CHN"),
    (Topic, "topics", "digital"),
    (Plan, "plans", "plan"),
    (Source, "sources", "miit"),
]


@pytest.mark.parametrize(("model", "place", "code"), ALL)
def test_a_former_code_redirects_with_its_query(
    site: Site, model: type[Target], place: str, code: str
) -> None:
    model.objects.filter(code=code).update(code="second")
    model.objects.filter(code="second").update(code="新 code")
    for former in (code, "second"):
        answer = site.client.get(f"/{place}/{former}/?as_of=2022-06-01&lang=zh-hans")
        assert answer.status_code == 301
        assert answer.headers["Location"] == (
            f"/{place}/%E6%96%B0%20code/?as_of=2022-06-01&lang=zh-hans"
        )
        site.get(answer.headers["Location"])


def test_a_code_that_something_has_now_is_no_former_one(site: Site) -> None:
    Target.objects.filter(code="cn-5g-2021").update(code="renamed")
    make_target("cn-5g-2021", name_en="Another promise")
    assert "Another promise" in site.get("/targets/cn-5g-2021/").text


def test_a_code_that_is_not_known_yet_is_no_former_one(site: Site) -> None:
    Target.objects.filter(code="control").update(code="cn-5g-2030-old")
    Target.objects.filter(code="cn-5g-2030-old").update(code="control")
    page = site.get("/targets/cn-5g-2030/?as_of=2021-07-01", 404)
    assert "had not been announced" in page.text


def test_codes_that_nothing_ever_had_are_not_found(site: Site) -> None:
    site.get("/targets/never/", 404)
    site.get("/plans/" + "x" * 3000 + "/", 404)
