"""The five papers as they come out of a printer: drawn, read by a camera, opened in Word."""

import re
from io import BytesIO

import docx
import pytest
from django.utils import translation
from docx.oxml.ns import qn

from assessments.enums import DocumentFormat, DocumentKind, DocumentStanding
from assessments.selectors.document_subjects import subject_of
from assessments.selectors.document_tables import NotReady
from assessments.selectors.documents import standing_of
from assessments.services.documents import Issue, issue_document, token_print
from tests.core.documents.drawn import drawn_pages
from tests.factories.assessments import CriterionFactory, ResultFactory
from tests.factories.papers import LONG_ENTERPRISE, LONG_FUNCTION, LONG_NAME, paper_group

pytestmark = pytest.mark.django_db
SHAPES = {
    "one": {"students": 1, "functions": 3},
    "group": {"students": 25, "functions": 12},
    "long": {"students": 3, "functions": 8, "is_long": True},
}
PRACTICE_KINDS = (DocumentKind.ATTESTATION, DocumentKind.REFERENCE)
PAGES = {
    "one": {"attestation": 1, "reference": 2, "summary": 1, "protocol": 2, "passport": 2},
    "group": {"attestation": 2, "reference": 2, "summary": 6, "protocol": 2, "passport": 2},
    "long": {"attestation": 3, "reference": 4, "summary": 3, "protocol": 2, "passport": 5},
}
# Millimetres: what report.typ leaves on each side; the foot of a page stands within the last.
LEFT, RIGHT, TOP, FOOT = 25, 15, 18, 6
# A letter's curve may reach past its line by less than this.
CURVE = 0.6


def issued(kind, papers, file_format, now):
    subject = subject_of(kind=kind, college_id=papers.group.college_id, pk=papers.subject_id(kind))
    issue = Issue(
        file_format=file_format, address="https://portal.example/", actor_id=None, now=now
    )
    return issue_document(subject=subject, issue=issue)


def opened(document):
    return docx.Document(BytesIO(bytes(document.file.content)))


def words(text):
    """Return the text in one line; a word broken by the margin of a column stays broken."""
    return " ".join(text.replace("\ufffe", "").split())


def assert_within_margins(pages):
    for page in pages:
        assert page.ink.left >= LEFT - CURVE
        assert page.ink.top >= TOP - CURVE
        assert page.ink.right <= page.width - RIGHT + CURVE
        assert page.ink.bottom <= page.height - FOOT
        assert page.collisions == []


def assert_code_ends(pages, document):
    """The only code of a paper stands on its last page and leads to its verification."""
    ((text, place),) = [code for page in pages for code in page.codes]
    address = re.fullmatch(r"https://portal\.example/verify/([\w-]+)/", text)
    assert address is not None
    assert token_print(address[1]) == document.token_sha256
    (last,) = (page for page in pages if page.codes)
    assert last is pages[-1]
    assert 20 <= place.right - place.left <= 27
    assert text in "".join(last.text.split())
    return place


@pytest.mark.parametrize("shape", list(SHAPES))
def test_papers_fit_their_pages_and_their_codes_lead_to_verification(college, shape, now):
    papers = paper_group(college, **SHAPES[shape])
    counts = {}
    for kind in DocumentKind:
        document = issued(kind, papers, DocumentFormat.PDF, now)
        pages = drawn_pages(document.file.content)
        counts[kind.value] = len(pages)
        assert_within_margins(pages)
        place = assert_code_ends(pages, document)
        assert pages[-1].width - RIGHT - 5 < place.right <= pages[-1].width - RIGHT
        everything = words("\n".join(page.text for page in pages))
        assert words(papers.group.name) in everything
        assert "сельскохозяйственной техники" in everything
        name = papers.student.short_name.split()[0]
        assert name.split("-")[0] in everything
    assert counts == PAGES[shape]


@pytest.mark.parametrize("shape", ["one", "long"])
def test_word_papers_are_filled_and_their_tables_fit_the_page(college, shape, now):
    papers = paper_group(college, **SHAPES[shape])
    student = papers.student
    for kind in DocumentKind:
        document = issued(kind, papers, DocumentFormat.DOCX, now)
        paper = opened(document)

        text = words(" ".join(node.text or "" for node in paper.element.body.iter(qn("w:t"))))
        assert not re.search(r"\{\{|\{%|%\}|\}\}|None|undefined", text)
        assert papers.group.name in text
        assert f"{student.last_name} {student.first_name} {student.patronymic}" in text
        if shape == "long" and kind != DocumentKind.PROTOCOL:
            assert LONG_FUNCTION in text
            assert LONG_NAME[0] in text
        page = paper.sections[0]
        room = page.page_width - page.left_margin - page.right_margin
        for table in paper.tables:
            assert sum(column.width for column in table.columns) <= room
        assert document.number in text
        assert len(paper.inline_shapes) == 1


