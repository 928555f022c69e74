"""Every cell of the matrix, and that no door is missing from it."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.access import doors
from tests.access.doors import Visitor
from tests.access.matrix import MATRIX
from tests.access.things import Things

Visits = Callable[[str], Visitor]
pytestmark = pytest.mark.django_db
CELLS = [(method, route) for route, row in MATRIX.items() for method in row]
OTHERWISE = [
    (method, route)
    for route, row in MATRIX.items()
    for method in doors.METHODS
    if method not in row
]
# What the contract of the API promises to say although it shows that there is such a loan.
PROMISED = {
    ("POST", "api/v1/loans/<uuid:loan_id>/return"),
    # A volunteer is told that it was somebody else, and whom to ask.
    ("POST", "desk/undo/<uuid:deed_id>"),
    ("POST", "stocktakes/<uuid:stocktake_id>/scans/<uuid:scan_id>/undo"),
    ("DELETE", "api/v1/stocktakes/<uuid:stocktake_id>/scans/<uuid:scan_id>"),
}


def address_of(route: str, there: dict[str, str]) -> str:
    """The address of a door, of ``there`` at its places."""
    for place, thing in there.items():
        route = route.replace(place, thing)
    assert "<" not in route, f"{route}: nothing to put there"
    return f"/{route}"


def test_no_door_is_missing_and_none_is_gone() -> None:
    assert sorted(doors.routes()) == sorted(MATRIX)


@pytest.mark.parametrize("role", doors.ROLES)
@pytest.mark.parametrize(("method", "route"), CELLS)
def test_the_door_is_as_the_matrix_says(
    method: str, route: str, role: str, things: Things, visitor: Visits
) -> None:
    answer = visitor(role).knock(method, route, address_of(route, things.of(route)))
    wanted = MATRIX[route][method][doors.ROLES.index(role)]
    assert doors.outcome(answer) == wanted


@pytest.mark.parametrize(("method", "route"), OTHERWISE)
def test_any_other_way_of_knocking_gets_nothing(
    method: str, route: str, things: Things, visitor: Visits
) -> None:
    for role in doors.ROLES:
        answer = visitor(role).knock(method, route, address_of(route, things.of(route)))
        assert 300 <= answer.status_code < 500, role


HIDDEN = [
    (method, route, role)
    for method, route in CELLS
    for role, cell in zip(doors.ROLES, MATRIX[route][method], strict=True)
    if ":" in route and cell in {doors.ABSENT, doors.FORBIDDEN} and (method, route) not in PROMISED
]


@pytest.mark.parametrize(("method", "route", "role"), HIDDEN)
def test_what_is_not_for_one_s_eyes_looks_as_if_it_were_not_there(
    method: str, route: str, role: str, things: Things, visitor: Visits
) -> None:
    there = things.of(route)
    nothing = {
        place: str(uuid4()) if place.startswith("<uuid:") else thing
        for place, thing in there.items()
    }
    who = visitor(role)
    seen, unseen = (
        who.knock(method, route, address_of(route, world)) for world in (there, nothing)
    )
    assert seen.status_code == unseen.status_code
    assert without_ids(seen, there) == without_ids(unseen, nothing)
    assert set(seen.headers) == set(unseen.headers)


def without_ids(answer: object, world: dict[str, str]) -> str:
    """The body, without what names this one request, guards its form or repeats its address."""
    text: str = answer.content.decode()  # type: ignore[attr-defined]
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    things = [answer["X-Request-ID"], *world.values()]  # type: ignore[index]
    for thing in sorted(things, key=len, reverse=True):  # a short one may stand in a long one
        text = text.replace(thing, "…")
    return text
