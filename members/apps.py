from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from accounts.services import retention
        from core import health
        from members.services import looks, outbox, roll_over, verification
        from members.services.imports import keeping

        health.CHECKS["outbox"] = outbox.is_moving
        retention.RULES.update(
            {
                keeping.KEPT: keeping.clear,
                roll_over.KEPT: roll_over.clear,
                looks.KEPT: looks.clear,
                outbox.KEPT: lambda now: outbox.clear(now=now),
                verification.KEPT: verification.clear,
            }
        )