@pytest.mark.parametrize("file_format", list(DocumentFormat))
def test_paper_is_in_russian_whatever_language_its_issuer_reads(college, file_format, now):
    papers = paper_group(college)
    with translation.override("kk"):
        document = issued(DocumentKind.ATTESTATION, papers, file_format, now)

    assert document.file.name.startswith("Аттестационный-лист_")
    if file_format == DocumentFormat.PDF:
        text = words("\n".join(page.text for page in drawn_pages(document.file.content)))
    else:
        text = " ".join(line.text for line in opened(document).paragraphs)
    assert "производственная практика" in text
    for language in ("ru", "kk"):
        with translation.override(language):
            assert standing_of(document=document, today=now.date()) == DocumentStanding.VALID


def test_reason_why_there_is_no_paper_is_in_the_language_of_the_reader(college, now):
    papers = paper_group(college)
    papers.placement.evaluations.all().delete()
    with translation.override("en"), pytest.raises(NotReady, match="mentor has not answered"):
        issued(DocumentKind.REFERENCE, papers, DocumentFormat.DOCX, now)


def test_protocol_of_words_has_fewer_and_wider_columns(college, now):
    papers = paper_group(college)
    criterion = CriterionFactory(instrument=papers.sheet.instrument, position=2000)
    ResultFactory(sheet=papers.sheet, student=papers.student, criterion=criterion)
    papers.sheet.results.update(raw_value="эпизодически")

    paper = opened(issued(DocumentKind.PROTOCOL, papers, DocumentFormat.DOCX, now))

    tables = [table for table in paper.tables if table.rows[0].cells[1].text == "Обучающийся"]
    heads = [[cell.text for cell in table.rows[0].cells[2:]] for table in tables]
    assert heads == [["1", "2", "3"], ["4", "5", "6", "7"]]
    widths = [[round(column.width.mm) for column in table.columns] for table in tables]
    assert widths == [[9, 75, 28, 28, 28], [9, 75, 28, 28, 28, 28]]


@pytest.mark.parametrize("is_long", [False, True])
def test_printed_papers_say_what_the_college_wrote_of_the_practice(college, is_long, now):
    papers = paper_group(college, functions=3)
    placement = papers.placement
    placement.college_supervisor = (
        f"{' '.join(LONG_NAME)}, преподаватель" if is_long else "Иванова А. П., преподаватель"
    )
    placement.hours_done, placement.mark = 70, "5"
    placement.save()
    placement.employer.address = LONG_ENTERPRISE if is_long else "с. Грачёвка, ул. Мира, 1"
    placement.employer.save()
    for kind in PRACTICE_KINDS:
        pages = drawn_pages(issued(kind, papers, DocumentFormat.PDF, now).file.content)

        assert_within_margins(pages)
        everything = words("\n".join(page.text for page in pages))
        is_attestation = kind == DocumentKind.ATTESTATION
        if not is_long:
            assert "СПК «Колос», с. Грачёвка, ул. Мира, 1" in everything
            assert "/ Седов И. П. /" in everything
            assert ("/ Иванова А. П., преподаватель /" in everything) is is_attestation
        assert ("Отработано часов: 70 из" in everything) is is_attestation
        assert ("Оценка за практику: 5 (отлично)" in everything) is is_attestation


def test_word_papers_say_what_the_college_wrote_of_the_practice(college, now):
    papers = paper_group(college)
    placement = papers.placement
    placement.college_supervisor = "Иванова А. П., преподаватель"
    placement.hours_done, placement.mark = 70, "passed"
    placement.save()
    placement.employer.address = "с. Грачёвка, ул. Мира, 1"
    placement.employer.save()

    found = {}
    for kind in PRACTICE_KINDS:
        paper = opened(issued(kind, papers, DocumentFormat.DOCX, now))
        lines = [paragraph.text for paragraph in paper.paragraphs]
        assert "Организация, адрес: СПК «Колос», с. Грачёвка, ул. Мира, 1" in lines
        assert "Руководитель от колледжа: Иванова А. П., преподаватель" in lines
        signed = paper.tables[-1].rows[0].cells[0].paragraphs
        found[kind] = [paragraph.text for paragraph in signed]
    attestation, reference = found[PRACTICE_KINDS[0]], found[PRACTICE_KINDS[1]]
    assert "Оценка за практику: зачтено" in attestation
    assert any(line.startswith("Отработано часов: 70 из __________.") for line in attestation)
    by_enterprise = "Руководитель практики от организации\n______________ / Седов И. П. /"
    by_college = (
        "Руководитель практики от колледжа\n______________ / Иванова А. П., преподаватель /"
    )
    assert [by_enterprise, by_college] == [line for line in attestation if "______ /" in line]
    # The mark that the mentor recommends is not the college's.
    name = papers.student.full_name
    assert f"{name}. Рекомендуемая оценка за практику: {'_' * 28}" in reference
    assert [by_enterprise] == [line for line in reference if "______ /" in line]
