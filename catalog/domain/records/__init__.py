"""Bibliographic records between bytes and drafts: what an import reads and an export writes.

``sniff`` says what kind of file it is, ``columns`` what the columns of a table seem to be. ``cut``
takes a file apart into pieces without holding more than one in memory, ``understand`` makes a draft
of one piece, ``read`` does both. ``write`` makes the bytes of an export. A record that is damaged
becomes a reading without a draft and costs no other record anything; whatever the bytes, none of
``cut``, ``understand`` and ``read`` raises.
"""

from catalog.domain.records.draft import (
    BookDraft,
    Columns,
    CopyDraft,
    Format,
    Options,
    Outgoing,
    Piece,
    Problem,
    Reading,
    Unreadable,
)
from catalog.domain.records.reading import columns, cut, read, understand
from catalog.domain.records.sniff import HEAD_BYTES, sniff
from catalog.domain.records.writing import write

__all__ = [
    "HEAD_BYTES",
    "BookDraft",
    "Columns",
    "CopyDraft",
    "Format",
    "Options",
    "Outgoing",
    "Piece",
    "Problem",
    "Reading",
    "Unreadable",
    "columns",
    "cut",
    "read",
    "sniff",
    "understand",
    "write",
]
