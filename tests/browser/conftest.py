"""A real browser before a real server with the demo library.

What a page does wrong in the browser fails its test even when nobody looks for it: a breach of the
Content-Security-Policy, an error of a script, an answer of 500.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import servers

pytestmark = pytest.mark.browser
PATIENCE = 20_000
"""Milliseconds until what is expected must be there: the machine is busy with other tests."""
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """
window.breaches = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.breaches.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


@dataclass(frozen=True)
class Site:
    """A library that is open: where, its logins by role, and its database."""

    url: str
    passwords: dict[str, str]
    database: servers.Database

    def free_barcodes(self, count: int) -> list[str]:
        """Copies that anyone could borrow, of different books, not of the children's room, and of
        books of which nobody has another one: who has one is asked.
        """
        found = self.database.rows(
            "SELECT min(c.barcode) FROM catalog_copy c"
            " JOIN catalog_copytype t ON t.id = c.copy_type_id"
            " WHERE NOT c.is_on_loan AND NOT c.reference_only AND t.code = 'book'"
            " AND NOT c.on_hold_shelf AND NOT c.in_transit AND c.damaged_at IS NULL"
            " AND c.lost_at IS NULL AND c.missing_at IS NULL AND c.withdrawn_at IS NULL"
            " AND c.book_id NOT IN (SELECT book_id FROM catalog_copy WHERE is_on_loan)"
            " AND c.book_id NOT IN (SELECT book_id FROM loans_hold WHERE ended_at IS NULL)"
            " GROUP BY c.book_id ORDER BY 1"
        )
        return [str(barcode) for (barcode,) in found[:count]]

    def is_on_loan(self, barcode: str) -> bool:
        """Whether the copy has an open loan."""
        return bool(
            self.database.number(
                "SELECT count(*) FROM loans_loan l JOIN catalog_copy c ON c.id = l.copy_id"
                f" WHERE l.returned_at IS NULL AND c.barcode = '{barcode}'"
            )
        )

    def renewable_of(self, name: str) -> str:
        """A copy that this member has had for some days and never renewed."""
        return str(
            self.database.rows(
                "SELECT c.barcode FROM loans_loan l JOIN catalog_copy c ON c.id = l.copy_id"
                " JOIN members_member m ON m.id = l.member_id"
                f" WHERE l.returned_at IS NULL AND l.renewals = 0 AND m.name = '{name}'"
                " ORDER BY l.due_at"
            )[0][0]
        )

    def claimed(self) -> str:
        """A copy that its member says to have returned."""
        found = self.database.rows(
            "SELECT c.barcode FROM loans_loan l JOIN catalog_copy c ON c.id = l.copy_id"
            " WHERE l.returned_at IS NULL AND l.claimed_returned_at IS NOT NULL"
        )
        return str(found[0][0])

    def loan_pages(self) -> list[str]:
        """The pages about the loan that is lost, its member and its copy."""
        (loan, member, copy, book), *_ = self.database.rows(
            "SELECT l.id, l.member_id, l.copy_id, c.book_id FROM loans_loan l"
            " JOIN catalog_copy c ON c.id = l.copy_id WHERE l.lost_at IS NOT NULL"
        )
        loan, member, copy, book = (UUID(str(each)) for each in (loan, member, copy, book))
        return [
            f"/desk?member={member}",
            f"/desk/slip/{member}",
            f"/members/{member}",
            f"/members/{member}/account",
            f"/members/{member}/account/charge",
            f"/loans/of/{member}",
            f"/loans/{loan}/write-off",
            f"/holds/member/{member}",
            f"/holds/book/{book}",
            f"/timeline/loan/{loan}",
            f"/timeline/copy/{copy}",
            f"/timeline/member/{member}",
        ]

    def with_nothing_at_home(self) -> tuple[str, str]:
        """Name and card of an adult who could borrow a lot."""
        found = self.database.rows(
            "SELECT m.name, m.card_number FROM members_member m"
            " JOIN members_category c ON c.id = m.category_id"
            " LEFT JOIN loans_loan l ON l.member_id = m.id AND l.returned_at IS NULL"
            " LEFT JOIN members_block b ON b.member_id = m.id"
            " WHERE c.code = 'adult' AND l.id IS NULL AND b.id IS NULL AND m.user_id IS NULL"
            " AND m.expires_on > CURRENT_DATE ORDER BY m.card_number"
        )
        return str(found[0][0]), str(found[0][1])

    def card_of(self, name: str) -> str:
        """The card of a member of the demo library."""
        said = f"SELECT card_number FROM members_member WHERE name = '{name}'"
        return str(self.database.rows(said)[0][0])


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The production server on the demo library."""
    with servers.sqlite() as database:
        env = servers.environment(database, LIBRARY_NAME="Harbour Town Library")
        servers.migrate(env)
        printed = servers.run(
            [sys.executable, "manage.py", "load_demo"], {**env, "DEBUG": "true"}
        ).splitlines()
        logins = [line.split() for line in printed if "@" in line]
        with servers.library(env) as server:
            yield Site(
                url=f"http://127.0.0.1:{server.port}",
                passwords={role: password for role, _email, password in logins},
                database=database,
            )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen.

    For a module only: as long as Playwright is open its event loop counts as running in this
    process, where Django then refuses every query of the tests that come after.
    """
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: ``visit("/desk", role="volunteer", width=320)``.

    Other keywords go to Playwright's ``new_context``. What went wrong in it fails the test at
    its end.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str, *, role: str = "", width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda answer: (
                wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        if role:
            sign_in(page, role, site.passwords[role])
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            breaches = page.evaluate("window.breaches || []")
            wrong += [f"{page.url}: {breach}" for breach in breaches]
        context.close()
    assert wrong == []


def sign_in(page: Page, role: str, password: str) -> None:
    """Sign in as someone does who has no mouse."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{role}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def picture(page: Page, name: str) -> None:
    """Take the README's picture of this page, when it is asked for with SCREENSHOTS=1."""
    if os.environ.get("SCREENSHOTS"):
        IMAGES.mkdir(exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
