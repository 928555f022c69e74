import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


def make_job(apps, _):
    # The worker is told of each import as it comes; this looks after those whose job was lost.
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        func="catalog.jobs.work_on_imports",
        defaults={"name": "catalog.jobs.work_on_imports", "schedule_type": "I", "minutes": 1},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_set_aside"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("format", models.CharField(max_length=10, verbose_name="format")),
                ("options", models.JSONField(default=dict, verbose_name="how to read it")),
                ("created_at", models.DateTimeField(verbose_name="kept at")),
            ],
            options={
                "verbose_name": "import profile",
                "verbose_name_plural": "import profiles",
                "ordering": ["name"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("file", models.CharField(blank=True, editable=False, max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("format", models.CharField(max_length=10, verbose_name="format")),
                (
                    "options",
                    models.JSONField(blank=True, default=dict, verbose_name="how to read it"),
                ),
                (
                    "duplicates",
                    models.CharField(
                        choices=[
                            ("skip", "Leave the book as it is"),
                            ("update", "Update the book from the file"),
                            ("add_copies", "Add the copies of the file to the book"),
                        ],
                        default="skip",
                        max_length=10,
                        verbose_name="books the library has",
                    ),
                ),
                (
                    "copies_each",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="copies of a record without any"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("uploaded", "waiting for you"),
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("running", "being imported"),
                            ("done", "imported"),
                            ("undoing", "being taken back"),
                            ("undone", "taken back"),
                            ("failed", "stopped"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("bytes_read", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "total",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="records"),
                ),
                ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("failure", models.JSONField(blank=True, null=True)),
                ("created_at", models.DateTimeField(verbose_name="uploaded at")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="begun at"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.branch",
                        verbose_name="branch",
                    ),
                ),
                (
                    "copy_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.copytype",
                        verbose_name="type",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-id"],
                "permissions": [
                    ("import_books", "Can import books and take an import back"),
                    ("export_books", "Can export the catalogue"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="record")),
                ("offset", models.PositiveBigIntegerField(verbose_name="at")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("update", "update"),
                            ("add_copies", "copies added"),
                            ("duplicate", "there already"),
                            ("refused", "refused"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("book_id", models.UUIDField(blank=True, null=True, verbose_name="book")),
                ("code", models.CharField(blank=True, max_length=60)),
                ("params", models.JSONField(blank=True, default=dict)),
                ("notes", models.JSONField(blank=True, default=list)),
                ("made", models.JSONField(blank=True, default=dict)),
                ("before", models.JSONField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "record of an import",
                "verbose_name_plural": "records of imports",
                "ordering": ["batch", "number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("format", models.CharField(max_length=10, verbose_name="format")),
                ("raw", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.importbatch",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="catalog.book",
                    ),
                ),
            ],
            options={
                "verbose_name": "source record",
                "verbose_name_plural": "source records",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(fields=["-created_at", "-id"], name="import_newest"),
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(
                condition=models.Q(("stage__in", ("checking", "running", "undoing"))),
                fields=["started_at"],
                name="import_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "uploaded",
                            "checking",
                            "checked",
                            "running",
                            "done",
                            "undoing",
                            "undone",
                            "failed",
                        ],
                    )
                ),
                name="import_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("duplicates__in", ["skip", "update", "add_copies"])),
                name="import_policy_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finished_at__isnull", False), ("stage__in", ("done", "undone", "failed"))
                    ),
                    models.Q(
                        models.Q(("stage__in", ("done", "undone", "failed")), _negated=True),
                        ("finished_at", None),
                    ),
                    _connector="OR",
                ),
                name="import_is_over_when_finished",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage__in", ("checking", "running", "undoing")), _negated=True),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="import_at_work_has_begun",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="import_row_once"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["new", "update", "add_copies", "duplicate", "refused"])
                ),
                name="import_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "refused"), _negated=True),
                    models.Q(("code", ""), _negated=True),
                    _connector="OR",
                ),
                name="import_refusal_has_reason",
            ),
        ),
        migrations.RunPython(make_job, migrations.RunPython.noop),
    ]
