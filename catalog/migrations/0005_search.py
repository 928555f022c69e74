import django.db.models.deletion
from django.db import migrations, models

ON_POSTGRES = [
    "ALTER TABLE catalog_searchentry ADD COLUMN words tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX search_by_words ON catalog_searchentry USING gin (words)",
    "CREATE SEQUENCE catalog_searchentry_serial CACHE 1",
]
# The tokenizer parts words at spaces alone, as they have been folded and parted before.
ON_SQLITE = [
    "CREATE VIRTUAL TABLE catalog_searchtext USING fts5("
    "title, contributors, subjects, rest, marks, tokenize = \"ascii tokenchars '_-'\")",
]
FROM_POSTGRES = ["DROP SEQUENCE catalog_searchentry_serial"]
FROM_SQLITE = ["DROP TABLE catalog_searchtext"]


def run(postgres, sqlite):
    def on(apps, schema_editor):
        is_postgres = schema_editor.connection.vendor == "postgresql"
        for statement in postgres if is_postgres else sqlite:
            schema_editor.execute(statement)

    return on


def schedule(apps, _):
    job = "catalog.jobs.count_words"
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        func=job, defaults={"name": job, "schedule_type": "D"}
    )


class Migration(migrations.Migration):
    """The entries are written anew: run ``manage.py rebuild_search`` once after it."""

    dependencies = [
        ("catalog", "0004_imports"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchEntry"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("contributors", models.TextField(blank=True)),
                ("author", models.CharField(blank=True, max_length=80)),
                ("year", models.SmallIntegerField(default=-9999)),
                ("digest", models.BigIntegerField()),
                (
                    "book",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="catalog.book",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "indexes": [
                    models.Index(fields=["author", "number"], name="search_by_author"),
                    models.Index(fields=["year", "number"], name="search_by_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("books", models.IntegerField()),
            ],
            options={
                "verbose_name": "word of the catalogue",
                "verbose_name_plural": "words of the catalogue",
                "indexes": [
                    models.Index(
                        condition=models.Q(("books__gte", 20)),
                        fields=["-books"],
                        name="search_word_common",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchMistake",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shape",
                        "word",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shape", models.BigIntegerField()),
                ("word", models.CharField(max_length=100)),
            ],
            options={"verbose_name": "misspelling", "verbose_name_plural": "misspellings"},
        ),
        migrations.RunPython(run(ON_POSTGRES, ON_SQLITE), run(FROM_POSTGRES, FROM_SQLITE)),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
