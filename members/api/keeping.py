"""The staff look after members over REST: memberships, duplicates, guardians."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.audit import Interface
from core import clock
from core.api.schema import operation
from core.errors import NotAllowed
from members import errors
from members.api import keeping_shapes as shapes
from members.api import serializers
from members.api.views import MemberEndpoint
from members.models import Category, Guardianship, Member
from members.services import categories, families, memberships, merging


class Renewal(MemberEndpoint):
    @operation(
        "renewMembership",
        "Renew a membership for the term of its category, from the day it ends",
        request=shapes.Renew,
        answers={200: serializers.MemberShape},
        example={"expires_on": "2026-05-31"},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[
            errors.UnknownMember,
            errors.MembershipChanged,
            errors.RenewedAlready,
            NotAllowed,
        ],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.change_member")
        memberships.renew(
            member_id,
            seen=shapes.Renew.read(request.data)["expires_on"],
            actor=self.actor,
            now=self.now,
            today=clock.day(self.now),
            interface=Interface.API,
        )
        return Response(self.shown(member_id))


class Merge(MemberEndpoint):
    @operation(
        "mergeMembers",
        "Merge another record of the same person into this one",
        request=shapes.Merge,
        answers={200: serializers.MemberShape},
        example={"member_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11", "take": ["phone"]},
        answer_example=serializers.MEMBER_EXAMPLE,
        refusals=[
            errors.UnknownMember,
            errors.SameMember,
            errors.MemberProtected,
            NotAllowed,
        ],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.delete_member")
        said = shapes.Merge.read(request.data)
        merging.merge(
            said["member_id"],
            member_id,
            take=said["take"],
            actor=self.actor,
            now=self.now,
            interface=Interface.API,
        )
        return Response(self.shown(member_id))


class Guardians(MemberEndpoint):
    @operation(
        "listGuardians",
        "Who looks after a member",
        answers={200: shapes.GuardiansShape},
        answer_example={"results": [shapes.GUARDIAN]},
        refusals=[errors.UnknownMember, NotAllowed],
    )
    def get(self, request: Request, member_id: UUID) -> Response:
        self.need("members.change_member")
        self.shown(member_id)
        ties = Guardianship.objects.filter(child=member_id).select_related("guardian")
        return Response({"results": [_guardian(tie.guardian) for tie in ties]})

    @operation(
        "addGuardian",
        "The member with this card looks after the other from now on",
        request=shapes.AddGuardian,
        answers={201: shapes.GuardianShape},
        example={"card_number": "20001000000426"},
        answer_example=shapes.GUARDIAN,
        refusals=[
            errors.UnknownMember,
            errors.UnknownCard,
            errors.CardReplaced,
            errors.OwnGuardian,
            errors.GuardianAlready,
            errors.GuardianTooYoung,
            errors.GuardiansInCircle,
            errors.NoGuardiansInCategory,
            NotAllowed,
        ],
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.need("members.change_member")
        tie = families.add_guardian(
            member_id,
            shapes.AddGuardian.read(request.data)["card_number"],
            actor=self.actor,
            now=self.now,
            interface=Interface.API,
        )
        return Response(_guardian(tie.guardian), status=HTTPStatus.CREATED)


class OneGuardian(MemberEndpoint):
    @operation(
        "removeGuardian",
        "A member looks after the other no more",
        answers={204: None},
        refusals=[errors.UnknownMember, errors.UnknownGuardian, NotAllowed],
    )
    def delete(self, request: Request, member_id: UUID, other_id: UUID) -> Response:
        self.need("members.change_member")
        by: dict[str, Any] = {"actor": self.actor, "now": self.now, "interface": Interface.API}
        families.end_guardian(member_id, other_id, **by)
        return Response(status=HTTPStatus.NO_CONTENT)


class Categories(MemberEndpoint):
    @operation(
        "listMemberCategories",
        "The categories of members",
        answers={200: shapes.CategoriesShape},
        answer_example={"results": [shapes.CATEGORY]},
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> Response:
        self.need("members.view_member")
        found = Category.objects.select_related("moves_up_to")
        return Response({"results": [_category(each) for each in found]})


def _guardian(member: Member) -> dict[str, Any]:
    return {"id": member.pk, "name": member.name, "card_number": member.card_number}


def _category(each: Category) -> dict[str, Any]:
    then = each.moves_up_to
    said = {name: getattr(each, name) for name in categories.Facts.__dataclass_fields__}
    return said | {"moves_up_to": then and then.code}
