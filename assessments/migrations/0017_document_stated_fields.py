"""An issued paper remembers under which names its print was taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0016_severities_shown")]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="stated_fields",
            field=models.JSONField(default=list),
        ),
    ]
