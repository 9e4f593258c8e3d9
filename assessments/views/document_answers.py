"""Files with names of people in them: never kept by a browser or a proxy."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_answer(name: str, content: bytes, media_type: str) -> HttpResponse:
    """Answer with a file to be saved under its name."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Cache-Control": "no-store, private",
        },
    )
