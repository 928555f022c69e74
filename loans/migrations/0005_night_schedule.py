from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Asked for often, done once a night: so a worker that slept or was killed makes up for it.
JOB, MINUTES = "loans.jobs.night", 15
# A long night may take longer than other jobs.
OPTIONS = "q_options={'timeout': 14400}"


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.get_or_create(
        func=JOB,
        defaults={"name": JOB, "schedule_type": "I", "minutes": MINUTES, "kwargs": OPTIONS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("loans", "0004_nightly"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
