"""A person at the desk, whose browser runs no script: it sends the forms that the page holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from tests.html import assert_valid


@dataclass
class Browser:
    """The desk as it stands on the screen."""

    client: Client
    page: Element = field(default_factory=lambda: Element("html"))
    status: int = 0

    def open(self, address: str = "") -> "Browser":
        """Go to the desk."""
        return self._shown(self.client.get(address or reverse("loans:desk")))

    def scan(self, text: str, **changed: str) -> "Browser":
        """Type into the input and press Enter; ``changed`` are other fields or the button used."""
        return self._send({**self._fields("desk-form"), "scan": text, **changed})

    def yes(self, answer: int = 0) -> "Browser":
        """Press a button of the line that asks, the first unless said otherwise."""
        form = self._answer()
        button = list(form.iter("button"))[answer]
        fields = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
        return self._send({**fields, button.get("name", ""): button.get("value", "")})

    @property
    def asks(self) -> list[str]:
        """The buttons of the line that asks."""
        return [_words(each) for each in self._answer().iter("button")]

    @property
    def said(self) -> str:
        """The newest line of the log."""
        log = next(each for each in self.page.iter("ol") if each.get("id") == "desk-log")
        lines = list(log.iter("li"))
        return _words(lines[0]) if lines else ""

    @property
    def panel(self) -> str:
        """The panel of the member whose turn it is."""
        return _words(next(self.page.iter("aside")))

    @property
    def mode(self) -> str | None:
        """Which of the two modes is chosen."""
        radios = [each for each in self.page.iter("input") if each.get("type") == "radio"]
        return next((each.get("value") for each in radios if "checked" in each.attrib), None)

    def _send(self, fields: dict[str, str]) -> "Browser":
        return self._shown(self.client.post(reverse("loans:desk"), fields))

    def _shown(self, response: Any) -> "Browser":
        self.page, self.status = assert_valid(response), response.status_code
        return self

    def _answer(self) -> Element:
        return next(each for each in self.page.iter("form") if "data-desk-answer" in each.attrib)

    def _fields(self, form_id: str) -> dict[str, str]:
        form = next(each for each in self.page.iter("form") if each.get("id") == form_id)
        outside = [each for each in self.page.iter("input") if each.get("form") == form_id]
        return {
            each.get("name", ""): each.get("value", "")
            for each in [*form.iter("input"), *outside]
            if each.get("type") != "radio" or "checked" in each.attrib
        }


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def at_the_desk(signed_in: Callable[[User], Client], vera: User, harbour: Branch) -> Browser:
    """Vera's browser, open at the desk of the harbour branch."""
    return Browser(signed_in(vera)).open()
