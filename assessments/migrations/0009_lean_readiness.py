import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_student_merges'),
        ('colleges', '0001_initial'),
        ('standards', '0003_fill_element_search_text'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComputedCollege',
            fields=[
                ('college', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='colleges.college')),
                ('blocks', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'рассчитанный колледж',
                'verbose_name_plural': 'рассчитанные колледжи',
            },
        ),
        migrations.RemoveField(
            model_name='functionscore',
            name='college',
        ),
        migrations.AlterField(
            model_name='functionscore',
            name='confidence',
            field=models.SmallIntegerField(choices=[(0, 'мало данных'), (1, 'средняя'), (2, 'высокая')], null=True, verbose_name='достоверность'),
        ),
        migrations.AlterField(
            model_name='functionscore',
            name='evidence_count',
            field=models.SmallIntegerField(verbose_name='свидетельств'),
        ),
        migrations.AlterField(
            model_name='functionscore',
            name='kind_count',
            field=models.SmallIntegerField(verbose_name='видов источников'),
        ),
        migrations.AlterField(
            model_name='functionscore',
            name='rater_count',
            field=models.SmallIntegerField(verbose_name='оценивающих'),
        ),
        migrations.AlterField(
            model_name='groupfunctionreadiness',
            name='college',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.college'),
        ),
        migrations.AlterField(
            model_name='groupfunctionreadiness',
            name='function',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='standards.labourfunction'),
        ),
        migrations.AlterField(
            model_name='groupfunctionreadiness',
            name='group',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.studygroup'),
        ),
        migrations.AlterField(
            model_name='groupreadiness',
            name='college',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.college'),
        ),
        migrations.AlterField(
            model_name='groupreadiness',
            name='group',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.studygroup'),
        ),
        migrations.AlterField(
            model_name='studentreadiness',
            name='college',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.college'),
        ),
        migrations.AlterField(
            model_name='studentreadiness',
            name='group',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.studygroup'),
        ),
        migrations.AlterField(
            model_name='studentreadiness',
            name='level',
            field=models.SmallIntegerField(choices=[(0, 'низкий'), (1, 'базовый'), (2, 'достаточный'), (3, 'высокий')], null=True, verbose_name='уровень'),
        ),
        migrations.AlterField(
            model_name='studentreadiness',
            name='student',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='readiness', serialize=False, to='colleges.student'),
        ),
        migrations.AlterField(
            model_name='studentreadiness',
            name='weakest_function',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='standards.labourfunction'),
        ),
    ]
