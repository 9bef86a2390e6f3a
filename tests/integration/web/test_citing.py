"""Citations, permanent addresses, and the description for machines."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from indicators.models import Source, Target
from indicators.web.take.cite import bibtex, escaped
from tests import factories
from tests.integration.web.conftest import Page, Site, make_target

TARGET, INDICATOR = "/targets/cn-5g-2021/", "/indicators/cn.5g.base_stations/"
PAGES = [TARGET, INDICATOR, "/compare/", "/documents/article/"]


def value_of(page: Page, name: str) -> str:
    found = re.search(rf'<input id="{name}" type="text" readonly value="([^"]*)"', page.html)
    assert found
    return found[1].replace("&amp;", "&")


def json_ld(page: Page) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.html, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def shown(site: Site, address: str) -> str:
    """What a page says, without the footer: that names the newest revision there is."""
    return site.get(address).text.partition("; newest data revision of that day")[0]


@pytest.mark.usefixtures("world")
class TestCitations:
    @pytest.mark.parametrize("address", PAGES)
    def test_every_page_with_figures_can_be_cited_without_javascript(
        self, site: Site, address: str
    ) -> None:
        page = site.get(f"{address}?as_of=2021-07-01")
        permanent = value_of(page, "permanent")
        assert permanent.startswith(f"http://testserver{address}?")
        assert "as_of=2021-07-01&rev=2" in permanent
        text = value_of(page, "citation")
        assert text.startswith("Policy Tracker (2021), “")
        assert "as known on 1 July 2021, data revision 2. Sources: " in text
        assert text.endswith(permanent)

    def test_the_permanent_address_keeps_its_answer(self, site: Site) -> None:
        permanent = value_of(site.get(f"{TARGET}?as_of=2021-07-01"), "permanent")
        before = shown(site, permanent)
        # History that is loaded later becomes known on a day that has passed.
        factories.revisions({"2021-06": [("2021-06-30", "900000")]}, to=factories.source("late"))
        assert shown(site, permanent) == before
        assert "900,000" in site.get(f"{TARGET}?as_of=2021-07-01").text

    def test_names_the_sources_and_their_licences(self, site: Site) -> None:
        Source.objects.filter(code="miit").update(
            publisher_en="Ministry", licence="CC BY 4.0 (Eurostat)"
        )
        page = site.get(TARGET)
        assert "Sources: Ministry, MIIT." in page.text
        assert "MIIT (Ministry): CC BY 4.0 (Eurostat)" in page.text
        Source.objects.filter(code="miit").update(licence="")
        assert "no licence is stated" in site.get(f"{TARGET}?rev=4").text

    def test_in_the_language_of_the_page(self, site: Site) -> None:
        permanent = value_of(site.get(f"{TARGET}?lang=zh-hans"), "permanent")
        assert permanent.endswith("?as_of=2026-11-23&rev=4&lang=zh-hans")


class TestBibTeX:
    def test_is_one_entry_with_the_permanent_address(self, site: Site, world: Target) -> None:
        text = site.file("/targets/cn-5g-2021.bib?as_of=2021-07-01").content.decode()
        assert text.startswith("@misc{policytracker-cn-5g-2021-rev2-20210701,\n")
        assert "title = {{cn-5g-2021 (China)}}" in text
        assert "\\url{http://testserver/targets/cn-5g-2021/?as_of=2021-07-01&rev=2}" in text
        assert text.count("{") == text.count("}")

    def test_signs_of_tex_are_escaped(self) -> None:
        assert escaped("50 % & {A_b} #1 $ ~ ^ \\") == (
            r"50 \% \& \{A\_b\} \#1 \$ \textasciitilde{} \textasciicircum{} \textbackslash{}"
        )
        assert escaped("two\n lines") == "two lines"
        text = bibtex("a/b {c}", "x}", date(2021, 7, 1), 3, "http://h/?a={}", "")
        assert "policytracker-a-b-c-rev3-20210701" in text
        assert "%7B%7D" in text


@pytest.mark.usefixtures("world")
class TestForMachines:
    @pytest.mark.parametrize("address", [TARGET, INDICATOR])
    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    def test_is_a_complete_dataset(self, site: Site, address: str, lang: str) -> None:
        Source.objects.filter(code="miit").update(licence="CC BY 4.0 (Eurostat)")
        found = json_ld(site.get(f"{address}?lang={lang}"))
        assert found["@context"] == "https://schema.org"
        assert found["@type"] == "Dataset"
        assert found["name"]
        assert len(found["description"]) >= 50
        assert found["url"].startswith(f"http://testserver{address}?as_of=2026-11-23&rev=4")
        assert found["license"] == [{"@type": "CreativeWork", "name": "CC BY 4.0 (Eurostat)"}]
        assert found["creator"] == {"@type": "Organization", "name": "Policy Tracker"}
        assert found["temporalCoverage"] == "2020-12-01/2021-12-31"
        assert found["variableMeasured"]["name"] == "cn.5g.base_stations"
        kinds = {one["encodingFormat"] for one in found["distribution"]}
        assert {"text/csv", "application/json"} < kinds
        for one in found["distribution"]:
            path = one["contentUrl"].removeprefix("http://testserver")
            assert site.client.get(path).status_code in (200, 302)

    def test_a_text_cannot_end_the_script(self, site: Site) -> None:
        make_target("evil", name_en="</script><script>alert(1)</script>", summary_en="<!--")
        page = site.get("/targets/evil/")
        assert "</script><script>alert" not in page.html
        assert json_ld(page)["name"].startswith("</script><script>alert(1)</script>")

    def test_a_promise_without_figures_has_no_span(self, site: Site) -> None:
        assert "temporalCoverage" not in json_ld(site.get("/targets/control/"))
