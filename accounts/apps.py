from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import roles
        from accounts.services import admin_log, browsers, limits, once, resets, retention, tokens

        post_migrate.connect(roles.grant, dispatch_uid="accounts.roles.grant")
        retention.RULES.update(
            {
                limits.KEPT: lambda now: limits.clear(now=now),
                once.KEPT: lambda now: once.clear(now=now),
                tokens.KEPT: lambda now: tokens.clear(now=now),
                resets.KEPT: resets.clear,
                browsers.KEPT: browsers.clear,
                admin_log.KEPT: admin_log.clear,
            }
        )
