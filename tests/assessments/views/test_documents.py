import datetime as dt
import hashlib
import re
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.enums import DocumentKind
from assessments.models import DocumentArchive, DocumentTemplate, IssuedDocument
from core.models import AuditEntry, Job
from tests.factories.assessments import (
    DocumentArchiveFactory,
    DocumentTemplateFactory,
    IssuedDocumentFactory,
)
from tests.factories.colleges import EnrolmentFactory, StudyGroupFactory
from tests.factories.employers import EvaluationFactory, PlacementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
CREATE = "assessments:document_create"


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


def placed(group, now, last_name, *, is_rated=True):
    student = EnrolmentFactory(group=group, student__last_name=last_name).student
    placement = PlacementFactory(student=student, employer__name="СПК «Колос»")
    if is_rated:
        EvaluationFactory(placement=placement, would_hire="yes", submitted_at=now)
    return placement


@pytest.fixture
def placement(group, now):
    return placed(group, now, "Лунёв")


def issue(client, group, *placements, kind="reference", file_format="docx"):
    address = f"{reverse(CREATE)}?kind={kind}&group={group.pk}"
    return client.post(
        address, {"subject": [row.pk for row in placements], "file_format": file_format}
    )


def address_in(document):
    paper = docx.Document(BytesIO(bytes(document.file.content)))
    signed = paper.tables[-1].rows[0].cells[0]
    (line,) = [row.text for row in signed.paragraphs if "/verify/" in row.text]
    return re.search(r"/verify/[\w-]+/", line)[0]


def test_one_paper_is_made_at_once_and_downloaded_with_an_audit_line(
    college_teacher_client, group, placement
):
    response = issue(college_teacher_client, group, placement)

    document = IssuedDocument.objects.get()
    assert response.url == reverse("assessments:document_detail", args=[document.pk])
    page = college_teacher_client.get(response.url)
    assert "действителен" in page.content.decode()
    file = college_teacher_client.get(reverse("assessments:document_file", args=[document.pk]))
    assert file.content == bytes(document.file.content)
    assert file["Cache-Control"] == "no-store, private"
    line = AuditEntry.objects.get(action="assessments.read_document")
    assert (line.object_id, line.details) == (str(document.pk), {})


def test_several_are_made_by_a_job(college_teacher_client, group, placement, now, run_jobs):
    other = placed(group, now, "Седова")

    response = issue(college_teacher_client, group, placement, other, file_format="pdf")

    job = Job.objects.get()
    assert response.url == reverse("accounts:job_detail", args=[job.pk])
    run_jobs()
    archive = DocumentArchive.objects.get()
    page = college_teacher_client.get(reverse("assessments:document_archive", args=[archive.pk]))
    assert [row["about"].split()[0] for row in page.context["rows"]] == ["Лунёв", "Седова"]
    file = college_teacher_client.get(
        reverse("assessments:document_archive_file", args=[archive.pk])
    )
    assert file.content[:2] == b"PK"


def test_archive_past_its_time_is_not_given(college_teacher_client, group, now):
    archive = DocumentArchiveFactory(group=group, expires_at=now)

    page = reverse("assessments:document_archive_file", args=[archive.pk])
    assert college_teacher_client.get(page).status_code == 404


def test_who_cannot_have_the_paper_yet_is_shown_with_the_reason(college_teacher_client, group, now):
    unrated = placed(group, now, "Седова", is_rated=False)

    page = college_teacher_client.get(f"{reverse(CREATE)}?kind=reference&group={group.pk}")
    response = issue(college_teacher_client, group, unrated)

    assert [row["problem"] for row in page.context["rows"]] == ["Наставник ещё не ответил."]
    assert 'name="subject"' not in page.content.decode()
    assert response.context["form"].non_field_errors() == ["Отметьте, на кого выдать документы."]
    assert not IssuedDocument.objects.exists()


