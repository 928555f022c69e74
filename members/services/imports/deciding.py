"""What becomes of each row of a list: verdicts, before anything is written.

The dry run and the import ask here, so that the one says what the other does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core import text
from members.domain import ages, likeness
from members.domain.entries import Entry
from members.domain.likeness import Person
from members.models import Category, Member, MemberImport
from members.models.imports import Verdict
from members.services.imports.known import Known
from members.services.imports.seen import Seen

Note = tuple[str, Mapping[str, Any]]
PLAIN: Final = ("name", "group", "expires_on", "born_on", "phone", "address", "note")
"""Fields that are columns of a member and follow from nothing else."""
FIELDS: Final = (*PLAIN, "category", "card_number", "email", "guardian_card")


@dataclass(frozen=True)
class Terms:
    """On what terms a list is imported ``today``; ``categories`` by folded code and name."""

    keeps: frozenset[str]
    category: Category
    expires_on: date | None
    categories: Mapping[str, Category]
    today: date


@dataclass(frozen=True)
class Guardian:
    """Who is to look after somebody: a member, or whom a ``row`` of the same list brings."""

    member_id: UUID | None
    row: int | None

    @property
    def who(self) -> UUID | int:
        """The member, or the number of the row."""
        return self.member_id or self.row or 0


@dataclass
class Decision:
    """A verdict, and what it was reached on: the ``member`` whom the row is about, and what is to
    be ``changed`` of them, by field. ``guardian`` is who is to look after them from now on.
    """

    entry: Entry
    verdict: Verdict
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    member: Member | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    guardian: Guardian | None = None


class _Refused(Exception):
    """Why a row is refused."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def terms(batch: MemberImport, today: date) -> Terms | None:
    """The terms of ``batch`` on ``today``; nothing where the library has no category yet."""
    every = list(Category.objects.order_by("name"))
    usual = next((each for each in every if each.pk == batch.category_id), None)
    if not every:
        return None
    known = {text.folded(each.name): each for each in every}
    known |= {text.folded(each.code): each for each in every}
    return Terms(frozenset(batch.keeps), usual or every[0], batch.expires_on, known, today)


def decide(entries: Sequence[Entry], terms: Terms, known: Known, seen: Seen) -> Iterator[Decision]:
    """The verdict on each of ``entries``, in order. ``seen`` learns as it goes."""
    for entry in entries:
        decision = _decided(entry, terms, known, seen)
        if decision.verdict != Verdict.REFUSED:
            seen.add(entry, decision.member.pk if decision.member else None)
            if decision.guardian:
                seen.tie(_who(entry, decision.member), decision.guardian.who)
        yield decision


def _decided(entry: Entry, terms: Terms, known: Known, seen: Seen) -> Decision:
    notes: list[Note] = [
        (problem.code, problem.params) for problem in entry.problems if not problem.fatal
    ]
    member = None
    try:
        if reason := entry.refusal:
            raise _Refused(reason.code, **reason.params)
        if row := seen.row(entry, None):
            raise _Refused("twice" if entry.is_certain else "same_name_row", row=row)
        member = _matched(entry, known)
        if member and (row := seen.row(entry, member.pk)):
            raise _Refused("twice", row=row)
        wanted = _wanted(entry, terms)
        if member is None:
            _demand_new(entry, known, notes)
            changed, usual = wanted, terms.category
        else:
            changed, usual = _changes(member, wanted, terms, known, notes), member.category
        category = changed.get("category", usual)
        guardian = _guardian(entry, member, category, terms, known, seen)
    except _Refused as refusal:
        meant = member or _meant(entry, known)
        return Decision(entry, Verdict.REFUSED, refusal.code, refusal.params, notes, meant)
    old = Verdict.UPDATE if changed or guardian else Verdict.UNCHANGED
    verdict = old if member else Verdict.NEW
    return Decision(entry, verdict, notes=notes, member=member, changed=changed, guardian=guardian)


def _meant(entry: Entry, known: Known) -> Member | None:
    """Whom a row that is refused is about all the same: they stand in the list."""
    try:
        return _matched(entry, known)
    except _Refused:
        return known.by_card(entry.said.get("card_number", ""))


def _matched(entry: Entry, known: Known) -> Member | None:
    """The member whom a row is about: by card, by address, or where it has neither by name and day
    of birth. A card or an address alone makes nobody another person.
    """
    said = entry.said
    by_card = known.by_card(said.get("card_number", ""))
    by_email = known.by_email(said.get("email", ""))
    if by_card and by_email and by_card != by_email:
        raise _Refused("two_members")
    if by_card:
        _demand_owner(entry, by_card, known)
    elif by_email and not likeness.by_address(*_people(entry, by_email)):
        raise _Refused("email_taken")
    if by_card or by_email or "card_number" in said or "email" in said:
        return by_card or by_email
    alike = known.called(entry.name)
    if "born_on" not in said:
        if alike:
            raise _Refused("same_name")
        return None
    same = [each for each in alike if each.born_on == said["born_on"]]
    if len(same) > 1:
        raise _Refused("several")
    return same[0] if same else None


