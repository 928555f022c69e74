"""Ways of reading that are kept for the next file of the same source.

Of a table the names of its columns are kept with what they are: the next table may have more of
them, or have them in another order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog import errors
from catalog.domain.records import Format
from catalog.models import ImportBatch, ImportProfile
from catalog.services.imports import files
from catalog.services.imports.deciding import TABLES
from catalog.services.imports.running import options_of
from core import db, text


def keep(name: str, batch: ImportBatch, *, now: datetime) -> None:
    """Keep how the file of ``batch`` is read, in place of what had this name for such files.
    Raises ``ProfileTaken`` where it is the name of another kind of files.
    """
    said = dict(batch.options)
    if Format(batch.format) in TABLES:
        said["names"] = _header(batch)

    def taken() -> errors.ProfileTaken:
        return errors.ProfileTaken(profile=name)

    with db.refusing("catalog_importprofile_name_key", "catalog_importprofile.name", refusal=taken):
        ImportProfile.objects.update_or_create(
            name=name,
            format=batch.format,
            defaults={"options": said},
            create_defaults={"options": said, "created_at": now},
        )


def options(name: str, batch: ImportBatch) -> dict[str, Any]:
    """The options that were kept under ``name``, for the file of ``batch``. Columns that they do
    not know are left out. Raises ``UnknownProfile``, ``ProfileDoesNotFit``.
    """
    found = ImportProfile.objects.filter(name=name, format=batch.format).first()
    if found is None:
        raise errors.UnknownProfile(profile=name)
    said = dict(found.options)
    names = said.pop("names", None)
    if "columns" in said:
        if names is None:
            reason = _("It does not know the names of its columns.")
            raise errors.ProfileDoesNotFit(profile=name, reason=reason)
        said["columns"] = _placed(name, names, said["columns"], _header(batch))
    return said


def _placed(
    profile: str, names: Sequence[str], fields: Sequence[str], header: Sequence[str]
) -> list[str]:
    """What each column of ``header`` is. Of columns with one name the first is the first again, and
    those without a name are only known where all columns are the same. Raises ``ProfileDoesNotFit``
    where one is missing.
    """
    if list(map(text.folded, names)) == list(map(text.folded, header)):
        return list(fields)
    known: dict[str, list[str]] = {}
    for column, field in zip(names, fields, strict=False):
        known.setdefault(text.folded(column), []).append(field)
    nameless = known.pop("", [])
    placed = [(known.get(text.folded(column)) or [""]).pop(0) for column in header]
    left = known | {"": nameless}
    missing = [
        column or _("Column %(number)d") % {"number": at + 1}
        for at, column in enumerate(names)
        if any(left[text.folded(column)])
    ]
    if missing:
        reason = _("The file has no column %(columns)s.") % {"columns": ", ".join(missing)}
        raise errors.ProfileDoesNotFit(profile=profile, reason=reason)
    return placed


def _header(batch: ImportBatch) -> list[str]:
    form = Format(batch.format)
    return list(files.columns(batch.file, form, options_of(batch)).header)
