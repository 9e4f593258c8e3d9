import datetime as dt
import hashlib
import zipfile
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.enums import DocumentFormat, DocumentKind, DocumentStanding, SheetState
from assessments.models import DocumentArchive, DocumentArchiveFile, IssuedDocument, IssuedFile
from assessments.rules.document_fields import FIELDS
from assessments.rules.document_words import facts_print
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.document_facts import facts_of
from assessments.selectors.document_subjects import subject_of
from assessments.selectors.document_tables import NotReady
from assessments.selectors.documents import standing_of
from assessments.services.documents import (
    Issue,
    issue_document,
    make_archive,
    purge_archives,
    request_archive,
    revoke_document,
)
from colleges.models import StudyGroup
from core.documents.word_templates import CODE_FIELD
from core.models import AuditEntry
from tests.factories.assessments import (
    CriterionFactory,
    MethodologyFactory,
    ResultFactory,
    SheetFactory,
    StudentReadinessFactory,
    store_score,
)
from tests.factories.colleges import (
    AlignmentFactory,
    AlignmentVersionFactory,
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory, PlacementFactory
from tests.factories.standards import (
    CompetenceFactory,
    EducationalStandardFactory,
    LabourFunctionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
QUALITY = "☐\u00a0высокое\n☐\u00a0среднее\n☐\u00a0низкое"


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31", programme__intake_year=2024)


@pytest.fixture
def student(group):
    return EnrolmentFactory(
        group=group,
        student__last_name="Лунёв & сын",
        student__first_name="Артём",
        student__patronymic="Ильич",
    ).student


@pytest.fixture
def function():
    return LabourFunctionFactory(code="A/01.3", name="Вспашка")


@pytest.fixture
def placement(student, group, function):
    module = ModuleFactory(programme=group.programme, code="ПМ.01", name="Техника")
    placement = PlacementFactory(
        student=student,
        module=module,
        functions=[function],
        employer__name="СПК «Колос»",
        mentor__name="Седов И. П.",
    )
    evaluation = EvaluationFactory(
        placement=placement,
        discipline="regularly",
        days_missed=2,
        would_hire="yes",
        comment="Работает аккуратно <всегда>",
        submitted_at=dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC),
    )
    FunctionRatingFactory(evaluation=evaluation, function=function, answer="with_hint")
    return placement


@pytest.fixture
def sheet(group, student):
    sheet = SheetFactory(
        group=group,
        state=SheetState.SUBMITTED,
        submitted_at=dt.datetime(2026, 6, 19, 9, 0, tzinfo=dt.UTC),
    )
    criterion = CriterionFactory(instrument=sheet.instrument, name="Навеска плуга")
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5")
    return sheet


@pytest.fixture
def computed(student, group, function):
    MethodologyFactory(published=True, version=7, parameters=default_parameter_values())
    ProgrammeFunctionFactory(programme=group.programme, function=function, is_mandatory=True)
    store_score(student, function, value=0.75)
    return StudentReadinessFactory(group=group, student=student, index=0.74)


def issue(now, file_format=DocumentFormat.DOCX):
    return Issue(file_format=file_format, address="https://portal.example/", actor_id=None, now=now)


def issued(kind, college, row, now, file_format=DocumentFormat.DOCX):
    subject = subject_of(kind=DocumentKind(kind), college_id=college.pk, pk=row.pk)
    return issue_document(subject=subject, issue=issue(now, file_format))


def texts(content):
    paper = docx.Document(BytesIO(bytes(content)))
    # Tables of one row only put paragraphs side by side.
    cells = [table.rows[0].cells for table in paper.tables if len(table.rows) == 1]
    lines = [paragraph.text for paragraph in paper.paragraphs]
    lines += [paragraph.text for row in cells for cell in row for paragraph in cell.paragraphs]
    tables = [table for table in paper.tables if len(table.rows) > 1]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    return lines, rows, paper


def test_attestation_says_who_where_when_and_how_well(college, placement, now):
    document = issued("attestation", college, placement, now)

    lines, rows, paper = texts(document.file.content)
    assert "Обучающийся: Лунёв & сын Артём Ильич" in lines
    assert "Группа, курс: М-31, 2 курс" in lines
    assert "Профессиональный модуль: ПМ.01 Техника" in lines
    assert "Период: с 12\u00a0мая\u00a02026\u00a0г. по 30\u00a0мая\u00a02026\u00a0г." in lines
    assert "Организация, адрес: СПК «Колос», ____________________" in lines
    assert "Руководитель от колледжа: ____________________" in lines
    assert "Оценка за практику: ____________________________" in lines
    assert rows == [
        ["Код", "Вид работ: трудовая функция", "Оценка наставника", "Уровень", "Качество"],
        ["A/01.3", "Вспашка", "Делает с подсказкой", "сформирована частично", QUALITY],
    ]
    assert (
        "Отработано часов: ____________________ из __________."
        " Пропущено дней по словам наставника:\u00a02." in lines
    )
    assert (
        "Лунёв & сын Артём Ильич. Оценено трудовых функций: 1 из 1; сформированы полностью: 0,"
        " частично: 1, не сформированы: 0." in lines
    )
    assert len(paper.inline_shapes) == 1
    assert not any("{{" in line or "{%" in line for line in lines)


def test_reference_repeats_the_mentor(college, placement, now):
    lines, rows, _paper = texts(issued("reference", college, placement, now).file.content)

    assert "Трудовая дисциплина соблюдалась: всегда" in lines
    assert "Охрана труда соблюдалась: ____________________" in lines
    assert "Пропущено дней: 2" in lines
    assert "Взяли бы на работу: Да" in lines
    assert "Работает аккуратно <всегда>" in lines
    assert rows[1][0] == "A/01.3"


def test_protocol_has_a_column_for_each_criterion(college, sheet, now):
    lines, rows, _paper = texts(issued("protocol", college, sheet, now).file.content)

    assert rows[:2] == [
        ["№", "Критерий"],
        ["1", "Навеска плуга"],
    ]
    assert rows[2:] == [["№", "Обучающийся", "1"], ["1", "Лунёв & сын Артём Ильич", "5"]]
    assert (
        f"{sheet.instrument.name}, группа М-31, 18\u00a0июня\u00a02026\u00a0г."
        " Обучающихся в протоколе: 1, с результатами: 1." in lines
    )
    assert "Проведено: 18\u00a0июня\u00a02026\u00a0г." in lines


def test_summary_has_a_column_for_each_function(college, group, computed, now):
    _lines, rows, _paper = texts(issued("summary", college, group, now).file.content)

    assert rows[:2] == [
        ["№", "Обучающийся", "Индекс", "Уровень", "A/01.3"],
        ["1", "Лунёв & сын Артём Ильич", "0,74", "достаточный", "0,75"],
    ]


def test_summary_prints_the_interval_of_every_number_it_knows_one_of(
    college, student, group, function, computed, now
):
    store_score(
        student,
        function,
        value=0.75,
        interval_low=0.6,
        interval_high=0.7,
        confidence=0,
        ready_probability=0.31,
    )
    computed.index_low, computed.index_high = 0.69, 0.79
    computed.save()

    _lines, rows, _paper = texts(issued("summary", college, group, now).file.content)

    # The interval holds the score (decision 0011).
    assert rows[1][2:] == [
        "0,74\n0,69–0,79",
        "достаточный",
        "0,75\n0,60–0,75\nмало данных, 31\u00a0%",
    ]


def test_passport_says_how_sure_it_is_and_gives_no_level_to_a_function_of_little_data(
    college, student, group, function, computed, now
):
    faint = LabourFunctionFactory(standard=function.standard, code="A/02.3", name="Посев")
    store_score(student, function, value=0.75, confidence=1, ready_probability=0.66)
    store_score(student, faint, value=0.95, confidence=0, ready_probability=0.995)
    computed.index_low, computed.index_high = 0.69, 0.79
    computed.save()

    lines, rows, _paper = texts(issued("passport", college, student, now).file.content)

    assert "Индекс готовности: 0,74 (0,69–0,79), уровень: достаточный" in lines
    assert "Уверенность в индексе: высокая" in lines
    levels = {row[0]: row[5:8] for row in rows if len(row) == 11 and row[0] != "Код"}
    assert levels == {
        "A/01.3": ["достаточный", "средняя", "66\u00a0%"],
        "A/02.3": ["мало данных", "мало данных", "больше 99\u00a0%"],
    }


def test_practice_papers_print_hours_and_competences(college, placement, group, function, now):
    standard = EducationalStandardFactory(speciality=group.programme.speciality)
    group.programme.educational_standard = standard
    group.programme.save()
    for code, kind, hours in (("ПП.01", "pp", 72), ("ПП.02", "pp", 36), ("УП.01", "up", 500)):
        part = {"programme": group.programme, "parent": placement.module, "kind": kind}
        ModuleFactory(**part, code=code, hours=hours)
    own = CompetenceFactory(educational_standard=standard, code="ПК 1.3", text="Настраивать")
    CompetenceFactory(educational_standard=standard, code="ОК 01", text="Выбирать", kind="general")
    version = AlignmentVersionFactory(programme=group.programme, state="agreed_college")
    AlignmentFactory(version=version, module=None, competence=own, function=function)

    lines, rows, _paper = texts(issued("attestation", college, placement, now).file.content)

    assert rows[2:] == [
        ["Код", "Компетенция", "Функции", "Уровень"],
        ["ПК 1.3", "Настраивать", "A/01.3", "сформирована частично"],
        ["Код", "Компетенция", "Проявлял"],
        ["ОК 01", "Выбирать", "☐\u00a0регулярно\n☐\u00a0эпизодически\n☐\u00a0не проявлял"],
    ]
    assert any(line.startswith("Отработано часов: ____________________ из 108.") for line in lines)
    version.state = "draft"
    version.save()
    _lines, rows, _paper = texts(issued("attestation", college, placement, now).file.content)
    assert all(row[0] != "ПК 1.3" for row in rows)


def test_wide_protocol_is_cut_into_parts_that_fit_the_page(college, sheet, student, now):
    for number in range(2, 31):
        ResultFactory(
            sheet=sheet,
            student=student,
            criterion=CriterionFactory(instrument=sheet.instrument, position=30_000 + number),
            raw_value=str(number),
        )

    _lines, rows, paper = texts(issued("protocol", college, sheet, now).file.content)

    heads = [row for row in rows if row[:2] == ["№", "Обучающийся"]]
    assert [row[2:] for row in heads] == [
        [str(number) for number in part] for part in (range(1, 11), range(11, 21), range(21, 31))
    ]
    assert rows[-1][2:] == [str(number) for number in range(21, 31)]
    page = paper.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for table in paper.tables:
        assert sum(column.width for column in table.columns) <= room


def test_paper_of_an_older_portal_is_compared_by_what_it_stated(college, placement, now):
    document = issued("attestation", college, placement, now)
    facts = facts_of(
        subject=subject_of(kind=DocumentKind.ATTESTATION, college_id=college.pk, pk=placement.pk),
        today=TODAY,
    )
    document.stated_fields = ["фио", "организация"]
    document.facts_sha256 = facts_print(facts, document.stated_fields)

    placement.mentor.name = "Другой Д. Д."
    placement.mentor.save()
    assert standing_of(document=document, today=TODAY) == DocumentStanding.VALID
    placement.employer.name = "СПК «Нива»"
    placement.employer.save()
    assert standing_of(document=document, today=TODAY) == DocumentStanding.CHANGED


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_facts_are_exactly_the_fields_that_templates_may_name(
    kind, college, placement, sheet, group, computed, student
):
    row = {"protocol": sheet, "summary": group, "passport": student}.get(kind, placement)
    subject = subject_of(kind=kind, college_id=college.pk, pk=row.pk)
    try:
        facts = facts_of(subject=subject, today=TODAY)
    except NotReady:
        pytest.fail("the fixture must be enough for every paper")

    own = {"номер", "дата", "адрес_проверки", CODE_FIELD}
    assert set(facts) | own == {field.name for field in FIELDS[kind]}
    for field in FIELDS[kind]:
        for found in facts.get(field.name, ()) if field.columns else ():
            assert set(found) == {column.name for column in field.columns}


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_paper_is_also_a_pdf_with_the_address_to_verify(
    kind, college, placement, sheet, group, computed, student, now
):
    row = {"protocol": sheet, "summary": group, "passport": student}.get(kind, placement)

    document = issued(kind, college, row, now, DocumentFormat.PDF)

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(document.file.content)).pages)
    assert document.number in text
    assert "https://portal.example/verify/" in "".join(text.split())
    assert hashlib.sha256(document.file.content).hexdigest() == document.sha256


