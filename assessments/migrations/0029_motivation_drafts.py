from django.db import migrations, models


def forget_drafts(apps, schema_editor):
    """A draft has no day of introduction, and before this every version had to have one."""
    apps.get_model("assessments", "MotivationForm").objects.filter(introduced_at=None).delete()


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
        migrations.RunPython(migrations.RunPython.noop, forget_drafts),
    ]
