"""The catalogue in a real browser: on a phone, by keyboard, and without JavaScript."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.browser.test_accessibility import overflow

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def books_with_class(site: Site) -> list[str]:
    found = site.database.rows(
        "SELECT title FROM catalog_book WHERE classification <> '' AND withdrawn_at IS NULL"
        " GROUP BY title HAVING count(*) = 1 ORDER BY length(title) DESC LIMIT 3"
    )
    return [str(title) for (title,) in found]


def await_the_focus(page: Page) -> None:
    """Chromium serves ``autofocus`` some frames after a page is loaded; keys before are lost."""
    expect(page.locator("[autofocus]")).to_be_focused()


def test_on_a_phone_the_first_result_is_on_the_first_screen(visit: Visit) -> None:
    page = visit("/search?q=the", width=320)
    first = page.locator(".books li").first.bounding_box()
    assert first
    assert first["y"] < 450
    expect(page.locator(".facets nav")).not_to_be_visible()
    page.get_by_text("Narrow the search").first.click()
    expect(page.locator(".facets nav")).to_be_visible()
    assert overflow(page) == []


def test_on_a_screen_facets_stand_beside_the_results_and_narrow_them(visit: Visit) -> None:
    page = visit("/search?q=the")
    expect(page.locator(".facets nav")).to_be_visible()
    page.locator(".facets").get_by_role("link", name="Available now").click()
    page.wait_for_url("**available=1**")
    page.locator(".chosen a").click()
    page.wait_for_url(lambda url: "available" not in url)


def test_the_only_book_opens_and_leads_back(visit: Visit, site: Site) -> None:
    page = visit("/")
    await_the_focus(page)
    page.keyboard.type(f'title:"{books_with_class(site)[0]}"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/books/**")
    page.get_by_role("link", name="back to the search").click()
    page.wait_for_url("**list=yes**")
    expect(page.locator(".books li")).to_have_count(1)


def test_a_scan_and_a_quick_book_need_no_mouse(visit: Visit) -> None:
    page = visit("/books/new", role="librarian")
    await_the_focus(page)
    page.keyboard.type("978-3-16-148410-0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/books/add?isbn=**")
    expect(page.get_by_label("ISBN")).to_have_value("9783161484100")
    page.goto("/books/quick")
    await_the_focus(page)
    page.keyboard.press("Tab")
    page.keyboard.type("A book by keyboard alone")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“A book by keyboard alone” was added")).to_be_visible()
    expect(page.get_by_label("ISBN")).to_be_focused()


def test_all_of_it_works_without_javascript(visit: Visit, site: Site) -> None:
    page = visit("/sign-in", java_script_enabled=False)
    sign_in(page, "member", site.passwords["member"])
    page.goto("/search")
    page.get_by_role("searchbox").fill("the")
    page.get_by_label("Order").select_option("newest")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**ordering=newest**")
    page.get_by_text("Save this search").click()
    page.get_by_label("Name").fill("Something new")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Something new", exact=True)).to_be_visible()
    page.goto("/search?q=the")
    page.locator(".books a").first.click()
    page.get_by_text("Cite this book").click()
    expect(page.get_by_text("Chicago")).to_be_visible()


def test_a_word_that_is_wider_than_a_phone_breaks_instead_of_the_page(visit: Visit) -> None:
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    page = visit("/books/quick", role="librarian", width=320)
    page.get_by_label("Title").fill(long)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{long}” was added")).to_be_visible()
    page.goto(f"/search?q={long}")
    page.wait_for_url("**/books/**")
    book = urlsplit(page.url).path
    found = {}
    for path in ("/", *(book + end for end in ("", "/history", "/merge", "/copies/add"))):
        page.goto(path)
        if wrong := overflow(page):
            found[path] = wrong
    assert found == {}
