"""What papers say: plain texts and rows under the names that templates use."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.enums import DocumentKind
from assessments.selectors.document_practices import attestation_facts, reference_facts
from assessments.selectors.document_subjects import Subject
from assessments.selectors.document_tables import (
    NotReady,
    passport_facts,
    protocol_facts,
    summary_facts,
)
from colleges.models import Student, StudyGroup
from colleges.rules.courses import course_of

Facts = dict[str, Any]


def facts_of(*, subject: Subject, today: date) -> Facts:
    """Return everything that a paper about the subject says today, but for its own number and date.

    In Russian whatever language is shown: else a paper issued in one would look changed in another.
    Raise NotReady, in the language shown, when there is nothing to say yet.
    """
    try:
        with translation.override(settings.LANGUAGE_CODE):
            return {
                "колледж": subject.college.name,
                "адрес_колледжа": subject.college.address,
                **_FACTS[subject.kind](subject, today),
            }
    except NotReady as reason:
        # Russian texts are the keys of the catalogues.
        raise NotReady(_(str(reason))) from None


def _student_facts(student: Student, group: StudyGroup | None, day: date) -> Facts:
    """Say who the student is, by a group; `day` decides the course."""
    facts = {"фио": student.full_name, "группа": "", "специальность": "", "курс": ""}
    if group is None:
        return {**facts, "форма_обучения": ""}
    programme = group.programme
    course = course_of(
        intake_year=programme.intake_year, duration_months=programme.duration_months, today=day
    )
    return {
        **facts,
        "группа": group.name,
        "специальность": str(programme.speciality),
        "курс": "" if course is None else str(course),
        "форма_обучения": str(programme.get_study_form_display()),
    }


def _of_practice(facts_of_practice: Callable[..., Facts]) -> Callable[[Subject, date], Facts]:
    def facts(subject: Subject, today: date) -> Facts:
        group, practice = subject.group, subject.placement
        programme = None if group is None else group.programme
        stated = facts_of_practice(subject=subject, programme=programme)
        day = today if practice is None else practice.ends_on
        student = {} if subject.student is None else _student_facts(subject.student, group, day)
        return {**student, **stated}

    return facts


def _passport_facts(subject: Subject, today: date) -> Facts:
    student = subject.student
    if student is None:
        raise NotReady(_("Обучающегося нет."))
    return {
        **_student_facts(student, subject.group, today),
        **passport_facts(student=student, today=today),
    }


_FACTS: Final[Mapping[DocumentKind, Callable[[Subject, date], Facts]]] = {
    DocumentKind.ATTESTATION: _of_practice(attestation_facts),
    DocumentKind.REFERENCE: _of_practice(reference_facts),
    DocumentKind.SUMMARY: summary_facts,
    DocumentKind.PROTOCOL: protocol_facts,
    DocumentKind.PASSPORT: _passport_facts,
}
