"""Uploads of registry files by administrators: one batch a file, one upload a form."""

from typing import Final

from core.models import ImportBatch

KIND: Final = "standards.registry_xml"
RECENT: Final = 20


def batches_of_upload(*, upload: str) -> list[ImportBatch]:
    """Return the files of an upload in the order chosen; content is read only when asked for."""
    return list(
        ImportBatch.objects.filter(kind=KIND, parameters__upload=upload)
        .defer("content")
        .order_by("pk")
    )


def recent_batches() -> list[ImportBatch]:
    """Return the last uploaded files, the newest first, without their content."""
    return list(
        ImportBatch.objects.filter(kind=KIND)
        .defer("content")
        .select_related("uploaded_by")
        .order_by("-uploaded_at", "-pk")[:RECENT]
    )
