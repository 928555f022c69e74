"""The components: what they say to eyes, to screen readers and to the browser's policy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import html5lib
import pytest
from django import forms
from django.template.loader import render_to_string


class Card(forms.Form):
    """One field of every kind that `field.html` treats in its own way."""

    name = forms.CharField(label="Name", help_text="As on the card.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    way = forms.ChoiceField(
        label="How to write",
        choices=[("e", "By e-mail"), ("p", "By post")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="I agree.", help_text="To the rules.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any] | None:
        """Refuse as a whole what names the forbidden name."""
        if self.cleaned_data.get("name") == "Nobody":
            raise forms.ValidationError("Nobody cannot have a card.")
        return super().clean()


def show(component: str, **context: Any) -> str:
    """The component's HTML, which must parse without a single error."""
    html = render_to_string(f"components/{component}.html", context)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    return html


def test_a_field_ties_its_help_and_its_error_to_the_input() -> None:
    html = show("field", field=Card({})["name"])
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_be_empty_says_so_unless_told_not_to() -> None:
    assert "(optional)" in show("field", field=Card()["note"])
    assert "(optional)" not in show("field", field=Card()["note"], required_only=True)
    assert "(optional)" not in show("field", field=Card()["name"])


def test_a_group_of_choices_has_a_legend() -> None:
    html = show("field", field=Card({})["way"])
    assert "<legend>How to write</legend>" in html
    assert 'aria-describedby="id_way_error"' in html


def test_a_checkbox_comes_before_its_label() -> None:
    html = show("field", field=Card()["agreed"])
    assert html.index('type="checkbox"') < html.index("<label")


def test_all_fields_are_shown_and_hidden_ones_only_once() -> None:
    html = show("fields", form=Card())
    assert html.count('name="secret"') == 1
    assert html.count("<label for=") == 5  # name, note, two ways, agreed


def test_the_summary_of_errors_links_to_each_field() -> None:
    html = show("form_errors", form=Card({"name": ""}))
    assert 'role="alert"' in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_way">' in html
    assert 'id="id_way"' in show("field", field=Card({})["way"])


def test_a_refusal_of_the_whole_form_is_the_headline() -> None:
    form = Card({"name": "Nobody", "way": "e", "agreed": "on"})
    html = show("form_errors", form=form)
    assert "This was not done" in html
    assert "<li>Nobody cannot have a card.</li>" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert show("form_errors", form=Card()) == show("form_errors", form=None)
    assert "errors" not in show("form_errors", form=Card())


def test_a_state_is_told_by_icon_and_word() -> None:
    html = show("status", state="overdue")
    assert "#alert" in html
    assert "Overdue" in html
    assert "2 of 3" in show("status", state="available", label="2 of 3")


def test_a_due_date_has_its_instant_for_machines(now: datetime) -> None:
    html = show("due", at=now + timedelta(days=2), now=now)
    assert 'datetime="2026-05-08T12:00:00+02:00"' in html
    assert "in 2 days" in html


def test_a_notice_says_its_kind_to_those_who_see_no_colour() -> None:
    assert 'aria-label="Refused"' in show("notice", kind="refusal", text="No.")
    assert 'aria-label="Note"' in show("notice", text="By the way.")


def test_a_notice_escapes_what_it_is_given() -> None:
    assert "<b>" not in show("notice", kind="info", text="<b>", title="<b>", url="/", link="<b>")


def test_a_drawn_cover_has_a_tone_and_a_picture_has_none() -> None:
    drawn = show("cover", title="Middlemarch", by="George Eliot")
    assert "data-tone=" in drawn
    assert "cover--tight" in drawn
    picture = show("cover", title="Middlemarch", url="/covers/1.jpg")
    assert 'src="/covers/1.jpg" alt=""' in picture
    assert "data-tone" not in picture


def test_a_pager_is_plain_links_with_htmx_beside_them() -> None:
    html = show("pager", next_url="/search?after=1", target="#results")
    assert 'href="/search?after=1"' in html
    assert 'hx-get="/search?after=1"' in html
    assert "Previous" not in html
    assert "hx-" not in show("pager", next_url="/search?after=1")
    assert show("pager").strip() == show("pager", next_url="").strip()


def test_books_are_listed_with_what_there_is() -> None:
    html = show("book_rows", books=[{"url": "/books/1", "title": "Emma"}], heading=3)
    assert '<h3 class="book__title">' in html
    assert '<a href="/books/1"><bdi>Emma</bdi></a>' in html
    assert "status" not in html


@pytest.mark.parametrize("staff", [True, False])
def test_only_staff_see_barcodes_and_deeds(now: datetime, staff: bool) -> None:
    copy = {
        "branch": "Main",
        "barcode": "30112000417",
        "type": "Book",
        "state": "on_loan",
        "due_at": now,
        "actions": [{"url": "/copies/1/edit", "label": "Edit"}],
    }
    html = render_to_string(
        "components/copy_rows.html",
        {"copies": [copy], "now": now, "caption": "Copies", "staff": staff},
    )
    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert ("30112000417" in html) is staff
    assert ("/copies/1/edit" in html) is staff


@pytest.mark.parametrize("kind", ["success", "refusal", "warning", "info"])
def test_a_line_of_the_desk_begins_with_a_word(kind: str) -> None:
    html = show("line", kind=kind, sentence="“Emma”.", details="", url="/x", action="Undo")
    assert 'class="line__word"' in html
    assert '<use href="/static/icons/sprite.svg#' in html


def test_facts_without_a_description_are_left_out() -> None:
    html = show("facts", facts=[("Publisher", "Faber"), ("Edition", "")])
    assert "<dt>Publisher</dt><dd>Faber</dd>" in html
    assert "Edition" not in html
