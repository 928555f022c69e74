import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


def schedule(apps, _):
    job = "catalog.jobs.clear_uploads"
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        func=job, defaults={"name": job, "schedule_type": "D"}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_copy_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BooksApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="said at")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.book",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.book",
                    ),
                ),
            ],
            options={
                "verbose_name": "two books, not one",
                "verbose_name_plural": "two books, not one",
                "ordering": ["-said_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="books_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="books_apart_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadingMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.CharField(max_length=20, verbose_name="kind")),
                ("gone_id", models.UUIDField(unique=True)),
                ("gone_name", models.CharField(max_length=300, verbose_name="name")),
                ("kept_id", models.UUIDField(db_index=True)),
                ("merged_at", models.DateTimeField(verbose_name="merged at")),
                (
                    "before",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="before",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "merged name or subject",
                "verbose_name_plural": "merged names and subjects",
                "ordering": ["-merged_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gone_id", models.F("kept_id")), _negated=True),
                        name="heading_merge_of_two",
                    )
                ],
            },
        ),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
