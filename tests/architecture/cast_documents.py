"""Issued papers and archives that the table of routes names."""

import hashlib

from tests.architecture.cast import Cast, made
from tests.factories import assessments


@made
def own_document(cast: Cast) -> int:
    cast["own_group_row"]
    return assessments.IssuedDocumentFactory(
        student=cast.membership("student").student,
        token_sha256=hashlib.sha256(b"paper-token").hexdigest(),
    ).pk


@made
def foreign_document(cast: Cast) -> int:
    return assessments.IssuedDocumentFactory(student__college=cast["foreign_college_row"]).pk


@made
def own_archive(cast: Cast) -> int:
    return assessments.DocumentArchiveFactory(group=cast["own_group_row"]).pk


@made
def foreign_archive(cast: Cast) -> int:
    return assessments.DocumentArchiveFactory(group=cast["foreign_group_row"]).pk


@made
def document_kind(cast: Cast) -> str:
    return "passport"


@made
def kept_template_kind(cast: Cast) -> str:
    college = cast["own_group_row"].college
    return assessments.DocumentTemplateFactory(college=college, kind="summary").kind


@made
def paper_token(cast: Cast) -> str:
    cast["own_document"]
    return "paper-token"
