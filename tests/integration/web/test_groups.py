"""Entities, topics and plans: what they gather, on any day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Entity, Plan, ReportedFigure, Series, Target, Topic
from tests import factories
from tests.integration.web.conftest import Site, make_target

pytestmark = pytest.mark.usefixtures("world")
INDICATOR = "cn.5g.base_stations"


def targets_in(page_links: list[str]) -> set[str]:
    return {link.split("/")[2] for link in page_links if link.startswith("/targets/")}


class TestAnEntity:
    def test_counts_its_targets_in_one_sentence_that_leads_to_them(self, site: Site) -> None:
        make_target("elsewhere", entity=factories.entity("IND", name_en="India"))
        page = site.get("/entities/CHN/")
        assert "3 targets: 1 met" in page.text.replace("\xa0", " ")
        assert targets_in(page.links) == {"cn-5g-2021", "cn-5g-2030", "control"}
        assert "/entities/CHN/?status=met#targets" in page.links
        met = site.get("/entities/CHN/?status=met")
        assert targets_in(met.links) == {"cn-5g-2021"}
        assert "3 targets: 1 met" in met.text.replace("\xa0", " ")
        assert "1 target shown" in met.text

    def test_hides_what_was_announced_later(self, site: Site) -> None:
        page = site.get("/entities/CHN/?as_of=2021-07-20")
        assert "2 targets:" in page.text
        assert "cn-5g-2030" not in targets_in(page.links)

    def test_shows_its_key_indicators_as_known_on_the_day(self, site: Site) -> None:
        assert "1.425 million stations December 2021" in site.get("/entities/CHN/").text
        past = site.get("/entities/CHN/?as_of=2021-07-20")
        assert "961,000 stations June 2021" in past.text
        assert f"/indicators/{INDICATOR}/?entity=CHN&as_of=2021-07-20" in past.links
        assert "Key indicators" not in site.get("/entities/CHN/?as_of=2020-01-01").text

    def test_draws_their_course_and_keeps_the_day_in_the_link(self, site: Site) -> None:
        page = site.get("/entities/CHN/?as_of=2021-07-20")
        assert page.html.count('<svg class="chart small"') == 1
        assert "December 2020 to June 2021: 2 figures, the newest 961,000 stations." in page.html
        # One figure has no course, but stands in the table.
        early = site.get("/entities/CHN/?as_of=2021-02-01")
        assert '<svg class="chart small"' not in early.html
        assert "718,000 stations December 2020" in early.text

    def test_leads_to_what_it_belongs_to_and_what_belongs_to_it(self, site: Site) -> None:
        world = Entity.objects.create(code="WLD", name_en="World", kind="world")
        Entity.objects.filter(code="CHN").update(parent=world)
        hebei = Entity.objects.create(
            code="CN-HE", name_en="Hebei", kind="province",
            parent=Entity.objects.get(code="CHN"),
        )  # fmt: skip
        links = site.get("/entities/CHN/").links
        assert {"/entities/WLD/", "/entities/CN-HE/"} <= set(links)
        assert "/entities/CHN/" in site.get(f"/entities/{hebei.code}/").links
        assert "No target is known on this day." in site.get("/entities/CN-HE/").text

    def test_unknown_ones_are_not_found(self, site: Site) -> None:
        assert "There is no entity “XYZ”." in site.get("/entities/XYZ/", 404).text

    def test_a_long_list_comes_in_pages(self, site: Site) -> None:
        for number in range(53):
            make_target(f"more-{number:02}")
        first, second = site.get("/entities/CHN/"), site.get("/entities/CHN/?page=2")
        assert len(targets_in(first.links)) == 50
        assert len(targets_in(first.links) | targets_in(second.links)) == 56
        assert "is no page from 1 to 2" in site.get("/entities/CHN/?page=3").text


class TestATopic:
    @pytest.fixture(autouse=True)
    def _tree(self, world: Target) -> None:
        digital = factories.topic()
        below = Topic.objects.create(code="networks", name_en="Networks", parent=digital)
        deepest = Topic.objects.create(code="5g", name_en="5G", parent=below)
        make_target("deep", topic=deepest)
        Topic.objects.create(code="steel", name_en="Steel")

    def test_gathers_the_targets_of_everything_below_it(self, site: Site) -> None:
        assert targets_in(site.get("/topics/digital/").links) >= {"deep", "cn-5g-2021"}
        assert targets_in(site.get("/topics/networks/").links) == {"deep"}
        assert "No target is known on this day." in site.get("/topics/steel/").text

    def test_leads_up_and_down_the_tree(self, site: Site) -> None:
        links = set(site.get("/topics/networks/").links)
        assert {"/topics/digital/", "/topics/5g/"} <= links
        assert "/topics/5g/" not in site.get("/topics/digital/").links  # not two steps at once

    def test_the_tree_counts_with_subtopics_and_as_known(self, site: Site) -> None:
        assert "digital 4 targets · 1 indicator" in site.get("/topics/").text
        assert "digital 3 targets" in site.get("/topics/?as_of=2021-07-20").text

    def test_a_circle_ends(self, site: Site) -> None:
        Topic.objects.filter(code="digital").update(parent=Topic.objects.get(code="5g"))
        assert {"/topics/digital/", "/topics/5g/"} <= set(site.get("/topics/").links)
        for code in ("digital", "networks", "5g"):
            site.get(f"/topics/{code}/")
        # The first of them by code holds the others.
        assert {"deep", "cn-5g-2021"} <= targets_in(site.get("/topics/5g/").links)


class TestAPlan:
    def test_is_a_scorecard_with_numbers(self, site: Site) -> None:
        plan = factories.plan()
        make_target("second", plan=plan, low=Decimal(10_000_000), stated="about 10 million")
        page = site.get("/plans/plan/")
        assert "2 targets: 1 met" in page.text.replace("\xa0", " ")
        assert '<svg class="status-bar"' in page.html
        assert "Met 1 50 %" in page.text
        assert "Missed 1 50 %" in page.text
        assert "654,000 stations 2021 54,000 stations on the right side" in page.text
        assert "on the wrong side" in page.text
        assert "As stated: about 10 million" in page.text
        assert "/documents/article/" in page.links

    def test_shows_the_gap_of_the_day(self, site: Site) -> None:
        page = site.get("/plans/plan/?as_of=2021-07-20")
        assert "against the required path" in page.text
        assert "on the right side" not in page.text

    def test_is_unknown_before_anything_tells_of_it(self, site: Site) -> None:
        page = site.get("/plans/plan/?as_of=2020-12-31", 404)
        assert "Nothing told of the plan “plan” on 31 December 2020." in page.text
        assert "/plans/plan/" not in {
            link.split("?")[0] for link in site.get("/plans/?as_of=2020-12-31").links
        }
        assert "There is no plan “nope”." in site.get("/plans/nope/", 404).text

    def test_is_known_from_its_first_target_on(self, site: Site) -> None:
        early = factories.plan("early", issued_on=date(2024, 1, 1))
        make_target("draft", plan=early, announced_on=date(2023, 5, 1))
        page = site.get("/plans/early/?as_of=2023-06-01")
        assert "issued on" not in page.text
        assert "issued on 1 January 2024" in site.get("/plans/early/").text

    def test_lists_the_plans_below_it(self, site: Site) -> None:
        Plan.objects.create(
            code="sector", name_en="Sector plan", kind="plan", entity=factories.entity(),
            parent=factories.plan(),
        )  # fmt: skip
        assert "/plans/sector/" in site.get("/plans/plan/").links
        assert "/plans/plan/" in site.get("/plans/sector/").links


class TestADocument:
    def test_shows_what_became_of_each_promise(self, site: Site) -> None:
        page = site.get("/documents/article/")
        assert "Bound more than 600,000 stations, change on 2020 2021" in page.text
        assert "Figure 654,000 stations 2021" in page.text
        assert "/plans/plan/" in page.links

    def test_what_it_says_is_hidden_before_it_was_published(self, site: Site) -> None:
        ReportedFigure.objects.create(
            code="claim", document=factories.document(), series=Series.objects.get(),
            period_start=date(2020, 12, 1), period_end=date(2021, 1, 1), value=Decimal(771000),
            text_en="Base stations at the end of 2020",
            target=Target.objects.get(code="cn-5g-2021"),
        )  # fmt: skip
        now = site.get("/documents/article/")
        assert "1 agrees with the figure that is known." in now.text
        assert now.text.count("Base stations at the end of 2020") == 1
        past = site.get("/documents/article/?as_of=2021-01-05")
        assert "published on 6 January 2021, after the day that is shown" in past.text
        assert "Base stations at the end of 2020" not in past.text
        before = site.get(f"/indicators/{INDICATOR}/?as_of=2021-01-05")
        assert "Base stations at the end of 2020" not in before.text
