"""Rules that every template keeps, read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from core.templatetags import ui

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if "email" not in path.relative_to(TEMPLATES).parts
)
COMPONENTS = sorted((TEMPLATES / "components").glob("[!_]*.html"))
GUIDE = (ROOT / "docs/reference/components.md").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text()))

FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE
    ),
    "script through htmx": re.compile(r"\shx-on|\shx-vals\s*=\s*.?js:|\shx-vars"),
    "a left or a right": re.compile(r"\balign\s*=|text-(left|right)"),
    "an address elsewhere": re.compile(r"""(src|href|action)\s*=\s*["']?(https?:)?//"""),
}


def short(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_page_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_icon_of_a_page_is_in_the_sprite(path: Path) -> None:
    text = path.read_text()
    named = set(re.findall(r"""(?:\{% icon|icon_name=|icon=)\s*["']([\w-]+)["']""", text))
    assert named <= SYMBOLS


def test_every_icon_of_a_state_or_a_notice_is_in_the_sprite() -> None:
    assert {look.icon for look in [*ui.MARKS.values(), *ui.NOTICES.values()]} <= SYMBOLS


@pytest.mark.parametrize("path", COMPONENTS, ids=short)
def test_a_component_says_what_it_takes_and_is_in_the_guide(path: Path) -> None:
    assert re.match(r"\{# .+ #\}$", path.read_text().splitlines()[0])
    assert path.name in GUIDE or path.name in {"account_menu.html", "theme_switch.html"}


def test_the_guide_names_every_icon_and_every_state() -> None:
    words = set(re.findall(r"[\w-]+", GUIDE))
    assert words >= SYMBOLS
    assert words >= ui.MARKS.keys()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_of_a_fault_need_no_context(name: str) -> None:
    html = get_template(name).render()
    assert "<h1>" in html
    assert 'href="/"' in html


def test_a_mail_has_a_text_and_an_html_face() -> None:
    context = {
        "library_name": "Mill & Co",
        "url": "https://library.example/x?a=1&b=2",
        "text": "Go",
    }
    assert "Mill & Co" in render_to_string("email/base.txt", context)
    assert "Mill &amp; Co" in render_to_string("email/base.html", context)
    assert 'href="https://library.example/x?a=1&amp;b=2"' in render_to_string(
        "email/_button.html", context
    )
