import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from colleges.forms.consents import SignedPaperForm
from colleges.models import Consent, ConsentScan
from colleges.services.consents import LARGEST_SCAN
from core.models import AuditEntry
from tests.factories.colleges import ConsentFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


@pytest.fixture
def student(group):
    return EnrolmentFactory(
        group=group,
        student__last_name="Лунёв",
        student__birth_date=dt.date(2009, 5, 1),
    ).student


def page(student):
    return reverse("colleges:student_consents", args=[student.uid])


def sign(client, student, **changed):
    paper = {"purpose": "processing", "given_by": "representative", "given_on": "2026-11-19"}
    return client.post(page(student), paper | changed)


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


def test_paper_is_written_down_with_its_scan_which_is_read_with_an_audit_line(
    college_teacher_client, student
):
    scan = SimpleUploadedFile("скан.pdf", b"%PDF-1.7 paper")

    assert sign(college_teacher_client, student, scan=scan).status_code == 302

    consent = Consent.objects.get()
    assert (consent.purpose, consent.given_by, consent.text_version) == (
        "processing",
        "representative",
        "2026-1",
    )
    assert consent.given_at.date() == dt.date(2026, 11, 19)
    response = college_teacher_client.get(reverse("colleges:consent_scan", args=[consent.pk]))
    assert (response.content, response["Content-Type"]) == (b"%PDF-1.7 paper", "application/pdf")
    assert [line.action for line in AuditEntry.objects.order_by("pk")][-2:] == [
        "colleges.record_consent",
        "colleges.read_consent_scan",
    ]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_by": "student"}, "В этот день согласие должен был дать законный представитель."),
        ({"given_on": "2026-11-21"}, "Этот день ещё не наступил."),
        (
            {"scan": SimpleUploadedFile("a.pdf", b"MZ not a paper")},
            "Скан должен быть файлом PDF, JPEG или PNG.",
        ),
    ],
)
def test_wrong_paper_is_refused_with_a_reason(college_teacher_client, student, changed, message):
    assert errors(sign(college_teacher_client, student, **changed)) == [message]
    assert not Consent.objects.exists()
    assert not ConsentScan.objects.exists()


def test_same_consent_is_not_written_twice(college_teacher_client, student):
    sign(college_teacher_client, student)

    assert errors(sign(college_teacher_client, student)) == [
        "Такое согласие уже записано и действует."
    ]


def test_withdrawn_consent_stays_as_history(college_teacher_client, student, now):
    consent = ConsentFactory(student=student, given_by="representative")
    url = reverse("colleges:consent_withdraw", args=[consent.pk])

    assert "ответственный за персональные данные" in college_teacher_client.get(url).text
    college_teacher_client.post(url)

    consent.refresh_from_db()
    assert consent.withdrawn_at == now
    rows = {
        row["purpose"]: row for row in college_teacher_client.get(page(student)).context["rows"]
    }
    assert str(rows["обработка персональных данных"]["word"]) == "отозвано"
    assert len(rows["обработка персональных данных"]["papers"]) == 1


def test_all_papers_of_a_purpose_end_and_are_decided_together(college_manager_client, student, now):
    first = ConsentFactory(student=student, given_by="representative")
    second = ConsentFactory(student=student)
    other = ConsentFactory(student=student, purpose="transfer_employer")

    college_manager_client.post(reverse("colleges:consent_withdraw", args=[second.pk]))
    waiting = college_manager_client.get("/tasks/").context["due"]
    review = reverse("colleges:consent_review", args=[waiting.withdrawals[0].pk])
    college_manager_client.post(review, {"note": "Оценки и приказы по 273-ФЗ."})

    assert (waiting.withdrawals_total, len(waiting.withdrawals)) == (1, 1)
    for paper in (first, second, other):
        paper.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at, other.withdrawn_at) == (now, now, None)
    assert (first.reviewed_at, second.reviewed_at) == (now, now)
    assert AuditEntry.objects.filter(action="colleges.withdraw_consent").count() == 1


