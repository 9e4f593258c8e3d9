from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_severity_estimates")]

    operations = [
        migrations.AddField(
            model_name="studentreadiness",
            name="refreshed_on",
            field=models.DateField(null=True, verbose_name="пересчитан отдельно на дату"),
        ),
    ]