def test_page_with_the_signature_of_a_passport_says_whose_it_is_and_what_it_says(
    college, student, group, function, computed, now
):
    for number in range(20):
        row = LabourFunctionFactory(standard=function.standard, code=f"B/{number:02}.3")
        ProgrammeFunctionFactory(programme=group.programme, function=row)

    document = issued("passport", college, student, now, DocumentFormat.PDF)

    pages = PdfReader(BytesIO(document.file.content)).pages
    last = " ".join(pages[-1].extract_text().split())
    assert len(pages) > 1
    assert "Лунёв & сын Артём Ильич. Индекс готовности 0,74" in last
    assert "Заместитель директора" in last


def test_paper_leaves_a_line_without_names(college, placement, student, now):
    document = issued("attestation", college, placement, now)

    line = AuditEntry.objects.get(action="assessments.issue_document")
    assert line.object_id == str(document.pk)
    assert line.details == {
        "document_kind": "attestation",
        "format": "docx",
        "student_uid": str(student.uid),
    }


def test_nothing_is_issued_before_there_is_something_to_say(college, student, sheet, now):
    with pytest.raises(NotReady, match="Готовность ещё не посчитана"):
        issued("passport", college, student, now)
    sheet.state = SheetState.RETURNED
    sheet.save()
    with pytest.raises(NotReady, match="Ведомость ещё не сдана"):
        issued("protocol", college, sheet, now)
    assert not IssuedDocument.objects.exists()


