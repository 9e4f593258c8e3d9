from django.db import migrations

# A block of two dozen scores has about two kilobytes. PostgreSQL would try to compress each of them
# and move it out of its row from there on; within the row it is stored and read at a copy's price.
_INLINE = (
    'ALTER TABLE assessments_studentscores ALTER COLUMN scores SET STORAGE EXTERNAL',
    'ALTER TABLE assessments_studentscores SET (toast_tuple_target = 8160)',
)


def keep_inline(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        for statement in _INLINE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0014_scores_stand_in_blocks'),
    ]

    operations = [
        migrations.RunPython(keep_inline, migrations.RunPython.noop),
    ]
