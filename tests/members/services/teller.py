"""What the processes of ``test_tellers`` do: ``python -m tests.members.services.teller DEED``.

``tell N`` has N members told of two things each; ``write`` makes mails of them, ``race`` does so in
four threads at once, ``die N`` is killed at the N-th mail before its transaction ends, ``leave``
removes every third member meanwhile, ``choose`` is slow to end what a member does not want.
"""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import django


def tell(count: str) -> None:
    """Members, and something to tell each."""
    from core import clock, ids
    from members.services import notices
    from tests.factories.members import MemberFactory

    now = clock.now()
    for number in range(int(count)):
        member = MemberFactory(user__email=f"reader{number}@example.org")
        causes = [
            notices.Cause(member.pk, event, ids.new_id(), clock.day(now), clock.day(now))
            for event in ("due_soon", "overdue_1")
        ]
        notices.tell(*causes, now=now)


def write() -> int:
    """Write the digests that are due in an hour; how many there were. The quiet hours are over."""
    from datetime import timedelta

    from core import clock
    from members.services import digests, notices

    notices.SETTLED.clear()  # the things told of here are nobody's loans
    return digests.send_due(clock.now() + timedelta(days=1)).written


def race() -> int:
    """Four that write at once; how many mails they wrote."""
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: write(), range(4)))


def die(at: str) -> int:
    """Be killed at a mail that is stored, before its notices say so."""
    from members.services import digests

    whole, seen = digests._hand, []

    def killed(*args: Any, **kwargs: Any) -> None:
        seen.append(args)
        if len(seen) == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
        whole(*args, **kwargs)

    digests._hand = killed
    return write()


def sent_and_killed() -> int:
    """Be killed when the mail server has taken a mail, before that is noted."""
    from django.core.mail.backends.smtp import EmailBackend

    from core import clock
    from members.services import delivery

    whole = EmailBackend.send_messages

    def killed(self: EmailBackend, messages: Any) -> int:
        whole(self, messages)
        os.kill(os.getpid(), signal.SIGKILL)
        return 1

    EmailBackend.send_messages = killed  # type: ignore[method-assign,assignment]
    return delivery.deliver(clock.now)


def leave() -> int:
    """Every third member leaves while mails are written; how many were written."""
    from core import clock
    from members.models import Member
    from members.services import leaving

    going = list(Member.objects.order_by("id").values_list("pk", flat=True))[::3]

    def go() -> int:
        for member_id in reversed(going):
            leaving.remove(member_id, actor=None, now=clock.now(), interface="job")
        return 0

    with ThreadPoolExecutor(3) as pool:
        written = [pool.submit(write), pool.submit(go), pool.submit(write)]
        return sum(each.result() for each in written)


def choose() -> int:
    """All members end the optional notices, in a transaction that is not over when the mails begin
    to be written; how many were.
    """
    from django.db import transaction

    from core import clock
    from members.models import Member
    from members.services import preferences

    begun = Event()

    def slowly() -> int:
        with transaction.atomic():
            for member_id in Member.objects.order_by("id").values_list("pk", flat=True):
                preferences.choose(member_id, [], actor=None, now=clock.now(), interface="job")
            begun.set()
            time.sleep(2)
        return 0

    with ThreadPoolExecutor(2) as pool:
        choosing = pool.submit(slowly)
        begun.wait(60)
        written = pool.submit(write).result()
        choosing.result()
        return written


if __name__ == "__main__":
    django.setup()
    outcome = globals()[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(f"{outcome}\n")
