"""The figures read from a document, on its page, and the way there from a target."""

from __future__ import annotations

import re
from datetime import date

import pytest

from indicators.models import Document, IndicatorVersion, ObservationNote, Series, Target
from indicators.selectors import readings
from tests import factories
from tests.integration.web.conftest import Page, Site
from tests.integration.web.test_citing import value_of
from tests.query_counts import counted

INDICATOR = "cn.5g.base_stations"


def read(*rows: str, of: IndicatorVersion | None = None, entity: str = "CHN") -> None:
    """Figures, each row ``period,value,day,document``."""
    version = of or factories.indicator()
    lines = []
    for row in rows:
        period, value, day, document = row.split(",")
        lines.append(
            f"{version.indicator.code},{entity},level,,{period},{value},,{day},stated,{document}"
        )
    factories.ingest(factories.csv(*lines))


@pytest.fixture
def paper(db: None) -> Document:
    """
    known on  2021-02-01  2021-03-01
    2020-11   700000
    2020-12   718000      771000 (of another document)
    """
    unit = factories.unit(symbol_en="stations", symbol_zh="个")
    factories.indicator(unit=unit, name_en="5G base stations", name_zh="5G基站")
    factories.entity()
    paper = factories.document(
        "paper",
        title="Ministry says 718,000",
        published_on=date(2021, 2, 1),
        url="https://news.example.org/5g?id=1",
    )
    factories.document("later", title="Later paper", published_on=date(2021, 3, 1))
    read("2020-11,700000,2021-02-01,paper", "2020-12,718000,2021-02-01,paper")
    return paper


