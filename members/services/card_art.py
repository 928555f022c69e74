"""Cards drawn on sheets: as PDF, and as pictures for the browser's own printing, which has letters
for every script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from accounts.models import User
from accounts.services import audit
from core import label_pdf
from core.label_pdf import Label
from core.labels import Mark, Sheet
from members import errors
from members.domain import card_faces
from members.models import Member

SHOWN: Final = 5
"""Names that are said of those that cannot be drawn."""


@dataclass(frozen=True)
class Order:
    """On which paper (a key of ``card_faces.SHEETS``), from which of its places on (from 0), and
    whether with lines to cut along.
    """

    paper: str = card_faces.A4
    start: int = 0
    outlines: bool = True

    @property
    def sheet(self) -> Sheet:
        """The sheet, with its places."""
        return card_faces.SHEETS[self.paper]


def printed(
    members: Sequence[Member], *, as_pdf: bool, actor: User, now: datetime, interface: str
) -> Sequence[Member]:
    """Note that the cards of ``members`` go to the printer. Raises ``CardTooLong`` and
    ``CardNeedsBrowser`` when one of them cannot be drawn; then none is noted.
    """
    for member in members:
        if not card_faces.fits(member.card_number):
            raise errors.CardTooLong(card=member.card_number)
    if as_pdf and (lacking := _undrawn(members)):
        more = ["…"] if len(lacking) > SHOWN else []
        raise errors.CardNeedsBrowser(names=", ".join(lacking[:SHOWN] + more))
    subjects = [{"member_id": member.pk} for member in members]
    audit.record_each("member.card_printed", subjects, actor=actor, now=now, interface=interface)
    return members


def _undrawn(members: Sequence[Member]) -> list[str]:
    """The names that the font of the PDF lacks letters for: a card must not say half a name."""
    names = [settings.LIBRARY_NAME, *(member.name for member in members)]
    return [name for name in dict.fromkeys(names) if not label_pdf.has_all(name)]


def pages(members: Sequence[Member], order: Order) -> list[list[Label]]:
    """The pages that the cards take."""
    return label_pdf.pages(list(map(_face, members)), order.sheet, order.start)


def pdf(members: Sequence[Member], order: Order) -> bytes:
    """The cards as a PDF, to be printed at 100 %."""
    corners = card_faces.CORNERS if order.outlines else None
    return label_pdf.pdf(pages(members, order), order.sheet, corners=corners)


def _face(member: Member) -> list[Mark]:
    said = card_faces.Said(
        settings.LIBRARY_NAME, member.name, member.card_number, member.spaced_card
    )
    return card_faces.face(said, label_pdf.width_of)
