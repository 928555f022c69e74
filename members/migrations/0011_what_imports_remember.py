from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_member_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="memberimportrow",
            name="was_used",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
