"""After a withdrawn consent to processing somebody decides what is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colleges", "0005_words_for_the_service_part")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="решено"),
        ),
        migrations.AddField(
            model_name="consent",
            name="review_note",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="что остаётся и почему"
            ),
        ),
    ]
