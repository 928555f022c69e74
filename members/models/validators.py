"""Rules of ``members.domain``, as fields of models, forms and serializers ask them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.domain import names


def check_name(name: str) -> None:
    """Refuse what nobody is called. Raises ``ValidationError``."""
    if names.turns(name):
        raise ValidationError(
            _("Control characters are not allowed here."), code="control_characters"
        )
    if names.has_address(name):
        raise ValidationError(_("The address of a page is no name."), code="address_in_name")
