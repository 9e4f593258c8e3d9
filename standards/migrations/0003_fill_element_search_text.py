"""Elements stored before they could be searched get their search keys."""

from typing import Any

from django.db import migrations

from core.text import search_key

BATCH = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    elements = apps.get_model("standards", "FunctionElement")
    waiting = elements.objects.filter(search_text="").exclude(text="").order_by("pk")
    last = 0
    while rows := list(waiting.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            row.search_text = search_key(row.text)
        elements.objects.bulk_update(rows, ["search_text"], batch_size=BATCH // 4)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("standards", "0002_function_element_search_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
