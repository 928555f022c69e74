from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkRequest(models.Model):
    """Someone asks for another verification link. The worker answers and deletes the row.

    Every request makes one, whether or not the address is known, so that asking takes the same time
    and tells nothing.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("request for a link")
        verbose_name_plural = _("requests for a link")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
