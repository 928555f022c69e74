"""From the query of a list to the members that are wanted."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from members.api.serializers import MemberQuery
from members.models import Member


def wanted_members(query: QueryDict) -> QuerySet[Member]:
    """The members that ``query`` asks for; all of them when it asks for none in particular.

    A parameter we do not know is refused: a filter that is silently passed over shows too much.
    Raises ``ValidationError``.
    """
    unknown = set(query) - set(MemberQuery().fields) - MemberQuery.OTHERS
    if unknown:
        raise ValidationError({name[:80]: [_("There is no such filter.")] for name in unknown})
    asked = MemberQuery(data=query.dict())
    asked.is_valid(raise_exception=True)
    typed: str = asked.validated_data["q"]
    return Member.objects.matching(typed) if typed else Member.objects.all()
