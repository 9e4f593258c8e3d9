"""The check of the night: which issued papers say something else than the portal would."""

import pytest
from django.urls import reverse

from assessments.enums import DocumentFormat, DocumentKind, SheetState
from assessments.models import IssuedDocument
from assessments.selectors.document_subjects import subject_of
from assessments.services.document_checks import plan_checks
from assessments.services.documents import Issue, issue_document, revoke_document
from tests.factories.assessments import CriterionFactory, ResultFactory, SheetFactory
from tests.factories.colleges import EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
LIST = reverse("assessments:document_list")


def issued(college, now):
    """The protocol of a sheet with one student, and the student."""
    sheet = SheetFactory(
        group__programme__college=college, state=SheetState.SUBMITTED, submitted_at=now
    )
    student = EnrolmentFactory(group=sheet.group, student__first_name="Артём").student
    criterion = CriterionFactory(instrument=sheet.instrument)
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5")
    subject = subject_of(kind=DocumentKind.PROTOCOL, college_id=college.pk, pk=sheet.pk)
    issue = Issue(
        file_format=DocumentFormat.DOCX, address="https://portal.example/", actor_id=None, now=now
    )
    return issue_document(subject=subject, issue=issue), student


def rename(student, first_name):
    student.first_name = first_name
    student.save()


def test_night_notes_papers_that_changed_until_they_hold_again(
    college, other_college, now, run_jobs, college_teacher_client
):
    document, student = issued(college, now)
    foreign, stranger = issued(other_college, now)

    def noted():
        assert plan_checks(now=now) == 2
        run_jobs(at=now)
        page = college_teacher_client.get(LIST, {"state": "changed"})
        return [row["pk"] for row in page.context["rows"]]

    assert noted() == []
    rename(student, "Пётр")
    rename(stranger, "Пётр")
    assert noted() == [document.pk]
    noted_at = dict(IssuedDocument.objects.values_list("pk", "found_changed_at"))
    assert noted_at == {document.pk: now, foreign.pk: now}
    lines = college_teacher_client.get(reverse("assessments:tasks")).context["lines"]
    assert ("Документы, данные которых изменились", 1, f"{LIST}?state=changed") in lines
    rename(student, "Артём")
    assert noted() == []


def test_revoked_paper_is_neither_checked_nor_told(college, now, college_teacher_client):
    document, _student = issued(college, now)
    IssuedDocument.objects.update(found_changed_at=now)
    revoke_document(document=document, reason="описка", actor_id=None, now=now)

    assert plan_checks(now=now) == 0
    assert college_teacher_client.get(LIST, {"state": "changed"}).context["rows"] == []
