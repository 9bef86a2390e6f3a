"""Everything is reached and seen by keyboard, and the way back is where it is expected."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import walk
from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STOP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), last = window.lastStop;
  const style = getComputedStyle(one);
  window.lastStop = one;
  return {
    tag: one.tagName, type: one.type || "", text: (one.textContent || one.name || "").slice(0, 30),
    outline: style.outlineStyle, width: parseFloat(style.outlineWidth),
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    follows: !last || last === one
      || Boolean(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
  }; }"""


class TestTheKeyboard:
    def test_the_first_stop_leads_to_the_content(self, visitors: Visitors) -> None:
        page = visitors().visit("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('main *')")

    @pytest.mark.parametrize("address", ["/", "/targets/cn-5g-2021/", "/compare/?mode=indicators"])
    @pytest.mark.parametrize("width", [walk.DESK, walk.PHONE])
    def test_reaches_everything_in_order_and_is_seen(
        self, visitors: Visitors, address: str, width: int
    ) -> None:
        page = visitors(width=width).visit(address)
        # A field of a day takes three to five stops; a group of radio buttons one.
        expected = page.evaluate(
            """[...document.querySelectorAll(
            "a[href], button, input, select, summary, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && one.type !== "hidden").length"""
        )
        stops = []
        for _ in range(6 * expected):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop["tag"] == "BODY":
                break
            # Within a date field the browser marks day, month, year and button itself.
            assert stop["type"] == "date" or (stop["outline"] != "none" and stop["width"] >= 2), (
                stop
            )
            assert stop["shown"], stop
            assert stop["follows"], stop
            stops.append((stop["tag"], stop["text"]))
        else:
            raise AssertionError(f"no way out: {stops[-5:]}")
        fields = [one for one in stops if one[0] == "INPUT"]
        assert expected <= len(stops) + 1 <= expected + 6 * len(fields)

    def test_the_back_button_brings_back_the_filters_of_a_plain_form(
        self, visitors: Visitors
    ) -> None:
        visitor = visitors()
        page = visitor.visit("/changes/?since=2021-01-01")
        page.get_by_label("Country or region").select_option("CHN")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url("**/changes/?since=2021-01-01&entity=CHN")
        page.get_by_role("link", name="Calendar", exact=True).click()
        page.wait_for_url("**/calendar/")
        page.go_back()
        expect(page.get_by_label("Country or region")).to_have_value("CHN")
        expect(page.get_by_label("Since")).to_have_value("2021-01-01")
        page.go_back()
        page.wait_for_url("**/changes/?since=2021-01-01")
        expect(page.get_by_role("heading", name="Changes of status")).to_be_visible()
        visitor.check()
