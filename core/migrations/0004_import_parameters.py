"""Files loaded before all kinds shared one flow named their target otherwise."""

from django.db import migrations

NAMES = {"group_id": "group", "sheet_id": "sheet"}


def rename(apps, names):
    batches = apps.get_model("core", "ImportBatch").objects.filter(
        kind__in=["colleges.contingent", "assessments.results"]
    )
    for batch in batches.only("parameters").order_by("pk"):
        batch.parameters = {names.get(key, key): value for key, value in batch.parameters.items()}
        batch.save(update_fields=["parameters"])


def forward(apps, schema_editor):
    rename(apps, NAMES)


def backward(apps, schema_editor):
    rename(apps, {new: old for old, new in NAMES.items()})


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_import_undo"),
    ]

    operations = [migrations.RunPython(forward, backward)]