def test_practice_of_another_college_is_not_issued(college_teacher_client, group, now, placement):
    foreign = placed(StudyGroupFactory(), now, "Чужой")

    response = issue(college_teacher_client, group, foreign)

    assert response.status_code == 200
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("name", ["group", "student", "placement", "sheet"])
def test_page_for_what_is_not_the_colleges_is_not_found(college_teacher_client, name):
    page = f"{reverse(CREATE)}?{name}=00000000-0000-4000-8000-000000000000"
    assert college_teacher_client.get(page).status_code == 404


def test_stranger_sees_validity_and_no_name(client, college_teacher_client, group, placement):
    issue(college_teacher_client, group, placement)
    document = IssuedDocument.objects.get()
    page = address_in(document)

    response = client.get(page)

    text = response.content.decode()
    assert response.status_code == 200
    for shown in ("Характеристика", document.number, "действителен", "20.11.2026"):
        assert shown in text
    assert document.college.name in text
    for hidden in ("Лунёв", "М-31", "Колос", "Отчество", str(document.student.uid)):
        assert hidden not in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert document.token_sha256 not in page


def test_stranger_learns_that_a_paper_was_revoked(client, college_manager_client, group, placement):
    issue(college_manager_client, group, placement)
    document = IssuedDocument.objects.get()
    page = address_in(document)

    college_manager_client.post(
        reverse("assessments:document_revoke", args=[document.pk]), {"reason": "описка в фамилии"}
    )

    text = client.get(page).content.decode()
    assert "отозван" in text
    assert "описка" not in text
    file = reverse("assessments:document_file", args=[document.pk])
    assert college_manager_client.get(file).status_code == 404
    line = AuditEntry.objects.get(action="assessments.revoke_document")
    assert (line.object_id, line.details) == (str(document.pk), {})


def test_paper_is_not_revoked_without_a_reason(college_manager_client, college):
    document = IssuedDocumentFactory(student__college=college)

    college_manager_client.post(
        reverse("assessments:document_revoke", args=[document.pk]), {"reason": " "}
    )

    document.refresh_from_db()
    assert document.revoked_at is None


def test_invented_address_is_not_confirmed(client):
    response = client.get(reverse("assessments:document_verify", args=["invented"]))

    assert response.status_code == 404
    assert "портал не выдавал" in response.content.decode()


def template_file(*lines):
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    written = BytesIO()
    paper.save(written)
    return SimpleUploadedFile("наш.docx", written.getvalue())


def test_colleges_own_template_is_used_until_it_is_dropped(
    college_manager_client, group, placement
):
    page = reverse("assessments:document_template", args=["reference"])
    own = template_file("Наша форма: {{ фио }}", "{{ код_проверки }}", "{{ адрес_проверки }}")

    assert college_manager_client.post(page, {"file": own}).status_code == 302

    issue(college_manager_client, group, placement)
    paper = docx.Document(BytesIO(bytes(IssuedDocument.objects.get().file.content)))
    assert paper.paragraphs[0].text == "Наша форма: Лунёв Имя Отчество"
    college_manager_client.post(
        reverse("assessments:document_template_drop", args=["reference"]),
    )
    assert DocumentTemplate.objects.get().retired_at is not None
    assert "шаблон портала" in college_manager_client.get(page).content.decode()


def test_template_that_made_no_paper_is_removed_with_an_audit_line(
    college_manager_client, group, placement, now
):
    page = reverse("assessments:document_template_remove", args=["reference"])
    own = DocumentTemplateFactory(college=group.college, kind="reference", uploaded_at=now)
    other = DocumentTemplateFactory(kind="reference", uploaded_at=now)
    # By the portal's template before, by another form, to the screen: none of them is by this one.
    paper = {"student": placement.student, "placement": placement, "kind": "reference"}
    IssuedDocumentFactory(**paper, issued_at=now - dt.timedelta(days=1))
    IssuedDocumentFactory(**paper, issued_at=now, file_format="pdf")
    IssuedDocumentFactory(student=placement.student, issued_at=now)
    assert (
        "По нему не выдано ни одного документа" in college_manager_client.get(page).content.decode()
    )

    response = college_manager_client.post(page)

    assert response.url == reverse("assessments:document_template", args=["reference"])
    assert list(DocumentTemplate.objects.all()) == [other]
    line = AuditEntry.objects.get(action="assessments.remove_document_template")
    sha256 = hashlib.sha256(bytes(own.content)).hexdigest()
    assert line.details == {"document_kind": "reference", "sha256": sha256}
    assert college_manager_client.get(page).status_code == 404


