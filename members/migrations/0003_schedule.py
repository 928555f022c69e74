from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Mail is sent as it comes and requests are answered as they come; these look after repeats, and
# after whatever lost its job.
JOBS = {
    "members.jobs.deliver_outbox": ("I", 1),
    "members.jobs.answer_link_requests": ("I", 5),
    "members.jobs.tidy": ("D", None),
}


def make(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    schedule = apps.get_model("django_q", "Schedule")
    for job, (kind, minutes) in JOBS.items():
        schedule.objects.get_or_create(
            func=job, defaults={"name": job, "schedule_type": kind, "minutes": minutes}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_categories"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
