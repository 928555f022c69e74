import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_scans_and_shelves"),
    ]

    operations = [
        migrations.AlterField(
            model_name="booksubject",
            name="book",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.book",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="book",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributions",
                to="catalog.book",
            ),
        ),
    ]
