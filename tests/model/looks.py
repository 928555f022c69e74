"""What can be seen of a library over REST, and what the model shows: in the same shape, to be
compared.
"""

from typing import Any

from tests.model.doors import Door
from tests.model.holds import Holds
from tests.model.stage import BOOKS, NAMES, STAFF

Seen = dict[str, Any]


def shown(model: Holds) -> Seen:
    """What must be seen."""
    state = model.state
    taken = {copy.taken_by: copy.name for copy in state.copies.values() if copy.taken_by}
    return {
        "copies": {name: copy.state for name, copy in state.copies.items()},
        "loans": {
            loan.id: {
                "copy": loan.copy,
                "member": loan.member,
                "branch": loan.branch,
                "due_on": loan.due_on.isoformat(),
                "due_at": f"{model.due_at(loan):%Y-%m-%dT%H:%M:%S}",
                "renewals": loan.renewals,
                "is_lost": loan.lost_on is not None,
                "is_claimed": loan.claimed_on is not None,
                "is_overdue": model.is_overdue(loan),
            }
            for loan in state.loans.values()
            if loan.is_open
        },
        "holds": {
            hold.id: {
                "book": hold.book,
                "copy": hold.copy,
                "member": hold.member,
                "pickup": hold.pickup,
                "state": hold.state,
                "position": place(model, hold.id),
                "rests": hold.is_asleep(model.branch(hold.pickup).today(model.now)),
                "set_aside": taken.get(hold.id),
                "ready_by": hold.ready_by and hold.ready_by.isoformat(),
            }
            for hold in state.holds.values()
            if hold.is_active
        },
    }


def place(model: Holds, hold_id: str) -> int | None:
    """The place in the queue, counted from 1."""
    hold = model.state.holds[hold_id]
    queue = model.state.queues.get(hold.book, [])
    return queue.index(hold_id) + 1 if hold_id in queue else None


def seen(door: Door) -> Seen:
    """What is seen."""
    names = {barcode: name for name, barcode in door.ids.barcodes.items()}
    names |= {pk: name for name, pk in [*door.ids.books.items(), *door.ids.members.items()]}
    loans = door.ask(STAFF, "GET", "/loans?open=true&page_size=200").body["results"]
    holds = door.ask(STAFF, "GET", "/holds?active=true&page_size=200").body["results"]
    held = [copy for name in BOOKS for copy in _copies(door, name)]
    return {
        "copies": {names[each["barcode"]]: each["state"] for each in held},
        "loans": {each["id"]: _loan(each, names) for each in loans if each["book_id"] in names},
        "holds": {each["id"]: _hold(each, names) for each in holds if each["book_id"] in names},
    }


def _loan(each: Seen, names: dict[str, str]) -> Seen:
    return {
        "copy": names[each["copy_barcode"]],
        "member": names[each["member_id"]],
        "branch": each["branch"],
        "due_on": each["due_on"],
        "due_at": each["due_at"][:19],
        "renewals": each["renewals"],
        "is_lost": each["lost_at"] is not None,
        "is_claimed": each["claimed_returned_at"] is not None,
        "is_overdue": each["is_overdue"],
    }


def _hold(each: Seen, names: dict[str, str]) -> Seen:
    return {
        "book": names[each["book_id"]],
        "copy": names.get(each["copy_barcode"]),
        "member": names[each["member_id"]],
        "pickup": each["pickup_branch"],
        "state": each["state"],
        "position": each["position"],
        "rests": each["is_suspended"],
        "set_aside": names.get(each["set_aside_barcode"]),
        "ready_by": each["pick_up_by"],
    }


def account_shown(model: Holds, member: str) -> Seen:
    """What an account must say: the balance, and what is open of each charge."""
    account = model.member(member).account
    return {"balance": account.balance, "owed": account.owed}


def account_seen(door: Door, member: str) -> Seen:
    """What an account says."""
    path = f"/members/{door.ids.members[member]}/account?page_size=200"
    body = door.ask(STAFF, "GET", path).body
    lines = [line for line in body["results"] if line["amount"] > 0 and line["open_amount"]]
    owed = sorted((line["kind"], line["open_amount"]) for line in lines)
    return {"balance": body["balance"], "owed": owed}


def accounts(model: Holds, door: Door) -> None:
    """Every account says what it must."""
    for name in NAMES:
        assert account_seen(door, name) == account_shown(model, name), name


def _copies(door: Door, book: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = door.ask(STAFF, "GET", f"/books/{door.ids.books[book]}").body[
        "holdings"
    ]
    return found
