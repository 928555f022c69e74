"""Titles in every script on a label: legible, or said otherwise, but never as empty boxes."""

from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from catalog.models import Copy, LabelSheet
from catalog.services import label_art
from core.labels import Words
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db
HEBREW, ARABIC, CHINESE = "שירה", "بيت", "三體"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn into the PDF, as it is drawn."""
    lines: list[str] = []
    draw = Canvas.drawCentredString

    def noted(canvas: Any, x: float, y: float, text: str, **how: Any) -> None:
        lines.append(text)
        draw(canvas, x, y, text, **how)

    monkeypatch.setattr(Canvas, "drawCentredString", noted)
    return lines


def order() -> label_art.Order:
    return label_art.Order(LabelSheet.objects.get(code="a4-3x7").measures)


def copy_of(title: str, alternative: str = "") -> Copy:
    said = {"book__title": title, "book__alternative_title": alternative}
    copy: Copy = CopyFactory(barcode="B-1", call_number="895.1", **said)
    return copy


@pytest.mark.parametrize(
    ("title", "alternative", "line"),
    [
        (HEBREW, "Poems", "הריש"),
        (ARABIC, "", "\ufe96\ufef4\ufe91"),
        (CHINESE, "San ti", "San ti"),
        (CHINESE, "三体", "895.1"),
        ("Reading 三體", "", "895.1"),
        ("Tides \U0001f30a", "", "Tides"),
    ],
)
def test_the_pdf_says_the_title_so_that_it_can_be_read(
    printed: list[str], title: str, alternative: str, line: str
) -> None:
    assert label_art.pdf([copy_of(title, alternative)], order()).startswith(b"%PDF-")
    assert printed[1:] == [line, "B-1"]


@pytest.mark.parametrize("title", [HEBREW, ARABIC, CHINESE])
def test_a_browser_gets_the_title_itself(title: str) -> None:
    ((label,),) = label_art.pages([copy_of(title, "Other")], order())
    words = [mark.text for mark in label.marks if isinstance(mark, Words)]
    assert words[1] == title
