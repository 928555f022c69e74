"""Sealing the trail of deeds: digests by which a changed, removed or slipped-in entry is noticed,
and which hold after a person has been forgotten.

Entries are sealed in batches. A seal's digest covers the one before it, so that none can be taken
out of the row. Of the people an entry names it covers a proof only: a digest of the person's id
with the seal's salt. When someone is forgotten, the proof takes the place of the id. Ids are
random, so that nobody can find out from a proof whose it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

PEOPLE: Final = ("actor", "member", "user")
"""The parts an entry can name people in: who did it, which member and whose account it is about."""
BEFORE_THE_FIRST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Facts:
    """An entry as it is sealed. ``people`` has the ids of those it names, ``proofs`` what stands
    for those who were forgotten.
    """

    id: int
    action: str
    at: datetime
    interface: str
    subjects: tuple[UUID | None, UUID | None, UUID | None]
    data: Mapping[str, Any]
    people: Mapping[str, UUID | str | None]
    proofs: Mapping[str, str]


def proof(salt: str, entry_id: int, part: str, person: UUID | str) -> str:
    """What stands for ``person`` in the ``part`` of an entry: another for each entry, so that two
    of them do not show that they speak of the same person.
    """
    return sha256(f"{salt}|{entry_id}|{part}|{person}".encode()).hexdigest()


def proofs(salt: str, facts: Facts) -> dict[str, str]:
    """What stands for each of the people that an entry names or named."""
    named = {
        part: proof(salt, facts.id, part, person)
        for part, person in facts.people.items()
        if person is not None
    }
    return {**facts.proofs, **named}


def seal(number: int, previous: str, salt: str, entries: Iterable[Facts]) -> str:
    """The digest of the ``number``-th seal over ``entries`` in their order, in hexadecimal."""
    digest = sha256(f"{number}|{previous}|{salt}".encode())
    for facts in entries:
        digest.update(sha256(_written(salt, facts)).digest())
    return digest.hexdigest()


def _written(salt: str, facts: Facts) -> bytes:
    """An entry in one spelling, whichever database it comes from."""
    return orjson.dumps(
        [
            facts.id,
            facts.action,
            facts.at.astimezone(UTC).isoformat(timespec="microseconds"),
            facts.interface,
            facts.subjects,
            facts.data,
            proofs(salt, facts),
        ],
        option=orjson.OPT_SORT_KEYS,
    )
