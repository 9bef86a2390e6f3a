"""From a first start to a changed verdict: what a newcomer does, against all real processes.

The tracker is started with its catalogue, a file is uploaded in the admin, the worker takes it in,
and the verdict changes; as of the day before it is the old one.
"""

from __future__ import annotations

import re
import time
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import servers
from tests.integration.test_quickstart import Quickstart, free_port, none_left
from tests.person import Person

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def tracker() -> Iterator[tuple[Person, Quickstart]]:
    with servers.scratch() as data:
        port = free_port()
        run = Quickstart(data, port, empty=False)
        run.wait_for(r"is ready after", seconds=240)
        yield Person(port), run
        run.end()
        assert none_left(data)


def assessment(person: Person, code: str, **query: str) -> Any:
    text = urllib.parse.urlencode(query)
    return person.ask(f"/api/v1/targets/{code}/assessment/?{text}")


def test_the_first_page_finds_the_5g_target_as_met(tracker: tuple[Person, Quickstart]) -> None:
    person, _ = tracker
    page = person.get("/?q=new+5G+2021")
    assert 'href="/targets/cn-5g-2021-new/' in page
    answer = assessment(person, "cn-5g-2021-new")
    assert (answer["verdict"], str(answer["judged"]["value"])) == ("met", "654000")
    assert assessment(person, "cn-5g-2021-new", as_of="2021-07-01")["verdict"] == "pending"


def test_an_uploaded_row_changes_the_verdict_after_the_worker_has_run(
    tracker: tuple[Person, Quickstart],
) -> None:
    person, run = tracker
    person.log_in("admin", run.wait_for(r"admin / (\S+) ")[1])
    assert assessment(person, "cn-steel-2025")["verdict"] == "met"
    today = datetime.now(UTC).date()
    content = (
        "indicator,entity,basis,frequency,period,value,unit,published_on,published_on_basis\n"
        f"cn.crude_steel.output,CHN,growth,A,2025,0.4,percent,{today},stated\n"
        "cn.crude_steel.output,CHN,growth,A,2025-13,0.4,percent,,\n"
    )
    listed = person.get("/admin/indicators/source/?q=nbs")
    number = re.search(r'/admin/indicators/source/(\d+)/change/[^"]*">nbs</a>', listed)
    assert number
    url = person.upload(
        f"/admin/indicators/source/{number[1]}/upload/", "steel.csv", content.encode()
    )
    found = re.search(r"/runs/(\d+)/", url)
    assert found, url
    deadline = time.monotonic() + 60
    while (state := person.ask(f"/api/v1/runs/{found[1]}/"))["state"] in ("queued", "running"):
        assert time.monotonic() < deadline, run.output[-3000:]
        time.sleep(0.2)
    assert state["state"] == "done", state
    assert (state["rows_revised"], state["rows_rejected"]) == (1, 1)
    assert "2025-13" in person.get(f"/runs/{found[1]}/")

    assert assessment(person, "cn-steel-2025")["verdict"] == "missed"
    yesterday = str(today - timedelta(days=1))
    assert assessment(person, "cn-steel-2025", as_of=yesterday)["verdict"] == "met"
    assert "0.4" in person.get("/targets/cn-steel-2025/")
