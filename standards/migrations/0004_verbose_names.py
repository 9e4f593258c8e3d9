import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('standards', '0003_fill_element_search_text'),
    ]

    operations = [
        migrations.AlterField(
            model_name='educationalstandard',
            name='speciality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='educational_standards', to='standards.speciality', verbose_name='специальность'),
        ),
        migrations.AlterField(
            model_name='labourfunction',
            name='generalized_function',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labour_functions', to='standards.generalizedfunction', verbose_name='обобщённая трудовая функция'),
        ),
        migrations.AlterField(
            model_name='labourfunction',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='порядок'),
        ),
        migrations.AlterField(
            model_name='labourfunction',
            name='standard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labour_functions', to='standards.professionalstandard', verbose_name='стандарт'),
        ),
    ]
