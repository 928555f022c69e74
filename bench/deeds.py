"""Deeds at the desk of one library, in a process of its own: ``python -m bench.deeds``.

Run with the environment of a library that ``load_scale`` has filled. It waits for a line with a
number on stdin, does each deed as often, and prints as JSON how long each took, in seconds.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import django
from django.conf import settings

NAMES = ("check out", "renew", "return", "place hold", "member's panel", "scan a card")


class Desk:
    """A desk with its queue of people: each deed is done to another of them."""

    def __init__(self) -> None:
        from django.test import Client

        from accounts.models.audit import Interface
        from accounts.services import tokens, users

        now = datetime.now(UTC)  # noqa: TID251 - a real library's clock
        user = users.create_staff(
            email=f"desk-{now.timestamp():.0f}@example.org",
            name="Desk",
            password="a long enough passphrase",
            role="librarian",
            actor=None,
            now=now,
            interface=Interface.COMMAND,
        )
        token = tokens.issue(user, now=now).access_token
        self.api = Client(headers={"Authorization": f"Bearer {token}"}, SERVER_NAME="127.0.0.1")
        self.pages = Client(SERVER_NAME="127.0.0.1")
        self.pages.force_login(user, backend="accounts.backends.EmailBackend")
        self._line_up(now)

    def _line_up(self, now: datetime) -> None:
        """Who comes, and what they bring, want or have."""
        from catalog.models import Branch, Copy
        from loans.models import Hold, Loan
        from members.models import Member

        self.branch = Branch.objects.open()[0].code
        held = Hold.objects.active().values("book")
        lately = (
            Loan.objects.open()
            .exclude(copy__book__in=held)
            .filter(
                renewals=0,
                loaned_at__gt=now - timedelta(days=13),
                loaned_at__lt=now - timedelta(days=2),
            )
        )
        self.renewable = iter(
            list(lately.order_by("-loaned_at").values_list("pk", flat=True)[:900])
        )
        out = lately.order_by("loaned_at").values_list("copy__book", flat=True)
        self.out = _again(list(dict.fromkeys(out[:900])))  # each hold is taken back again
        free = Copy.objects.free().exclude(book__in=held).order_by("-barcode")
        self.free = iter(list(free.values_list("barcode", flat=True)[:900]))
        self.at_home = set(Loan.objects.open().values_list("member", "copy__book"))
        rows = Member.objects.order_by("card_number").values_list("pk", "card_number")
        self.members = _again(list(rows[:300]))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """A deed over REST, which must be done."""
        answer = self.api.post(f"/api/v1/{path}", body, content_type="application/json")
        if answer.status_code not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status_code} {answer.content[:300]!r}")
        return answer.json()

    def round(self, count: int) -> dict[str, list[float]]:
        """Each deed ``count`` times; seconds."""
        seen: dict[str, list[float]] = {name: [] for name in NAMES}
        for _ in range(count):
            self._once(seen)
        return seen

    def _once(self, seen: dict[str, list[float]]) -> None:
        member, card = next(self.members)
        barcode, book, branch = next(self.free), next(self.out), self.branch
        lend = {"card": card, "copy_barcode": barcode, "branch": branch}
        _timed(seen["check out"], lambda: self.post("desk/checkout", lend))
        back = {"copy_barcode": barcode, "branch": branch}
        _timed(seen["return"], lambda: self.post("desk/return", back))
        loan = next(self.renewable)
        _timed(seen["renew"], lambda: self.post(f"loans/{loan}/renew", {}))
        while (member, book) in self.at_home:
            member, card = next(self.members)
        hold = {"book_id": str(book), "member_id": str(member), "pickup_branch": branch}
        placed = _timed(seen["place hold"], lambda: self.post("holds", hold))
        _timed(seen["member's panel"], lambda: self._page("get", {"member": str(member)}))
        _timed(seen["scan a card"], lambda: self._page("post", {"scan": card}))
        self.api.delete(f"/api/v1/holds/{placed['id']}")

    def _page(self, method: str, said: dict[str, str]) -> None:
        answer = getattr(self.pages, method)("/desk", said)
        if answer.status_code != 200:
            raise RuntimeError(f"/desk: {answer.status_code}")


def _again(rows: list[Any]) -> Iterator[Any]:
    while rows:
        yield from rows


def _timed(spans: list[float], deed: Callable[[], Any]) -> Any:
    began = perf_counter()
    done = deed()
    spans.append(perf_counter() - began)
    return done


if __name__ == "__main__":
    # The names of collected files are looked up in production; nothing is collected here.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = plain
    django.setup()
    desk = Desk()
    for line in sys.stdin:
        print(json.dumps(desk.round(int(line))), flush=True)
