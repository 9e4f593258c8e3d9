from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                name="job_done_last",
                fields=["-finished_at", "-id"],
                condition=Q(("state", "done")),
            ),
        ),
    ]
