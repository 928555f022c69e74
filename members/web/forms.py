"""What people type about members. The API's twins are in ``members.api.serializers``."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.domain import addresses
from core import barcodes
from core.web.fields import Line, Lines
from members import models
from members.domain import history, terms
from members.models import BlockKind, Category, Member, OldCard, Stops, validators

MAX_TOKEN = 2000


class Address(forms.EmailField):
    """An e-mail address, as it is kept: what the validators see is what the database gets."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: Any) -> str:
        """Lower case, NFKC."""
        return addresses.normal(super().to_python(value) or "")


def _advice() -> str:
    """What is asked of a password, in sentences."""
    return " ".join(password_validation.password_validators_help_texts())


def _password(autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(max_length=200, strip=False, widget=widget, **more)


def _name() -> Line:
    widget = forms.TextInput({"autocomplete": "name"})
    return Line(label=_("Name"), max_length=200, widget=widget, validators=[validators.check_name])


def _email(**more: Any) -> Address:
    widget = forms.EmailInput({"autocomplete": "email"})
    return Address(label=_("E-mail address"), widget=widget, **more)


def _phone(autocomplete: str) -> Line:
    widget = forms.TextInput({"type": "tel", "autocomplete": autocomplete})
    return Line(label=_("Telephone"), max_length=40, required=False, widget=widget)


def _address(autocomplete: str) -> Lines:
    widget = forms.Textarea({"rows": 3, "autocomplete": autocomplete})
    return Lines(label=_("Address"), max_length=500, required=False, widget=widget)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


def _card() -> Line:
    return Line(
        label=_("Card number"),
        max_length=barcodes.MAX_LENGTH,
        required=False,
        help_text=_("Scan the card, or leave this empty for the next free number."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


def seen_revision() -> forms.IntegerField:
    """Which state of a record was seen by who fills in the form."""
    return forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class Register(forms.Form):
    name = _name()
    email = _email(help_text=_("We send a link there. With it you show that the address is yours."))
    password = _password("new-password", label=_("Password"), help_text=lazy(_advice, str)())


class Verify(forms.Form):
    token = forms.CharField(max_length=MAX_TOKEN, widget=forms.HiddenInput)


class AskForLink(forms.Form):
    email = _email()


class Profile(forms.Form):
    """What members change of themselves."""

    revision = seen_revision()
    name = _name()
    email = _email(help_text=_("A new address has to be confirmed before you can borrow again."))
    password = _password("current-password", label=_("Present password"), required=False)
    password.help_text = _("Only for a new e-mail address.")
    phone = _phone("tel")
    address = _address("street-address")


class History(forms.Form):
    """For how long one's own reading history is kept."""

    OFF, ALWAYS = "off", "always"
    kept = forms.ChoiceField(label=_("My reading history"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [
            (str(n), ngettext("Keep it for %(n)s month", "Keep it for %(n)s months", n) % {"n": n})
            for n in history.MONTHS
        ]
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (self.OFF, _("Keep none: forget what I borrowed when it is back")),
            *months,
            (self.ALWAYS, _("Keep it until I turn it off")),
        ]

    @classmethod
    def choice(cls, said: str) -> dict[str, Any]:
        """What the service is asked for."""
        return {"keeps_history": said != cls.OFF, "months": int(said) if said.isdecimal() else None}

    @classmethod
    def of(cls, member: Member) -> str:
        """What a member has chosen, as this form says it."""
        if not member.keeps_history:
            return cls.OFF
        return str(member.history_months or cls.ALWAYS)


class Find(forms.Form):
    q = Line(label=_("Name, card, e-mail address or telephone"), max_length=200, required=False)


class Enrol(forms.Form):
    """What the desk notes of a member."""

    name = _name()
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.all(), empty_label=None
    )
    group = Line(label=_("Class or group"), max_length=60, required=False)
    email = _email(
        required=False,
        help_text=_("With an address the member can sign in; a link to confirm it is sent there."),
    )
    card_number = _card()
    expires_on = _day(_("Member until"))
    born_on = _day(_("Born on"))
    phone = _phone("off")
    address = _address("off")
    note = Line(
        label=_("Note for staff"),
        max_length=500,
        required=False,
        help_text=_("Members do not see it. Write nothing here that you would not tell them."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["expires_on"].help_text = usual_terms(today)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_born_on(self) -> date | None:
        """Nobody is born tomorrow. Raises ``ValidationError``."""
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and not date(1880, 1, 1) <= born_on <= self.today:
            raise forms.ValidationError(_("This cannot be a day of birth."))
        return born_on


class Edit(Enrol):
    revision = seen_revision()

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card_number"].required = self.fields["expires_on"].required = True
        self.fields["card_number"].help_text = self.fields["expires_on"].help_text = ""
        self.fields["email"].required = has_account


class ReplaceCard(forms.Form):
    seen = forms.CharField(max_length=barcodes.MAX_LENGTH, widget=forms.HiddenInput)
    why = forms.ChoiceField(label=_("Why"), choices=OldCard.REASONS)
    card_number = _card()


class RenewMembership(forms.Form):
    seen = forms.DateField(widget=forms.HiddenInput)


class Protect(forms.Form):
    """Whether a member is to be protected, as whoever asked was shown."""

    ON, OFF = "yes", "no"
    wanted = forms.ChoiceField(choices=[(ON, ON), (OFF, OFF)], widget=forms.HiddenInput)


class RefuseNewcomer(forms.Form):
    reason = Line(label=_("Reason"), max_length=300)


class Photo(forms.Form):
    """A picture of a member."""

    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class DeskNote(forms.Form):
    text = Line(label=_("Note"), max_length=300)


class Guardian(forms.Form):
    """Who else looks after a member."""

    card_number = Line(
        label=_("Card of another guardian"),
        max_length=barcodes.MAX_LENGTH,
        help_text=_("Scan it, or type its number."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class Block(forms.Form):
    kind = forms.ChoiceField(label=_("Type"), choices=models.Block.GIVEN, initial=BlockKind.MANUAL)
    reason = Line(
        label=_("Reason"),
        max_length=300,
        help_text=_("The desk and the member read it when something is to be borrowed."),
    )
    stops = forms.MultipleChoiceField(
        label=_("It stops"),
        choices=Stops,
        initial=list(Stops),
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = _day(_("From"), _("Leave it empty to block at once."))
    until_on = _day(_("Until"), _("The last day. Leave it empty to block until someone lifts it."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until_on(self) -> date | None:
        """A block ends today at the earliest. Raises ``ValidationError``."""
        until_on: date | None = self.cleaned_data["until_on"]
        if until_on and until_on < self.today:
            raise forms.ValidationError(_("This day is over."))
        return until_on


def usual_terms(today: date) -> str:
    """Until when those who become members today are members, for each category."""
    ends = [
        f"{category.name}: {date_format(terms.expiry(today, category.enrolment_months))}"
        for category in Category.objects.all()
    ]
    return _now("Leave this empty for the usual term. From today: %(terms)s.") % {
        "terms": "; ".join(ends)
    }
