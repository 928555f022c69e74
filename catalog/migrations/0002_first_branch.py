from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TYPES = (("book", "Book"), ("children", "Children's book"), ("dvd", "DVD"))


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("catalog", "Branch").objects.get_or_create(
        code="main", defaults={"name": "Main library", "time_zone": settings.TIME_ZONE}
    )
    for code, name in TYPES:
        apps.get_model("catalog", "CopyType").objects.get_or_create(
            code=code, defaults={"name": name}
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
