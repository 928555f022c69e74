from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CATEGORIES = (("adult", "Adult", True), ("child", "Child", False))


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    category = apps.get_model("members", "Category")
    for code, name, by_oneself in CATEGORIES:
        category.objects.get_or_create(
            code=code, defaults={"name": name, "self_registration": by_oneself}
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
