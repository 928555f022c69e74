"""One's own sign-in over REST: the password, and where one is signed in."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors
from accounts.api.serializers import MAX_PASSWORD_LENGTH, Secret
from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import browsers, tokens, users
from core.api.schema import operation
from core.api.serializers import Answer, Command
from core.api.views import Endpoint
from core.errors import TooMany


class ChangePassword(Command):
    """The body of ``PUT /me/password``."""

    old_password = Secret(max_length=MAX_PASSWORD_LENGTH)
    password = Secret(max_length=MAX_PASSWORD_LENGTH)


class SessionShape(Answer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(["browser", "app"])
    agent = serializers.CharField(help_text="What it says that it is; may be empty.")
    signed_in_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class SessionsShape(Answer):
    results = SessionShape(many=True)


class OwnEndpoint(Endpoint):
    @property
    def actor(self) -> User:
        """Who asks; strangers are sent away before."""
        return cast(User, self.request.user)


class Password(OwnEndpoint):
    @operation(
        "changePassword",
        "A new password; every sign-in ends, this one too",
        request=ChangePassword,
        answers={204: None},
        example={
            "old_password": "a long enough passphrase",
            "password": "quiet harbour, tall ships",
        },
        refusals=[errors.WrongPassword, errors.WeakPassword, TooMany],
    )
    def put(self, request: Request) -> Response:
        said = ChangePassword.read(request.data)
        users.change_password(self.actor, **said, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


class Sessions(OwnEndpoint):
    @operation(
        "listMySessions",
        "The browsers and apps one is signed in with, the latest first",
        answers={200: SessionsShape},
    )
    def get(self, request: Request) -> Response:
        found = browsers.of(self.actor, now=self.now)
        rows = [_shown(each, "browser", each.signed_in_at) for each in found.browsers]
        rows += [_shown(each, "app", each.created_at) for each in found.devices]
        return Response({"results": rows})


class OneSession(OwnEndpoint):
    @operation(
        "endMySession",
        "Sign a browser or an app out",
        answers={204: None},
        refusals=[errors.UnknownDevice],
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        found = browsers.of(self.actor, now=self.now)
        is_app = session_id in {each.pk for each in found.devices}
        end = tokens.end_own if is_app else browsers.end
        end(session_id, actor=self.actor, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


def _shown(each: Any, kind: str, signed_in_at: Any) -> dict[str, Any]:
    return {
        "id": each.pk,
        "kind": kind,
        "agent": each.agent,
        "signed_in_at": signed_in_at,
        "expires_at": each.expires_at,
    }
