"""The two kinds of headings that books share, and what the deeds on them have in common."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, UniqueConstraint

from catalog.models.alias import ContributorAlias, SubjectAlias
from catalog.models.book import BookSubject
from catalog.models.contributor import Contribution, Contributor
from catalog.models.subject import Subject


@dataclass(frozen=True)
class Kind:
    """Contributors or subjects: their tables, and what their columns are called.

    ``word`` names the foreign key that points at one of them, and begins their audit words.
    """

    word: str
    model: type[Contributor] | type[Subject]
    alias: type[ContributorAlias] | type[SubjectAlias]
    link: type[Contribution] | type[BookSubject]
    column: str
    sort: str

    @property
    def rows(self) -> Any:
        """The headings."""
        return self.model._default_manager

    @property
    def aliases(self) -> Any:
        """Their other names."""
        return self.alias._default_manager

    @property
    def links(self) -> Any:
        """The rows that hang them on books."""
        return self.link._default_manager

    def name_of(self, row: Any) -> str:
        """What a heading or one of its other names reads."""
        return str(getattr(row, self.column))

    def law_of(self, model: type[Model]) -> str:
        """The constraint by which no two rows of ``model``, headings or their other names, are
        called the same.
        """
        return next(
            law.name
            for law in model._meta.constraints
            if isinstance(law, UniqueConstraint) and law.fields == (self.column,)
        )


CONTRIBUTORS: Final = Kind(
    "contributor", Contributor, ContributorAlias, Contribution, "name", "sort_name"
)
SUBJECTS: Final = Kind("subject", Subject, SubjectAlias, BookSubject, "heading", "sort_heading")