def table(page: Page) -> list[str]:
    """The rows of the section, as text."""
    section = re.search(r'<section aria-labelledby="read">(.*?)</section>', page.html, re.S)
    if section is None:
        return []
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', section[1], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.usefixtures("paper")
class TestTheFiguresOfADocument:
    def test_are_listed_by_series_with_the_latest(self, site: Site) -> None:
        page = site.get("/documents/paper/")
        assert table(page) == [
            "5G base stations Level · Monthly · MIIT China"
            " 2 December 2020 718,000 stations 2021-02-01"
        ]
        assert f"/indicators/{INDICATOR}/?entity=CHN" in page.links
        assert "2 figures known on this day were read from this document." in page.text
        assert "It makes no promise that is tracked here as of this day." in page.text

    def test_in_chinese(self, site: Site) -> None:
        [row] = table(site.get("/documents/paper/?lang=zh-hans"))
        assert row.startswith("5G基站 ")
        assert "中国 2 2020年12月 71.8万个 2021-02-01" in row

    def test_are_not_there_before_they_were_known(self, site: Site) -> None:
        Document.objects.update(published_on=None, published_on_basis="unknown")
        page = site.get("/documents/paper/?as_of=2021-01-31")
        assert table(page) == []
        assert "no figure read from it was known yet" in page.text
        assert "718,000 stations" not in page.text

    def test_count_as_they_became_known(self, site: Site) -> None:
        read("2021-01,792000,2021-02-20,paper")
        assert " 3 January 2021 792,000" in table(site.get("/documents/paper/"))[0]
        for query in ("?as_of=2021-02-19", "?rev=1"):
            assert " 2 December 2020 718,000" in table(site.get(f"/documents/paper/{query}"))[0]

    def test_stay_when_another_document_replaces_them_and_say_so(self, site: Site) -> None:
        read("2020-12,771000,2021-03-01,later")
        [row] = table(site.get("/documents/paper/"))
        assert "2 (1 replaced since) December 2020 718,000 stations (replaced since)" in row
        assert "771,000 stations" in table(site.get("/documents/later/"))[0]
        for query in ("?as_of=2021-02-28", "?rev=1"):
            assert "replaced" not in table(site.get(f"/documents/paper/{query}"))[0], query

    def test_are_those_of_a_release_unless_a_figure_names_another(self, site: Site) -> None:
        ObservationNote.objects.create(
            series=Series.objects.get(), release_id=1, document=factories.document("later"),
            period_start=date(2020, 12, 1), period_end=date(2021, 1, 1),
        )  # fmt: skip
        assert " 1 November 2020 700,000" in table(site.get("/documents/paper/"))[0]
        assert " 1 December 2020 718,000" in table(site.get("/documents/later/"))[0]

    def test_the_definition_is_told_where_it_is_not_the_first(self, site: Site) -> None:
        first = factories.indicator()
        IndicatorVersion.objects.create(indicator=first.indicator, number=2, unit=first.unit)
        header = factories.HEADER.replace("indicator,", "indicator,version,", 1)
        row = f"{INDICATOR},2,CHN,level,,2020-12,5,,2021-02-01,stated,paper"
        factories.ingest(factories.csv(row, header=header))
        told = ["definition 2" in one for one in table(site.get("/documents/paper/"))]
        assert told == [False, True], "most figures first"

    def test_a_figure_taken_back_is_none(self, site: Site) -> None:
        read("2021-01,792000,2021-02-20,later")
        read("2021-01,,2021-02-25,later")
        [row] = table(site.get("/documents/later/?as_of=2021-03-02"))
        assert " 1 (1 replaced since) January 2021 792,000 stations (replaced since)" in row

    def test_the_most_come_first_and_the_rest_are_counted(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = factories.indicator("other", name_en="Other")
        read(
            *(f"2020-0{month},{month},2021-02-01,paper" for month in (1, 2, 3)), of=other
        )  # fmt: skip
        found = readings.of_document("paper", on=date(2021, 2, 1), most=1)
        assert [one.series.indicator.code for one in found.shown] == ["other"]
        assert (found.series, found.figures, found.more) == (2, 5, 1)
        monkeypatch.setattr(readings.of_document, "__kwdefaults__", {"rev": None, "most": 1})
        assert "and 1 more series" in site.get("/documents/paper/").text

    def test_the_days_when_they_became_known_can_be_stepped_to(self, site: Site) -> None:
        read("2020-12,771000,2021-03-01,later")
        page = site.get("/documents/paper/?as_of=2021-02-10")
        for day in ("2021-02-01", "2021-03-01"):
            assert [one for one in page.links if one.endswith(f"as_of={day}")], day

    def test_the_page_leads_to_the_original(self, site: Site) -> None:
        page = site.get("/documents/paper/")
        assert "https://news.example.org/5g?id=1" in page.links
        assert "Open the original news.example.org" in page.text


class TestTheCitation:
    def test_names_the_figures_where_there_is_no_promise(self, site: Site, paper: Document) -> None:
        cited = value_of(site.get("/documents/paper/"), "citation")
        assert "“Figures read from ‘Ministry says 718,000’”" in cited
        assert (
            "Figures read from “Ministry says 718,000”"
            in site.file("/documents/paper.bib").content.decode()
        )

    def test_is_the_title_alone_where_there_is_neither(self, site: Site, paper: Document) -> None:
        page = site.get("/documents/paper/?as_of=2021-01-31")
        assert "“Ministry says 718,000”, as known on" in value_of(page, "citation")
        assert "Figures read from" not in page.text
        bib = site.file("/documents/paper.bib?as_of=2021-01-31").content.decode()
        assert "title = {{Ministry says 718,000}}" in bib

    def test_says_what_became_of_promises(self, site: Site, world: Target) -> None:
        assert "“What became of ‘Industrial economy’”" in site.get("/documents/article/").text
        assert "What became of" in site.file("/documents/article.bib").content.decode()


def test_a_target_leads_to_the_documents_of_its_figures(site: Site, world: Target) -> None:
    factories.document("paper", title="Ministry says 1.43 million")
    factories.entity()
    before = site.get("/targets/cn-5g-2021/")
    assert "/documents/paper/" not in before.links
    read("2021-12,1430000,2022-02-01,paper")
    page = site.get("/targets/cn-5g-2021/")
    used = re.search(r'<caption id="inputs">.*?</table>', page.html, re.S)
    assert used
    link = '<a href="/documents/paper/">Ministry says 1.43 million</a>'
    assert f"MIIT</a>: <small>{link}</small>" in used[0]
    assert used[0].count("/documents/") == 1, "only where a figure has one"


def test_the_number_of_queries_does_not_grow(site: Site, paper: Document) -> None:
    address = "/documents/paper/"
    for several in (1, 60):
        entities = [factories.entity(f"E{at}", name_en=f"E {at}") for at in range(several)]
        rows = [
            f"{INDICATOR},{one.code},level,,{year},{several},,2021-02-01,stated,paper"
            for one in entities
            for year in range(2017, 2020)
        ]
        factories.ingest(factories.csv(*rows))
        site.get(address)  # what is only made once a process
        with counted(address):
            page = site.get(address)
    assert len(table(page)) == 50
    assert "and 11 more series" in page.text
