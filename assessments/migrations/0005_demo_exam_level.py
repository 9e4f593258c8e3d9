from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0004_run_requirements"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pa", "ПА (промежуточная аттестация)"),
                    ("bu", "БУ (базовый уровень)"),
                    ("pu_inv", "ПУ, инвариантная часть"),
                    ("pu", "ПУ (профильный уровень)"),
                ],
                max_length=6,
                verbose_name="уровень ДЭ",
            ),
        ),
    ]
