"""Waiting for a book: on its page, on one's own list, and the deeds that change a hold."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.models.audit import Interface
from accounts.web.once import OncePage
from catalog.errors import UnknownBook
from catalog.models import Book
from core import clock
from core.web import fragments
from core.web.views import MemberPage
from loans import errors
from loans.models import Hold
from loans.selectors import families, holds_seen, holds_shown, records
from loans.services import holds
from loans.services.situation import Desk
from loans.web import hold_forms, hold_rows, rows
from members.models import Member


def desk_of(request: HttpRequest) -> Desk:
    """Whoever asks, at a page."""
    user: Any = request.user
    return Desk(actor=user, branch=None, now=clock.now(), interface=Interface.PAGE)


class OnBook(OncePage):
    """A book's page asks here what the reader can do about a hold; also a page of its own."""

    form_class = hold_forms.Place

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Anyone may look; only who has signed in may wait."""
        if request.method != "GET" and not request.user.is_authenticated:
            return redirect_to_login(reverse("catalog:book", args=[kwargs["book_id"]]))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def book(self) -> Book:
        """The book. Raises ``UnknownBook``."""
        found = Book.objects.current().filter(pk=self.kwargs["book_id"]).first()
        if found is None:
            raise UnknownBook
        return found

    @cached_property
    def member(self) -> Member | None:
        """The reader, as a member."""
        user = self.request.user
        return Member.objects.filter(user=user).first() if user.is_authenticated else None

    def get_initial(self) -> dict[str, Any]:
        return {"pickup": self.member and holds_seen.usual_pickup(self.member.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, member, book = clock.now(), self.member, self.book
        pickup = holds_seen.usual_pickup(member.pk) if member else None
        seen = holds_seen.outlook(book.pk, member, pickup, now)
        is_staff = self.request.user.has_perm("loans.work_desk")
        return super().get_context_data(
            book=book,
            hold=hold_rows.of_member([seen.hold], now)[0] if seen.hold else None,
            may_place=bool(member) and not seen.hold and not seen.has_it,
            has_it=seen.has_it,
            queue=hold_rows.queue_words(seen.queue),
            wait="" if seen.wait is None else hold_rows.wait_words(seen.wait),
            **around(book, is_staff=is_staff) | {"children": self._children()},
            **kwargs,
        )

    def _children(self) -> list[tuple[str, str]]:
        """For whom else the reader may wait: names and addresses."""
        user = self.request.user
        found = families.named(user) if user.is_authenticated else []
        where = "loans:family_hold"
        return [(name, reverse(where, args=[pk, self.book.pk])) for pk, name in found]

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        status = options.get("status", 200)
        return fragments.page_or_fragment(self.request, "loans/hold.html", "hold", context, status)

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        if self.member is None:
            raise errors.NotYourAccount
        desk = desk_of(self.request)
        hold = holds.on_book(self.book.pk, self.member.pk, pickup=data["pickup"], desk=desk)
        return {"place": hold.position}

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        if fragments.wants_fragment(self.request):
            return self.render_to_response(self.get_context_data(placed=True))
        said = _("You are number %(place)s in the queue for “%(title)s”.")
        messages.success(self.request, said % {**outcome, "title": self.book.title})
        return HttpResponseRedirect(reverse("loans:holds"))


def around(book: Book, *, is_staff: bool) -> dict[str, Any]:
    """When the copies of ``book`` come back and, for the staff, where all its holds are."""
    out = rows.due_back(holds_seen.due_back(book.pk), is_staff=is_staff)
    return {"out": out, "queue_url": reverse("loans:holds_of", args=[book.pk]) if is_staff else ""}


class Mine(MemberPage, View):
    """What I wait for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        desk = desk_of(request)
        member_id = records.member_of(desk.actor)
        own = holds_seen.of_member(member_id) if member_id else []
        context = {
            "title": _("My holds"),
            "is_member": member_id is not None,
            "holds": hold_rows.of_member(own, desk.now),
        }
        return fragments.page_or_fragment(request, "loans/holds.html", "holds", context)


class HoldPage(MemberPage, OncePage):
    """A page that changes a hold: one's own or, for the staff, anyone's."""

    template_name = "loans/hold_change.html"
    form_class: type[hold_forms.Sure] = hold_forms.Sure
    title: str | Promise = ""
    confirm: str | Promise = ""
    said: str | Promise = ""
    kind = "primary"

    @cached_property
    def desk(self) -> Desk:
        """Whoever asks."""
        return desk_of(self.request)

    @cached_property
    def hold(self) -> Hold:
        """The hold. Raises ``UnknownHold``, which is also what a stranger is told."""
        found = holds_shown.holds().filter(pk=self.kwargs["hold_id"]).first()
        if found is None or not (self.is_own(found) or self.desk.is_staffed):
            raise errors.UnknownHold
        return found

    def is_own(self, hold: Hold) -> bool:
        """Whether it is the hold of whoever asks."""
        return hold.member is not None and hold.member.user_id == self.desk.actor.pk

    def get_success_url(self) -> str:
        """The list it stands on: one's own, or that of the book."""
        if self.is_own(self.hold):
            return reverse("loans:holds")
        return reverse("loans:holds_of", args=[self.hold.book_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hold = self.hold
        whose = "" if self.is_own(hold) or hold.member is None else hold.member.name
        return super().get_context_data(
            title=self.title,
            confirm=self.confirm,
            kind=self.kind,
            book=hold.book,
            whose=whose,
            consequences=self.consequences(),
            back_url=self.get_success_url(),
            **kwargs,
        )

    def consequences(self) -> list[str]:
        """What follows from it, in sentences."""
        return []

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, str(self.said))
        return super().done(outcome)


class Cancel(HoldPage):
    title, confirm = gettext_lazy("Give up the hold"), gettext_lazy("Give it up")
    said, kind = gettext_lazy("The hold has been given up."), "danger"

    def consequences(self) -> list[str]:
        if self.hold.is_captured:
            return [_("The copy that was set aside goes to the next who waits.")]
        return [_("The place in the queue is lost: number %s.") % self.hold.position]

    def deed(self, data: dict[str, Any]) -> None:
        holds.cancel(self.hold.pk, desk=self.desk)


class Suspend(HoldPage):
    form_class = hold_forms.Suspend
    title, confirm = gettext_lazy("Suspend the hold"), gettext_lazy("Suspend")
    said = gettext_lazy("The hold keeps its place and is passed over.")

    def deed(self, data: dict[str, Any]) -> None:
        holds.suspend(self.hold.pk, until=data["until"], desk=self.desk)


class Resume(HoldPage):
    title, confirm = gettext_lazy("Resume the hold"), gettext_lazy("Resume")
    said = gettext_lazy("The hold is in the queue again, in its old place.")

    def deed(self, data: dict[str, Any]) -> None:
        holds.resume(self.hold.pk, desk=self.desk)


class Pickup(HoldPage):
    form_class = hold_forms.Pickup
    title, confirm = gettext_lazy("Pick it up elsewhere"), gettext_lazy("Change the branch")
    said = gettext_lazy("The branch has been changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"pickup": self.hold.pickup_branch}

    def deed(self, data: dict[str, Any]) -> None:
        holds.change_pickup(self.hold.pk, pickup=data["pickup"], desk=self.desk)