def test_template_that_made_a_paper_is_only_put_aside(
    college_manager_client, group, placement, now
):
    page = reverse("assessments:document_template_remove", args=["reference"])
    own = DocumentTemplateFactory(college=group.college, kind="reference", uploaded_at=now)
    issued = IssuedDocumentFactory(
        student=placement.student, placement=placement, kind="reference", issued_at=now
    )
    # A revoked paper was given out as well.
    IssuedDocument.objects.filter(pk=issued.pk).update(revoked_at=now, revoke_reason="описка")

    response = college_manager_client.post(page, follow=True)

    text = response.content.decode()
    assert "По шаблону уже выданы документы: он не удалён." in text
    assert "Документов, выданных с тех пор, как он действует: 1." in text
    assert reverse("assessments:document_template_drop", args=["reference"]) in text
    assert list(DocumentTemplate.objects.filter(retired_at=None)) == [own]
    assert not AuditEntry.objects.filter(action="assessments.remove_document_template").exists()


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_every_field_that_prints_something_is_shown_with_an_example(college_manager_client, kind):
    page = college_manager_client.get(reverse("assessments:document_template", args=[kind]))

    fields = page.context["fields"]
    lacking = [row["written"] for row in fields if "{{" in row["written"] and not row["example"]]
    assert lacking == []
    assert {"written": "{{ номер }}", "example": "A7K2-M9PQ"}.items() <= fields[2].items()


def test_sample_is_the_portals_template_also_where_the_college_has_its_own(
    college_manager_client, college
):
    DocumentTemplateFactory(college=college, kind="protocol")

    file = college_manager_client.get(
        reverse("assessments:document_template_sample", args=["protocol"])
    )

    sample = docx.Document(BytesIO(file.content))
    assert "{{ колледж }}" in [line.text for line in sample.paragraphs]


def test_template_with_unknown_fields_is_refused_and_the_former_stays(college_manager_client):
    page = reverse("assessments:document_template", args=["reference"])
    wrong = template_file("{{ фамилия }}", "{{ код_проверки }}")

    response = college_manager_client.post(page, {"file": wrong})

    (problem,) = response.context["problems"]
    assert problem.startswith("В шаблоне неизвестные поля: «фамилия». Можно использовать: колледж,")
    text = response.content.decode()
    assert '<a class="button button--small" href="#fields">Какие поля можно писать</a>' in text
    assert reverse("assessments:document_template_sample", args=["reference"]) in text
    assert not DocumentTemplate.objects.exists()


@pytest.mark.parametrize("query", ["лунев", " № aaaa-77", "keytd", "Лунёв Имя"])
def test_paper_is_found_by_a_part_of_its_number_or_by_the_name(
    college_teacher_client, college, query
):
    found = IssuedDocumentFactory(
        student__college=college, student__last_name="Лунёв", number="AAAA-7788"
    )
    IssuedDocumentFactory(student__college=college, student__last_name="Седова")

    page = college_teacher_client.get(reverse("assessments:document_list"), {"query": query})

    assert [row["pk"] for row in page.context["rows"]] == [found.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_length(
    college_teacher_client, college, count, django_assert_max_num_queries
):
    for _number in range(count):
        IssuedDocumentFactory(student__college=college)

    with django_assert_max_num_queries(9):
        page = college_teacher_client.get(reverse("assessments:document_list"))

    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_choice_takes_the_same_queries_for_any_length(
    college_teacher_client, group, now, count, django_assert_max_num_queries
):
    for number in range(count):
        placed(group, now, f"Фамилия{number}")

    with django_assert_max_num_queries(14):
        page = college_teacher_client.get(f"{reverse(CREATE)}?kind=reference&group={group.pk}")

    assert len(page.context["rows"]) == count
