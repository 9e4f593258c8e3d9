"""The sums of groups get their own keys as primary ones instead of a number that nobody reads.

Django cannot give an existing table a composite primary key, so the sums are carried over.
"""

import django.db.models.deletion
from django.db import migrations, models

SUMS = {
    "GroupReadiness": (
        "group_id, college_id, sex, students_count, assessed_count, provisional_count, ready_count,"
        " low_count, basic_count, sufficient_count, high_count, employer_voice_count,"
        " index_sum, index_square_sum, evidence_count"
    ),
    "GroupFunctionReadiness": (
        "group_id, college_id, function_id, students_count, value_sum, value_square_sum,"
        " low_confidence_count, employer_count, employer_sum, gap_count, gap_sum, evidence_count"
    ),
}


def key_of(model, **options):
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to=model,
        **options,
    )


def counts(*names):
    return [(name, models.PositiveIntegerField()) for name in names]


def sums(*names):
    return [(name, models.FloatField()) for name in names]


def renamed(name):
    return migrations.RenameModel(name, f"Old{name}")


def carried_over(name):
    new, columns = f"assessments_{name.lower()}", SUMS[name]
    old = f"assessments_old{name.lower()}"
    return migrations.RunSQL(
        f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}",
        f"INSERT INTO {old} ({columns}) SELECT {columns} FROM {new}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0023_packed_without_key"),
        ("colleges", "0001_initial"),
        ("standards", "0001_initial"),
    ]

    operations = [
        *(renamed(name) for name in SUMS),
        migrations.CreateModel(
            name="GroupReadiness",
            fields=[
                ("group", key_of("colleges.studygroup", db_index=False)),
                ("college", key_of("colleges.college")),
                ("sex", models.CharField(blank=True, max_length=1)),
                *counts("students_count"),
                (
                    "assessed_count",
                    models.PositiveIntegerField(verbose_name="с индексом, не предварительно"),
                ),
                *counts(
                    "provisional_count",
                    "ready_count",
                    "low_count",
                    "basic_count",
                    "sufficient_count",
                    "high_count",
                    "employer_voice_count",
                ),
                *sums("index_sum", "index_square_sum"),
                *counts("evidence_count"),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "group_id",
                        "sex",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "готовность группы",
                "verbose_name_plural": "готовность групп",
            },
        ),
        migrations.CreateModel(
            name="GroupFunctionReadiness",
            fields=[
                ("group", key_of("colleges.studygroup", db_index=False)),
                ("college", key_of("colleges.college")),
                ("function", key_of("standards.labourfunction", db_index=False)),
                *counts("students_count"),
                *sums("value_sum", "value_square_sum"),
                *counts("low_confidence_count", "employer_count"),
                *sums("employer_sum"),
                *counts("gap_count"),
                *sums("gap_sum"),
                *counts("evidence_count"),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "group_id",
                        "function_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "готовность группы к функции",
                "verbose_name_plural": "готовность групп к функциям",
            },
        ),
        *(carried_over(name) for name in SUMS),
        *(migrations.DeleteModel(f"Old{name}") for name in SUMS),
    ]
