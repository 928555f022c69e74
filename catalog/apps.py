from typing import Any, Final

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

_EMPTIES_THE_INDEX: Final = "0005_search"
_LAST_BEHIND_IT: Final = "0007_stocktake"


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        post_migrate.connect(find_again, sender=self)


def find_again(plan: Any = (), **_options: Any) -> None:
    """Let all books be found again when a migration has made the search index anew.

    ``plan`` is what was migrated: pairs of a migration and whether it was taken back. Migrations
    know the tables as they were, and the index is written from them as they are.
    """
    done = {step.name for step, is_back in plan if step.app_label == "catalog" and not is_back}
    if not {_EMPTIES_THE_INDEX, _LAST_BEHIND_IT} <= done:
        return
    from catalog.search import rebuild, spelling

    written = sum(1 for _step in rebuild.steps(only_missing=True))
    if written:
        spelling.count()
