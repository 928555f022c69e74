"""A person at a browser without JavaScript: reads the page, follows links, fills in forms."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from django.test import Client, TestCase

from tests.html import assert_valid, elements

BUTTONS = {"submit", "image", "button", "reset"}


@dataclass
class Person:
    """Every page that is opened must be valid; forms are sent as they stand on the page."""

    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    address: str = "/"
    status: int = 0
    page: Element = field(default_factory=lambda: Element("html"))

    def opens(self, address: str) -> None:
        """Type an address, and go wherever it leads."""
        self._arrive(self.browser.get(urljoin(self.address, address), follow=True))

    def follows(self, words: str) -> None:
        """Follow the link that says ``words``."""
        links = [each for each in elements(self.page) if each.tag == "a" and said(each) == words]
        assert links, f"no link says {words!r} at {self.address}"
        self.opens(links[0].attrib["href"])

    def sends(self, button: str, **typed: Any) -> None:
        """Fill in the form that has a button of this name, and press it."""
        form, pressed = self._form_with(button)
        filled = self._as_it_stands(form) | typed
        missing = typed.keys() - self._as_it_stands(form, empty_too=True).keys()
        assert not missing, f"the form has no {sorted(missing)}"
        if "name" in pressed.attrib:
            filled[pressed.attrib["name"]] = pressed.attrib.get("value", "")
        action = urljoin(self.address, form.attrib.get("action") or self.address)
        send = self.browser.post if form.attrib.get("method") == "post" else self.browser.get
        headers = {"Referer": urljoin("http://testserver", self.address)}
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = send(action, filled, follow=True, headers=headers)
        self._arrive(answer)

    def reads(self) -> str:
        """All that the page says, in one line."""
        return said(self.page)

    def _arrive(self, answer: Any) -> None:
        steps = getattr(answer, "redirect_chain", [])
        here = steps[-1][0] if steps else answer.request["PATH_INFO"] + _query(answer)
        self.address, self.status = _local(urljoin(self.address, here)), answer.status_code
        self.page = assert_valid(answer)

    def _form_with(self, button: str) -> tuple[Element, Element]:
        for form in (each for each in elements(self.page) if each.tag == "form"):
            for each in self._controls(form):
                if each.tag == "button" and said(each).startswith(button):
                    return form, each
        raise AssertionError(f"no button says {button!r} at {self.address}: {self.reads()}")

    def _controls(self, form: Element) -> list[Element]:
        """The fields and buttons of ``form``, those that stand elsewhere on the page too."""
        within = [each for each in elements(form) if not each.get("form")]
        name = form.get("id")
        return within + [each for each in elements(self.page) if name and each.get("form") == name]

    def _as_it_stands(self, form: Element, *, empty_too: bool = False) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self._controls(form):
            name, kind = each.get("name"), each.get("type", "text")
            if not name or each.tag not in {"input", "textarea", "select"} or kind in BUTTONS:
                continue
            is_choice = each.tag == "input" and kind in {"radio", "checkbox"}
            if is_choice and "checked" not in each.attrib and not empty_too:
                continue
            found[name] = _value(each)
        return found


def said(element: Element) -> str:
    """What an element says, in one line."""
    return " ".join("".join(element.itertext()).split())


def _value(control: Element) -> str:
    if control.tag == "textarea":
        return "".join(control.itertext())
    if control.tag == "select":
        options = [each for each in elements(control) if each.tag == "option"]
        chosen = [each for each in options if "selected" in each.attrib] or options
        return chosen[0].get("value", said(chosen[0])) if chosen else ""
    return control.get("value", "on" if control.get("type") == "checkbox" else "")


def _query(answer: Any) -> str:
    query = answer.request.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
