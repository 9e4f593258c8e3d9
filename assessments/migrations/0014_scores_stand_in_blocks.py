from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0013_pack_scores'),
    ]

    operations = [
        migrations.DeleteModel(
            name='FunctionScore',
        ),
    ]
