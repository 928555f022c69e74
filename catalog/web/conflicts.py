"""When two people edit the same thing: what stands there now, and what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse

from catalog.models.contributor import Role
from core.errors import LibraryError, StalePrecondition
from core.web.views import ServiceFormView


class EditPage(ServiceFormView):
    """A page that edits what someone else may have edited since it was opened.

    The form holds the ``revision`` it began from. When that is no longer the present one, nothing
    is saved and nothing typed is lost: the page shows what differs, and the form now holds the
    present revision, so that whoever saves again does it knowingly.
    """

    def facts(self, data: dict[str, Any]) -> Any:
        """What was typed, as the service takes it."""
        raise NotImplementedError

    def as_it_is(self) -> tuple[Any, int]:
        """The facts as they are now, and their revision."""
        raise NotImplementedError

    def refused(self, form: forms.Form, refusal: LibraryError) -> HttpResponse:
        """The page again; after someone else's edit with what differs."""
        if isinstance(refusal, StalePrecondition):
            now, revision = self.as_it_is()
            conflicts = differences(form, self.facts(form.cleaned_data), now)
            self.extra_context = {"conflicts": conflicts}
            form.data = self.request.POST.copy()
            form.data["revision"] = str(revision)
        return super().refused(form, refusal)


def differences(form: forms.Form, typed: Any, now: Any) -> list[dict[str, Any]]:
    """The fields of ``form`` in which two sets of facts are not the same."""
    pairs = [
        (field, words(getattr(typed, name)), words(getattr(now, name)))
        for name, field in form.fields.items()
        if hasattr(now, name)
    ]
    return [
        {"label": field.label, "typed": said, "now": there}
        for field, said, there in pairs
        if said != there
    ]


def words(fact: Any) -> str:
    """A fact as one line; of contributors their names, with what they did where that is not the
    writing.
    """
    if isinstance(fact, list | tuple):
        return "; ".join(_name(each) if isinstance(each, list | tuple) else each for each in fact)
    return "" if fact is None else str(fact)


def _name(made: Sequence[str]) -> str:
    name, role = made
    done = dict(Role.choices).get(role, role)
    return name if role == Role.AUTHOR else f"{name} ({done})"
