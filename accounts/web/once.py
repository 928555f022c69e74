"""Forms of a deed that are sent twice and heeded once.

A page shown draws a key; whoever presses the button twice, reloads the answer or sends the form
again after a lost connection sends the same key and the same words, and is answered as the first
time. The same form with other words in it is another deed. A deed that was refused leaves no trace
and can be tried again.

Let the form inherit ``OnceForm`` and the page ``OncePage``; write ``deed`` in place of
``perform``, and return something that JSON can hold: ``done`` gets it, the first time and any
other.
"""

import hashlib
from typing import Any

from django import forms

from accounts.services import once
from core import clock, ids, jsons
from core.web.views import ServiceFormView

_NOT_ASKED = {"csrfmiddlewaretoken", "key"}


def _new_key() -> str:
    return ids.new_id().hex


class OnceForm(forms.Form):
    """A form with a key of its own."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=_new_key)


class OncePage(ServiceFormView):
    """A page whose deed is done once for each key. For people who have signed in."""

    def deed(self, data: dict[str, Any]) -> Any:
        """Do what the form asks for and say what came of it. ``data`` comes without the key.
        Raises ``LibraryError``.
        """
        raise NotImplementedError

    def perform(self, data: dict[str, Any]) -> Any:
        asked = [
            self.request.path,
            {
                name: values
                for name, values in sorted(self.request.POST.lists())
                if name not in _NOT_ASKED
            },
        ]
        key = data.get("key", "")
        wanted = {name: value for name, value in data.items() if name != "key"}
        answer = once.run(
            f"page:{hashlib.sha256(jsons.dumps([key, asked])).hexdigest()}" if key else "",
            actor=self.request.user,  # type: ignore[arg-type]  # a StaffPage or MemberPage
            request=asked,
            now=clock.now(),
            deed=lambda: self.deed(wanted),
        )
        return jsons.loads(answer.body)
