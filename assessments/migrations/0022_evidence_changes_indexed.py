from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0021_adjusted_functions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(
                name='evidence_recorded',
                fields=['college', 'created_at'],
                condition=models.Q(('voided_at__isnull', True)),
            ),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(
                name='evidence_voided',
                fields=['college', 'voided_at'],
                condition=models.Q(('voided_at__isnull', False)),
            ),
        ),
    ]
