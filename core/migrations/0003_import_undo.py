import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0002_job_done_last"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RememberedColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('college_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60, verbose_name='вид файла')),
                ('signature', models.CharField(max_length=64)),
                ('columns', models.JSONField(verbose_name='столбцы')),
                ('saved_at', models.DateTimeField(verbose_name='когда')),
            ],
            options={
                'verbose_name': 'запомненные столбцы',
                'verbose_name_plural': 'запомненные столбцы',
            },
        ),
        migrations.AddField(
            model_name='importbatch',
            name='applied_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто применил'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='chosen',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undo',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='отменён'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто отменил'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='college_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('uploaded', 'проверяется'), ('checked', 'проверен'), ('applied', 'применён'), ('refused', 'есть ошибки'), ('undone', 'отменён')], max_length=10, verbose_name='состояние'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['college_id', '-uploaded_at'], name='import_of_college'),
        ),
        migrations.AddConstraint(
            model_name='rememberedcolumns',
            constraint=models.UniqueConstraint(fields=('college_id', 'kind', 'signature'), name='remembered_columns_unique'),
        ),
    ]
