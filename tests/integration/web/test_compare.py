"""Comparing: what is chosen in the address, what differs in words, and the table of the drawing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from indicators.models import IndicatorVersion, Release, Target
from tests import factories
from tests.integration.web.conftest import Site, make_target

PLACES = {"CHN": "China", "IND": "India", "USA": "United States"}
STEEL = "crude_steel.output"


@pytest.fixture
def steel(db: None) -> None:
    """Crude steel of three countries: India lacks 2020, and counts fiscal years of sales."""
    for code, name in PLACES.items():
        factories.entity(code, name_en=name, name_zh=name)
    factories.entity("FRA", name_en="France", name_zh="法国")
    megatonnes = factories.unit("Mt", symbol_en="Mt", symbol_zh="百万吨")
    factories.indicator(
        STEEL, kind="flow", name_en="Crude steel output", decimals=1, unit=megatonnes
    )
    factories.indicator("sales", kind="flow", name_en="Sales", unit=factories.unit("cars"))
    rows = [
        f"{STEEL},CHN,level,,2019,995.4,,2020-01-27,stated",
        f"{STEEL},CHN,level,,2020,1053.0,,2021-01-27,stated",
        f"{STEEL},CHN,level,,2021,1032.8,,2022-01-27,stated",
        f"{STEEL},IND,level,,2019,111.4,,2020-01-27,stated",
        f"{STEEL},IND,level,,2021,118.2,,2022-01-27,stated",
        f"{STEEL},USA,level,,2019,87.8,,2020-01-27,stated",
        f"{STEEL},USA,level,,2020,72.7,,2021-01-27,stated",
        f"{STEEL},USA,level,,2021,85.8,,2022-01-27,stated,,P",
        "sales,CHN,level,,2019,50,,2020-02-01,stated",
        "sales,CHN,level,,2020,100,,2021-02-01,stated",
        "sales,IND,level,,2020-04-01/P1Y,7,,2021-06-01,stated",
        "sales,USA,level,,2020,9,,2021-02-01,stated",
    ]
    run = factories.ingest(factories.csv(*rows))
    assert run.rows_rejected == 0, run.message


@pytest.mark.usefixtures("steel")
class TestOneIndicator:
    ADDRESS = f"/compare/?indicator={STEEL}&entity=CHN,IND,USA"

    def test_message_subtitle_and_table(self, site: Site) -> None:
        page = site.get(self.ADDRESS)
        assert (
            "China is highest in 2021 with 1,032.8 Mt, United States lowest with 85.8 Mt"
            in page.text
        )
        assert "Crude steel output, Mt, 2019–2021" in page.text
        assert "2020 1,053.0 – 72.7" in page.text
        assert "2021 1,032.8 118.2 85.8*" in page.text

    def test_boxes_of_a_form_mean_the_same_as_commas(self, site: Site) -> None:
        page = site.get(f"/compare/?indicator={STEEL}&entity=CHN&entity=IND&entity=USA")
        assert "2021 1,032.8 118.2 85.8*" in page.text
        assert f"/compare/?entity=CHN,IND,USA&indicator={STEEL}&lang=zh-hans" in page.links

    def test_in_chinese_the_lines_have_chinese_punctuation(self, site: Site) -> None:
        text = site.get(self.ADDRESS + ",XXX&mode=pie&lang=zh-hans").text
        assert "crude_steel.output，百万吨，2019–2021年。截至" in text
        assert "entities、indicators、slope、targets" in text
        address = f"/compare/?mode=indicators&entity=CHN&indicator={STEEL},sales&lang=zh-hans"
        assert "China2个指标的指数，2019年=100，2019–2021年。" in site.get(address).text

    def test_holes_and_provisional_figures_are_told(self, site: Site) -> None:
        text = site.get(self.ADDRESS).text
        assert "Of 3 periods some have figures of fewer: India (2). Nothing is filled in." in text
        assert "Hollow marks are provisional or estimated figures." in text
        assert 'class="mk open"' in site.get(self.ADDRESS).html

    def test_years_are_chosen_without_dragging(self, site: Site) -> None:
        page = site.get(self.ADDRESS + "&from=2020&to=2020")
        assert "2020 1,053.0 – 72.7" in page.text
        assert "1,032.8" not in page.text
        swapped = site.get(self.ADDRESS + "&from=2021&to=2020")
        assert "1,032.8" in swapped.text

    def test_an_entity_without_figures_is_named(self, site: Site) -> None:
        text = site.get(f"/compare/?indicator={STEEL}&entity=CHN,IND&as_of=2019-06-01").text
        assert "China: no figures were known on 1 June 2019." in text
        assert "No figure was known on 1 June 2019." in text

    def test_unknown_values_and_too_many_give_a_notice(self, site: Site) -> None:
        page = site.get(f"/compare/?indicator={STEEL}&entity=CHN,XXX&mode=pie&from=1900&per=W")
        assert "entity: “XXX” is not known here; it is ignored." in page.text
        assert "“pie” is no mode" in page.text
        assert "“1900” is no from" in page.text
        assert "“W” is no per" in page.text
        assert "1,032.8" in page.text

    def test_more_than_six_are_cut_with_a_notice(self, site: Site) -> None:
        rows = []
        for number in range(7):
            factories.entity(f"E{number}", name_en=f"E{number}")
            rows.append(f"{STEEL},E{number},level,,2021,{number + 1},,2022-01-27,stated")
        factories.ingest(factories.csv(*rows), to=factories.source("other"))
        several = ",".join(f"E{number}" for number in range(7))
        page = site.get(f"/compare/?indicator={STEEL}&entity={several}")
        assert "entity: only the first 6 of 7 are shown." in page.text
        assert page.html.count('class="swatch') == 12  # key and table

    def test_different_periods_are_told(self, site: Site) -> None:
        text = site.get("/compare/?indicator=sales&entity=CHN,IND,USA").text
        assert "fiscal years (India – 2020/21 (from April)) stand beside calendar years" in text

    def test_definitions_bases_and_frequencies_are_told(self, site: Site) -> None:
        first = IndicatorVersion.objects.get(indicator__code=STEEL)
        IndicatorVersion.objects.create(
            indicator=first.indicator, number=2, unit=first.unit, predecessor=first
        )
        factories.entity("DEU", name_en="Germany")
        rows = [
            f"{STEEL},2,DEU,level,M,2021-05,3.6,,2022-01-27,stated",
            f"{STEEL},2,DEU,level,A,2021,40.1,,2022-01-27,stated",
            f"{STEEL},1,USA,growth,,2021,18.0,,2022-01-27,stated",
        ]
        header = factories.HEADER.replace("indicator,entity", "indicator,version,entity")
        run = factories.ingest(factories.csv(*rows, header=header), to=factories.source("vdeh"))
        assert run.rows_rejected == 0, run.message
        text = site.get(f"/compare/?indicator={STEEL}&entity=CHN,DEU").text
        assert "The definitions differ: China – definition 1; Germany – definition 2." in text
        growth = site.get(f"/compare/?indicator={STEEL}&entity=CHN,USA&basis=growth").text
        assert "China: no figures on this basis and for periods of this length." in growth

    def test_everything_follows_the_day(self, site: Site) -> None:
        page = site.get(self.ADDRESS + "&as_of=2021-06-01")
        # India had no figure of 2020 yet: the newest year that all have is 2019.
        assert "China is highest in 2019" in page.text
        assert "2020 1,053.0 – 72.7" in page.text
        assert "1,032.8" not in page.text

    def test_the_first_page_chooses_what_has_most_and_writes_it_down(self, site: Site) -> None:
        page = site.get("/compare/")
        assert "Crude steel output" in page.text
        assert any(f"indicator={STEEL}" in link for link in page.links)


@pytest.fixture
def single(steel: None) -> None:
    """More entities than of steel have robots, but of one year only; China also has a course."""
    factories.indicator("robots", kind="stock", name_en="Robots", unit=factories.unit("robots"))
    rows = [f"robots,{code},level,,2021,{at},,2022-02-01,stated"
            for at, code in enumerate(("CHN", "FRA", "IND", "USA"), 1)]  # fmt: skip
    rows.append("robots,USA,level,,2022,5,,2023-02-01,stated")
    run = factories.ingest(factories.csv(*rows))
    assert run.rows_rejected == 0, run.message


@pytest.mark.usefixtures("single")
class TestFirstView:
    def test_is_the_indicator_of_which_most_have_a_course(self, site: Site) -> None:
        page = site.get("/compare/")
        assert "China is highest in 2021 with 1,032.8 Mt" in page.text
        # Of nobody else: France has no figure of steel.
        assert any(f"entity=CHN,USA,IND&indicator={STEEL}" in link for link in page.links)

    def test_of_two_years_as_well(self, site: Site) -> None:
        text = site.get("/compare/?mode=slope").text
        assert "2019–2021: India +6.1 %, United States −2.3 %" in text

    def test_of_a_named_indicator_those_with_a_course_come_first(self, site: Site) -> None:
        page = site.get("/compare/?indicator=robots")
        assert any("entity=USA,CHN,FRA,IND&indicator=robots" in link for link in page.links)

    def test_of_an_entity_the_indicators_with_a_course(self, site: Site) -> None:
        page = site.get("/compare/?mode=indicators")
        assert "Index of 2 indicators of China" in page.text
        assert any(f"entity=CHN&indicator={STEEL},sales&" in link for link in page.links)

    def test_a_course_is_that_known_on_the_day_and_at_the_revision(self, site: Site) -> None:
        # On this day the second year of steel was not published by anyone: nothing has a course.
        page = site.get("/compare/?as_of=2020-06-01")
        assert any("indicator=robots" in link for link in page.links)
        first = Release.objects.filter(published_on=date(2020, 1, 27)).latest("number")
        page = site.get(f"/compare/?rev={first.number}")
        assert any("indicator=robots" in link for link in page.links)
        last = Release.objects.filter(published_on=date(2022, 1, 27)).latest("number")
        page = site.get(f"/compare/?rev={last.number}")
        assert any(f"indicator={STEEL}" in link for link in page.links)

    def test_years_go_before_months_as_in_the_comparison(self, site: Site) -> None:
        rows = [
            f"robots,{code},level,,2021-{month:02},{month},,2022-02-01,stated"
            for code in ("CHN", "IND", "USA")
            for month in range(1, 9)
        ]
        run = factories.ingest(factories.csv(*rows))
        assert run.rows_rejected == 0, run.message
        assert any(f"indicator={STEEL}" in link for link in site.get("/compare/").links)

    def test_growth_makes_no_index_and_is_not_chosen(self, site: Site) -> None:
        factories.indicator("a.rate", kind="flow", name_en="Rate", unit=factories.unit("Mt"))
        rows = [
            f"a.rate,CHN,growth,,{year},3.{at},,{year + 1}-02-01,stated"
            for at, year in enumerate(range(2012, 2022))
        ]
        run = factories.ingest(factories.csv(*rows))
        assert run.rows_rejected == 0, run.message
        assert "a.rate" not in str(site.get("/compare/?mode=indicators").links)


@pytest.mark.usefixtures("steel")
class TestOneEntity:
    ADDRESS = f"/compare/?mode=indicators&entity=CHN&indicator={STEEL},sales"

    def test_is_an_index_with_a_base_that_all_have(self, site: Site) -> None:
        page = site.get(self.ADDRESS)
        assert "Index of 2 indicators of China, 2019 = 100, 2019–2021" in page.text
        assert "Sales changed most since 2019: +100.0 % by 2020" in page.text
        assert "2020 105.8 200.0" in page.text
        assert (
            "The units differ: Crude steel output – Mt; Sales – cars. The index shows" in page.text
        )

    def test_the_base_is_chosen(self, site: Site) -> None:
        page = site.get(self.ADDRESS + "&base=2020")
        assert "2019 94.5 50.0" in page.text
        missing = site.get(self.ADDRESS + "&base=2021")
        assert "Sales: no figure above zero for the base period 2021; not drawn." in missing.text

    def test_growth_makes_no_index(self, site: Site) -> None:
        run = factories.ingest(
            factories.csv(f"{STEEL},CHN,growth,,2021,-3.0,,2022-01-27,stated"),
            to=factories.source("press"),
        )
        assert run.rows_rejected == 0
        page = site.get(f"/compare/?mode=indicators&entity=CHN&indicator={STEEL}&basis=growth")
        assert "Crude steel output: rates of growth make no index; not drawn." in page.text


@pytest.mark.usefixtures("steel")
class TestTwoYears:
    ADDRESS = f"/compare/?mode=slope&indicator={STEEL}&entity=CHN,IND,USA"

    def test_shows_both_figures_difference_and_percent(self, site: Site) -> None:
        page = site.get(self.ADDRESS)
        assert "2019–2021: India +6.1 %, United States −2.3 %" in page.text
        assert "China 995.4 1,032.8 37.4 +3.8 % MIIT" in page.text

    def test_without_a_figure_for_both_it_is_not_drawn(self, site: Site) -> None:
        page = site.get(self.ADDRESS + "&from=2019&to=2020")
        assert "India: no figure for both years; not drawn." in page.text
        assert "India 111.4 – – – MIIT" in page.text

    def test_one_year_is_no_slope(self, site: Site) -> None:
        page = site.get(self.ADDRESS + "&from=2021&to=2021")
        assert "choose two years" in page.text
        assert "<figure" not in page.html
        # Nor a table in which nothing changed.
        assert "The same numbers" not in page.text


class TestTargets:
    def test_are_ranked_by_their_distance(self, site: Site, world: Target) -> None:
        cap = factories.indicator("cap", kind="rate")
        make_target(
            "cap", version=cap, quantity="level", comparator="at_most", low=None,
            high=Decimal(50), reference_kind="none", reference=None, name_en="At most 50",
        )  # fmt: skip
        factories.revisions({"2021": [("2022-02-01", "60")]}, of=cap)
        page = site.get("/compare/?mode=targets")
        table = page.text[page.text.index("Percent of the bound Distance") :]
        assert table.index("cn-5g-2030") < table.index("At most 50") < table.index("cn-5g-2021")
        # A cap of 50 that stands at 60: 120 % of the bound, on the wrong side by 20 %.
        assert "120.0 % −20.0 %" in table
        assert "109.0 % +9.0 %" in table
        assert "1 target has no figure or no single bound to compare: control." in page.text
        assert "14.3 % −85.8 %" in table  # 1,425,000 of 10 million so far
        assert "1 of 3 figures are on the right side of their bound; farthest off" in page.text

    def test_a_cut_is_reached_beyond_its_bound(self, site: Site, world: Target) -> None:
        energy = factories.indicator("energy", kind="rate")
        make_target(
            "cut", version=energy, quantity="growth", comparator="at_most", low=None,
            high=Decimal(-2), reference_kind="none", reference=None, name_en="Cut by 2 %",
        )  # fmt: skip
        factories.revisions({"2021": [("2022-02-01", "-2.5")]}, of=energy, basis="growth")
        page = site.get("/compare/?mode=targets&indicator=energy")
        assert "125.0 % +25.0 %" in page.text

    def test_filters(self, site: Site, world: Target) -> None:
        page = site.get("/compare/?mode=targets&status=met")
        assert "1 of 1 figure is on the right side of its bound" in page.text
        assert "(Met)" in page.text
        assert "cn-5g-2030" not in {
            link.split("/")[2] for link in page.links if "/targets/" in link
        }

    def test_a_long_ranking_is_listed_in_parts_and_taken_away_whole(
        self, site: Site, world: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indicators.web.comparing.asked.A_PAGE", 1)
        pages = [site.get(f"/compare/?mode=targets&page={number}") for number in (1, 2)]
        listed = [
            [one for one in page.links if re.match(r"/targets/[^/]+/", one)] for page in pages
        ]
        assert [len(one) for one in listed] == [1, 1]
        assert listed[0] != listed[1]
        assert "Page 1 of 2" in pages[0].text
        # The drawing and its words are about all of them.
        assert all("of 2 figures are on the right side" in page.text for page in pages)
        rows = site.client.get("/compare.csv?mode=targets").content.decode("utf-8-sig")
        assert len(rows.splitlines()) == 3

    def test_nothing_to_rank(self, site: Site, world: Target) -> None:
        page = site.get("/compare/?mode=targets&as_of=2021-01-07&status=met")
        assert "No figure was known on 7 January 2021." in page.text


@pytest.mark.usefixtures("world")
class TestLinks:
    def test_pages_lead_to_comparisons(self, site: Site) -> None:
        assert "/compare/?mode=targets&topic=digital" in site.get("/targets/cn-5g-2021/").links
        indicator = site.get("/indicators/cn.5g.base_stations/?as_of=2022-06-01")
        assert (
            "/compare/?entity=CHN&indicator=cn.5g.base_stations&mode=indicators&as_of=2022-06-01"
            in indicator.links
        )

    def test_without_any_data_the_page_says_so(self, site: Site) -> None:
        assert site.get("/compare/?as_of=1990-01-01")


def test_an_empty_tracker_has_nothing_to_compare(site: Site) -> None:
    for mode in ("entities", "indicators", "targets", "slope"):
        assert "No figure was known" in site.get(f"/compare/?mode={mode}").text


@pytest.mark.usefixtures("steel")
class TestPictures:
    """What is compared is taken away as a drawing, a picture and a frame, with what was chosen."""

    CHOSEN = f"indicator={STEEL}&entity=CHN,USA&from=2020"

    def test_the_page_offers_them_as_it_was_chosen(self, site: Site) -> None:
        page = site.get(f"/compare/?{self.CHOSEN}&as_of=2022-06-01")
        found = [one for one in page.links if "/compare/chart." in one or "/embed/" in one]
        assert {one.split("?")[0] for one in found} == {
            "/compare/chart.svg", "/compare/chart.png", "/embed/compare/",
        }  # fmt: skip
        for one in found:
            for part in ("as_of=2022-06-01", "entity=CHN,USA", "from=2020", "lang=en"):
                assert part in one, one
            assert site.client.get(one.replace("&amp;", "&")).status_code == 200
        assert "&lt;iframe title=&quot;" in page.html

    @pytest.mark.parametrize("mode", ["entities", "indicators", "slope", "targets"])
    def test_a_drawing_says_what_the_page_says(self, site: Site, mode: str) -> None:
        version = IndicatorVersion.objects.get(indicator__code=STEEL)
        factories.target("cap", comparator="at_most", high=1040, horizon="2021", version=version)
        address = f"?mode={mode}"
        page = site.get(f"/compare/{address}")
        response = site.client.get(f"/compare/chart.svg{address}&theme=dark")
        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        root = ElementTree.fromstring(response.content)
        assert (root.findtext("{*}title") or "") in page.text
        shown = "".join(one.text or "" for one in root.iter() if one.tag.endswith("}text"))
        assert "http://testserver/compare/?" in shown
        assert "as_of=2026-11-23&rev=" in shown
        assert f"mode={mode}" in shown or mode == "entities"
        assert "theme" not in shown
        # Whatever a drawing refers to is inside.
        ids = {one.get("id") for one in root.iter()}
        used = {(one.get("href") or "").lstrip("#") for one in root.iter() if one.get("href")}
        assert used <= ids
        assert bool(used) == (mode == "targets")

    def test_a_picture_is_png_with_a_name(self, site: Site) -> None:
        response = site.client.get(f"/compare/chart.png?{self.CHOSEN}&width=800")
        assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert re.fullmatch(
            r'inline; filename="compare-entities-crude_steel.output_rev\d+_[\d-]+\.png"',
            response["Content-Disposition"],
        )

    def test_a_frame_shows_one_drawing_for_wide_and_one_for_narrow_pages(self, site: Site) -> None:
        page = site.get(f"/embed/compare/?{self.CHOSEN}&theme=dark")
        assert 'class="chart wide"' in page.html
        assert 'class="chart narrow"' in page.html
        (link,) = page.links
        assert "as_of=2026-11-23" in link
        assert "entity=CHN,USA" in link
        assert "theme" not in link

    @pytest.mark.parametrize("kind", ["chart.svg", "chart.png", "embed"])
    def test_where_nothing_can_be_drawn_there_is_no_file(self, site: Site, kind: str) -> None:
        address = "/embed/compare/" if kind == "embed" else f"/compare/{kind}"
        page = site.get(f"{address}?indicator={STEEL}&entity=CHN&as_of=2000-01-01", 404)
        assert "nothing to draw" in page.text
        assert "chart." not in site.get("/compare/?as_of=2000-01-01").html.split("</head>")[1]
