import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_words_for_the_service_part'),
        ('colleges', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StudentScores',
            fields=[
                ('student', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='colleges.student')),
                ('scores', models.BinaryField(verbose_name='готовность к функциям')),
            ],
            options={
                'verbose_name': 'готовность обучающегося к функциям',
                'verbose_name_plural': 'готовность обучающихся к функциям',
            },
        ),
    ]
