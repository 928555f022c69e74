from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.book import Book
from core.ids import new_id


class Contributor(models.Model):
    """A person or body that made a book, under the name it is filed by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=300)
    sort_name = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering: ClassVar = ["sort_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="contributor_name_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["sort_name"], name="contributor_sort")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a contributor did: codes of the MARC relator list."""

    AUTHOR = "aut", _("author")
    EDITOR = "edt", _("editor")
    TRANSLATOR = "trl", _("translator")
    ILLUSTRATOR = "ill", _("illustrator")
    COMPILER = "com", _("compiler")
    PHOTOGRAPHER = "pht", _("photographer")
    COMPOSER = "cmp", _("composer")
    NARRATOR = "nrt", _("narrator")
    INTRODUCTION = "aui", _("author of the introduction")
    ARTIST = "art", _("artist")
    CONTRIBUTOR = "ctb", _("contributor")


class Contribution(models.Model):
    """Who did what for a book, in the order of the title page."""

    # Without an index of its own: the law below has one that begins with the book.
    book = models.ForeignKey(
        Book, on_delete=models.CASCADE, related_name="contributions", db_index=False
    )
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="contributions"
    )
    role = models.CharField(_("role"), max_length=3, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["book", "contributor", "role"], name="contribution_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.get_role_display()})"
