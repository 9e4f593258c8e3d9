"""The five papers as they come out of a printer: drawn, read by a camera, opened in Word."""

import re
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from assessments.enums import DocumentFormat, DocumentKind
from assessments.selectors.document_subjects import subject_of
from assessments.services.documents import Issue, issue_document, token_print
from tests.core.documents.drawn import drawn_pages
from tests.factories.papers import LONG_ENTERPRISE, LONG_FUNCTION, LONG_NAME, paper_group

pytestmark = pytest.mark.django_db
SHAPES = {
    "one": {"students": 1, "functions": 3},
    "group": {"students": 25, "functions": 12},
    "long": {"students": 3, "functions": 8, "is_long": True},
}
PAGES = {
    ("one", "attestation"): 1,
    ("one", "reference"): 2,
    ("one", "summary"): 2,
    ("one", "protocol"): 2,
    ("one", "passport"): 2,
    ("group", "attestation"): 2,
    ("group", "reference"): 2,
    ("group", "summary"): 6,
    ("group", "protocol"): 3,
    ("group", "passport"): 2,
    ("long", "attestation"): 3,
    ("long", "reference"): 4,
    ("long", "summary"): 3,
    ("long", "protocol"): 2,
    ("long", "passport"): 5,
}
# Millimetres: what report.typ leaves on each side; the foot of a page stands within the last.
LEFT, RIGHT, TOP, FOOT = 25, 15, 18, 6
# A letter's curve may reach past its line by less than this.
CURVE = 0.6


def issued(college, kind, shape, file_format, now):
    papers = paper_group(college, **SHAPES[shape])
    subject = subject_of(kind=kind, college_id=college.pk, pk=papers.subject_id(kind))
    issue = Issue(
        file_format=file_format, address="https://portal.example/", actor_id=None, now=now
    )
    return papers, issue_document(subject=subject, issue=issue)


def words(text):
    """Return the text in one line; a word broken by the margin of a column stays broken."""
    return " ".join(text.replace("\ufffe", "").split())


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("shape", list(SHAPES))
def test_paper_fits_its_pages_and_its_code_leads_to_verification(college, kind, shape, now):
    papers, document = issued(college, kind, shape, DocumentFormat.PDF, now)

    pages = drawn_pages(document.file.content)

    assert len(pages) == PAGES[shape, kind]
    for page in pages:
        assert page.ink.left >= LEFT - CURVE
        assert page.ink.top >= TOP - CURVE
        assert page.ink.right <= page.width - RIGHT + CURVE
        assert page.ink.bottom <= page.height - FOOT
        assert page.collisions == []
    ((text, place),) = [code for page in pages for code in page.codes]
    address = re.fullmatch(r"https://portal\.example/verify/([\w-]+)/", text)
    assert address is not None
    assert token_print(address[1]) == document.token_sha256
    (last,) = (page for page in pages if page.codes)
    assert last is pages[-1]
    assert LEFT <= place.left < LEFT + 5
    assert 20 <= place.right - place.left <= 27
    assert text in "".join(last.text.split())
    everything = words("\n".join(page.text for page in pages))
    assert words(papers.group.name) in everything
    assert "сельскохозяйственной техники" in everything
    for name in papers.student.short_name.split()[:1]:
        assert name.split("-")[0] in everything


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("shape", ["one", "long"])
def test_word_paper_is_filled_and_its_tables_fit_the_page(college, kind, shape, now):
    papers, document = issued(college, kind, shape, DocumentFormat.DOCX, now)

    paper = docx.Document(BytesIO(bytes(document.file.content)))

    text = words(" ".join(node.text or "" for node in paper.element.body.iter(qn("w:t"))))
    assert not re.search(r"\{\{|\{%|%\}|\}\}|None|undefined", text)
    assert papers.group.name in text
    student = papers.student
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


@pytest.mark.parametrize("kind", [DocumentKind.ATTESTATION, DocumentKind.REFERENCE])
@pytest.mark.parametrize("is_long", [False, True])
def test_printed_paper_says_what_the_college_wrote_of_the_practice(college, kind, is_long, now):
    papers = paper_group(college, functions=3)
    placement = papers.placement
    placement.college_supervisor = (
        f"{' '.join(LONG_NAME)}, преподаватель" if is_long else "Иванова А. П., преподаватель"
    )
    placement.hours_done, placement.mark = 70, "5"
    placement.save()
    placement.employer.address = LONG_ENTERPRISE if is_long else "с. Грачёвка, ул. Мира, 1"
    placement.employer.save()
    subject = subject_of(kind=kind, college_id=college.pk, pk=placement.pk)
    issue = Issue(
        file_format=DocumentFormat.PDF, address="https://portal.example/", actor_id=None, now=now
    )

    pages = drawn_pages(issue_document(subject=subject, issue=issue).file.content)

    for page in pages:
        assert page.ink.right <= page.width - RIGHT + CURVE
        assert page.ink.bottom <= page.height - FOOT
        assert page.collisions == []
    everything = words("\n".join(page.text for page in pages))
    if not is_long:
        assert "СПК «Колос», с. Грачёвка, ул. Мира, 1" in everything
        assert "Иванова А. П., преподаватель" in everything
    assert ("Отработано часов: 70 из" in everything) is (kind == DocumentKind.ATTESTATION)
    assert ("Оценка за практику: 5 (отлично)" in everything) is (kind == DocumentKind.ATTESTATION)


@pytest.mark.parametrize("kind", [DocumentKind.ATTESTATION, DocumentKind.REFERENCE])
def test_word_paper_says_what_the_college_wrote_of_the_practice(college, kind, now):
    placement = paper_group(college).placement
    placement.college_supervisor = "Иванова А. П., преподаватель"
    placement.hours_done, placement.mark = 70, "passed"
    placement.save()
    placement.employer.address = "с. Грачёвка, ул. Мира, 1"
    placement.employer.save()
    subject = subject_of(kind=kind, college_id=college.pk, pk=placement.pk)
    issue = Issue(
        file_format=DocumentFormat.DOCX, address="https://portal.example/", actor_id=None, now=now
    )

    paper = docx.Document(BytesIO(bytes(issue_document(subject=subject, issue=issue).file.content)))

    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert "Организация, адрес: СПК «Колос», с. Грачёвка, ул. Мира, 1" in lines
    assert "Руководитель от колледжа: Иванова А. П., преподаватель" in lines
    signed = [paragraph.text for paragraph in paper.tables[-1].rows[0].cells[0].paragraphs]
    if kind == DocumentKind.ATTESTATION:
        assert "Оценка за практику: зачтено" in signed
        assert any(line.startswith("Отработано часов: 70 из __________.") for line in signed)
    else:
        # The mark that the mentor recommends is not the college's.
        assert f"Рекомендуемая оценка за практику: {'_' * 28}" in signed
