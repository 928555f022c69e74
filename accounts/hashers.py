"""Passwords as Argon2id with the parameters OWASP gives for it: two passes over 19 MiB, one lane.

One hash at a time in each process: a rush of sign-ins then waits in line, instead of taking all
memory and both cores from the people who only read.
"""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_one_at_a_time = Lock()


class Argon2id(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of ``password``, with its parameters and ``salt``."""
        with _one_at_a_time:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether ``encoded`` was made of ``password``."""
        with _one_at_a_time:
            return super().verify(password, encoded)