def test_papers_serve_nothing_once_processing_is_withdrawn(college_teacher_client, student, now):
    ConsentFactory(student=student, given_by="representative", withdrawn_at=now)
    ConsentFactory(student=student, given_by="representative", purpose="questionnaire")

    rows = college_teacher_client.get(page(student)).context["rows"]

    assert [(row["word"], row["kind"]) for row in rows] == [
        ("отозвано", "bad"),
        ("нет", "bad"),
        ("нет", ""),
        ("не действует: обработка отозвана", "bad"),
    ]


def test_list_tells_who_lacks_which_consent(
    college_teacher_client, student, group, django_assert_max_num_queries
):
    ConsentFactory(student=student, given_by="representative")
    url = reverse("colleges:consent_list")

    def names(**query):
        rows = college_teacher_client.get(url, query).context["rows"]
        return [row["name"] for row in rows]

    assert names(purpose="processing") == []
    assert names(purpose="publication") == [student.full_name]
    with django_assert_max_num_queries(20) as one:
        assert names() == [student.full_name]
    EnrolmentFactory.create_batch(2, group=group)
    with django_assert_max_num_queries(20) as three:
        assert len(names()) == 3
    assert len(one) == len(three)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (dt.date(2009, 5, 1), "законный представитель обучающегося: Лунёв"),
        (dt.date(2006, 5, 1), "Я, Лунёв Имя Отчество, 01.05.2006, даю свое согласие"),
    ],
)
def test_blank_names_the_person_and_whoever_signs(college_teacher_client, student, born, words):
    student.birth_date = born
    student.save()
    address = ["colleges:consent_blank", [student.uid, "processing"]]

    content = college_teacher_client.get(reverse(address[0], args=[*address[1], "docx"])).content

    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
    assert words in text
    pdf = college_teacher_client.get(reverse(address[0], args=[*address[1], "pdf"])).content
    assert pdf.startswith(b"%PDF-")
    unknown = reverse(address[0], args=[*address[1], "exe"])
    assert college_teacher_client.get(unknown).status_code == 404


class NeverRead(SimpleUploadedFile):
    def read(self, *_):
        pytest.fail("read whole")


def test_large_scan_is_refused_before_it_is_read(student):
    scan = NeverRead("скан.pdf", b"%PDF-")
    scan.size = LARGEST_SCAN + 1
    form = SignedPaperForm(
        {"purpose": "processing", "given_by": "representative", "given_on": "2026-11-19"},
        {"scan": scan},
        student=student,
        today=dt.date(2026, 11, 20),
        purpose="processing",
    )

    assert form.errors["scan"] == ["Скан больше 5 МБ: уменьшите его."]


def test_after_a_withdrawn_processing_the_manager_decides_what_is_kept(
    college_manager_client, college_teacher_client, student, now
):
    consent = ConsentFactory(student=student, given_by="representative")
    college_manager_client.post(reverse("colleges:consent_withdraw", args=[consent.pk]))
    tasks = college_manager_client.get("/tasks/")
    assert [row.uid for row in tasks.context["due"].withdrawals] == [student.uid]
    address = reverse("colleges:consent_review", args=[consent.pk])
    assert address in college_manager_client.get(page(student)).content.decode()
    assert address not in college_teacher_client.get(page(student)).content.decode()

    assert college_manager_client.post(address, {"note": " "}).context["form"].errors
    note = "Личное дело: ст. 28 ФЗ-273, 75 лет. Фотография удалена."
    assert college_manager_client.post(address, {"note": note}).status_code == 302

    consent.refresh_from_db()
    assert (consent.review_note, consent.reviewed_at) == (note, now)
    assert not college_manager_client.get("/tasks/").context["due"].withdrawals
    assert note in college_manager_client.get(page(student)).content.decode()
    line = AuditEntry.objects.get(action="colleges.review_withdrawal")
    assert (line.object_id, line.details) == (str(consent.pk), {})
