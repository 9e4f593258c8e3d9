"""Files as answers."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from reports.enums import FileFormat
from reports.models import ReleaseFile
from reports.services.files import CONTENT_TYPES


def file_response(stored: ReleaseFile) -> HttpResponse:
    """Answer with a stored file, to be saved under its own name."""
    return HttpResponse(
        bytes(stored.content),
        content_type=CONTENT_TYPES[FileFormat(stored.file_format)],
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=stored.file_name
            )
            or "attachment"
        },
    )
