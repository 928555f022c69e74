"""What the addresses name: a book and its copy on the shelf, and things of Ben's."""

import re
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from accounts.models import BrowserSession, RefreshFamily, User
from accounts.models.audit import Interface
from accounts.services import browsers, tokens
from catalog.models import Book, Copy, Stocktake
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.services import heading_deeds, merges, searches, stocktakes
from loans.models import Loan
from loans.services import payments, returns
from loans.services.situation import Desk
from members.models import Block, DeskNote, Guardianship, Member, MemberPhoto, RollOver
from members.services.imports import batches as member_imports
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory, ImportBatchFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory, PolicyFactory
from tests.factories.members import MemberFactory

PLACE: Final = re.compile(r"<\w+:\w+>")
FIXED: Final = {
    "<path:nowhere>": "nowhere",
    "<str:isbn>": "9780547773742",
    "<str:uidb64>": "MTI",
    "<str:token>": "set-of-nothing",
    "<str:name>": "0-0.jpg",
    "<slug:event>": "due_soon",
    "<slug:channel>": "mail",
    "<slug:language>": "en",
}


class Things:
    """Each is made when an address asks for it, by the name that it has there: most doors need
    little, and there are thousands of cells.
    """

    def __init__(self, ben: Member, leo: User) -> None:
        assert ben.user
        self.ben, self.user, self.leo = ben, ben.user, leo
        self.by_leo: dict[str, Any] = {"actor": leo, "now": NOW, "interface": Interface.PAGE}

    def of(self, route: str) -> dict[str, str]:
        """What stands at the places of ``route``."""
        return {place: FIXED.get(place) or self._at(place, route) for place in PLACE.findall(route)}

    def _at(self, place: str, route: str) -> str:
        name = place.strip("<>").partition(":")[2]
        if name == "gone_id":
            return str(self.gone[route.partition("/")[0]])
        return str(getattr(self, name))

    @cached_property
    def copy(self) -> Copy:
        made: Copy = CopyFactory(book=BookFactory(author="Marsh, Ada", subject="Sea"))
        return made

    @cached_property
    def gone(self) -> dict[str, UUID]:
        """What was merged into the book, its contributor and its subject."""
        kept: Book = self.copy.book
        gone = BookFactory(author="Gone, Ada", subject="Gone")
        person, topic = gone.contributions.get().contributor_id, gone.subjects.get().pk
        kept_person, kept_topic = self.contributor_id, self.subject_id
        merges.merge(gone.pk, kept.pk, **self.by_leo)
        heading_deeds.merge(CONTRIBUTORS, person, kept_person, **self.by_leo)
        heading_deeds.merge(SUBJECTS, topic, kept_topic, **self.by_leo)
        return {"books": gone.pk, "contributors": person, "subjects": topic}

    @cached_property
    def book_id(self) -> UUID:
        return self.copy.book_id

    @cached_property
    def copy_id(self) -> UUID:
        return self.copy.pk

    @cached_property
    def barcode(self) -> str:
        return self.copy.barcode

    @cached_property
    def contributor_id(self) -> UUID:
        return self.copy.book.contributions.get().contributor_id

    @cached_property
    def subject_id(self) -> UUID:
        return self.copy.book.subjects.get().pk

    @cached_property
    def batch_id(self) -> UUID:
        return UUID(str(ImportBatchFactory(branch=self.copy.branch).pk))

    @cached_property
    def stocktake_id(self) -> UUID:
        branch = self.copy.branch
        return Stocktake.objects.create(branch=branch, opened_at=NOW, opened_by=self.leo).pk

    @cached_property
    def scan_id(self) -> UUID:
        return stocktakes.scan(self.stocktake_id, self.barcode, **self.by_leo).line.pk

    @cached_property
    def search_id(self) -> UUID:
        return searches.keep("Tides", "q=tides", actor=self.user, now=NOW).pk

    @cached_property
    def member_id(self) -> UUID:
        MemberPhoto.objects.create(member=self.ben, jpeg=b"", put_at=NOW)
        return self.ben.pk

    @cached_property
    def other_id(self) -> UUID:
        """Ben's guardian."""
        guardian: Member = MemberFactory()
        Guardianship.objects.create(guardian=guardian, child=self.ben, since=NOW)
        return guardian.pk

    @cached_property
    def block_id(self) -> UUID:
        said = {"reason": "A reason", "blocked_at": NOW, "blocked_by": self.leo}
        return Block.objects.create(member=self.ben, **said).pk

    @cached_property
    def note_id(self) -> UUID:
        return DeskNote.objects.create(member=self.ben, text="A note", made_at=NOW).pk

    @cached_property
    def category_id(self) -> UUID:
        return self.ben.category_id

    @cached_property
    def session_id(self) -> UUID:
        lasts = {"now": NOW, "expires_at": NOW + timedelta(days=9)}
        browsers.note(self.user, "a-key", agent="", **lasts)
        return BrowserSession.objects.get().pk

    @cached_property
    def device_id(self) -> UUID:
        tokens.issue(self.user, now=NOW)
        return RefreshFamily.objects.get(user=self.user).pk

    @cached_property
    def import_id(self) -> UUID:
        return member_imports.upload([b"Name,Card\nAda,A1\n"], "list.csv", **self.by_leo).pk

    @cached_property
    def roll_over_id(self) -> UUID:
        return RollOver.objects.create(done_at=NOW).pk

    @cached_property
    def loan(self) -> Loan:
        made: Loan = LoanFactory(member=self.ben)
        return made

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.leo, self.loan.branch, NOW, Interface.DESK)

    @cached_property
    def loan_id(self) -> UUID:
        return self.loan.pk

    @cached_property
    def hold_id(self) -> UUID:
        return UUID(str(HoldFactory(member=self.ben).pk))

    @cached_property
    def deed_id(self) -> UUID | None:
        """A return at Leo's desk."""
        back: Loan = LoanFactory(member=self.ben)
        return returns.return_loan(back.pk, desk=self.desk).deed

    @cached_property
    def paid(self) -> Any:
        payments.charge(self.ben.pk, 100, "A torn page", desk=self.desk)
        return payments.pay(self.ben.pk, 50, "cash", desk=self.desk)

    @cached_property
    def line_id(self) -> UUID:
        return UUID(str(self.paid.pk))

    @cached_property
    def number(self) -> int:
        """The number of a receipt."""
        return int(self.paid.receipt)

    @cached_property
    def policy_id(self) -> UUID:
        return UUID(str(PolicyFactory(branch=self.loan.branch).pk))

    @cached_property
    def code(self) -> str:
        """What a branch is called in an address."""
        return self.loan.branch.code
