"""What axe finds in every kind of page: nothing, in light and dark, on a phone and on a screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
VENDOR = Path(__file__).parent / "vendor"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PAGES = {
    "": [
        "/",
        "/search?q=a",
        "/search?q=zzzz",
        "/sign-in",
        "/members/register",
        "/password/reset",
        "/contributors?q=m",
        "/subjects",
    ],
    "member": [
        "/loans",
        "/holds",
        "/account",
        "/me",
        "/password/change",
        "/searches",
        "/me/card",
        "/me/privacy",
        "/me/devices",
        "/me/data",
        "/me/delete",
    ],
    "volunteer": ["/desk", "/dashboard", "/members?q=a", "/copies", "/labels", "/stocktakes"],
    "librarian": [
        "/books/add",
        "/members/add",
        "/members/cards",
        "/books/new",
        "/books/quick",
        "/books/duplicates",
        "/imports",
        "/imports/add",
        "/export",
        "/holds/pull",
        "/holds/shelf",
        "/desk/deeds",
        "/cash",
        "/copies/many/change",
        "/stocktakes/open",
    ],
    "administrator": ["/policies", "/policies/add", "/calendars", "/calendars/main"],
}


@pytest.fixture(scope="session")
def axe() -> str:
    return next(VENDOR.glob("axe*.js")).read_text()


def violations(page: Page, axe: str) -> list[str]:
    page.emulate_media(reduced_motion="reduce")  # what is still fading in has no colour of its own
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)  # a form that waits is paler
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{rule['id']}: {rule['help']} {[node['html'][:120] for node in rule['nodes'][:3]]}"
        for rule in found["violations"]
    ]


def overflow(page: Page) -> list[str]:
    """By how much the page is wider than the screen, and what reaches out of it."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide <= 0:
        return []
    culprits = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1"
        " || e.getBoundingClientRect().left < -1)"
        ".slice(-3).map((e) => e.outerHTML.slice(0, 120))"
    )
    return [f"{too_wide} pixels wider than the screen: {culprits}"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("role", list(PAGES))
def test_no_page_shuts_anyone_out(
    visit: Callable[..., Page], axe: str, role: str, width: int, scheme: str
) -> None:
    # axe is put into the page by the debugger, past the policy that would stop a script of ours.
    page = visit(PAGES[role][0], role=role, width=width, color_scheme=scheme)
    found = {}
    for path in PAGES[role]:
        page.goto(path)
        if wrong := violations(page, axe) + overflow(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_about_a_lost_loan_shut_nobody_out(
    visit: Callable[..., Page], axe: str, site: Site, width: int, scheme: str
) -> None:
    page = visit("/dashboard", role="librarian", width=width, color_scheme=scheme)
    found = {}
    for path in site.loan_pages():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if wrong := violations(page, axe) + overflow(page):
            found[path] = wrong
    assert found == {}


def test_what_the_desk_asks_and_says_is_for_everyone(
    visit: Callable[..., Page], axe: str, site: Site
) -> None:
    page = visit("/desk", role="librarian", width=320, color_scheme="dark")
    lines = page.locator("#desk-log > li")
    for code in ("damaged torn cover", "30009999999999", "brinkmann", site.claimed()):
        before = lines.count()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(lines).to_have_count(before + 1)
    assert violations(page, axe) + overflow(page) == []


def test_a_book_and_a_member_are_for_everyone(
    visit: Callable[..., Page], axe: str, site: Site
) -> None:
    page = visit("/search?q=", role="librarian")
    with page.expect_navigation():
        page.locator("main a[href^='/books/']").first.click()
    assert violations(page, axe) == []
    page.goto("/members?q=diallo")
    with page.expect_navigation():
        page.locator("main a[href^='/members/']").first.click()
    assert violations(page, axe) == []


def test_pages_read_from_right_to_left_without_breaking(visit: Callable[..., Page]) -> None:
    page = visit("/search?q=a", width=320)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow(page) == []
