"""What anybody with a paper in hand may learn: whether it holds, and nothing of the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.enums import DocumentStanding
from assessments.selectors.documents import document_with_token, standing_of
from assessments.services.documents import token_print
from assessments.views.documents import STANDING_LOOKS
from core.http import public


@public()
def document_verify(request: HttpRequest, token: str) -> HttpResponse:
    document = document_with_token(token_sha256=token_print(token))
    context: dict[str, object] = {"is_known": document is not None}
    if document is not None:
        standing = standing_of(document=document, today=timezone.localdate())
        context |= {
            "kind": str(document.get_kind_display()).capitalize(),
            "college": document.college.name,
            "number": document.number,
            "issued_at": document.issued_at,
            "revoked_at": document.revoked_at,
            "state": standing.label,
            "pill": STANDING_LOOKS[standing],
            "is_changed": standing == DocumentStanding.CHANGED,
            "is_revoked": standing == DocumentStanding.REVOKED,
        }
    answer = render(
        request,
        "assessments/document_verify.html",
        context,
        status=200 if document is not None else 404,
    )
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
