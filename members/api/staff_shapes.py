"""What the API takes and gives where members choose their notices, and where the staff leave notes,
check newcomers and protect members.
"""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer, Command, Line
from members.api.serializers import MEMBER_EXAMPLE, MemberShape
from members.domain.notices import EVENTS

NOTE_LENGTH = 300
REASON_LENGTH = 300


class ChooseNotices(Command):
    """The body of ``PUT /me/notices``."""

    wanted = serializers.ListField(
        child=serializers.ChoiceField(choices=list(EVENTS)),
        max_length=len(EVENTS),
        help_text="All the optional kinds that are wanted; the others are not sent any more.",
    )


class NoticeShape(Answer):
    """A kind of notice."""

    event = serializers.CharField(help_text="A code.")
    name = serializers.CharField()
    is_optional = serializers.BooleanField(help_text="False: it goes to everybody.")
    is_on = serializers.BooleanField(help_text="Whether the library sends it at all.")
    is_wanted = serializers.BooleanField()


class NoticesShape(Answer):
    results = NoticeShape(many=True)


class LeaveDeskNote(Command):
    """The body of ``POST /members/{id}/notes``."""

    text = Line(max_length=NOTE_LENGTH)


class DeskNoteShape(Answer):
    id = serializers.UUIDField()
    text = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(help_text="Empty for someone who no longer works here.")
    ended_at = serializers.DateTimeField(allow_null=True)


class DeskNotesShape(Answer):
    results = DeskNoteShape(many=True)


class Refuse(Command):
    """The body of ``POST /members/{id}/refusal``."""

    reason = Line(max_length=REASON_LENGTH, help_text="It is sent to the address that was given.")


class AlikeShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    card_number = serializers.CharField()


class NewcomerShape(MemberShape):
    alike = AlikeShape(many=True, help_text="Members who may be the same person.")


class NewcomerPageShape(Answer):
    results = NewcomerShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Protection(Command):
    """The body of ``PUT /members/{id}/protection``."""

    is_protected = serializers.BooleanField()


class ProtectionShape(Answer):
    is_protected = serializers.BooleanField()


NOTICES: dict[str, Any] = {
    "results": [
        {
            "event": "due_soon",
            "name": "Due soon",
            "is_optional": True,
            "is_on": True,
            "is_wanted": False,
        }
    ]
}
NOTE: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a12",
    "text": "Please ask for the new address.",
    "made_at": "2026-05-06T08:00:00Z",
    "made_by": "Leo",
    "ended_at": None,
}
NEWCOMERS: dict[str, Any] = {
    "results": [
        MEMBER_EXAMPLE
        | {
            "blocks": [
                {
                    "reason": "Your registration has still to be checked at the desk.",
                    "until_on": None,
                    "blocked_at": "2026-05-06T08:00:00Z",
                }
            ],
            "alike": [
                {
                    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11",
                    "name": "Ada Nowak",
                    "card_number": "20001000000012",
                }
            ],
        }
    ],
    "next": None,
    "previous": None,
}
