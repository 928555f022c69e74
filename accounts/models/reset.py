from django.db import models
from django.utils.translation import gettext_lazy as _


class ResetRequest(models.Model):
    """Someone asks for a new password. The worker answers and deletes the row.

    Every request makes one, whether or not the address is known, so that the page takes the same
    time.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("password request")
        verbose_name_plural = _("password requests")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
