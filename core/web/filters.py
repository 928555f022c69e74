"""What the filters of a list ask for.

A filter that cannot be read is refused: passed over, it would show, write or choose everything.
"""

from typing import Any

from django import forms

from core.errors import FilterUnreadable


def said(form: forms.Form) -> dict[str, Any]:
    """What was asked for with ``form``, which the address fills. Raises ``FilterUnreadable``."""
    if form.is_valid():
        return dict(form.cleaned_data)
    wrong = [
        f"{form.fields[name].label or name}: {reason}"
        for name, reasons in form.errors.items()
        for reason in reasons
    ]
    raise FilterUnreadable(reason=" ".join(wrong))