def test_another_college_has_no_such_subject(placement):
    other = StudyGroupFactory().college

    assert subject_of(kind=DocumentKind.REFERENCE, college_id=other.pk, pk=placement.pk) is None


def test_paper_holds_until_what_it_says_changes(college, placement, now):
    document = issued("attestation", college, placement, now)
    later = dt.date(2027, 9, 2)
    StudyGroup.objects.update(name="М-41")
    assert standing_of(document=document, today=later) == DocumentStanding.VALID

    placement.employer.name = "СПК «Нива»"
    placement.employer.save()

    assert standing_of(document=document, today=later) == DocumentStanding.CHANGED


def test_revoked_paper_is_gone_with_its_archive_and_stays_revoked(college, placement, group, now):
    archive, _job = request_archive(
        group=group,
        kind=DocumentKind.ATTESTATION,
        subject_ids=[placement.pk],
        issue=issue(now),
    )
    make(archive, now)
    document = IssuedDocument.objects.get()

    assert revoke_document(document=document, reason="ошибка", actor_id=None, now=now)
    assert not revoke_document(document=document, reason="иначе", actor_id=None, now=now)

    document.refresh_from_db()
    assert (document.revoke_reason, document.revoked_at) == ("ошибка", now)
    assert not IssuedFile.objects.exists()
    assert not DocumentArchiveFile.objects.exists()
    assert standing_of(document=document, today=TODAY) == DocumentStanding.REVOKED


