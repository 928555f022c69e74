"""Members over REST."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import (
    EmailTaken,
    InvalidEmail,
    NotThePassword,
    PasswordNeeded,
    WeakPassword,
)
from accounts.models import User
from accounts.models.audit import Interface
from core import clock, keyset
from core.api.schema import PAGING, operation
from core.api.views import Endpoint, envelope, page_size
from core.errors import NotAllowed, StalePrecondition, TooMany
from core.http import client_address
from members import errors, selectors
from members.api import serializers
from members.api.query import wanted_members
from members.models import Member
from members.services import cards, leaving, profile, registration, verification

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of what was looked at: a change since then is a 412.",
)


class MemberEndpoint(Endpoint):
    """What the endpoints of members share."""

    @property
    def actor(self) -> User:
        """Who asks. Strangers are sent away before, where they may not ask."""
        return cast(User, self.request.user)

    def shown(self, member_id: UUID) -> dict[str, Any]:
        """The member as the API answers with them. Raises ``UnknownMember``."""
        members = selectors.with_details(Member.objects.all(), clock.day(self.now))
        member = members.filter(pk=member_id).first()
        if member is None:
            raise errors.UnknownMember
        return selectors.shown(member)

    def demand_sight_of(self, member_id: UUID) -> None:
        """Others' members are not there, for anyone but the staff. Raises ``UnknownMember``."""
        own = Member.objects.filter(pk=member_id, user=self.actor)
        if not self.request.user.has_perm("members.view_member") and not own.exists():
            raise errors.UnknownMember

    def own_id(self) -> UUID:
        """The member who asks. Raises ``NoMembership`` for an account without a card."""
        found = Member.objects.filter(user=self.actor).values_list("pk", flat=True).first()
        if found is None:
            raise errors.NoMembership
        return found


