"""Writing what was decided of some rows: members made, members changed, and the rows themselves."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from accounts.models import User
from accounts.services import audit, users
from members.domain import terms as membership
from members.models import Category, Member, MemberImport, MemberImportRow, OldCard, Why
from members.models.imports import Verdict
from members.services import cards, numbers, registration, verification
from members.services.imports import guardians
from members.services.imports.deciding import Decision, Terms

INTERFACE: Final = "job"
_FACTS: Final = ("name", "category", "born_on", "phone", "address", "note", "group")


class CardGiven(Exception):
    """A card was given to somebody meanwhile, and is used no more: the rows are judged anew."""


@dataclass(frozen=True)
class Hand:
    """For whom, on what terms and when something is written. ``cards`` are all that the file names:
    the library gives none of them to somebody else.
    """

    batch: MemberImport
    terms: Terms
    now: datetime
    today: date
    cards: Callable[[], Collection[str]]


def write(decisions: Sequence[Decision], hand: Hand) -> None:
    """Do what was decided, and keep the rows. The members are locked. Raises ``IntegrityError``,
    ``LibraryError`` and ``CardGiven`` when somebody else was faster with a card or an address.
    """
    rows = {each.entry.number: _row(each, hand.batch) for each in decisions}
    new = [each for each in decisions if each.verdict == Verdict.NEW]
    _enter(new, rows, hand)
    changed = [each for each in decisions if each.verdict == Verdict.UPDATE]
    for decision in sorted(changed, key=lambda each: str(each.member and each.member.pk)):
        _change(decision, rows[decision.entry.number], hand)
    _record("member.edited", changed, hand)
    guardians.bring(decisions, rows, actor=hand.batch.worked_for, now=hand.now)
    MemberImportRow.objects.bulk_create(rows.values())


def note(decisions: Iterable[Decision], batch: MemberImport) -> None:
    """Keep the rows of a dry run, and change nothing: of an update, which fields it is about."""
    rows = []
    for each in decisions:
        rows.append(_row(each, batch))
        if each.verdict == Verdict.UPDATE:
            fields = [*each.changed, *(["guardian_card"] if each.guardian else [])]
            rows[-1].notes.append(["changes", {"fields": fields}])
    MemberImportRow.objects.bulk_create(rows)


def _row(decision: Decision, batch: MemberImport) -> MemberImportRow:
    return MemberImportRow(
        batch=batch,
        number=decision.entry.number,
        place=decision.entry.place,
        verdict=decision.verdict,
        name=decision.entry.name[:200],
        member=decision.member,
        code=decision.code,
        params=dict(decision.params),
        notes=[[code, dict(params)] for code, params in decision.notes],
        revision=decision.member.revision if decision.member else 0,
    )


def _enter(decisions: Sequence[Decision], rows: dict[int, MemberImportRow], hand: Hand) -> None:
    """New members, as the desk would enrol them."""
    lacking = sum("card_number" not in each.changed for each in decisions)
    own = iter(numbers.next_cards(lacking, but=hand.cards()) if lacking else ())
    for decision in decisions:
        said, row = decision.changed, rows[decision.entry.number]
        card = said.get("card_number") or next(own)
        user = _account(said, row, hand) if "email" in said else None
        decision.member = row.member = _member(said, card, user, hand)
        row.revision = 1
    made = [each.member for each in decisions if each.member]
    Member.objects.bulk_create(made)
    if OldCard.objects.filter(number__in=[each.card_number for each in made]).exists():
        raise CardGiven
    _record("member.registered", decisions, hand)
    if hand.batch.sends_links:
        for member in made:
            verification.send(member, now=hand.now)


def _member(said: dict[str, Any], card: str, user: User | None, hand: Hand) -> Member:
    category: Category = said.get("category", hand.terms.category)
    facts = {name: said[name] for name in _FACTS if name in said} | {"category": category}
    months = category.enrolment_months
    return Member(
        user=user,
        card_number=card,
        expires_on=said.get("expires_on") or membership.expiry(hand.today, months),
        created_at=hand.now,
        **registration.columns(registration.Facts(**facts)),
    )


def _account(said: dict[str, Any], row: MemberImportRow, hand: Hand) -> User:
    """The account with an address: one that is there and nobody's, or a new one."""
    found: User | None = User.objects.by_email(said["email"]).filter(member=None).first()
    row.opened_account = found is None
    return found or users.open_account(
        email=said["email"], name=said["name"], password=None, now=hand.now
    )


def _change(decision: Decision, row: MemberImportRow, hand: Hand) -> None:
    """A member who is there, as an editor would change them."""
    member, said = decision.member, dict(decision.changed)
    assert member is not None  # noqa: S101 - an update is of a member
    row.before = {name: kept(name, getattr(member, name)) for name in said}
    was, had_account = member.card_number, member.user is not None
    email = said.pop("email", "")
    for name, value in said.items():
        setattr(member, name, value)
    facts = {name: getattr(member, name) for name in _FACTS}
    for name, value in registration.columns(registration.Facts(**facts)).items():
        setattr(member, name, value)
    if email and member.user is None:
        member.user = _account({"email": email, "name": member.name}, row, hand)
    elif member.user and (email or "name" in said):
        users.change_email(member.user, email=email or member.user.email, name=member.name)
    member.revision += 1
    cards.save(member)
    if member.card_number != was:
        cards.retire(member, was, why=Why.CHANGED, actor=hand.batch.worked_for, now=hand.now)
    row.revision = member.revision
    if email and hand.batch.sends_links:
        verification.send(member, now=hand.now)
    row.before["had_account"] = had_account


def kept(name: str, value: Any) -> Any:
    """A value as ``before`` holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if name == "category" else value


def _record(action: str, decisions: Iterable[Decision], hand: Hand) -> None:
    ids: list[dict[str, UUID | None]] = [
        {"member_id": each.member.pk} for each in decisions if each.member
    ]
    batch = hand.batch
    audit.record_each(
        action, ids, actor=batch.worked_for, now=hand.now, interface=INTERFACE, batch=str(batch.pk)
    )
