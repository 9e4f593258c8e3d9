"""Scores that stand as rows become one block a student, so that every card keeps its numbers."""

from datetime import date
from itertools import groupby
from operator import itemgetter
from struct import Struct

from django.db import migrations

# As assessments.rules.packed_scores lays a score out at the time of this migration.
_SCORE = Struct('<iihhhh8d')
_EPOCH = date(1970, 1, 1).toordinal()
_NONE = float('nan')
_BATCH = 1_000
_COLUMNS = (
    'student_id', 'function_id', 'newest_on', 'evidence_count', 'kind_count', 'rater_count',
    'confidence', 'value', 'weight', 'college_value', 'employer_value', 'posterior_mean',
    'interval_low', 'interval_high', 'ready_probability',
)


def _packed(row):
    function, newest, evidence, kinds, raters, confidence, *numbers = row[1:]
    return _SCORE.pack(
        function,
        newest.toordinal() - _EPOCH,
        evidence,
        kinds,
        raters,
        -1 if confidence is None else confidence,
        *(_NONE if number is None else number for number in numbers),
    )


def pack_scores(apps, schema_editor):
    score = apps.get_model('assessments', 'FunctionScore')
    scores = apps.get_model('assessments', 'StudentScores')
    rows = score.objects.order_by('student_id', 'function_id').values_list(*_COLUMNS)
    waiting = []
    for student, own in groupby(rows.iterator(chunk_size=10_000), key=itemgetter(0)):
        waiting.append(scores(student_id=student, scores=b''.join(map(_packed, own))))
        if len(waiting) == _BATCH:
            scores.objects.bulk_create(waiting)
            waiting = []
    scores.objects.bulk_create(waiting)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0012_student_scores'),
    ]

    operations = [
        migrations.RunPython(pack_scores, migrations.RunPython.noop),
    ]
