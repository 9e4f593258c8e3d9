import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('colleges', '0001_initial'),
        ('employers', '0002_rating_links'),
        ('standards', '0004_verbose_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='contact',
            name='employer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='employers.employer', verbose_name='предприятие'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='known_to',
            field=models.ManyToManyField(blank=True, related_name='+', to='colleges.college', verbose_name='кто внёс'),
        ),
        migrations.AlterField(
            model_name='demand',
            name='employer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='employers.employer', verbose_name='предприятие'),
        ),
        migrations.AlterField(
            model_name='demand',
            name='functions',
            field=models.ManyToManyField(blank=True, related_name='demands', to='standards.labourfunction', verbose_name='трудовые функции'),
        ),
        migrations.AlterField(
            model_name='demand',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='colleges.municipality', verbose_name='округ'),
        ),
        migrations.AlterField(
            model_name='demand',
            name='speciality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='standards.speciality', verbose_name='специальность'),
        ),
        migrations.AlterField(
            model_name='employer',
            name='added_by_college',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='colleges.college', verbose_name='кто внёс'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='created_at',
            field=models.DateTimeField(verbose_name='начата'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто внёс'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='mentor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='employers.contact', verbose_name='наставник'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='placement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='employers.placement', verbose_name='практика'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='employers.ratingrequest', verbose_name='ссылка'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='updated_at',
            field=models.DateTimeField(verbose_name='изменена'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='created_at',
            field=models.DateTimeField(verbose_name='создана'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='employer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='employers.employer', verbose_name='предприятие'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='mentor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='employers.contact', verbose_name='наставник'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='module',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='placements', to='colleges.module', verbose_name='модуль'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='student',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='colleges.student', verbose_name='обучающийся'),
        ),
        migrations.AlterField(
            model_name='ratingrequest',
            name='created_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто создал'),
        ),
        migrations.AlterField(
            model_name='ratingrequest',
            name='mentor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rating_requests', to='employers.contact', verbose_name='наставник'),
        ),
        migrations.AlterField(
            model_name='ratingrequest',
            name='placement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rating_requests', to='employers.placement', verbose_name='практика'),
        ),
    ]
