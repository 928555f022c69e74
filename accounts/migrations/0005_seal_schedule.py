from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

JOB = "accounts.jobs.seal_trail"


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        func=JOB, defaults={"name": JOB, "schedule_type": "I", "minutes": 10}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_seals"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
