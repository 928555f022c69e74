"""Signing in and out over REST."""

from http import HTTPStatus
from typing import Any, cast

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors
from accounts.api import serializers
from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import sign_in, tokens
from core.api.schema import operation
from core.api.views import Endpoint
from core.errors import TooMany
from core.http import client_address

EMAIL_EXAMPLE = {"email": "ada@example.org", "password": "a long enough passphrase"}
TOKEN_EXAMPLE = {"refresh_token": serializers.PAIR_EXAMPLE["refresh_token"]}


class TokenDoor(Endpoint):
    """Open to anyone, whatever token comes with the request; its answers are kept by no cache."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Add what RFC 6749, 5.1 asks of answers that hold tokens."""
        response["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class Login(TokenDoor):
    @operation(
        "logIn",
        "Sign in with an e-mail address and a password",
        request=serializers.LogIn,
        answers={200: serializers.PairShape},
        example=EMAIL_EXAMPLE,
        answer_example=serializers.PAIR_EXAMPLE,
        refusals=[errors.WrongCredentials, TooMany],
        public=True,
    )
    def post(self, request: Request) -> Response:
        said = serializers.LogIn.read(request.data)
        network = client_address(request)
        user = sign_in.check(said["email"], said["password"], network=network, now=self.now)
        agent = request.headers.get("User-Agent", "")
        return Response(_shown(tokens.issue(user, now=self.now, agent=agent)))


class Refresh(TokenDoor):
    @operation(
        "refreshTokens",
        "A new pair of tokens for a refresh token, which is used up by it",
        request=serializers.OneRefreshToken,
        answers={200: serializers.PairShape},
        example=TOKEN_EXAMPLE,
        answer_example=serializers.PAIR_EXAMPLE,
        refusals=[errors.InvalidToken, TooMany],
        public=True,
    )
    def post(self, request: Request) -> Response:
        token = serializers.OneRefreshToken.read(request.data)["refresh_token"]
        return Response(
            _shown(tokens.refresh(token, network=client_address(request), now=self.now))
        )


class Logout(TokenDoor):
    @operation(
        "logOut",
        "Sign this device out; doing it again changes nothing",
        request=serializers.OneRefreshToken,
        answers={204: None},
        example=TOKEN_EXAMPLE,
        public=True,
    )
    def post(self, request: Request) -> Response:
        token = serializers.OneRefreshToken.read(request.data)["refresh_token"]
        tokens.log_out(token, now=self.now)
        return Response(status=HTTPStatus.NO_CONTENT)


class LogoutEverywhere(Endpoint):
    """Ends every refresh token, access token and browser session of whoever asks."""

    @operation(
        "logOutEverywhere",
        "Sign out of every device and browser, this one too",
        answers={204: None},
        refusals=[errors.InvalidToken],
    )
    def post(self, request: Request) -> Response:
        user = cast(User, request.user)  # strangers are sent away before
        tokens.log_out_everywhere(user, now=self.now, interface=Interface.API)
        return Response(status=HTTPStatus.NO_CONTENT)


def _shown(pair: tokens.Pair) -> dict[str, str]:
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "token_type": "bearer",
    }
