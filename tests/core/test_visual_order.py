"""The order and the shapes of letters on paper, checked against HarfBuzz and FriBidi."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, features

from core import visual_order

FONT = Path(__file__).parents[2] / "static" / "vendor" / "dejavu-sans-2.37.ttf"
TITLES = [
    "ألف ليلة وليلة",
    "الأيام",
    "سلام 1999",
    "مدن الملح (الجزء 1)",
    "شازده کوچولو",
    "آموزش پایتون",
    "שירה",
    "סיפור על אהבה וחושך",
    "Python בשלושים יום",
    "שירה: Poems 1948-1998 (מבחר)",
    "The book of שלום, again",
    "اردو گرامر",
    "می\u200cخواهم",
    "50% של 3.14, 7/8 (א)",
    "كتاب ١٢٣ و 456",
]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tides, 2nd ed.", "Tides, 2nd ed."),
        ("אבג", "גבא"),
        ("אב 12-13 (ג)", "(ג) 12-13 בא"),
        ("A אב B", "A בא B"),
        ("لا", "\ufefb"),
        ("بيت", "\ufe96\ufef4\ufe91"),
        ("דָּג", "גד"),
    ],
)
def test_letters_stand_as_on_paper(written: str, shown: str) -> None:
    assert visual_order.shown(written) == shown


def drawn(text: str, engine: ImageFont.Layout, **how: Any) -> Image.Image:
    """A line in the font of the labels."""
    font = ImageFont.truetype(FONT, 60, layout_engine=engine)
    picture = Image.new("L", (1800, 120), 0)
    ImageDraw.Draw(picture).text((10, 10), text, font=font, fill=255, **how)
    return picture


def blots(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The letters that touch each other, from left to right: how wide, from where, to where.
    Where each stands to a pixel is a matter of rounding.
    """
    found, begun = [], None
    for at in range(picture.width):
        is_inked = picture.crop((at, 0, at + 1, picture.height)).getbbox() is not None
        if is_inked and begun is None:
            begun = at
        elif not is_inked and begun is not None:
            box = picture.crop((begun, 0, at, picture.height)).getbbox()
            assert box
            found.append((at - begun, box[1], box[3]))
            begun = None
    return found


@pytest.mark.skipif(
    not (features.check("raqm") and features.check("fribidi")),
    reason="Pillow has no Raqm and FriBidi here to compare with",
)
@pytest.mark.parametrize("title", TITLES)
def test_a_line_looks_as_a_shaper_of_text_draws_it(title: str) -> None:
    ours = blots(drawn(visual_order.shown(title), ImageFont.Layout.BASIC))
    theirs = blots(drawn(title, ImageFont.Layout.RAQM, features=["-kern"]))
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert all(abs(mine - its) <= 3 for mine, its in zip(one, other, strict=True))


@given(st.text(alphabet="abאבגلابي 12-.,()%", max_size=30))
def test_no_letter_is_lost(text: str) -> None:
    shown = visual_order.shown(text)
    assert sum(map(str.isdigit, shown)) == sum(map(str.isdigit, text))
    assert sum(map(str.isascii, shown)) == sum(map(str.isascii, text))
