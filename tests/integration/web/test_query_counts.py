"""Pages need the same number of queries with 3 and with 30 targets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import Target
from tests import factories
from tests.integration.web.conftest import Site, make_target
from tests.query_counts import counted

PAGES = [
    "/",
    "/?as_of=2022-06-01",
    "/targets/cn-5g-2021/",
    "/targets/cn-5g-2021/?as_of=2022-06-01",
    "/indicators/",
    "/indicators/cn.5g.base_stations/",
    "/compare/",
    "/compare/?mode=indicators",
    "/compare/?mode=targets",
    "/compare/?mode=targets&as_of=2022-06-01",
    "/compare/?mode=slope",
    "/documents/",
    "/documents/article/",
    "/runs/",
    "/sources/",
    "/methodology/",
]


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_does_not_grow(site: Site, world: Target, address: str) -> None:
    site.get(address)  # what is only made once a process
    with counted(address):
        site.get(address)
    for number in range(27):
        make_target(f"t-{number}", low=Decimal(number + 1))
        factories.document(f"d-{number}")
    for year in range(2005, 2019):
        factories.revisions({str(year): [(f"{year + 1}-01-20", str(year))]})
    with counted(address):
        site.get(address)
