"""What the book of a draft is found by: worked out ahead, in the process that reads the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalog.domain.records import BookDraft, CopyDraft
from catalog.search import documents, made
from catalog.search.documents import Held, Source
from catalog.search.made import Made
from core import text

_NO_BOOK: Final = UUID(int=0)
"""Stands for the book that is yet to be: nothing of its id is in its search entry."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where the copies of a file will stand, as far as it can be told from the file: codes of
    branches and types, by the folded words that mean them.
    """

    branches: Mapping[str, str]
    types: Mapping[str, str]
    branch: str
    """Where copies stand that name no branch, or none that is known."""
    copy_type: str
    copies_each: int
    is_postgres: bool

    def made(self, draft: BookDraft) -> Made:
        """The search entry of a new book that gets all the copies of ``draft``."""
        document = documents.document(source(draft, _NO_BOOK, self._held(draft)))
        return made.on_postgres(document) if self.is_postgres else made.on_sqlite(document)

    def _held(self, draft: BookDraft) -> list[Held]:
        return [
            Held(
                _meant(copy.branch, self.branches, self.branch),
                _meant(copy.copy_type, self.types, self.copy_type),
                copy.call_number,
            )
            for copy in copies(draft, self.copies_each)
        ]


def copies(draft: BookDraft, copies_each: int) -> Sequence[CopyDraft]:
    """The copies that ``draft`` asks for: its own, or where it says nothing so many plain ones."""
    return draft.copies or (CopyDraft(),) * (0 if draft.has_no_copies else copies_each)


def source(draft: BookDraft, book_id: UUID, held: Sequence[Held]) -> Source:
    """What the book of ``draft`` is found by when it has these copies."""
    return Source(
        book_id,
        draft.title,
        draft.subtitle,
        draft.alternative_title,
        contributors=list(dict.fromkeys([name for name, _role in draft.contributors])),
        subjects=list(dict.fromkeys(draft.subjects)),
        isbns=list(dict.fromkeys(draft.isbns)),
        edition=draft.edition,
        publisher=draft.publisher,
        year=draft.year,
        language=draft.language,
        classification=draft.classification,
        description=draft.description,
        held=held,
    )


def _meant(said: str, known: Mapping[str, str], otherwise: str) -> str:
    return known.get(text.folded(said), otherwise) if said else otherwise
