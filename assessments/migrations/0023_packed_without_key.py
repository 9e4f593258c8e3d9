import core.bulk.packing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0022_evidence_changes_indexed'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='evidence', name='evidence_packed'),
        migrations.RemoveField(model_name='evidence', name='packed'),
        migrations.AddField(
            model_name='evidence',
            name='packed',
            field=models.GeneratedField(
                db_persist=True,
                expression=core.bulk.packing.Packed(
                    ('student_id', 'integer', None),
                    ('function_id', 'integer', -1),
                    ('criterion_id', 'integer', -1),
                    ('rater_id', 'integer', -1),
                    ('observed_on', 'date', None),
                    ('component', 'smallint', None),
                    ('kind', 'smallint', None),
                    ('score', 'double precision', None),
                    ('strength', 'double precision', None),
                ),
                output_field=models.BinaryField(),
                verbose_name='для расчёта',
            ),
        ),
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