class OpenEndpoint(MemberEndpoint):
    """For anyone: nobody is asked who they are."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class Members(MemberEndpoint):
    public_methods = ("POST",)  # who registers has no account yet

    @operation(
        "listMembers",
        "The members of the library, or those that answer a search",
        answers={200: serializers.MemberPageShape},
        parameters=[*PAGING, serializers.MemberQuery],
        refusals=[NotAllowed, keyset.BadCursor],
    )
    def get(self, request: Request) -> Response:
        self.need("members.view_member")
        page = keyset.page(
            selectors.with_details(wanted_members(request.query_params), clock.day(self.now)),
            order=("sort_name", "id"),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        return Response(envelope(request, page, [selectors.shown(row) for row in page.rows]))

    @operation(
        "register",
        "Become a member; a link to verify the address goes out by e-mail",
        request=serializers.Register,
        answers={201: serializers.MemberShape},
        example=serializers.REGISTER_EXAMPLE,
        answer_example=serializers.MEMBER_EXAMPLE | {"is_verified": False},
        refusals=[EmailTaken, errors.NoSelfRegistration, InvalidEmail, WeakPassword, TooMany],
        public=True,
    )
    def post(self, request: Request) -> Response:
        said = serializers.Register.read(request.data)
        member = registration.register(
            **said,
            language=get_language() or "",
            network=client_address(request._request),
            now=self.now,
            today=clock.day(self.now),
            interface=Interface.API,
        )
        return Response(self.shown(member.pk), status=HTTPStatus.CREATED)


class OneMember(MemberEndpoint):
    @operation(
        "getMember",
        "A member: oneself, or anyone for the staff",
        answers={200: serializers.MemberShape},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[errors.UnknownMember],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        self.demand_sight_of(member_id)
        return Response(self.shown(member_id))

    @operation(
        "deleteMember",
        "Delete a member with their account; past loans stay, without a name",
        answers={204: None},
        refusals=[
            errors.UnknownMember,
            errors.HasOpenLoans,
            errors.MemberProtected,
            NotAllowed,
        ],
    )
    def delete(self, request: Request, member_id: UUID) -> Response:
        self.demand_sight_of(member_id)
        if not Member.objects.filter(pk=member_id, user=self.actor).exists():
            self.need("members.delete_member")
        leaving.remove(member_id, actor=self.actor, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


class Card(MemberEndpoint):
    @operation(
        "replaceCard",
        "Give a member another card; the old number is refused from now on",
        request=serializers.ReplaceCard,
        answers={200: serializers.MemberShape},
        example={"why": "lost", "card_number": "20001000000426"},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[
            errors.UnknownMember,
            errors.CardTaken,
            errors.CardOfCopy,
            errors.InvalidCard,
            errors.SameCard,
            NotAllowed,
        ],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.change_member")
        cards.replace(
            member_id,
            **serializers.ReplaceCard.read(request.data),
            actor=self.actor,
            now=self.now,
            interface=Interface.API,
        )
        return Response(self.shown(member_id))


class Verification(OpenEndpoint):
    @operation(
        "verifyEmail",
        "Verify an address with the token of the link; doing it again changes nothing",
        request=serializers.Verify,
        answers={200: serializers.VerifiedShape},
        example={"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…"},
        answer_example=serializers.VERIFIED_EXAMPLE,
        refusals=[errors.VerificationFailed, errors.UnknownMember, TooMany],
        public=True,
    )
    def post(self, request: Request) -> Response:
        member = verification.verify(
            serializers.Verify.read(request.data)["token"],
            network=client_address(request._request),
            now=self.now,
            interface=Interface.API,
        )
        shown = {name: getattr(member, name) for name in ("id", "name", "email", "is_verified")}
        return Response(shown)


class LinkRequests(OpenEndpoint):
    @operation(
        "resendVerification",
        "Ask for another link; the answer is the same for every address",
        request=serializers.AskForLink,
        answers={202: serializers.AskedShape},
        example={"email": "ada@example.org"},
        answer_example={"message": "If this address waits to be verified, a link is on its way."},
        refusals=[TooMany],
        public=True,
    )
    def post(self, request: Request) -> Response:
        email = serializers.AskForLink.read(request.data)["email"]
        verification.ask(email, network=client_address(request._request), now=self.now)
        said = _("If this address waits to be verified, a link is on its way.")
        return Response({"message": said}, status=HTTPStatus.ACCEPTED)


class Me(MemberEndpoint):
    @property
    def seen(self) -> int | None:
        """The revision that ``If-Match`` names, if any; no revision is 0, as a tag counts that is
        none of ours.
        """
        named = self.request.headers.get("If-Match", "").strip()
        if named in ("", "*"):
            return None
        tag = named.removeprefix("W/").strip('"')
        return int(tag) if tag.isdecimal() else 0

    def tagged(self, member_id: UUID) -> Response:
        """The member, with the ``ETag`` of what they can edit."""
        revision = Member.objects.values_list("revision", flat=True).get(pk=member_id)
        return Response(self.shown(member_id), headers={"ETag": f'"{revision}"'})

    @operation(
        "getMe",
        "Who has signed in, as a member",
        answers={200: serializers.MemberShape},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[errors.NoMembership],
    )
    def get(self, request: Request) -> Response:
        return self.tagged(self.own_id())

    @operation(
        "editMe",
        "Replace name, address and telephone; a new e-mail address asks for the password, and has "
        "to be verified again",
        request=serializers.EditMe,
        answers={200: serializers.MemberShape},
        example=serializers.ME_EXAMPLE,
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[
            *(errors.NoMembership, EmailTaken, InvalidEmail),
            *(NotThePassword, PasswordNeeded, StalePrecondition, TooMany),
        ],
        parameters=[IF_MATCH],
    )
    def put(self, request: Request) -> Response:
        own_id = self.own_id()
        profile.update_own(
            own_id,
            **serializers.EditMe.read(request.data),
            revision=self.seen,
            actor=self.actor,
            now=self.now,
            interface=Interface.API,
        )
        return self.tagged(own_id)
