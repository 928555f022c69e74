from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """The policy for everything: 14 days, 2 renewals, 10 loans, the model's own defaults."""
    apps.get_model("loans", "Policy").objects.get_or_create(
        branch=None, member_category=None, copy_type=None, defaults={"name": "Default"}
    )


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
