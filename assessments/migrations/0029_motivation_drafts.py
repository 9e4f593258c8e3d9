from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0028_severity_run_agreement")]

    operations = [
        migrations.AddField(
            model_name="motivationform",
            name="title",
            field=models.CharField(
                blank=True, default="", max_length=120, verbose_name="заголовок"
            ),
        ),
        migrations.AlterField(
            model_name="motivationform",
            name="introduced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="введена"),
        ),
    ]
