"""The files of imports: kept where no page and no address leads to, under names of our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage

from catalog import errors
from catalog.domain import records
from catalog.services.imports import earlier, wording
from core import filing

FOLDER: Final = "imports"


@dataclass(frozen=True)
class Kept:
    """A file that was kept: its name in the storage, and what it is."""

    name: str
    size: int
    sha256: str
    form: records.Format


def keep(parts: Iterable[bytes], name: str, *, is_upload: bool = True) -> Kept:
    """Write ``parts`` to the disk as they come, and say what they are. ``name`` is what the person
    calls the file. Raises ``ImportTooLarge`` for an upload above ``MAX_IMPORT_BYTES``, and
    ``ImportUnreadable``; then nothing is kept.
    """
    most = settings.MAX_IMPORT_BYTES if is_upload else None
    try:
        kept = filing.keep(parts, FOLDER, most=most)
    except filing.TooLarge as error:
        raise errors.ImportTooLarge(most=settings.MAX_IMPORT_BYTES // 1024 // 1024) from error
    try:
        return Kept(kept.name, kept.size, kept.sha256, records.sniff(kept.head, name))
    except records.Unreadable as error:
        remove(kept.name)
        raise unreadable(error) from error


def columns(kept: str, form: records.Format, options: records.Options) -> records.Columns:
    """The columns of a table that was kept. Raises ``ImportUnreadable``."""
    try:
        with default_storage.open(kept) as file:
            return records.columns(file, form, options)  # type: ignore[arg-type]
    except records.Unreadable as error:
        raise unreadable(error) from error


def unreadable(error: records.Unreadable) -> errors.ImportUnreadable:
    """The refusal of a file that cannot be read."""
    problem = error.problem
    return errors.ImportUnreadable(reason=wording.reason(problem.code, problem.params))


def remove(name: str) -> None:
    """Delete a file that was kept, and what a dry run has kept beside it; without one nothing
    happens.
    """
    filing.remove(name)
    if name:
        earlier.forget(default_storage.path(name))
