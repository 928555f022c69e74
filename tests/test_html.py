"""The judge of pages, judged."""

import pytest
from django.http import HttpResponse
from html5lib.html5parser import ParseError

from tests.html import assert_valid

PAGE = '<!doctype html><html lang="en"><head><title>x</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        '<label for="a">A</label><input id="a">',
        "<label>A <input></label>",
        '<input aria-label="A"><input type="hidden" name="b"><input name="c" hidden>',
        '<p id="help">h</p><label for="a">A</label><input id="a" aria-describedby="help">',
        '<svg viewBox="0 0 1 1"><use href="#x"/></svg>',
    ],
)
def test_it_accepts_what_is_right(body: str) -> None:
    assert_valid(HttpResponse(PAGE.format(body)))
    assert_valid(HttpResponse(body))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<p id="a"></p><p id="a"></p>', "twice"),
        ('<label for="a">A</label><input id="b" aria-label="B">', "reference"),
        ('<input name="a">', "label"),
        ("<select name='a'><option>1</option></select>", "label"),
    ],
)
def test_it_refuses_what_is_not(body: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        assert_valid(HttpResponse(PAGE.format(body)))


@pytest.mark.parametrize("body", ["<p><div></div></p>", "<b><i></b></i>", "<p class=a class=b>"])
def test_it_refuses_broken_grammar(body: str) -> None:
    with pytest.raises(ParseError):
        assert_valid(HttpResponse(PAGE.format(body)))
