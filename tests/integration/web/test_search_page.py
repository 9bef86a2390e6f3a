"""The search: in both languages, best first, as known, and never broken by what is typed."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Indicator, Target
from tests import factories
from tests.integration.web.conftest import Page, Site, make_target

pytestmark = pytest.mark.usefixtures("world")


def found(page: Page, kind: str = "") -> list[str]:
    """The links of the results, in their order."""
    inside = page.html[page.html.index("<h1") : page.html.index("<footer")]
    parsed = [link for link in page.links if f'href="{link.replace("&", "&amp;")}"' in inside]
    return [link for link in parsed if link.startswith(f"/{kind}")]


@pytest.fixture
def steel(world: Target) -> None:
    for code, english, chinese in (
        ("steel", "Crude steel output", "粗钢产量"),
        ("cn.capacity", "Steel capacity", "钢铁产能"),
        ("cn.stainless", "Stainlesssteel exports", "不锈钢出口"),
        ("cn.scrap", "Scrap used in steel", "废钢利用量"),
    ):
        factories.indicator(code, name_en=english, name_zh=chinese)


@pytest.mark.usefixtures("steel")
class TestOrder:
    def test_code_then_prefix_then_word_then_part(self, site: Site) -> None:
        assert found(site.get("/search/?q=STEEL"), "indicators/") == [
            "/indicators/steel/", "/indicators/cn.capacity/", "/indicators/cn.scrap/",
            "/indicators/cn.stainless/",
        ]  # fmt: skip

    def test_two_chinese_characters_are_enough(self, site: Site) -> None:
        page = site.get("/search/?q=粗钢")
        assert found(page, "indicators/") == ["/indicators/steel/"]
        assert '<small lang="zh-Hans">粗钢产量</small>' in page.html
        assert "Crude steel output" in page.text
        chinese = site.get("/search/?q=粗钢&lang=zh-hans")
        assert '<small lang="zh-Hans">' not in chinese.html  # it is the name already

    def test_a_chinese_reader_is_shown_the_english_name_that_matched(self, site: Site) -> None:
        page = site.get("/search/?q=crude&lang=zh-hans")
        assert ">粗钢产量</a>" in page.html
        assert '<small lang="en">Crude steel output</small>' in page.html

    def test_full_width_and_case_do_not_matter(self, site: Site) -> None:
        assert found(site.get("/search/?q=ＳＴＥＥＬ　ｃａｐａｃｉｔｙ")) == [
            "/indicators/cn.capacity/"
        ]

    def test_all_words_must_be_found(self, site: Site) -> None:
        assert found(site.get("/search/?q=output+粗钢")) == ["/indicators/steel/"]
        assert found(site.get("/search/?q=output+copper"), "indicators/s") == []


def test_every_kind_is_found(site: Site) -> None:
    factories.entity("IND", name_en="Zebra land")
    factories.topic("zebra")
    factories.plan("zebra-plan")
    factories.document("zebra-doc")
    factories.source("zebra-source")
    factories.indicator("zebra.x")
    make_target("zebra-target")
    links = {link.split("/")[1] for link in found(site.get("/search/?q=zebra"))}
    assert links == {
        "targets", "indicators", "entities", "topics", "plans", "documents", "sources", "search",
    }  # fmt: skip
    assert found(site.get("/search/?q=A+newspaper"), "documents/")


def test_the_kind_with_the_best_answer_comes_first(site: Site) -> None:
    factories.topic("article-topic")
    page = site.get("/search/?q=article")
    assert found(page)[-2:] == ["/documents/article/", "/topics/article-topic/"]


def test_what_was_announced_or_published_later_is_hidden(site: Site) -> None:
    factories.document("later-5g", published_on=date(2024, 1, 1))
    now = found(site.get("/search/?q=5g"))
    assert "/targets/cn-5g-2030/" in now
    assert "/documents/later-5g/" in now
    past = {link.split("?")[0] for link in found(site.get("/search/?q=5g&as_of=2021-07-20"))}
    assert "/targets/cn-5g-2021/" in past
    assert not {"/targets/cn-5g-2030/", "/documents/later-5g/"} & past


@pytest.mark.parametrize(
    "query", ["%25", "_", "%5C", "'", "<script>", "%00", "%F0%9F%98%80", "x" * 3000, "", "+++"]
)
def test_signs_are_only_signs(site: Site, query: str) -> None:
    page = site.get(f"/search/?q={query}")
    # Only the underscore stands in a code.
    assert bool(found(page, "indicators/c")) is (query == "_")
    assert "<script>alert" not in page.html


def test_many_results_are_counted_and_paged(site: Site) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            code=f"many-{number:02}", name_en=f"Many {number:02}", kind="stock",
            direction="higher", aggregation="last", topic=factories.topic(),
        )
        for number in range(60)
    )  # fmt: skip
    page = site.get("/search/?q=many")
    assert "60 results for “many”" in page.text
    assert len(found(page, "indicators/m")) == 8
    assert "/search/?kind=indicator&q=many" in page.links
    first = site.get("/search/?q=many&kind=indicator")
    second = site.get("/search/?q=many&kind=indicator&page=2")
    assert [len(found(one, "indicators/m")) for one in (first, second)] == [50, 10]
    assert "“cow” is no kind" in site.get("/search/?q=many&kind=cow").text


def test_the_box_stands_on_every_page_and_keeps_the_day(site: Site) -> None:
    html = site.get("/methodology/?as_of=2022-06-01").html
    form = html[html.index('role="search"') : html.index("</form>")]
    assert '<input type="hidden" name="as_of" value="2022-06-01">' in form
    assert '<label class="hidden" for="find">' in form
    assert 'role="search"' in site.get("/no/such/page/", 404).html
    assert 'value="5g &lt;"' in site.get("/search/?q=5g+<").html
