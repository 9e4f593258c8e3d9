"""The five DOCX papers as a word processor prints them: the portal's forms and a college's own."""

import re
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from assessments.enums import DocumentFormat, DocumentKind
from assessments.selectors.document_subjects import subject_of
from assessments.services.document_templates import bring_template
from assessments.services.documents import Issue, issue_document, token_print
from tests.core.documents.drawn import drawn_by_word
from tests.factories.papers import PaperGroup, paper_group

pytestmark = [pytest.mark.django_db, pytest.mark.word]
SHAPES = {
    "one": {"students": 1, "functions": 1},
    "group": {"students": 28, "functions": 12},
    "long": {"students": 3, "functions": 8, "is_long": True},
}
# At most: another edition of the word processor may set a line closer, never another page.
PAGES = {
    "one": {"attestation": 1, "reference": 1, "summary": 1, "protocol": 2, "passport": 1},
    "group": {"attestation": 2, "reference": 2, "summary": 6, "protocol": 2, "passport": 2},
    "long": {"attestation": 3, "reference": 3, "summary": 3, "protocol": 2, "passport": 5},
}
LANDSCAPE = (DocumentKind.SUMMARY, DocumentKind.PROTOCOL, DocumentKind.PASSPORT)
# Millimetres; the foot of a page stands within the lower margin. A border lies half outside.
LEFT, RIGHT, TOP, FOOT, BORDER = 25, 15, 18, 6, 0.6
KAZAKH = ("Абдурахманова-Константинопольская", "Айғаным", "Нұрғалиқызы")


def content_of(kind: DocumentKind, papers: PaperGroup, now) -> tuple[bytes, str]:
    subject = subject_of(kind=kind, college_id=papers.group.college_id, pk=papers.subject_id(kind))
    issue = Issue(
        file_format=DocumentFormat.DOCX, address="https://portal.example/", actor_id=None, now=now
    )
    document = issue_document(subject=subject, issue=issue)
    return bytes(document.file.content), document.token_sha256


def written(papers: PaperGroup) -> None:
    """Write the college's part of the practice, and a long name with letters of Kazakh."""
    student, placement = papers.student, papers.placement
    student.last_name, student.first_name, student.patronymic = KAZAKH
    student.save()
    placement.college_supervisor = "Құдайбергенова Ә. Ң., преподаватель"
    placement.hours_done, placement.mark = 70, "5"
    placement.save()
    placement.employer.address = "356253, Грачёвский округ, с. Грачёвка, ул. Мира, д. 1"
    placement.employer.save()


def assert_code_ends(pages, token_sha256: str) -> None:
    """The only code stands on the last page, so that page is not an empty one."""
    ((text, _place),) = [code for page in pages for code in page.codes]
    address = re.fullmatch(r"https://portal\.example/verify/([\w-]+)/", text)
    assert address is not None
    assert token_print(address[1]) == token_sha256
    assert pages[-1].codes


def words(pages) -> str:
    text = " ".join(page.text for page in pages).replace("\ufffe", "-")
    return " ".join(text.split())


@pytest.mark.parametrize("shape", list(SHAPES))
def test_papers_are_printed_whole_within_their_margins(college, shape, now, tmp_path):
    papers = paper_group(college, **SHAPES[shape])
    if shape == "group":
        written(papers)
    made = {kind.value: content_of(kind, papers, now) for kind in DocumentKind}

    drawn = drawn_by_word({kind: content for kind, (content, _token) in made.items()}, tmp_path)

    for kind, (_content, token) in made.items():
        pages = drawn[kind]
        assert len(pages) <= PAGES[shape][kind], kind
        size = (297, 210) if kind in LANDSCAPE else (210, 297)
        for page in pages:
            assert (round(page.width), round(page.height)) == size
            assert page.ink.left >= LEFT - BORDER, kind
            assert page.ink.top >= TOP - BORDER
            assert page.ink.right <= page.width - RIGHT + BORDER, kind
            assert page.ink.bottom <= page.height - FOOT
            assert page.collisions == []
        assert_code_ends(pages, token)
    if shape == "group":
        attestation = words(drawn["attestation"])
        assert " ".join(KAZAKH) in attestation
        assert "______________ / Құдайбергенова Ә. Ң., преподаватель /" in attestation
        assert "по 30 мая 2026 г." in attestation


def own_form() -> bytes:
    """A form as colleges have them: Word's own look, heads and feet, tables, another first page."""
    paper = docx.Document()
    page = paper.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(30), Mm(10)
    page.different_first_page_header_footer = True
    page.first_page_header.paragraphs[0].text = "УТВЕРЖДАЮ\nДиректор ____________ / {{ колледж }}"
    page.header.paragraphs[0].text = "{{ фио }}, группа {{ группа }}"
    page.footer.paragraphs[0].text = "Аттестационный лист № {{ номер }} от {{ дата }}"
    paper.styles["Normal"].font.name = "Times New Roman"
    paper.add_heading("АТТЕСТАЦИОННЫЙ ЛИСТ", 1)
    paper.add_paragraph(
        "{{ фио | upper }}, обучающийся по специальности {{ специальность }}, прошёл практику"
        " с {{ начало }} по {{ окончание }} в организации {{ организация }},"
        " {{ адрес_организации | default('адрес не указан', true) }}."
    )
    table = paper.add_table(rows=4, cols=3, style="Table Grid")
    for row, texts in zip(
        table.rows,
        (
            ("№", "Вид работ", "Качество"),
            ("{%tr for р in функции %}", "", ""),
            ("{{ р.номер }}", "{{ р.код }} {{ р.название }}", "{{ р.уровень }}"),
            ("{%tr endfor %}", "", ""),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paper.add_paragraph("Отработано часов: {{ часы_факт }}. Оценка: {{ оценка_за_практику }}")
    paper.add_paragraph("Руководитель от колледжа ________ / {{ руководитель_от_колледжа }}")
    paper.add_paragraph("{{ код_проверки }}")
    packed = BytesIO()
    paper.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("is_filled", [True, False])
def test_colleges_own_form_is_printed_with_its_heads_feet_and_rows(
    college, is_filled, now, tmp_path
):
    kind = DocumentKind.ATTESTATION
    upload = ("наш лист.docx", own_form())
    bring_template(college_id=college.pk, kind=kind, upload=upload, actor_id=None, now=now)
    papers = paper_group(college, functions=28 if is_filled else 1)
    if is_filled:
        written(papers)
    content, token = content_of(kind, papers, now)

    pages = drawn_by_word({"own": content}, tmp_path)["own"]

    assert len(pages) == (2 if is_filled else 1)
    for page in pages:
        assert (round(page.width), round(page.height)) == (210, 297)
        # Word lets a table reach into the margin.
        assert page.ink.left >= 30 - 2.5
        assert page.ink.right <= page.width - 10 + 2.5
        assert page.collisions == []
    assert_code_ends(pages, token)
    everything = words(pages)
    assert "УТВЕРЖДАЮ" in pages[0].text
    if is_filled:
        assert f"{' '.join(KAZAKH)}, группа М-31" in words(pages[1:])
        assert " ".join(KAZAKH).upper() in everything
        assert "Отработано часов: 70. Оценка: 5 (отлично)" in everything
        assert "28 A/28.3 Посев зерновых, участок 28" in everything
    else:
        assert "адрес не указан" in everything
        assert "Отработано часов: . Оценка:" in everything
