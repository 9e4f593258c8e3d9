"""Files of imports have a term: when it is over, bytes and cells go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_words_for_the_service_part")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="purged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="содержание удалено"),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "проверяется"),
                    ("checked", "проверен"),
                    ("applied", "применён"),
                    ("refused", "есть ошибки"),
                    ("undone", "отменён"),
                    ("purged", "удалён по сроку"),
                ],
                max_length=10,
                verbose_name="состояние",
            ),
        ),
    ]
