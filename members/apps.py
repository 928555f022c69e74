from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from core import health
        from members.services import outbox

        health.CHECKS["outbox"] = outbox.is_moving
