from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import migrations

from catalog.domain import call_numbers
from core import bulk

AT_ONCE = 2000


def place(apps: Any, _schema: Any) -> None:
    """Give copies with a call number their place in the order of the shelves: imports have left
    them without.
    """
    copies = apps.get_model("catalog", "Copy")
    wanted = copies.objects.exclude(call_number="").filter(shelf_key="").order_by()
    rows = wanted.values_list("id", "call_number").iterator(chunk_size=AT_ONCE)
    while some := list(islice(_placed(rows), AT_ONCE)):
        bulk.update(copies, ["shelf_key"], some)


def _placed(rows: Iterator[Any]) -> Iterator[tuple[Any, str]]:
    return ((copy_id, call_numbers.sort_key(number)) for copy_id, number in rows)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0012_who_had_it_done"),
    ]

    operations = [
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
