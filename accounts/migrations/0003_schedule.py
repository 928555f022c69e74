from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Requests are answered as they come; this one looks after any whose job was lost.
JOBS = {"accounts.jobs.answer_reset_requests": ("I", 5), "accounts.jobs.tidy": ("H", None)}


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    schedule = apps.get_model("django_q", "Schedule")
    for job, (kind, minutes) in JOBS.items():
        schedule.objects.get_or_create(
            func=job, defaults={"name": job, "schedule_type": kind, "minutes": minutes}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
