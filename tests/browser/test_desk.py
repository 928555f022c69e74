"""A morning at the desk, by keyboard alone: what a scanner types, and the keys beside it."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, picture

pytestmark = pytest.mark.browser


def scan(page: Page, code: str) -> None:
    """Type as a scanner does: fast, wherever the focus is, and Enter at the end."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def slowly(route: Route) -> None:
    """Let a request through after a third of a second, as over a bad line."""
    time.sleep(0.3)
    route.continue_()


def test_a_member_takes_two_books_and_brings_one_back(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    first, second = site.free_barcodes(2)
    scan(page, site.card_of("Olena Kravchenko"))
    expect(page.get_by_role("link", name="Olena Kravchenko")).to_be_visible()
    for barcode in (first, second):
        scan(page, barcode)
        expect(page.get_by_role("log")).to_contain_text("Lent")
        expect(page.locator("#desk-member")).to_contain_text(barcode)
    picture(page, "desk")
    page.keyboard.press("F3")
    expect(page.get_by_role("radio", name="Take back")).to_be_checked()
    scan(page, first)
    expect(page.locator("#desk-member")).not_to_contain_text(first)
    assert not site.is_on_loan(first)
    assert site.is_on_loan(second)


def test_no_scan_is_lost_when_they_come_faster_than_the_answers(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    page.route("**/desk*", slowly)
    barcodes = site.free_barcodes(4)
    scan(page, site.card_of("Tomáš Dvořák"))
    for barcode in barcodes:
        scan(page, barcode)
    for barcode in barcodes:
        expect(page.locator("#desk-member")).to_contain_text(barcode, timeout=20_000)
    assert all(site.is_on_loan(barcode) for barcode in barcodes)


def test_a_question_is_answered_with_escape_or_enter(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    barcode = site.renewable_of("Priya Raghavan")
    yes = page.get_by_role("button", name="Yes")
    scan(page, site.card_of("Priya Raghavan"))
    scan(page, barcode)
    expect(yes).to_be_focused()
    page.keyboard.press("Escape")
    expect(yes).to_be_hidden()
    expect(page.locator("#scan")).to_be_focused()
    scan(page, barcode)
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Renewed")
    expect(page.locator("#scan")).to_be_focused()


def test_what_is_not_understood_is_said_and_the_next_scan_works(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    scan(page, "30009999999999")
    expect(page.get_by_role("log")).to_contain_text("30009999999999")
    scan(page, site.card_of("Rosa Quintero"))
    expect(page.get_by_role("link", name="Rosa Quintero")).to_be_visible()


def test_the_desk_works_without_script(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/desk", role="volunteer", java_script_enabled=False)
    (barcode,), (_name, card) = site.free_barcodes(1), site.with_nothing_at_home()
    for code in (card, barcode):
        page.locator("#scan").fill(code)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert site.is_on_loan(barcode)


def test_the_readme_s_picture_of_the_catalogue(visit: Callable[..., Page]) -> None:
    page = visit("/search?q=russia")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    picture(page, "catalogue")


def test_one_key_takes_the_last_deed_back(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/desk", role="volunteer")
    (barcode,) = site.free_barcodes(1)
    scan(page, site.card_of("Tomáš Dvořák"))
    scan(page, barcode)
    expect(page.locator("#desk-member")).to_contain_text(barcode)
    page.keyboard.press("F9")
    expect(page.get_by_role("log")).to_contain_text("Undone")
    expect(page.locator("#desk-member")).not_to_contain_text(barcode)
    assert not site.is_on_loan(barcode)


def test_whoever_was_signed_out_elsewhere_signs_in_and_no_scan_is_lost(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    first, second = site.free_barcodes(2)
    scan(page, site.card_of("Rosa Quintero"))
    expect(page.locator("#desk-member")).to_contain_text("Rosa Quintero")
    page.context.clear_cookies()
    scan(page, first)
    scan(page, second)
    link = page.get_by_role("link", name="Sign in and go on")
    expect(link).to_be_visible()
    assert not site.is_on_loan(first)
    link.click()
    page.get_by_label("E-mail address").fill("volunteer@demo.example")
    page.get_by_label("Password", exact=True).fill(site.passwords["volunteer"])
    page.keyboard.press("Enter")
    expect(page.locator("#desk-member")).to_contain_text("Rosa Quintero")
    for barcode in (first, second):
        expect(page.locator("#desk-member")).to_contain_text(barcode)
        assert site.is_on_loan(barcode)
    expect(link).to_be_hidden()


def test_scans_kept_for_one_person_are_not_done_by_another(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    (barcode,) = site.free_barcodes(1)
    scan(page, site.card_of("Rosa Quintero"))
    expect(page.locator("#desk-member")).to_contain_text("Rosa Quintero")
    page.context.clear_cookies()
    scan(page, barcode)
    page.get_by_role("link", name="Sign in and go on").click()
    page.get_by_label("E-mail address").fill("librarian@demo.example")
    page.get_by_label("Password", exact=True).fill(site.passwords["librarian"])
    page.keyboard.press("Enter")
    expect(page.locator("#desk-member")).to_contain_text("Rosa Quintero")
    scan(page, site.card_of("Olena Kravchenko"))
    expect(page.locator("#desk-member")).to_contain_text("Olena Kravchenko")
    assert not site.is_on_loan(barcode)


def test_a_family_at_the_desk_by_keyboard_alone(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/desk", role="volunteer")
    log, panel = page.get_by_role("log"), page.locator("#desk-member")
    newest = page.locator("#desk-log > li").first
    name, card = site.with_nothing_at_home()
    whole, torn, dropped, kept = site.free_barcodes(4)
    scan(page, card)
    expect(panel).to_contain_text(name)
    for barcode in (whole, torn, dropped, kept):
        scan(page, barcode)
    expect(panel).to_contain_text(kept)
    scan(page, kept)
    expect(log).to_contain_text(f"Already lent to {name}")
    page.keyboard.press("Escape")
    expect(panel).to_contain_text("Scan a card to begin")
    page.keyboard.press("F3")
    scan(page, whole)
    expect(newest).to_contain_text("Returned")
    page.keyboard.press("F8")
    scan(page, "torn cover")
    expect(page.locator("#desk-damage")).to_contain_text("Next copy: damaged, torn cover")
    scan(page, torn)
    expect(newest).to_contain_text("It is marked as damaged.")
    expect(newest).to_contain_text("Lay it aside for a librarian.")
    expect(page.locator("#desk-damage")).not_to_contain_text("damaged")
    page.keyboard.press("F4")
    lines = page.locator("#desk-log > li").count()
    scan(page, dropped)
    expect(page.locator("#desk-log > li")).to_have_count(lines + 1)  # the one before says so too
    expect(newest).to_contain_text("Returned")
    assert [site.is_on_loan(each) for each in (whole, torn, dropped, kept)] == [False] * 3 + [True]


def test_a_claimed_copy_is_asked_about_and_answered_with_the_arrows(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/desk", role="volunteer")
    barcode = site.claimed()
    page.keyboard.press("F3")
    scan(page, barcode)
    expect(page.get_by_role("button", name="It was in the library")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="The member has brought it now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-log > li").first).to_contain_text("Returned")
    assert not site.is_on_loan(barcode)
    page.keyboard.press("F9")  # and it is claimed again, as before
    expect(page.locator("#desk-log > li").first).to_contain_text("Undone")
    assert site.claimed() == barcode
