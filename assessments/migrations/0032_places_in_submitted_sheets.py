from itertools import islice

from django.db import migrations

LOCKED = ("submitted", "voided")
CURRENT = ("studying", "leave", "graduated")


def keep_places(apps, schema_editor):
    """Give an empty cell to whoever a submitted sheet has shown so far: papers stay what they were."""
    Sheet = apps.get_model("assessments", "Sheet")
    Result = apps.get_model("assessments", "Result")
    Criterion = apps.get_model("assessments", "Criterion")
    Enrolment = apps.get_model("colleges", "Enrolment")
    first = {}
    for pk, instrument_id in (
        Criterion.objects.order_by("position", "pk").values_list("pk", "instrument_id").iterator()
    ):
        first.setdefault(instrument_id, pk)
    members = {}
    rows = Enrolment.objects.filter(state__in=CURRENT, student__merged_into=None)
    for group_id, student_id in rows.order_by("pk").values_list("group_id", "student_id"):
        members.setdefault(group_id, []).append(student_id)
    sheets = list(Sheet.objects.filter(state__in=LOCKED).order_by("pk"))
    for start in range(0, len(sheets), 500):
        part = [one for one in sheets[start : start + 500] if one.instrument_id in first]
        have = set(
            Result.objects.filter(sheet__in=part)
            .order_by()
            .values_list("sheet_id", "student_id")
            .distinct()
        )
        places = (
            Result(
                sheet=sheet,
                student_id=student_id,
                criterion_id=first[sheet.instrument_id],
                state="empty",
                version=0,
                updated_at=sheet.submitted_at or sheet.created_at,
            )
            for sheet in part
            for student_id in members.get(sheet.group_id, ())
            if (sheet.pk, student_id) not in have
        )
        while batch := list(islice(places, 1000)):
            Result.objects.bulk_create(batch)


def forget_places(apps, schema_editor):
    """Take the bare places away; a cell that was never filled may still hold a remark or a mark."""
    bare = {"version": 0, "state": "empty", "comment": "", "needs_attention": False}
    Result = apps.get_model("assessments", "Result")
    Result.objects.filter(sheet__state__in=LOCKED, **bare).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0031_flagged_cells_at_submission"),
        ("colleges", "0009_alignment_remarks"),
    ]

    operations = [migrations.RunPython(keep_places, forget_places)]
