"""Files beside the pages need the same number of queries with 3 and with 300 rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import Target
from tests import factories
from tests.integration.web.conftest import Site, make_target
from tests.query_counts import counted

FILES = [
    "/targets.csv",
    "/targets.xlsx?as_of=2022-06-01",
    "/targets/cn-5g-2021.csv",
    "/targets/cn-5g-2021.xlsx?as_of=2022-06-01",
    "/indicators/cn.5g.base_stations.csv",
    "/compare.csv",
    "/compare.json?mode=targets",
]


@pytest.mark.parametrize("address", FILES)
def test_the_number_of_queries_does_not_grow(site: Site, world: Target, address: str) -> None:
    few = site.file(address).content
    with counted(address):
        site.file(address)
    for number in range(27):
        make_target(f"t-{number}", low=Decimal(number + 1))
    years = {f"{year}": [(f"{year + 1}-01-20", str(year))] for year in range(1720, 2019)}
    factories.revisions(years)
    with counted(address):
        many = site.file(address).content
    assert len(many) > len(few)
