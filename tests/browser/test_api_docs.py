"""The page to read and try the API, in a real browser, under the strict policy."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_works_under_the_policy_and_asks_nobody_else(visitors: Visitors) -> None:
    visitor = visitors()
    page = visitor.visit("/api/v1/docs/")
    page.locator(".opblock-summary-path").first.wait_for()
    # Open one operation and send its request: that draws models, editors and an answer.
    page.locator("#operations-targets-list_targets .opblock-summary").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".responses-table.live-responses-table .microlight").first.wait_for()
    visitor.check()
