"""The link to report an error leads where the operator says, and nowhere else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from policytracker.readers import report_url
from tests.integration.web.conftest import Site

PAGES = [
    "/targets/cn-5g-2021/", "/indicators/cn.5g.base_stations/", "/documents/article/",
    "/entities/CHN/", "/topics/digital/", "/plans/plan/", "/sources/miit/", "/changes/",
    "/calendar/",
]  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("address", PAGES)
def test_names_the_page_and_what_it_is_about(site: Site, settings: Any, address: str) -> None:
    assert "Report an error" not in site.get(address).text
    settings.REPORT_URL = "mailto:tracker@example.org?subject={subject}&body={page}"
    page = site.get(f"{address}?lang=en")
    (link,) = [one for one in page.links if one.startswith("mailto:")]
    asked = parse_qs(urlsplit(link).query)
    assert asked["body"] == [f"http://testserver{address}?as_of=2026-11-23&rev=4&lang=en"]
    assert asked["subject"][0] in page.text


@pytest.mark.usefixtures("world")
def test_what_stands_in_the_address_is_encoded(site: Site, settings: Any) -> None:
    settings.REPORT_URL = "https://example.org/r?page={page}&s={subject}"
    page = site.get("/targets/cn-5g-2021/?lang=zh-hans&as_of=2022-06-01")
    (link,) = [one for one in page.links if one.startswith("https://example.org/r")]
    asked = parse_qs(urlsplit(link).query)
    assert asked["s"] == ["2021年新建5G基站"]
    assert "as_of=2022-06-01" in asked["page"][0]
    assert "&as_of" not in link


@pytest.mark.parametrize(
    "address",
    ["", "https://example.org/report", "mailto:a@example.org?subject={subject}&body={page}"],
)
def test_addresses_that_are_right(address: str) -> None:
    assert report_url("REPORT_URL", address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert({page})", "ftp://example.org/", "example.org", "mailto:nobody",
        "https://", "https://example.org/{user}", "https://example.org/{page", "data:text/html,x",
        "https://example.org/{page.__class__}", "https://example.org/{0}", "https://example.org/{}",
    ],
)  # fmt: skip
def test_addresses_that_are_wrong_stop_the_start_with_a_sentence(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REPORT_URL"):
        report_url("REPORT_URL", address)
