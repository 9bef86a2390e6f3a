"""What people come for, from the first page to the last click."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from indicators.models import Indicator, Source, Target, Topic
from tests import factories
from tests.browser import walk
from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_overview_to_the_source_of_the_5g_figure(visitors: Visitors) -> None:
    visitor = visitors()
    page = visitor.visit("/")
    page.get_by_role("link", name="cn-5g-2021").first.click()  # one
    figures = page.get_by_role("region", name="Figures used")
    row = figures.get_by_role("row", name=re.compile("December 2021"))
    expect(row.first).to_contain_text("MIIT")
    expect(row.first).to_contain_text("2022-01-26")
    page.get_by_role("link", name="What became of this document’s promises").click()  # two
    expect(page.get_by_role("heading", level=1)).to_have_text("Industrial economy")
    expect(page.locator("main")).to_contain_text("more than 600,000 base stations")
    visitor.check()


def test_what_did_we_know_on_1_july_2021(visitors: Visitors) -> None:
    visitor = visitors()
    page = visitor.visit("/targets/cn-5g-2021/")
    expect(page.locator(".verdict")).to_contain_text("Met")
    page.get_by_label("As known on").fill("2021-07-01")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/targets/cn-5g-2021/?as_of=2021-07-01")
    expect(page.locator(".verdict")).not_to_contain_text("Met")
    expect(page.locator("main")).not_to_contain_text("1.425 million")
    page.get_by_role("link", name="Later: 16 July 2021").click()
    page.wait_for_url("**/?as_of=2021-07-16")
    expect(page.locator(".verdict")).to_contain_text("961,000")
    page.get_by_role("link", name="Earlier: 19 May 2021").click()
    page.wait_for_url("**/?as_of=2021-05-19")
    # The day goes along to other pages.
    page.get_by_role("link", name="Indicators", exact=True).click()
    assert "as_of=2021-05-19" in page.url
    visitor.check()


def _three_countries() -> None:
    for code, name in (("CHN", "China"), ("IND", "India"), ("USA", "United States"),
                       ("JPN", "Japan")):  # fmt: skip
        factories.entity(code, name_en=name)
    factories.indicator("steel", kind="flow", name_en="Crude steel output", decimals=1)
    rows = [
        f"steel,{code},level,,{year},{value},,{year + 1}-01-27,stated"
        for code, values in {
            "CHN": ("995.4", "1053.0"), "IND": ("111.4", "100.3"), "USA": ("87.8", "72.7"),
            "JPN": ("99.3", "83.2"),
        }.items()
        for year, value in zip((2019, 2020), values, strict=True)
    ]  # fmt: skip
    factories.ingest(factories.csv(*rows))


@pytest.mark.parametrize("script", [True, False], ids=["with", "without JavaScript"])
def test_compare_three_countries_and_download_what_i_see(visitors: Visitors, script: bool) -> None:
    _three_countries()
    visitor = visitors(java_script_enabled=script)
    page = visitor.page
    page.goto(visitor.base + "/indicators/steel/")
    page.get_by_role("link", name="Compare countries and regions").click()
    page.get_by_role("checkbox", name="Japan").uncheck()
    page.get_by_role("button", name="Show", exact=True).last.click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row", name=re.compile("^2020"))).to_contain_text("1,053.0")
    assert page.locator("svg.chart:visible").count() == 1
    shown = re.findall(r"[\d,]+\.\d", " ".join(table.locator("td").all_inner_texts()))
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    file = started.value
    assert re.fullmatch(
        r"compare-entities-[\w.]+_rev\d+_\d{4}-\d\d-\d\d\.csv", file.suggested_filename
    )
    rows = list(csv.DictReader(io.StringIO(Path(file.path()).read_text("utf-8-sig"))))
    assert {row["entity_code"] for row in rows} == {"CHN", "IND", "USA"}
    assert sorted(row["value"] for row in rows) == sorted(one.replace(",", "") for one in shown)
    if script:
        visitor.check()


def test_print_a_briefing(visitors: Visitors, world: Target) -> None:
    visitor = visitors(scheme="dark")
    page = visitor.visit("/targets/cn-5g-2021/")
    pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
    assert 1 <= pages <= 2
    page.emulate_media(media="print")
    for gone in ("nav", "form", ".copy", ".files", "section[aria-labelledby=all]"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    for kept in (".verdict", ".tiles", "svg.chart", "blockquote", "[aria-labelledby=inputs]"):
        assert page.locator(kept).first.is_visible(), kept
    expect(page.locator("footer")).to_contain_text(
        re.compile(r"/targets/cn-5g-2021/\?as_of=\d{4}-\d\d-\d\d&rev=4")
    )
    head = page.locator("thead").first.evaluate("one => getComputedStyle(one).display")
    assert head == "table-header-group"
    wide = page.evaluate(
        """[...document.querySelectorAll(".scroll")].filter(
        (one) => getComputedStyle(one).overflowX !== "visible").length"""
    )
    assert wide == 0


def test_a_step_and_a_comparison_fit_a_narrow_phone(visitors: Visitors) -> None:
    visitor = visitors(width=320, scheme="dark")
    for address in ("/targets/cn-5g-2021/?as_of=2021-07-01", "/compare/?as_of=2022-02-01",
                    "/compare/?mode=targets", "/compare/?mode=slope"):  # fmt: skip
        page = visitor.visit(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        for link in page.locator(".day-steps a").all():
            box = link.bounding_box()
            assert box is not None and box["height"] >= 24
    visitor.check()


def test_read_it_all_on_a_phone_in_chinese(visitors: Visitors) -> None:
    """From the overview to a target, its indicator, its source, what changed, the calendar."""
    Indicator.objects.update(name_zh="5G基站总数")
    Source.objects.update(name_zh="工信部数据")
    Topic.objects.update(name_zh="数字基础设施")
    visitor = visitors(width=walk.PHONE, locale="zh-CN", has_touch=True)
    page = visitor.visit("/")

    def read(heading: str) -> None:
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        walk.opened(page)
        assert walk.english(page, ["cn-5g-2030", "stations", "plan", "control"]) == [], page.url
        assert walk.too_wide(page, walk.PHONE) == [], page.url

    read("产业政策目标")
    page.get_by_label("状态", exact=True).select_option("met")
    page.wait_for_url("**/?status=met")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.locator("#list").get_by_role("link", name="2021年新建5G基站").tap()
    page.wait_for_url("**/targets/cn-5g-2021/")
    read("2021年新建5G基站")
    expect(page.locator(".verdict")).to_contain_text("已实现")
    expect(page.locator(".verdict")).to_contain_text("65.4万")
    page.locator("dd").get_by_role("link", name="5G基站总数").tap()
    page.wait_for_url("**/indicators/cn.5g.base_stations/")
    read("5G基站总数")
    expect(page.locator("main")).to_contain_text("142.5万")
    page.get_by_role("link", name="来源", exact=True).tap()
    page.wait_for_url("**/sources/")
    read("来源")
    page.get_by_role("link", name="工信部数据").first.tap()
    page.wait_for_url("**/sources/miit/")
    read("工信部数据")
    page.get_by_role("link", name="变化", exact=True).tap()
    page.wait_for_url("**/changes/")
    page.get_by_label("自", exact=True).fill("2021-01-01")
    page.get_by_role("button", name="筛选").tap()
    page.wait_for_url("**/changes/?since=2021-01-01")
    read("变化")
    expect(page.locator("main")).to_contain_text("已实现")
    page.get_by_role("link", name="日历", exact=True).tap()
    page.wait_for_url("**/calendar/")
    read("日历")
    page.get_by_role("link", name=re.compile("2030")).first.tap()
    page.wait_for_url("**/calendar/?year=2030")
    expect(page.locator("main a[href='/targets/cn-5g-2030/']")).to_be_visible()
    visitor.check()
