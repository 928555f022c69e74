"""Whether an answer is HTML that every browser and screen reader reads alike."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

# What needs no label: it is not shown, or its own words say what it is.
_LABELLED_BY_THEMSELVES = {"hidden", "submit", "button", "reset"}
_REFERENCES = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


def assert_valid(response: Any) -> Element:
    """The parsed page (or piece of one) of ``response``, which must be right in four ways.

    It follows HTML's grammar to the letter, no id stands twice, every reference to an id finds one,
    and every field has a label.
    """
    text = response.content.decode()
    is_page = text.lstrip().lower().startswith("<!doctype html>")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text) if is_page else parser.parseFragment(text)
    ids = Counter(element.get("id") for element in elements(root) if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == [], "an id stands twice"
    if is_page:  # a piece may speak of what stands in the page around it
        assert _dangling(root, set(ids)) == [], "a reference finds no id"
    assert _unlabelled(root) == [], "a field has no label"
    return root


def words(response: Any) -> str:
    """All that ``response`` says, which must be right as ``assert_valid`` has it."""
    return " ".join("".join(assert_valid(response).itertext()).split())


def elements(root: Element) -> Iterator[Element]:
    """Every element beneath ``root``, comments left out."""
    return (element for element in root.iter() if not callable(element.tag))


def _dangling(root: Element, ids: set[str | None]) -> list[str]:
    return [
        f"{element.tag}[{attribute}={name}]"
        for element in elements(root)
        for attribute in _REFERENCES
        for name in element.get(attribute, "").split()
        if name not in ids
    ]


def _unlabelled(root: Element) -> list[str]:
    targets = {label.get("for") for label in root.iter("label")}
    wrapped = {id(field) for label in root.iter("label") for field in elements(label)}
    return [
        f"{field.tag}[name={field.get('name')}]"
        for field in elements(root)
        if field.tag in {"input", "select", "textarea"}
        and field.get("type", "text") not in _LABELLED_BY_THEMSELVES
        and field.get("hidden") is None
        and not (field.get("aria-label") or field.get("aria-labelledby"))
        and id(field) not in wrapped
        and (not field.get("id") or field.get("id") not in targets)
    ]
