"""Files that people bring, kept in the storage under names of our own, where no page leads to."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.base import File
from django.core.files.storage import default_storage

from core.ids import new_id

HEAD_BYTES: Final = 65_536
"""How much of a file's beginning is told of it."""


@dataclass(frozen=True)
class Kept:
    """A file that was kept: its name in the storage, its size in bytes, and how it begins."""

    name: str
    size: int
    sha256: str
    head: bytes


class TooLarge(Exception):
    """A file is larger than was allowed."""


class _Stream:
    """What is read of a file, counted and hashed on its way to the disk."""

    def __init__(self, parts: Iterable[bytes], most: int | None) -> None:
        self.parts, self.most = parts, most
        self.size, self.hash, self.head = 0, hashlib.sha256(), b""

    def checked(self) -> Iterator[bytes]:
        """The parts, up to the largest size. Raises ``TooLarge``."""
        for part in self.parts:
            self.size += len(part)
            if self.most is not None and self.size > self.most:
                raise TooLarge
            self.hash.update(part)
            if len(self.head) < HEAD_BYTES:
                self.head += part[: HEAD_BYTES - len(self.head)]
            yield part


class _Upload(File):  # type: ignore[type-arg]
    """A file that can only be read once, in parts."""

    def __init__(self, stream: _Stream) -> None:
        super().__init__(None, name="upload")
        self.stream = stream

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The parts."""
        return self.stream.checked()


def keep(parts: Iterable[bytes], folder: str, *, most: int | None) -> Kept:
    """Write ``parts`` to the disk as they come, ``most`` bytes of them. Raises ``TooLarge``; then
    nothing is kept.
    """
    stream, name = _Stream(parts, most), f"{folder}/{new_id().hex}"
    try:
        default_storage.save(name, _Upload(stream))
    except BaseException:
        remove(name)
        raise
    return Kept(name, stream.size, stream.hash.hexdigest(), stream.head)


def remove(name: str) -> None:
    """Delete a file that was kept; without one nothing happens."""
    if name:
        default_storage.delete(name)