def _demand_owner(entry: Entry, member: Member, known: Known) -> None:
    """Refuse a row that names the card of ``member`` and is about somebody else."""
    card = entry.said["card_number"]
    listed, noted = _people(entry, member)
    is_old = known.is_retired(card)
    if not (likeness.by_old_card if is_old else likeness.by_card)(listed, noted):
        code = "old_card_of_another" if is_old else "card_of_another"
        raise _Refused(code, card=card, name=member.name)


def _people(entry: Entry, member: Member) -> tuple[Person, Person]:
    return Person(entry.name, entry.said.get("born_on")), Person(member.name, member.born_on)


def _wanted(entry: Entry, terms: Terms) -> dict[str, Any]:
    """What the row asks for of the person's own, the terms of the import added."""
    wanted = {name: value for name, value in entry.said.items() if name != "guardian_card"}
    if "category" in wanted:
        found = terms.categories.get(text.folded(wanted["category"]))
        if found is None:
            raise _Refused("unknown_category", category=wanted["category"])
        wanted["category"] = found
    if "email" in wanted and not _is_address(wanted["email"]):
        raise _Refused("bad_email", said=wanted["email"])
    if terms.expires_on is not None:
        wanted.setdefault("expires_on", terms.expires_on)
    return wanted


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _demand_new(entry: Entry, known: Known, notes: list[Note]) -> None:
    """Refuse a new member whose card was somebody's or is a copy's number; note one who may be
    there already.
    """
    card = entry.said.get("card_number", "")
    _demand_no_copy(card, known)
    if card and known.is_retired(card):
        raise _Refused("card_taken")
    born_on = entry.said.get("born_on")
    if born_on and any(each.born_on == born_on for each in known.called(entry.name)):
        notes.append(("alike", {}))


def _demand_no_copy(card: str, known: Known) -> None:
    if known.is_of_copy(card):
        raise _Refused("card_of_copy", card=card)


def _changes(
    member: Member, wanted: Mapping[str, Any], terms: Terms, known: Known, notes: list[Note]
) -> dict[str, Any]:
    """What is to be changed of a member who is there. A card that is used no more renames
    nobody.
    """
    changed = {
        name: value
        for name, value in wanted.items()
        if value != getattr(member, name) and not (name in terms.keeps and getattr(member, name))
    }
    card = changed.get("card_number")
    if card and known.is_retired(card):
        notes.append(("old_card", {"card": card}))
        del changed["card_number"]
        changed.pop("name", None)
    _demand_no_copy(changed.get("card_number", ""), known)
    if "email" in changed and member.user and known.is_settled(member.user):
        notes.append(("email_kept", {}))
        del changed["email"]
    if "email" in changed and known.is_used(changed["email"]):
        raise _Refused("email_taken")
    return changed


def _guardian(
    entry: Entry,
    member: Member | None,
    category: Category,
    terms: Terms,
    known: Known,
    seen: Seen,
) -> Guardian | None:
    """Who is to look after the person and does not do so yet: a member, or somebody in a row before
    (see ``files.in_turn``).
    """
    card = entry.said.get("guardian_card", "")
    if not card or (member and "guardian_card" in terms.keeps and known.guardians(member.pk)):
        return None
    row = seen.by_card(card)
    found = known.by_card(card) or known.one(seen.member(row) if row else None)
    if card == entry.said.get("card_number") or (found and found == member):
        raise _Refused("own_guardian")
    if found is None and row is None:
        raise _Refused("unknown_guardian", card=card)
    if not category.has_guardians:
        raise _Refused("no_guardians", category=category.name)
    if member and found and found.pk in known.guardians(member.pk):
        return None
    born_on = (found and found.born_on) or seen.born_on(row or 0)
    if not ages.may_look_after(born_on, terms.today):
        raise _Refused("guardian_too_young", card=card, age=ages.OF_AGE)
    guardian = Guardian(found.pk if found else None, row)
    if _who(entry, member) in _above(guardian, known, seen):
        raise _Refused("guardians_in_circle", card=card)
    return guardian


def _who(entry: Entry, member: Member | None) -> UUID | int:
    return member.pk if member else entry.number


def _above(guardian: Guardian, known: Known, seen: Seen) -> set[UUID | int]:
    """The guardian, who looks after them, and so on, by the library and by the rows before."""
    found: set[UUID | int] = set()
    asked: set[UUID | int] = {guardian.who}
    while asked:
        found |= asked
        ours = (each for who in asked if isinstance(who, UUID) for each in known.guardians(who))
        asked = {*ours, *(each for who in asked for each in seen.guardians(who))} - found
    return found
