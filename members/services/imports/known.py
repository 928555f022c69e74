"""The members and accounts that rows of a list may be about."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from core import db, text
from members.domain.entries import Entry
from members.models import Member, OldCard
from members.services import cards, families, lookup
from members.services.imports.seen import Seen


class Known:
    """Members by what tells them apart. Inside a transaction they can be ``locked``, in the order
    of their ids: then what is said of them holds to its end.
    """

    def __init__(self, entries: Sequence[Entry], seen: Seen, *, locked: bool = False) -> None:
        guardians = [said for entry in entries if (said := entry.said.get("guardian_card"))]
        own = {entry.said["card_number"] for entry in entries if "card_number" in entry.said}
        numbers = list(own.union(guardians))
        emails = [entry.said["email"] for entry in entries if "email" in entry.said]
        names = {f" {text.folded(entry.name)[:200]} " for entry in entries if entry.name}
        self._retired = dict(
            OldCard.objects.filter(number__among=numbers).values_list("number", "member")
        )
        self._accounts = {user.email: user for user in User.objects.filter(email__among=emails)}
        wanted = (
            Q(card_number__among=numbers)
            | Q(pk__among=list(self._retired.values()))
            | Q(user__id__among=[user.pk for user in self._accounts.values()])
            | Q(search_name__among=sorted(names))
            | Q(pk__among=list(_brought(guardians, seen)))
        )
        self._members = {each.pk: each for each in _read(wanted, locked=locked)}
        self._by_card = {each.card_number: each for each in self._members.values()}
        self._of_copies = cards.of_others(own - self._by_card.keys())
        self._by_user = {each.user_id: each for each in self._members.values() if each.user_id}
        self._called: dict[str, list[Member]] = defaultdict(list)
        for each in self._members.values():
            self._called[each.search_name].append(each)
        self._guardians = families.ties_above(list(self._members)) if guardians else {}

    def by_card(self, card: str) -> Member | None:
        """Who has this card, or had it before another."""
        return self._by_card.get(card) or self._members.get(self._retired.get(card, UUID(int=0)))

    def one(self, member_id: UUID | None) -> Member | None:
        """The member with this id."""
        return self._members.get(member_id) if member_id else None

    def guardians(self, member_id: UUID) -> Collection[UUID]:
        """Who looks after the member; known only where a row names a guardian."""
        return self._guardians.get(member_id, ())

    def is_retired(self, card: str) -> bool:
        """Whether a card is used no more."""
        return card in self._retired

    def is_of_copy(self, card: str) -> bool:
        """Whether a number that is no member's card is that of a copy."""
        return card in self._of_copies

    def by_email(self, email: str) -> Member | None:
        """Whose address this is."""
        user = self._accounts.get(email)
        return self._by_user.get(user.pk) if user else None

    def is_used(self, email: str) -> bool:
        """Whether there is an account with this address."""
        return email in self._accounts

    def called(self, name: str) -> Sequence[Member]:
        """Members of this name."""
        return self._called.get(f" {text.folded(name)[:200]} ", ())

    def is_settled(self, user: User) -> bool:
        """Whether no list changes the address of an account: its owner has confirmed it, or works
        here.
        """
        return user.is_verified or lookup.works_here(user)


def _brought(cards: Sequence[str], seen: Seen) -> Iterator[UUID]:
    """Whom rows before were about that named one of these cards."""
    for card in cards:
        row = seen.by_card(card)
        if row and (member_id := seen.member(row)):
            yield member_id


def _read(wanted: Q, *, locked: bool) -> list[Member]:
    if not locked:
        return list(Member.objects.filter(wanted).select_related("user", "category"))
    ids = list(Member.objects.filter(wanted).values_list("pk", flat=True))
    list(db.locked(Member.objects.filter(pk__among=ids)).order_by("pk").values_list("pk"))
    # Read afresh: PostgreSQL gives rows joined to a locked one as they were before the wait.
    return list(Member.objects.filter(pk__among=ids).select_related("user", "category"))
