from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_packed_evidence'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(
                name='evidence_packed',
                fields=['college', 'id'],
                include=['observed_on', 'packed'],
                condition=models.Q(('voided_at__isnull', True)),
            ),
        ),
    ]
