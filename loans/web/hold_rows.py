"""Holds as rows of a page: words and addresses that a template must not make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.domain import covers
from catalog.models import Branch
from core import days
from loans.models import Hold, HoldState
from loans.selectors import holds_seen, holds_wait
from loans.selectors.holds_pull import Pull

_WEEKS_FROM = 14


@dataclass(frozen=True)
class Action:
    """Something that can be done with a hold: a page that asks, or (``posts``) a button."""

    label: str
    url: str
    posts: bool = False


@dataclass(frozen=True)
class Row:
    """A hold of a member."""

    id: UUID
    key: UUID
    title: str
    by: str
    url: str
    cover_url: str
    state: str
    words: Sequence[str]
    barcode: str
    actions: Sequence[Action]


@dataclass(frozen=True)
class Waiting:
    """Someone who waits for a book, as the staff see them."""

    id: UUID
    position: int | None
    member: str
    member_url: str
    state: str
    words: str
    pickup: str
    placed_on: date
    cancel_url: str
    move_url: str
    up: int | None
    down: int | None


@dataclass(frozen=True)
class Fetched:
    """A copy to fetch from the shelves."""

    title: str
    url: str
    barcode: str
    shelf: str
    call_number: str
    pickup: str
    not_found_url: str


@dataclass(frozen=True)
class Shelved:
    """A copy that stands on the hold shelf, is to be taken from it, or is on its way there."""

    title: str
    url: str
    barcode: str
    member: str
    member_url: str
    card: str
    until: date | None
    is_late: bool
    next: str
    cancel_url: str
    not_found_url: str


def of_member(holds: list[Hold], now: datetime) -> list[Row]:
    """A member's holds, with places and waits, in a fixed number of statements."""
    waits, lengths = holds_wait.in_days(holds, now=now), holds_seen.lengths(holds)
    return [_row(hold, now, waits, lengths) for hold in holds]


def state_of(hold: Hold, now: datetime) -> str:
    """The mark of a hold, as its member sees it."""
    today = now.astimezone(hold.pickup_branch.zone).date()
    if hold.state == HoldState.WAITING:
        return "late_on_shelf" if hold.expires_on and hold.expires_on < today else "ready"
    if hold.state == HoldState.IN_TRANSIT:
        return "on_its_way"
    return "suspended" if hold.is_asleep(today) else "queued"


def words_of(hold: Hold, now: datetime, wait: int | None, length: int) -> list[str]:
    """What a member wants to know of their hold, as sentences."""
    place = {"branch": hold.pickup_branch.name}
    if hold.state == HoldState.WAITING and hold.expires_on:
        day = days.words(hold.expires_on)
        return [_("At %(branch)s until %(day)s.") % {**place, "day": day}]
    if hold.state == HoldState.IN_TRANSIT:
        return [_("It is being sent to %(branch)s.") % place]
    number = {"place": hold.position, "of": length}
    said = [_("Number %(place)s of %(of)s in the queue.") % number]
    if state_of(hold, now) == "suspended" and hold.suspended_until:
        day = days.words(hold.suspended_until)
        said.append(_("Passed over until %(day)s.") % {"day": day})
    elif wait is not None:
        said.append(wait_words(wait))
    return [*said, _("To be picked up at %(branch)s.") % place]


