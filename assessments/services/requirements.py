"""What a programme requires has changed: readiness follows."""

from datetime import datetime

from django.db import transaction

from assessments.services.runs import request_students
from colleges.models import Enrolment, Programme


def accept_requirements(*, programme_id: int, now: datetime) -> int:
    """Ask for the readiness of a programme's students anew; return how many. May be repeated."""
    with transaction.atomic():
        programme = Programme.objects.filter(pk=programme_id).first()
        if programme is None:
            return 0
        enrolled = Enrolment.objects.current().filter(group__programme=programme)
        students = sorted(set(enrolled.values_list("student_id", flat=True)))
        request_students(college_id=programme.college_id, student_ids=students, now=now)
    return len(students)
