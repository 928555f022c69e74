"""What the processes of ``test_senders`` do: ``python -m tests.members.services.sender DEED``.

``write N`` writes N letters, ``deliver`` is a sender with the production's code, ``hold`` is one
that stops for good between claiming a message and handing it over, ``race`` is four senders as
threads.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django


def write(count: str) -> None:
    """Write letters that wait to be sent."""
    from django.core.mail import send_mail

    for number in range(int(count)):
        send_mail(f"Letter {number}", "Body", None, [f"reader{number}@example.org"])


def deliver() -> int:
    """Send what is due; how many letters left."""
    from core import clock
    from members.services import delivery

    return delivery.deliver(clock.now)


def hold() -> None:
    """Claim a letter and never hand it over."""
    from django.core.mail.backends.smtp import EmailBackend

    def never(*_: object) -> int:
        sys.stdout.write("holding\n")
        sys.stdout.flush()
        time.sleep(600)
        return 0

    EmailBackend.send_messages = never  # type: ignore[method-assign,assignment]
    deliver()


def race() -> int:
    """Four senders in one process; how many letters left."""
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: deliver(), range(4)))


if __name__ == "__main__":
    django.setup()
    outcome = globals()[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(f"{outcome}\n")
