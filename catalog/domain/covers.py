"""Names of cover pictures. A name holds a digest of the picture, so what a name shows never
changes.
"""

import re
from typing import Final
from uuid import UUID

DRAWN: Final = "drawn.svg"
"""The name of the cover that is drawn where there is no picture."""
NAME: Final = re.compile(r"[0-9a-f]{20}(-small)?\.jpg")


def name_of(digest: str) -> str:
    """The name of the large picture with this SHA-256."""
    return f"{digest[:20]}.jpg"


def small(name: str) -> str:
    """The name of the small picture beside the large one called ``name``."""
    return f"{name.removesuffix('.jpg')}-small.jpg"


def path(book_id: UUID | str, name: str) -> str:
    """Where the picture is kept, under the media folder; spread over 256 folders."""
    return f"covers/{str(book_id)[-2:]}/{book_id}-{name}"


def url(book_id: UUID | str, name: str) -> str:
    """The address of the picture."""
    return f"/covers/{book_id}/{name}"


def drawn_url(book_id: UUID | str) -> str:
    """The address of the cover that is drawn for a book without a picture."""
    return url(book_id, DRAWN)
