"""Lists by codes as methodists keep them: 35.02.16 against excerpts of 13.001 and 13.006."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from colleges.imports.alignment import AlignmentImport
from colleges.models import Alignment
from colleges.rules.alignments import CellChange, SourceKey
from colleges.services.alignments import set_cells
from core.import_kinds import Target
from core.models import ImportBatch
from readiness_portal.demo.reference import import_excerpts
from standards.imports.educational import read_educational_standards
from standards.models import EducationalStandard, LabourFunction, ProfessionalStandard
from standards.services.educational import store_educational_standards
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import ModuleFactory, ProgrammeFactory, ProgrammeFunctionFactory
from tests.factories.standards import CompetenceFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

HEADER = (
    "Профессиональный стандарт",
    "ОТФ/ТФ",
    "Действие/умение/знание",
    "ПК/ОК/модуль",
    "Степень/сила",
)
SECOND = "Вести учёт техники"
ACTION = "Выполнение операций технического обслуживания"


@pytest.fixture
def programme(shared_data, college, now):
    """ПК 1.2 stands twice; ПК 2.2 leads to A/03.4 of 13.001 already."""
    import_excerpts(now=now)
    ProfessionalStandard.objects.filter(code="13.006").update(registration_number="362")
    path = shared_data / "fgos" / "fgos_spo_agro_excerpt_TRANSCRIBED.json"
    store_educational_standards(
        standards=read_educational_standards(path.name, path.read_bytes()), actor_id=None, now=now
    )
    standard = EducationalStandard.objects.get(speciality__code="35.02.16")
    CompetenceFactory(educational_standard=standard, code="ПК 1.2", text=SECOND, position=200)
    programme = ProgrammeFactory(
        college=college, educational_standard=standard, speciality=standard.speciality
    )
    ModuleFactory(programme=programme, code="ПМ.01", name="Эксплуатация техники")
    for function in LabourFunction.objects.filter(standard__code__in=("13.001", "13.006")):
        ProgrammeFunctionFactory(programme=programme, function=function)
    known = standard.competences.get(code="ПК 2.2")
    function = LabourFunction.objects.get(standard__code="13.001", code="A/03.4")
    change = CellChange(SourceKey("c", known.pk), function.pk, 1.0, 0.0)
    set_cells(programme=programme, changes=[change], actor_id=None, now=now)
    return programme


@pytest.fixture
def loader(programme):
    target = Target(college_id=programme.college_id, subject=programme, title="", route="")
    return Loader(AlignmentImport(), target)


def links():
    """Return every link: the competence or module, standard, function, element, strength."""
    rows = Alignment.objects.values_list(
        "competence__code",
        "module__code",
        "function__standard__code",
        "function__code",
        "element__text",
        "strength",
    )
    return sorted(((own or module, *rest) for own, module, *rest in rows), key=str)


KEPT = ("ПК 2.2", "13.001", "A/03.4", None, 1.0)


MESSY = (
    ("Сопряжение 35.02.16 с профессиональными стандартами",),
    (),
    HEADER,
    (1, 2, 3, 4, 5),
    (None, None, None, "пк1,1.", "Полностью"),
    (None, None, None, "OK 1", 1),  # Latin letters
    (None, "ТФ A / 02,4", f"{ACTION}.", "ПК 1.3", "+"),
    ("рег. № 362", "А/01.3 Вспашка", None, "пм 1", 2),
    (None, None, None, 1.9, "full"),
    (None, None, None, 1.9, "full"),
    ("13.001 Специалист", "а/03.4", "–", f"ПК 1.2 {SECOND}", "partial"),
    ("Итого", None, None, None, 6),
)
MERGED = ((5, 1, 7, 1, "13.001"), (5, 2, 6, 2, "а/1,4"))


def test_messy_list_is_read_and_told(loader):
    batch = loader.check(*MESSY, merged=MERGED)

    assert found(batch) == []
    assert counts(batch) == {"set": 5, "cleared": 0, "detailed": 1, "same": 0, "left": 1}
    assert [(row, column, words) for row, column, words, _ in found(batch, warnings=True)] == [
        (5, "E", "ПК 1.1 → A/01.4: было «нет», станет «полностью»."),
        (6, "E", "ОК 01 → A/01.4: было «нет», станет «частично»."),
        (7, "E", f"ПК 1.3 → A/02.4, «{ACTION}»: было «нет», станет «полностью»."),
        (8, "E", "ПМ.01 → A/01.3: было «нет», станет «полностью»."),
        (9, "D", "Код записан числом: прочитан как «ПК 1.9»."),
        (9, "E", "ПК 1.9 → A/01.3: было «нет», станет «полностью»."),
        (10, "D", "Код записан числом: прочитан как «ПК 1.9»."),
        (10, "E", "Эта связь уже есть в файле: лист «Лист1», строка 9."),
        (11, "E", "ПК 1.2 (2) → A/03.4: было «нет», станет «частично»."),
    ]
    facts = AlignmentImport().facts(counts(batch))
    assert facts[-1] == ("Связей, которых в файле нет: остаются", 1)
    assert links() == [KEPT]


def test_messy_list_is_written_and_taken_back(loader):
    batch = loader.load(*MESSY, merged=MERGED)
    assert [row for row in links() if row[3] is None] == [
        ("ОК 01", "13.001", "A/01.4", None, 0.5),
        ("ПК 1.1", "13.001", "A/01.4", None, 1.0),
        ("ПК 1.2", "13.001", "A/03.4", None, 0.5),
        ("ПК 1.3", "13.001", "A/02.4", None, 0.5),
        ("ПК 1.9", "13.006", "A/01.3", None, 1.0),
        KEPT,
        ("ПМ.01", "13.006", "A/01.3", None, 1.0),
    ]
    assert [row for row in links() if row[3]] == [("ПК 1.3", "13.001", "A/02.4", ACTION, 1.0)]
    assert Alignment.objects.get(competence__text=SECOND).strength == 0.5

    again = loader.check(*MESSY, merged=MERGED)
    assert counts(again) == {"set": 0, "cleared": 0, "detailed": 0, "same": 6, "left": 1}
    loader.undo(batch)
    assert links() == [KEPT]


def test_link_named_with_no_strength_is_cleared_and_others_stay(loader):
    loader.load(HEADER, ("13.001", "A/01.4", None, "ПК 1.1", "полностью"))
    batch = loader.load(HEADER, ("13.001", "A/03.4", None, "ПК 2.2", "нет"))
    assert counts(batch) == {"set": 0, "cleared": 1, "detailed": 0, "same": 0, "left": 1}
    assert links() == [("ПК 1.1", "13.001", "A/01.4", None, 1.0)]


FIRST = (
    "Проводить техническое обслуживание сельскохозяйственной техники при эксплуатации, "
    "хранении и в особых…"
)
DOCUMENTS = (
    "Осуществлять оформление первичной документации по подготовке к эксплуатации и эксплуатации…"
)
TAKING_OVER = (
    "Выполнять приемку, монтаж, сборку и обкатку новой сельскохозяйственной техники, "
    "оформлять соответствующие…"
)
ASKED = {
    "twice": "Код «ПК 1.2» в программе у нескольких компетенций: выберите, какая это.",
    "date": "Код превратился в дату. Введите его как текст.",
    "number": "Код записан числом и может значить разное: выберите, что это.",
    "letter": "Связывают с трудовой функцией, а не с обобщённой: выберите, с какой.",
    "element": "У функции A/01.4 нет такого действия, умения или знания.",
    "one": (
        "1 значит «полностью», когда частичная связь 0,5, и «частично», когда полная 2. "
        "В файле нет ни 0,5, ни 2: выберите."
    ),
}


def test_whatever_may_mean_several_things_is_asked_and_nothing_is_written(loader):
    batch = loader.check(
        HEADER,
        ("13.001", "A/01.4", None, "ПК 1.2", "полностью"),
        (None, None, None, dt.date(2026, 10, 1), "полностью"),
        (None, None, None, 1.1, "полностью"),
        (None, "А", None, "ПК 1.3", "полностью"),
        (None, "A/01.4", "Монтаж и сборка машин", "ПК 1.3", "полностью"),
        (None, None, None, "ПК 1.4", 1),
    )
    documents = f"ПК 1.10 (1) {DOCUMENTS}"
    functions = ["13.001 A/01.4", "13.001 A/02.4", "13.001 A/03.4"]
    assert sorted(found(batch)) == [
        (2, "D", ASKED["twice"], [f"ПК 1.2 (1) {FIRST}", f"ПК 1.2 (2) {SECOND}"]),
        (3, "D", ASKED["date"], [documents]),
        (4, "D", ASKED["number"], [f"ПК 1.1 (1) {TAKING_OVER}", documents]),
        (5, "B", ASKED["letter"], functions),
        (6, "C", ASKED["element"], ["трудовое действие: Монтаж и сборка машины"]),
        (7, "E", ASKED["one"], ["полностью", "частично"]),
    ]
    assert (batch.state, links()) == ("refused", [KEPT])


NO_FUNCTION = "В программе нет такой трудовой функции: исправьте код или добавьте её в программу."


@pytest.mark.parametrize(
    "cell", ["ПК 1.3-1.5, ПМ.01", "ПК 1.3; ПК 1.4; ПК 1.5; ПМ.01", "ПК 1.3\nПК 1.4 ПК 1.5, пм 1"]
)
def test_cell_of_several_codes_is_several_links(loader, cell):
    batch = loader.load(HEADER, ("13.001", "A/01.4", None, cell, "полностью"))
    assert counts(batch) == {"set": 4, "cleared": 0, "detailed": 0, "same": 0, "left": 1}
    assert [row[0] for row in links()] == ["ПК 1.3", "ПК 1.4", "ПК 1.5", "ПК 2.2", "ПМ.01"]


def test_no_code_of_a_cell_is_left_out_in_silence(loader):
    batch = loader.check(
        HEADER,
        ("13.001", "A/01.4", None, "ПК 1.3; ПК 9.9", "полностью"),
        (None, None, None, "ПК 1.2, ПК 1.4", "полностью"),
        (None, None, None, "ПК 1.4", "част."),
    )
    assert sorted(found(batch)) == [
        (2, "D", "В программе нет компетенций или модулей: ПК 9.9.", []),
        (3, "D", "Коды есть у нескольких компетенций, дайте каждому свою строку: ПК 1.2.", []),
        (4, "E", "Такого значения нет в списке.", ["частично"]),
    ]
    assert links() == [KEPT]


def test_errors_name_row_and_column(loader):
    batch = loader.check(
        HEADER,
        ("13.001", "A/01.4", None, "ПК 1.4", "полностью"),
        ("13.006", None, None, "ПК 1.5", "полностью"),
        (None, "A/01.3", None, "ПК 9.9", "полностью"),
        ("40.001", "A/01.3", None, "ПК 1.5", "полностью"),
        ("13.006", "A/99.3", None, "ПК 1.5", "полностью"),
        (None, "A/02.3", None, "ПК 1.5", "полностью"),
        (None, "A/02.3", None, "ПК 1.5", "частично"),
        (None, "A/02.3", None, "ПК 1.6", "наверное"),
        (None, "A/02.3", None, "ПК 1.6", None),
    )
    assert sorted((row, column, words) for row, column, words, _ in found(batch)) == [
        (3, "B", "Стандарт в таблице сменился, а функция не названа: укажите её."),
        (4, "D", "В программе нет такой компетенции или модуля."),
        (5, "A", "Функций этого стандарта в программе нет. В программе: 13.001, 13.006."),
        (6, "B", NO_FUNCTION),
        (8, "E", "Эта связь уже есть в файле с другой степенью: лист «Лист1», строка 7."),
        (
            9,
            "E",
            "Такого значения нет в списке: «полностью», «частично», «нет», «2», «1», «0,5».",
        ),
        (10, "E", "Не заполнено: «Степень»."),
    ]
    assert (batch.state, links()) == ("refused", [KEPT])


def test_code_of_two_standards_is_asked(loader, programme):
    function = LabourFunction.objects.get(standard__code="13.001", code="A/01.4")
    LabourFunction.objects.filter(pk=function.pk).update(code="A/01.3")
    batch = loader.check(HEADER[1:], ("A/01.3", None, "ПК 1.1", "полностью"))
    assert found(batch) == [
        (
            2,
            "A",
            "Такой код есть в нескольких стандартах программы: выберите, где.",
            ["13.001 A/01.3", "13.006 A/01.3"],
        )
    ]
    loader.load(HEADER[1:], ("13.001 A/01.3", None, "ПК 1.1", "полностью"))
    assert links() == [("ПК 1.1", "13.001", "A/01.3", None, 1.0), KEPT]


@pytest.mark.parametrize(("other", "strength"), [(2, 0.5), (0.5, 1.0)])
def test_one_means_what_the_other_numbers_of_the_column_say(loader, other, strength):
    loader.load(
        HEADER,
        ("13.001", "A/01.4", None, "ПК 1.3", 1),
        (None, None, None, "ПК 1.4", other),
    )
    assert Alignment.objects.get(competence__code="ПК 1.3").strength == strength


def test_whole_link_gives_way_to_details_of_the_same_list(loader):
    batch = loader.check(
        HEADER,
        ("13.001", "A/01.4", None, "ПК 1.3", "полностью"),
        (None, None, "ТД: монтаж и сборка машины", "ПК 1.3", "частично"),
    )
    assert counts(batch) == {"set": 0, "cleared": 0, "detailed": 1, "same": 0, "left": 1}
    assert found(batch, warnings=True)[0][:3] == (
        2,
        "E",
        "Строка о функции целиком не учтена: в файле есть её действия, умения, знания.",
    )


def test_candidate_is_chosen_on_the_page(programme, college_teacher_client):
    content = make_xlsx([HEADER, ("13.001", "A/01.4", None, "ПК 1.2", "полностью")])
    college_teacher_client.post(
        reverse("assessments:import_upload", args=["alignment"]),
        {"target": programme.pk, "file": SimpleUploadedFile("list.xlsx", content)},
    )
    batch = ImportBatch.objects.get()
    page = reverse("assessments:import_batch", args=[batch.pk])
    assert f"Принять «ПК 1.2 (2) {SECOND}»" in college_teacher_client.get(page).content.decode()
    college_teacher_client.post(
        reverse("assessments:import_mend", args=[batch.pk]),
        {"report": batch.report["fingerprint"], "take": "0:1"},
    )
    batch.refresh_from_db()
    assert (batch.state, found(batch)) == ("checked", [])
    college_teacher_client.post(reverse("assessments:import_apply", args=[batch.pk]))
    assert Alignment.objects.get(function__code="A/01.4").competence.text == SECOND


def test_list_to_begin_with_offers_the_codes_and_loaded_back_changes_nothing(loader, programme):
    known = Alignment.objects.get()
    element = known.function.elements.order_by("pk").first()
    action = f"{element.get_kind_display()}: {element.text}"
    batch = loader.check(
        HEADER,
        ("13.001", "A/03.4", action, f"ПК 1.2 (2) {SECOND}", "да"),
        ("13.001", "A/03.4", None, "ПМ.01", "частично"),
    )
    assert found(batch) == []
    loader.apply(batch)
    assert len(links()) == 4

    file = loader.kind.other_template(target=loader.target)
    batch = loader.check_bytes(file.content, "list.xlsx")

    assert found(batch) == []
    assert {name: counts(batch)[name] for name in ("set", "cleared", "detailed", "left")} == {
        "set": 0, "cleared": 0, "detailed": 0, "left": 0,
    }  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(file.content))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [
        "Профессиональный стандарт", "ТФ*", "Действие, умение, знание", "ПК, ОК или модуль*",
        "Степень*",
    ]  # fmt: skip
    assert {cell.number_format for cell in page[2] if cell.value} == {"@"}
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules["A"] == '"13.001,13.006"'
    assert rules["E"] == '"полностью,частично,нет"'
    assert {"B", "D"} <= set(rules)


def test_list_to_begin_with_is_downloaded_beside_the_matrix(programme, college_teacher_client):
    page = reverse("assessments:import_upload", args=["alignment"])
    assert "Скачать список связей" in college_teacher_client.get(page).content.decode()
    address = reverse("assessments:import_template", args=["alignment"])
    answer = college_teacher_client.get(address, {"programme": programme.pk, "other": 1})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.worksheets[0]["D1"].value == "ПК, ОК или модуль*"
    assert college_teacher_client.get(address, {"other": 1}).status_code == 302
