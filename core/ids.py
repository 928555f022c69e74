"""Primary keys that are unguessable enough to share and ordered enough to index well, and what the
log calls people.
"""

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from uuid import UUID

from django.conf import settings
from uuid_utils.compat import uuid7

_BITS_AFTER_TIME: Final = 80


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): it begins with the millisecond, so rows made together lie
    together.
    """
    return uuid7()


def least_at(at: datetime) -> UUID:
    """The least id that can have been made at ``at`` or later: what has a smaller one is older.
    None was made before 1970.
    """
    return UUID(int=max(0, int(at.timestamp() * 1000)) << _BITS_AFTER_TIME)


@lru_cache(maxsize=4096)
def pseudonym(person: str) -> str:
    """What the log calls the person with this id: the same each time, so that their lines can be
    told from others'; and nobody any more once the id is forgotten.
    """
    key = blake2b(settings.SECRET_KEY.encode()).digest()
    return blake2b(person.encode(), key=key, digest_size=6, person=b"library.log").hexdigest()
