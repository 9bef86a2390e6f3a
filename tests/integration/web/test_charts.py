"""Charts as files and in frames: what they are, what they follow, who may frame them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from indicators.charts.png import NoFont
from indicators.charts.theme import DARK, LIGHT
from indicators.models import Target
from indicators.web import taking
from tests import factories
from tests.integration.web.conftest import Site, make_target
from tests.query_counts import counted

pytestmark = pytest.mark.usefixtures("world")
TARGET, INDICATOR, PROMISE = (
    "targets/cn-5g-2021",
    "indicators/cn.5g.base_stations",
    "targets/control",
)
ALL = [TARGET, INDICATOR, PROMISE]


def svg(address: str) -> ElementTree.Element:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def words(root: ElementTree.Element) -> str:
    return " ".join(one.text or "" for one in root.iter() if one.tag.endswith("}text"))


class TestSvg:
    @pytest.mark.parametrize("of", ALL)
    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    def test_holds_headline_source_day_and_the_permanent_address(self, of: str, lang: str) -> None:
        read = words(svg(f"/{of}/chart.svg?lang={lang}"))
        assert re.search(r"http://testserver/\S+\?as_of=2026-11-23&rev=\d+", read)
        assert f"http://testserver/{of}/" in read.replace(" ", "")
        assert ("China" if lang == "en" else "中国") in read

    def test_follows_day_and_revision(self) -> None:
        assert "0.771" in words(svg(f"/{TARGET}/chart.svg?as_of=2021-06-01"))
        first = svg(f"/{TARGET}/chart.svg?as_of=2021-06-01&rev=1")
        assert "0.718" in words(first)
        assert "as_of=2021-06-01&rev=1" in words(first).replace(" ", "")

    def test_is_light_or_dark(self) -> None:
        for theme, palette in (("light", LIGHT), ("dark", DARK), ("neon", LIGHT)):
            root = svg(f"/{TARGET}/chart.svg?theme={theme}")
            grounds = [one for one in root if one.tag.endswith("}rect")]
            assert grounds[0].get("fill") == palette.page

    def test_may_use_its_own_styles_and_load_nothing(self) -> None:
        policy = Client().get(f"/{TARGET}/chart.svg")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'unsafe-inline'" in policy
        assert "script" not in policy

    def test_has_a_name_that_says_what_it_is(self) -> None:
        name = Client().get(f"/{TARGET}/chart.svg")["Content-Disposition"]
        assert re.fullmatch(r'inline; filename="cn-5g-2021_rev\d+_2026-11-23\.svg"', name)

    @pytest.mark.parametrize("kind", ["svg", "png"])
    def test_what_is_not_there_is_404(self, kind: str) -> None:
        for address in ("targets/nope", "indicators/nope"):
            assert Client().get(f"/{address}/chart.{kind}").status_code == 404
        for early in (
            "cn-5g-2030/chart.{}?as_of=2021-07-01",
            "cn-5g-2021/chart.{}?as_of=2021-01-10",
        ):
            assert Client().get(f"/targets/{early.format(kind)}").status_code == 404


class TestRevisions:
    """How the figures were revised is a chart of the page too, with files of its own."""

    @pytest.mark.parametrize("of", [TARGET, INDICATOR])
    def test_are_offered_beside_their_drawing(self, site: Site, of: str) -> None:
        page = site.get(f"/{of}/")
        offered = [one for one in page.links if "show=revisions" in one]
        assert {one.split("?")[0] for one in offered} == {
            f"/{of}/chart.svg", f"/{of}/chart.png", f"/embed/{of}/",
        }  # fmt: skip
        title = "One period was revised"
        assert title in page.text
        assert title in words(svg(f"/{of}/chart.svg?show=revisions"))
        assert title in site.get(f"/embed/{of}/?show=revisions").text
        assert title not in words(svg(f"/{of}/chart.svg"))
        name = Client().get(f"/{of}/chart.png?show=revisions")["Content-Disposition"]
        assert f'"{of.split("/")[1]}-revisions_rev' in name

    def test_where_nothing_was_revised_there_is_none(self, site: Site) -> None:
        assert "show=revisions" not in site.get(f"/{TARGET}/?rev=1").html
        site.get(f"/{TARGET}/chart.svg?show=revisions&rev=1", 404)
        site.get(f"/{PROMISE}/chart.svg?show=revisions", 404)


class TestPng:
    @pytest.mark.parametrize(
        ("asked", "width"), [("", taking.WIDTH), ("width=800", 800), ("width=1", taking.NARROWEST),
                             ("width=999999", taking.WIDTH), ("width=x", taking.WIDTH)],
    )  # fmt: skip
    def test_has_a_width_within_bounds(self, asked: str, width: int) -> None:
        response = Client().get(f"/{TARGET}/chart.png?{asked}")
        assert response["Content-Type"] == "image/png"
        assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(response.content[16:20]) == width

    def test_without_a_font_it_says_so_and_is_not_offered(
        self, monkeypatch: pytest.MonkeyPatch, site: Site
    ) -> None:
        def none(*_args: object, **_more: object) -> bytes:
            raise NoFont

        monkeypatch.setattr(taking, "png", none)
        monkeypatch.setattr(taking, "font_for", lambda _lang: None)
        response = Client().get(f"/{TARGET}/chart.png")
        assert response.status_code == 501
        assert "take the SVG" in response.content.decode()
        assert not [one for one in site.get(f"/{TARGET}/").links if "chart.png" in one]


class TestEmbed:
    @pytest.mark.parametrize("of", ALL)
    def test_is_the_chart_with_its_words_and_one_way_out(self, site: Site, of: str) -> None:
        page = site.get(f"/embed/{of}/?as_of=2022-06-01")
        assert page.html.count("<h1") == 1
        assert "<svg" in page.html
        assert "<nav" not in page.html
        assert "<script" not in page.html
        assert len(page.links) == 1
        assert f"/{of}/?as_of=2022-06-01&rev=" in page.links[0].replace("&amp;", "&")
        assert 'target="_blank" rel="noopener"' in page.html
        assert "Policy Tracker, as known on 1 June 2022" in page.text

    def test_says_the_status_in_words(self, site: Site) -> None:
        assert "Met" in site.get(f"/embed/{TARGET}/").text
        assert "Behind" in site.get(f"/embed/{TARGET}/?as_of=2021-07-20").text

    def test_follows_the_theme_that_was_asked_for(self, site: Site) -> None:
        assert 'data-theme="dark"' in site.get(f"/embed/{TARGET}/?theme=dark").html
        assert "data-theme" not in site.get(f"/embed/{TARGET}/").html

    @pytest.mark.parametrize(
        ("ancestors", "policy", "old"),
        [
            (["'none'"], "frame-ancestors 'none'", "DENY"),
            (["'self'"], "frame-ancestors 'self'", "SAMEORIGIN"),
            (["https://a.example", "https://b.example"],
             "frame-ancestors https://a.example https://b.example", None),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("again", [False, True], ids=["first", "304"])
    def test_may_be_framed_by_whom_the_settings_name(
        self, ancestors: list[str], policy: str, old: str | None, again: bool
    ) -> None:
        with override_settings(EMBED_ANCESTORS=ancestors):
            client = Client()
            response = client.get(f"/embed/{TARGET}/")
            if again:  # browsers take the headers of a 304 for those of the page
                response = client.get(
                    f"/embed/{TARGET}/", headers={"If-None-Match": response["ETag"]}
                )
                assert response.status_code == 304
            assert policy in response["Content-Security-Policy"].split("; ")
            assert response.get("X-Frame-Options") == old

    @override_settings(EMBED_ANCESTORS=["*"])
    @pytest.mark.parametrize(
        "address", ["/", f"/{TARGET}/", f"/{INDICATOR}/", f"/{TARGET}/chart.svg"]
    )
    def test_nothing_else_may_be_framed(self, address: str) -> None:
        response = Client().get(address)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"


class TestThePage:
    @pytest.mark.parametrize("of", ALL)
    def test_has_headline_chart_files_and_code(self, site: Site, of: str) -> None:
        page = site.get(f"/{of}/?as_of=2022-06-01")
        assert 'id="chart-title"' in page.html
        files = [one for one in page.links if "/chart." in one]
        assert {one.split("?")[0] for one in files} >= {f"/{of}/chart.svg", f"/{of}/chart.png"}
        assert all("as_of=2022-06-01" in one for one in files)
        assert "&lt;iframe title=&quot;" in page.html
        assert "loading=&quot;lazy&quot;" in page.html
        assert "<iframe" not in page.html

    def test_the_code_to_embed_says_what_it_holds(self, site: Site) -> None:
        newest = site.get(f"/{TARGET}/")
        assert "It follows the newest figures" in newest.text
        for asked in ("as_of=2022-06-01", "rev=1"):
            page = site.get(f"/{TARGET}/?{asked}")
            assert "as it was known on the day of this page" in page.text
            codes = re.findall(r"&lt;iframe.*?&gt;", page.html)
            assert codes
            # Today would be another day tomorrow.
            assert all(asked in code and "as_of=" in code for code in codes)

    def test_revisions_are_shown_where_there_are_any(self, site: Site) -> None:
        page = site.get(f"/{INDICATOR}/")
        assert (
            "One period was revised; the latest print differs from the first by +7.38 %"
            in page.text
        )
        assert "December 2020 718,000 2021-01-26 771,000 2021-05-19 +7.38 % 2" in page.text
        assert "How the figures were revised" in site.get(f"/{TARGET}/").text
        assert "How the figures were revised" not in site.get(f"/{TARGET}/?rev=1").text
        assert "How the figures were revised" not in site.get(f"/{PROMISE}/").text

    def test_the_chart_says_the_same_distance_as_the_answer(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/?as_of=2021-07-20")
        tile = re.search(r"Against the required path −([\d,]+) stations", page.text)
        drawn = re.search(r"in June 2021, ([\d,]+) stations below the path", page.text)
        assert tile
        assert drawn
        assert tile[1] == drawn[1]

    def test_a_promise_without_a_number_is_a_timeline(self, site: Site) -> None:
        page = site.get(f"/{PROMISE}/")
        assert "New capacity under control: under way since 1 June 2021" in page.text
        assert "data-chart" not in page.html  # nothing to load Plotly for
        assert "plotly" not in page.html


PATHS = [
    "/targets/cn-5g-2021/chart.svg",
    "/targets/cn-5g-2021/chart.png",
    "/indicators/cn.5g.base_stations/chart.svg",
    "/embed/targets/cn-5g-2021/",
    "/embed/indicators/cn.5g.base_stations/",
    "/compare/chart.svg",
    "/embed/compare/",
]


@pytest.mark.parametrize("address", PATHS)
def test_the_number_of_queries_does_not_grow(site: Site, world: Target, address: str) -> None:
    client = Client()
    client.get(address)
    with counted(address):
        client.get(address)
    for number in range(27):
        make_target(f"t-{number}", low=Decimal(number + 1), announced_on=date(2021, 1, 5))
    for year in range(2005, 2019):
        factories.revisions({str(year): [(f"{year + 1}-01-20", str(year))]})
    with counted(address):
        client.get(address)
