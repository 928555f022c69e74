from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id


class BrowserSession(models.Model):
    """A browser in which someone has signed in, so that they can see and end it from another.

    The session itself is Django's; here is whose it is. Where the browser was is not noted, nor
    what it opened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="browser_sessions",
        verbose_name=_("user"),
    )
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    agent = models.CharField(_("browser"), max_length=60, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"))
    expires_at = models.DateTimeField(_("ends at"), db_index=True)

    class Meta:
        verbose_name = _("signed-in browser")
        verbose_name_plural = _("signed-in browsers")
        ordering: ClassVar = ["-signed_in_at"]

    def __str__(self) -> str:
        return self.agent or str(self.pk)
