"""Counting a shelf with a scanner in the hand: each scan is answered, a wrong one taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_desk import scan

pytestmark = pytest.mark.browser


def test_scans_are_counted_and_a_wrong_one_is_taken_back(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/stocktakes/open", role="librarian")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("#scan")).to_be_focused()
    log = page.get_by_role("log")
    first, second = site.free_barcodes(2)
    for barcode in (first, second, "NOBODY-1"):
        scan(page, barcode)
    expect(log).to_contain_text("Unknown number")
    expect(log.get_by_role("listitem")).to_have_count(3)
    page.keyboard.press("F9")
    expect(log).to_contain_text("Taken back")
    expect(log).not_to_contain_text("Unknown number")
    expect(page.locator("#scan")).to_be_focused()
    log.get_by_role("button", name="Undo").last.click()
    expect(log.get_by_role("button", name="Undo")).to_have_count(1)
    expect(page.locator("#stocktake-progress")).to_contain_text("1 scan counted")
    scan(page, first)
    expect(page.locator("#stocktake-progress")).to_contain_text("2 scans counted")
    assert site.database.number("SELECT count(*) FROM catalog_stocktakeline") == 2
