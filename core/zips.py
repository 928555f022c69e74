"""A ZIP archive that is sent while it is being made: never more than a part of it is in memory."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

File = tuple[str, Iterable[bytes]]
"""A file of the archive: its name, and its parts in their order."""


class _Out:
    """What an archive is written into, and taken out of bit by bit. It cannot go back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Take in a part."""
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> Iterator[bytes]:
        """What has been written since the last time."""
        parts, self.parts = self.parts, []
        yield from parts


def parts(files: Iterable[File]) -> Iterator[bytes]:
    """The archive of ``files``, each of which is read only when it is its turn."""
    out = _Out()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            with archive.open(name, "w", force_zip64=True) as file:
                for part in content:
                    file.write(part)
                    yield from out.taken()
            yield from out.taken()
    yield from out.taken()
