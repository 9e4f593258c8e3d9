import core.bulk.packing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_document_stated_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='packed',
            field=models.GeneratedField(
                db_persist=True,
                expression=core.bulk.packing.Packed(
                    ('id', 'bigint', None),
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
    ]
