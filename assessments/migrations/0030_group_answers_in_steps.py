import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0029_motivation_drafts'),
        ('colleges', '0009_alignment_remarks'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_version', models.PositiveSmallIntegerField(verbose_name='версия анкеты')),
                ('item', models.PositiveSmallIntegerField(verbose_name='номер вопроса')),
                ('surveys', models.JSONField(verbose_name='анкеты')),
                ('mean', models.FloatField(verbose_name='среднее')),
                ('told_at', models.DateTimeField(verbose_name='показано с')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.studygroup')),
            ],
            options={
                'verbose_name': 'ответ группы',
                'verbose_name_plural': 'ответы групп',
                'indexes': [models.Index(fields=['group', 'form_version', 'item'], name='group_statement')],
            },
        ),
    ]
