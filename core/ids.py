"""Primary keys that are unguessable enough to share and ordered enough to index well."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): it begins with the millisecond, so rows made together lie
    together.
    """
    return uuid7()
