from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0027_first_motivation_form")]

    operations = [
        migrations.AddField(
            model_name="severityrun",
            name="agreement",
            field=models.JSONField(blank=True, default=dict, verbose_name="согласие оценивающих"),
        ),
    ]