def make(archive, now, progress=lambda done, total: None):
    return make_archive(
        archive=archive, address="https://portal.example", clock=lambda: now, progress=progress
    )


class Killed(Exception):
    pass


def test_archive_of_a_killed_job_has_every_paper_once(college, placement, group, now):
    other = EnrolmentFactory(group=group).student
    second = PlacementFactory(student=other, employer=placement.employer)
    EvaluationFactory(placement=second, submitted_at=now)
    unrated = PlacementFactory(student=EnrolmentFactory(group=group).student)
    archive, _job = request_archive(
        group=group,
        kind=DocumentKind.REFERENCE,
        subject_ids=[placement.pk, second.pk, unrated.pk],
        issue=issue(now),
    )

    def stop_after_one(done, total):
        if done == 1:
            raise Killed

    with pytest.raises(Killed):
        make(archive, now, stop_after_one)
    assert IssuedDocument.objects.count() == 1

    assert make(archive, now) == 2
    assert make(archive, now) == 2

    assert IssuedDocument.objects.count() == 2
    archive.refresh_from_db()
    assert (archive.skipped, archive.expires_at) == (1, now + dt.timedelta(days=7))
    with zipfile.ZipFile(BytesIO(bytes(archive.file.content))) as packed:
        names = packed.namelist()
    assert len(names) == 2
    assert names[1].startswith("Характеристика_М-31_") or names[0].startswith(
        "Характеристика_М-31_"
    )
    assert all("_2026-05_2026-11-20_" in name for name in names)
    assert archive.file.name == "Характеристика_М-31_2026-11-20.zip"


def test_job_makes_the_archive_and_leads_to_it(college, placement, group, now, run_jobs):
    archive, _job = request_archive(
        group=group,
        kind=DocumentKind.ATTESTATION,
        subject_ids=[placement.pk],
        issue=issue(now),
    )

    (job,) = run_jobs()

    assert job.result == {
        "documents": 1,
        "url": reverse("assessments:document_archive", args=[archive.pk]),
    }
    assert "Лунёв" not in str(job.parameters) + str(job.result) + job.message


def test_archives_are_removed_when_their_time_is_over(placement, group, now):
    archive, _job = request_archive(
        group=group,
        kind=DocumentKind.ATTESTATION,
        subject_ids=[placement.pk],
        issue=issue(now),
    )
    make(archive, now)

    assert purge_archives(now=now + dt.timedelta(days=6)) == 0
    assert purge_archives(now=now + dt.timedelta(days=7)) == 1

    assert DocumentArchive.objects.count() == 1
    assert IssuedFile.objects.count() == 1