def wait_words(days: int) -> str:
    """An estimated wait, no more exact than it can be."""
    if days <= 0:
        return _("It should be your turn within days.")
    if days < _WEEKS_FROM:
        said = ngettext("About %(n)s day to wait.", "About %(n)s days to wait.", days)
        return said % {"n": days}
    weeks = -(-days // 7)
    return ngettext("About %(n)s week to wait.", "About %(n)s weeks to wait.", weeks) % {"n": weeks}


def queue_words(length: int) -> str:
    """How many wait for a book."""
    if not length:
        return _("Nobody is waiting for this book.")
    said = ngettext("%(n)s person is waiting.", "%(n)s people are waiting.", length)
    return said % {"n": length}


def of_book(holds: list[Hold], now: datetime) -> list[Waiting]:
    """Who waits for a book, with what can be changed."""
    waits, length = holds_wait.in_days(holds, now=now), sum(1 for hold in holds if hold.position)
    return [_waiting(hold, now, waits.get(hold.pk), length) for hold in holds]


def ready_words(holds: list[Hold]) -> list[str]:
    """What lies ready for a member, as sentences for the desk."""
    said = _("Ready on the hold shelf at %(branch)s: “%(title)s”, %(barcode)s.")
    return [
        said
        % {
            "branch": hold.pickup_branch,
            "title": hold.book.title,
            "barcode": hold.captured_copy.barcode,
        }
        for hold in holds
        if hold.captured_copy
    ]


def fetched(pull: Pull) -> Fetched:
    """A line of the pull list."""
    copy = pull.copy
    return Fetched(
        title=copy.book.title,
        url=reverse("catalog:book", args=[copy.book_id]),
        barcode=copy.barcode,
        shelf=copy.shelf_location,
        call_number=copy.call_number,
        pickup=pull.hold.pickup_branch.name,
        not_found_url=reverse("loans:not_found", args=[copy.pk]),
    )


def shelved(
    hold: Hold, branch: Branch, now: datetime, nexts: Mapping[UUID, Hold] | None = None
) -> Shelved:
    """A line of the hold shelf of ``branch``; ``nexts`` say for whom copies are set aside now."""
    copy, member = hold.captured_copy, hold.member
    today = now.astimezone(branch.zone).date()
    return Shelved(
        title=hold.book.title,
        url=reverse("catalog:book", args=[hold.book_id]),
        barcode=copy.barcode if copy else "",
        member=member.name if member else "",
        member_url=reverse("members:member", args=[member.pk]) if member else "",
        card=member.spaced_card if member else "",
        until=hold.expires_on,
        is_late=hold.expires_on is not None and hold.expires_on < today,
        next=_next_words(hold, branch, nexts or {}),
        cancel_url=reverse("loans:hold_cancel", args=[hold.pk]),
        not_found_url=reverse("loans:not_found", args=[copy.pk]) if copy else "",
    )


def _next_words(hold: Hold, branch: Branch, nexts: Mapping[UUID, Hold]) -> str:
    """Where a copy goes that is taken from the hold shelf."""
    copy = hold.captured_copy
    if copy is None:
        return ""
    following = nexts.get(copy.pk)
    if following and following.pickup_branch_id == branch.pk:
        return _("Back on the hold shelf, for %(member)s.") % {"member": following.member}
    if following:
        return _("To %(branch)s.") % {"branch": following.pickup_branch}
    return _("Back to its shelf.") if copy.branch_id == branch.pk else _("To %s.") % copy.branch


def _row(hold: Hold, now: datetime, waits: Mapping[UUID, int], lengths: Mapping[UUID, int]) -> Row:
    book = hold.book
    return Row(
        id=hold.pk,
        key=book.pk,
        title=book.title,
        by=book.author,
        url=reverse("catalog:book", args=[book.pk]),
        cover_url=covers.url(book.pk, covers.small(book.cover)) if book.cover else "",
        state=state_of(hold, now),
        words=words_of(hold, now, waits.get(hold.pk), lengths.get(hold.book_id, 0)),
        barcode=hold.copy.barcode if hold.copy else "",
        actions=actions(hold, now),
    )


def actions(hold: Hold, now: datetime) -> list[Action]:
    """What can be done with a hold as it stands."""
    cancel = Action(_("Give up"), reverse("loans:hold_cancel", args=[hold.pk]))
    if hold.is_captured:
        return [cancel]
    rest = Action(_("Suspend"), reverse("loans:hold_suspend", args=[hold.pk]))
    if hold.is_asleep(now.astimezone(hold.pickup_branch.zone).date()):
        rest = Action(_("Resume"), reverse("loans:hold_resume", args=[hold.pk]), posts=True)
    pickup = Action(_("Other branch"), reverse("loans:hold_pickup", args=[hold.pk]))
    return [rest, pickup, cancel]


def _waiting(hold: Hold, now: datetime, wait: int | None, length: int) -> Waiting:
    member, place = hold.member, hold.position
    words = words_of(hold, now, wait, length)
    return Waiting(
        id=hold.pk,
        position=place,
        member=member.name if member else "",
        member_url=reverse("members:member", args=[member.pk]) if member else "",
        state=state_of(hold, now),
        words=wait_words(wait) if place and wait is not None else words[0] if not place else "",
        pickup=hold.pickup_branch.name,
        placed_on=hold.placed_at.astimezone(hold.pickup_branch.zone).date(),
        cancel_url=reverse("loans:hold_cancel", args=[hold.pk]),
        move_url=reverse("loans:hold_move", args=[hold.pk]),
        up=place - 1 if place and place > 1 else None,
        down=place + 1 if place and place < length else None,
    )
