from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("assessments", "0015_blocks_within_rows")]

    operations = [
        # False until the next night: what may be printed is decided when severities are estimated.
        migrations.AddField(
            model_name="severityestimate",
            name="is_shown",
            field=models.BooleanField(default=False, verbose_name="можно показывать"),
        ),
        migrations.AddField(
            model_name="organisationseverity",
            name="is_shown",
            field=models.BooleanField(default=False, verbose_name="можно показывать"),
        ),
    ]
