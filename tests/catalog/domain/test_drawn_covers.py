from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from catalog.domain import drawn_covers

TEXT = "{http://www.w3.org/2000/svg}text"


def drawn(title: str, by: str = "", key: str = "1") -> Element:
    cover: Element = fromstring(drawn_covers.svg(key, title, by))
    return cover


def words(cover: Element) -> list[str]:
    return [element.text or "" for element in cover.iter(TEXT)]


def test_the_title_is_broken_into_lines() -> None:
    assert words(drawn("A wizard of Earthsea", "Le Guin")) == [
        "A wizard of",
        "Earthsea",
        "Le Guin",
    ]


@pytest.mark.parametrize(
    "title",
    ["</text><script>x</script>", "a & b < c", "\x00\x08NUL", "x" * 500, "東京" * 60, "", "  "],
)
def test_whatever_the_title_it_is_an_svg_without_a_script(title: str) -> None:
    cover = drawn(title, title)
    assert not [each for each in cover.iter() if each.tag.endswith("script")]
    assert len(words(cover)) <= 9


def test_long_titles_end_in_an_ellipsis_and_stay_on_the_cover() -> None:
    lines = words(drawn("word " * 80))
    assert len(lines) == 7
    assert lines[-1].endswith("…")
    assert max(map(len, lines)) <= 13


def test_a_book_keeps_its_colour() -> None:
    rect = "{http://www.w3.org/2000/svg}rect"
    one, same = (next(drawn("x", key="7").iter(rect)).get("fill") for _ in range(2))
    assert one == same
    many = {next(drawn("x", key=str(key)).iter(rect)).get("fill") for key in range(50)}
    assert len(many) == 8
