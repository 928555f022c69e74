"""What people say about cards to be printed."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import barcodes, text
from members.domain import card_faces
from members.services import card_art
from members.web import many

PAPERS: Final = [(card_faces.A4, _("A4, 10 cards")), (card_faces.LETTER, _("Letter, 8 cards"))]
MOST_PLACES: Final = 10
PAGE: Final = "page"


class Numbers(forms.CharField):
    """Card numbers, each on a line of its own; empty lines and repetitions do not count."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=many.MOST * (barcodes.MAX_LENGTH + 20), **options)
        self.validators.append(text.no_control_characters)

    def clean(self, value: Any) -> list[str]:
        """The numbers, in their stored form. Raises ``ValidationError``."""
        lines = map(barcodes.normal, super().clean(value).splitlines())
        found = list(dict.fromkeys(filter(None, lines)))
        wrong = next((line for line in found if not barcodes.is_wellformed(line)), None)
        if wrong:
            raise ValidationError(
                _("This is no card number: “%(line)s”"), params={"line": wrong[:40]}
            )
        return found


class PrintCards(forms.Form):
    """Whose cards, on which paper, and from which place on."""

    m = many.Ids(required=False)
    cards = Numbers(
        label=_("Scan cards"), required=False, help_text=_("One card number on each line.")
    )
    since = forms.DateField(
        label=_("All who became members since"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    paper = forms.ChoiceField(label=_("Paper"), choices=PAPERS, widget=forms.RadioSelect)
    start = forms.IntegerField(
        label=_("Begin at card number"),
        min_value=1,
        max_value=MOST_PLACES,
        initial=1,
        help_text=_("Counted row by row; for a sheet of which some cards are used already."),
    )
    outlines = forms.BooleanField(label=_("With lines to cut along"), required=False, initial=True)

    def clean_start(self) -> int:
        """The place on the sheet, from 0. Raises ``ValidationError``."""
        start: int = self.cleaned_data["start"]
        sheet = card_faces.SHEETS.get(self.cleaned_data.get("paper", ""))
        if sheet and start > sheet.labels:
            raise ValidationError(
                _("This sheet has %(cards)s cards."), params={"cards": sheet.labels}
            )
        return start - 1

    def order(self) -> card_art.Order:
        """What a valid form asks for."""
        said: dict[str, Any] = self.cleaned_data
        return card_art.Order(said["paper"], said["start"], said["outlines"])
