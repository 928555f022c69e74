"""An import in the browser: every page of it, with and without its bar."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import servers
from tests.browser.conftest import Site
from tests.browser.test_accessibility import axe, overflow, violations

pytestmark = pytest.mark.browser
__all__ = ["axe"]
GO_ON = "import django; django.setup(); from catalog import jobs; jobs.work_on_imports()"
TABLE = (
    "Title;Author;ISBN;Year;Shelf;Remarks\r\n"
    "The sea at night;Groß, Änne;978-3-16-148410-0;1973;A 1;a gift\r\n"
    ";Nobody, Anna;;1999;A 3;\r\n"
    "Charts of a northern harbour and of the islands before it;Ende, Paul;9.78E+12;2001;A 2;\r\n"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_an_import_shuts_anyone_out(
    visit: Callable[..., Page], axe: str, site: Site, width: int, scheme: str
) -> None:
    page = visit("/imports/add", role="librarian", width=width, color_scheme=scheme)
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        if wrong := violations(page, axe) + overflow(page):
            found[name] = wrong

    file = {"name": f"box-{width}-{scheme}.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.click("main button[type=submit]")
    look("map")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    look("at work")
    # The bar asks every two seconds how far it is, and stops when the worker is done.
    servers.run([sys.executable, "-c", GO_ON], servers.environment(site.database))
    page.wait_for_selector("#records", timeout=30_000)
    look("checked")
    assert "rounded by a spreadsheet" in page.content()
    page.goto(page.url + "/rollback")
    look("rollback")
    page.goto("/imports")
    look("list")
    assert found == {}
