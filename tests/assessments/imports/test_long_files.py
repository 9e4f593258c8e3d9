"""A long file is told of from inside its one transaction, which no other connection sees."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.job_progress import describe_job
from assessments.imports.jobs import APPLY_JOB
from colleges.imports.contingent import ContingentImport
from colleges.models import Student
from colleges.services.contingent import Place
from core.bulk import insert_objects
from core.import_kinds import Target
from core.jobs.execution import execute
from core.jobs.queue import enqueue
from core.models import Job
from tests.conftest import NOW
from tests.factories.colleges import StudyGroupFactory
from tests.importing import Loader

pytestmark = pytest.mark.django_db(transaction=True)


def name(number):
    return "Иванов" + "".join("абвгдежзик"[int(digit)] for digit in str(number))


def look(pk):
    """Return what the page of a job says to somebody else meanwhile."""
    try:
        seen = describe_job(Job.objects.get(pk=pk), now=NOW, technical=False)
        return seen.percent, seen.message.replace("\N{NARROW NO-BREAK SPACE}", " ")
    finally:
        connection.close()


def test_page_of_the_job_counts_rows_while_they_are_written(monkeypatch):
    group = StudyGroupFactory()
    place = Place(college=group.college, group=group)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    loader = Loader(ContingentImport(), target)
    rows = [(f"{name(number)} Анна",) for number in range(1_200)]
    batch = loader.check(("ФИО",), *rows)
    batch.parameters = {"group": group.pk}
    batch.save()
    job = enqueue(APPLY_JOB, now=NOW, batch_id=batch.pk)
    seen = []

    def insert_and_look(objects):
        insert_objects(objects)
        if isinstance(objects[0], Student):
            with ThreadPoolExecutor(1) as others:
                seen.append(others.submit(look, job.pk).result(timeout=20))

    monkeypatch.setattr("colleges.services.students.insert_objects", insert_and_look)
    assert execute(job.pk, clock=lambda: NOW) == "done"

    assert seen == [
        (60, "Сверено с тем, что уже есть: 1 200 из 1 200"),
        (76, "Записано: 500 из 1 200"),
        (93, "Записано: 1 000 из 1 200"),
    ]
    assert Student.objects.filter(enrolments__group=group).count() == 1_200
