"""What else the staff do over REST: notes for the desk, newcomers, protection."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from core import clock, keyset
from core.api.schema import PAGING, operation
from core.api.views import envelope, page_size
from core.errors import NotAllowed
from members import errors, selectors
from members.api import serializers
from members.api import staff_shapes as shapes
from members.api.views import MemberEndpoint
from members.models import DeskNote, Member
from members.selectors import alike
from members.services import desk_notes, newcomers, protection


class StaffEndpoint(Deeds, MemberEndpoint):
    """What the endpoints of the staff share."""


class Notes(StaffEndpoint):
    @operation(
        "listDeskNotes",
        "The notes that the desk is shown with a member's card, the newest first",
        answers={200: shapes.DeskNotesShape},
        answer_example={"results": [shapes.NOTE]},
        refusals=[errors.UnknownMember, NotAllowed],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        self.need("members.view_member")
        self.shown(member_id)
        return Response({"results": [_note(each) for each in selectors.open_notes(member_id)]})

    @operation(
        "leaveDeskNote",
        "Leave a note for the member's next visit",
        request=shapes.LeaveDeskNote,
        answers={201: shapes.DeskNoteShape},
        example={"text": shapes.NOTE["text"]},
        answer_example=shapes.NOTE,
        refusals=[errors.UnknownMember, NotAllowed],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.view_member")
        text = shapes.LeaveDeskNote.read(request.data)["text"]
        made = desk_notes.leave(member_id, text, **self.deed_of)
        return Response(_note(made), status=HTTPStatus.CREATED)


class EndNote(StaffEndpoint):
    @operation(
        "endDeskNote",
        "The note has done its work",
        answers={200: shapes.DeskNoteShape},
        answer_example=shapes.NOTE | {"ended_at": "2026-05-07T09:30:00Z"},
        refusals=[errors.UnknownNote, errors.NoteEnded, NotAllowed],
    )
    def post(self, request: Request, note_id: UUID) -> Response:
        self.need("members.view_member")
        desk_notes.end(note_id, **self.deed_of)
        return Response(_note(DeskNote.objects.select_related("made_by").get(pk=note_id)))


class Newcomers(StaffEndpoint):
    @operation(
        "listNewcomers",
        "Those who registered by themselves and wait to be checked, the longest first",
        answers={200: shapes.NewcomerPageShape},
        answer_example=shapes.NEWCOMERS,
        parameters=PAGING,
        refusals=[NotAllowed, keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        self.need("members.change_member")
        page = keyset.page(
            selectors.with_details(selectors.unchecked(), clock.day(self.now)),
            order=("created_at", "id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        known = alike.of(page.rows)
        rows = [selectors.shown(row) | _alike(known.get(row.pk, [])) for row in page.rows]
        return Response(envelope(request, page, rows))


class Approval(StaffEndpoint):
    @operation(
        "approveNewcomer",
        "The registration is in order: the member may borrow",
        answers={200: serializers.MemberShape},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[errors.UnknownMember, errors.CheckedAlready, NotAllowed],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.change_member")
        newcomers.approve(member_id, **self.deed_of)
        return Response(self.shown(member_id))


class Refusal(StaffEndpoint):
    @operation(
        "refuseNewcomer",
        "Send a newcomer away: what they gave is deleted, and they are told why",
        request=shapes.Refuse,
        answers={204: None},
        example={"reason": "Please come to the desk with a proof of your address."},
        refusals=[
            errors.UnknownMember,
            errors.CheckedAlready,
            errors.HasOpenLoans,
            errors.MemberProtected,
            NotAllowed,
        ],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.delete_member")
        reason = shapes.Refuse.read(request.data)["reason"]
        newcomers.refuse(member_id, reason=reason, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


class Protection(StaffEndpoint):
    @operation(
        "getProtection",
        "Whether a member is protected from being deleted, merged away or erased",
        answers={200: shapes.ProtectionShape},
        answer_example={"is_protected": True},
        refusals=[errors.UnknownMember, NotAllowed],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        self.need("members.view_member")
        found = Member.objects.filter(pk=member_id).values("is_protected").first()
        if found is None:
            raise errors.UnknownMember
        return Response(found)

    @operation(
        "setProtection",
        "Protect a member, or take the protection off. For administrators",
        request=shapes.Protection,
        answers={200: shapes.ProtectionShape},
        example={"is_protected": True},
        answer_example={"is_protected": True},
        refusals=[errors.UnknownMember, NotAllowed],
    )
    def put(self, request: Request, member_id: UUID) -> Response:
        self.need("members.protect_member")
        said = shapes.Protection.read(request.data)
        protection.choose(member_id, **said, **self.deed_of)
        return Response(said)


def _note(note: DeskNote) -> dict[str, Any]:
    return {
        "id": note.pk,
        "text": note.text,
        "made_at": note.made_at,
        "made_by": note.made_by.name if note.made_by else "",
        "ended_at": note.ended_at,
    }


def _alike(members: list[Member]) -> dict[str, Any]:
    said = [{"id": each.pk, "name": each.name, "card_number": each.card_number} for each in members]
    return {"alike": said}
