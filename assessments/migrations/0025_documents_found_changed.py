"""An issued paper remembers since when its data are known to have changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0024_group_sums_by_their_keys")]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="found_changed_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="замечено, что данные изменились"
            ),
        ),
    ]
