import datetime as dt

import pytest

from colleges.enums import ModuleKind
from colleges.imports.curriculum import CurriculumImport, semester_of
from colleges.models import Module, Programme
from colleges.services.programme_modules import change_module
from colleges.services.programmes import ModuleDetails
from core.import_kinds import Target, TargetClosed
from core.models import AuditEntry
from core.tables.templates import write_template
from tests.factories.colleges import ModuleFactory, ProgrammeFactory
from tests.factories.employers import PlacementFactory
from tests.factories.standards import CompetenceFactory, EducationalStandardFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
HEADER = ("Индекс", "Наименование", "Всего часов", "Коды формируемых компетенций")
PLAN = (
    ("Учебный план 35.02.16",),
    (),
    HEADER,
    ("1", "2", "3", "4"),
    ("ОП.00", "Общепрофессиональный цикл", 300, None),
    ("ОП.01", "Инженерная графика", 72, "ОК 01, 02"),
    ("П.00", "Профессиональный цикл", 900, None),
    ("ПМ.01", "Эксплуатация техники", "450 ч.", "ПК 1.1-1.3"),
    ("МДК.01.01", "Устройство тракторов", 144, "ПК 1.1"),
    ("УП.01", "Учебная практика", "108 / 3 нед.", "ПК 1.1"),
    ("ПП.01", "Производственная практика", "4 нед", "ПК 1.2, ПК 1.3"),
    ("ПМ.01.ЭК", "Экзамен по модулю", 18, None),
    ("ГИА.00", "Государственная итоговая аттестация", 216, None),
    ("Итого", None, 1476, None),
)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def loader(programme):
    target = Target(college_id=programme.college_id, subject=programme, title="", route="")
    return Loader(CurriculumImport(), target)


def stored(programme):
    rows = Module.objects.filter(programme=programme).order_by("position", "pk")
    return [
        (row.code, row.kind, row.hours, row.competence_codes, row.parent and row.parent.code)
        for row in rows.select_related("parent")
    ]


def test_curriculum_of_a_college_is_read_with_its_parts_and_competences(loader, programme):
    batch = loader.load(*PLAN)

    assert counts(batch) == {"new": 5, "changed": 0, "same": 0, "passed": 4}
    assert stored(programme) == [
        ("ОП.01", "discipline", 72, ["ОК 01", "ОК 02"], None),
        ("ПМ.01", "pm", 450, ["ПК 1.1", "ПК 1.2", "ПК 1.3"], None),
        ("МДК.01.01", "mdk", 144, ["ПК 1.1"], "ПМ.01"),
        ("УП.01", "up", 108, ["ПК 1.1"], "ПМ.01"),
        ("ПП.01", "pp", 144, ["ПК 1.2", "ПК 1.3"], "ПМ.01"),
    ]
    assert found(batch, warnings=True) == [
        (11, "C", "Недели переведены в часы: по 36 часов в неделе.", [])
    ]
    entry = AuditEntry.objects.get(action="colleges.load_curriculum")
    assert (entry.object_id, entry.details) == (str(programme.pk), {"count": 5})


def test_same_file_again_changes_nothing(loader):
    loader.load(*PLAN)
    batch = loader.check(*PLAN)
    assert counts(batch) == {"new": 0, "changed": 0, "same": 5, "passed": 4}
    assert batch.report["changes_nothing"]


def test_known_rows_are_corrected_by_their_index_and_blank_cells_change_nothing(loader, programme):
    own = {"programme": programme, "kind": ModuleKind.PROFESSIONAL_MODULE}
    first = ModuleFactory(**own, code="ПМ.01", name="Техника", hours=90, position=1)
    first.competence_codes = ["ПК 1.1"]
    first.save()
    ModuleFactory(**own, code="ПМ.02", name="Ремонт", hours=60, position=2)
    ModuleFactory(**own, code="ПМ.03", name="Прочее", position=3)

    batch = loader.load(
        HEADER, ("пм 1", "Эксплуатация техники", None, None), ("ПМ.02", "Ремонт", 60, "ПК 2.1")
    )

    assert counts(batch) == {"new": 0, "changed": 2, "same": 0, "passed": 0}
    assert batch.report["lines"] == [
        "ПМ.01, исправляется: Эксплуатация техники",
        "ПМ.02, исправляется: ПК 2.1",
    ]
    assert found(batch, warnings=True) == [
        (None, "", "В файле нет, в программе остаётся: ПМ.03.", [])
    ]
    assert stored(programme) == [
        ("ПМ.01", "pm", 90, ["ПК 1.1"], None),
        ("ПМ.02", "pm", 60, ["ПК 2.1"], None),
        ("ПМ.03", "pm", None, [], None),
    ]


def test_order_of_the_file_is_that_of_the_programme(loader, programme):
    for place, code in enumerate(("ПМ.02", "ОП.05"), start=7):
        ModuleFactory(programme=programme, code=code, name=code, position=place)
    batch = loader.load(HEADER, ("ПМ.01", "Новый", 36, None), ("ПМ.02", "ПМ.02", None, None))
    assert [row[0] for row in stored(programme)] == ["ПМ.01", "ПМ.02", "ОП.05"]
    loader.undo(batch)
    rows = Module.objects.filter(programme=programme).order_by("position")
    assert [(row.code, row.position) for row in rows] == [("ПМ.02", 7), ("ОП.05", 8)]


def test_taking_back_restores_and_removes(loader, programme):
    ModuleFactory(programme=programme, code="ПМ.01", name="Техника", hours=90, position=1)
    before = stored(programme)
    batch = loader.load(*PLAN)
    assert loader.undo(batch) == 5
    assert stored(programme) == before
    assert AuditEntry.objects.get(action="colleges.undo_curriculum").details == {"count": 5}


def test_module_that_was_changed_or_used_since_is_not_taken_back(loader, programme):
    batch = loader.load(*PLAN)
    practice = Module.objects.get(programme=programme, code="ПП.01")
    PlacementFactory(module=practice)
    with pytest.raises(TargetClosed, match=r"ПП\.01 уже где-то занят"):
        loader.undo(batch)
    details = ModuleDetails("ОП.01", "Черчение", ModuleKind.DISCIPLINE, 72)
    changed = Module.objects.get(programme=programme, code="ОП.01")
    change_module(module=changed, details=details, actor_id=None, now=NOW)
    with pytest.raises(TargetClosed, match=r"ОП\.01 с тех пор изменили"):
        loader.undo(batch)
    assert len(stored(programme)) == 5


def test_index_that_stands_twice_is_an_error(loader, programme):
    batch = loader.check(HEADER, ("ОП.01", "Графика", 72, None), ("ОП 1", "Графика", 72, None))
    assert found(batch) == [(3, "A", "Строка с этим индексом уже есть в файле: строка 2.", [])]


def test_two_names_under_one_index_get_an_index_to_choose(loader, programme):
    header = (*HEADER, "Нагрузка")
    rows = [
        ("ОП.07", name, 36, None, load)
        for name in ("Психология", "Этика", "Право")
        for load in ("Лекции", "Практика")
    ]
    batch = loader.check(header, *rows)
    message = "Под этим индексом в строке 2 стоит «Психология»."
    assert found(batch) == [
        (4, "A", message, ["ОП.07-б"]),
        (5, "A", message, ["ОП.07-б"]),
        (6, "A", message, ["ОП.07-в"]),
        (7, "A", message, ["ОП.07-в"]),
    ]


def test_hours_of_several_loads_are_added_up(loader, programme):
    header = ("Шифр", "Дисциплина", "Количество", "Ед. изм.", "ЗЕТ", "Нагрузка", "Семестр")
    batch = loader.load(
        header,
        ("ОП.01", "Графика", "12,50", "Часы", None, "Лекции", 1),
        ("ОП.01", "Графика", "59,50", "Часы", None, "Практика", 1),
        ("ОП.01", "Графика", None, "Часы", None, "Экзамен", 1),
        ("УП.01", "Практика", 2, "Недели", None, "Практика", 2),
        ("ПП.01", "Практика", 2, "Недели", 3, "Практика", 2),
        ("ОП.02", "Этика", 2, "з.е.", None, "Лекции", 2),
    )
    assert [(row[0], row[2]) for row in stored(programme)] == [
        ("ОП.01", 72),
        ("УП.01", 72),
        ("ПП.01", 108),
        ("ОП.02", 72),
    ]
    assert found(batch, warnings=True) == [
        (5, "C", "Недели переведены в часы: 72.", []),
        (6, "C", "Недели переведены в часы: 108.", []),
    ]


def test_what_cannot_be_taken_is_told_by_cell(loader, programme):
    batch = loader.check(
        HEADER,
        ("ОП.01", "Графика", "12,5", None),
        ("ОП.02", "Этика", "много", None),
        ("ОП.03", "Право", 36, "ПК 1.1, все"),
        (None, "Обязательная часть", 36, None),
    )
    assert sorted(found(batch)) == [
        (2, "C", "Часов должно быть целое число, а получилось 12,5.", []),
        (3, "C", "Нужно число.", []),
        (4, "D", "«все» не похоже на код компетенции: образец «ПК 1.1».", []),
    ]
    assert (5, "A", "Без индекса строка не загружается.", []) in found(batch, warnings=True)


def test_codes_that_the_standard_does_not_have_are_told(programme):
    programme.educational_standard = EducationalStandardFactory()
    CompetenceFactory(educational_standard=programme.educational_standard, code="ПК 1.1")
    programme.save()
    target = Target(college_id=programme.college_id, subject=programme, title="", route="")
    batch = Loader(CurriculumImport(), target).load(HEADER, ("ПМ.01", "М", 36, "ПК 1.1, ДПК 1.1"))
    assert found(batch, warnings=True) == [
        (2, "D", "Этих кодов нет в ФГОС программы, записываются как свои: ДПК 1.1.", [])
    ]
    assert stored(programme)[0][3] == ["ПК 1.1", "ДПК 1.1"]


def test_template_holds_the_present_curriculum_and_is_read_back_unchanged(loader, programme):
    loader.load(*PLAN)
    content = write_template(loader.kind.template(target=loader.target))
    batch = loader.check_bytes(content, "план.xlsx")
    assert counts(batch) == {"new": 0, "changed": 0, "same": 5, "passed": 0}
    assert found(batch) == []


def test_plan_with_a_header_of_three_merged_rows_is_read_by_its_hours_in_all(loader, programme):
    """As programs of the ministry print it: titles over titles, numbered columns, semesters."""
    rows = [
        ("Учебный план по специальности 35.02.16",),
        ("2. План учебного процесса",),
        (
            "Индекс", "Наименование циклов, дисциплин, профессиональных модулей, МДК, практик",
            "Формы промежуточной аттестации", "Учебная нагрузка обучающихся, час", None, None,
            "Распределение по семестрам", None,
        ),
        (None, None, None, "Максимальная", "Самостоятельная", "Обязательная", "1 сем", "2 сем"),
        (None, None, None, None, None, "всего", "17 нед", "22 нед"),
        tuple(range(1, 9)),
        ("П", "Профессиональный учебный цикл", None, 1200, 400, 800, 300, 500),
        ("ОП.00", "Общепрофессиональные дисциплины", None, 300, 100, 200, 100, 100),
        ("ОП.01", "Инженерная графика", "-, ДЗ", 108, 36, 72, 34, 38),
        ("ПМ.00", "Профессиональные модули", None, 900, 300, 600, 200, 400),
        ("ПМ.01", "Эксплуатация техники", "Эк", 450, 150, 300, 100, 200),
        ("МДК.01.01", "Устройство тракторов", "-, Э", 144, 48, 96, 50, 46),
        ("УП.01", "Учебная практика", None, "3 нед.", None, "3 нед.", None, None),
        ("ПДП", "Преддипломная практика", None, "4 нед.", None, None, None, None),
        ("ГИА.00", "Государственная итоговая аттестация", None, "6 нед.", None, None, None, None),
        ("Всего", None, None, 2844, None, None, None, None),
    ]  # fmt: skip
    merged = [
        *((3, column, 5, column, rows[2][column - 1]) for column in (1, 2, 3)),
        (3, 4, 3, 6, rows[2][3]),
        (3, 7, 3, 8, rows[2][6]),
        (4, 4, 5, 4, "Максимальная"),
        (4, 5, 5, 5, "Самостоятельная"),
    ]
    batch = loader.load(*rows, merged=merged)

    assert counts(batch) == {"new": 5, "changed": 0, "same": 0, "passed": 4}
    assert [row[:3] for row in stored(programme)] == [
        ("ОП.01", "discipline", 108),
        ("ПМ.01", "pm", 450),
        ("МДК.01.01", "mdk", 144),
        ("УП.01", "up", 108),
        ("ПДП", "pp", 144),
    ]


def test_file_for_a_programme_removed_meanwhile_is_refused_in_words(loader, programme):
    batch = loader.check(*PLAN)
    Programme.objects.filter(pk=programme.pk).delete()
    with pytest.raises(TargetClosed, match="Этой программы больше нет"):
        loader.apply(batch)


# Five rows of header, as the usual programs for curricula print them.
DEEP = (
    (
        "Индекс",
        "Наименование",
        "Нагрузка, час.",
        None,
        None,
        "Распределение",
        None,
        None,
        "Коды ПК",
    ),
    (None, None, "Максимальная", "Обязательная", None, "I курс", None, "II курс"),
    (None, None, None, "Всего", "в т. ч. лекции", "1 сем. 17 нед.", "2 сем.", "3 семестр"),
    (None, None, None, None, None, None, None, None),
    (1, 2, 3, 4, 5, 6, 7, 8, 9),
)
TALL = [(1, 1, 4, 1, "Индекс"), (1, 2, 4, 2, "Наименование"), (1, 9, 4, 9, "Коды ПК")]
WIDE = [
    (1, 3, 1, 5, DEEP[0][2]), (1, 6, 1, 8, "Распределение"), (2, 3, 4, 3, "Максимальная"),
    (2, 4, 2, 5, "Обязательная"), (2, 6, 2, 7, "I курс"), (3, 4, 4, 4, "Всего"),
    *[(3, place, 4, place, DEEP[2][place - 1]) for place in (5, 6, 7, 8)],
]  # fmt: skip


def test_hours_of_semesters_count_where_no_whole_is_given(loader, programme):
    batch = loader.load(
        *DEEP,
        ("ОП.01", "Графика", 108, 72, 20, 32, 40, None, "ПК 1.1"),
        ("УП.01", "Учебная практика", None, None, None, None, 36, "1 нед.", "ПК 1.2"),
        merged=(*TALL, *WIDE),
    )
    assert [row[::2][:2] + row[3:4] for row in stored(programme)] == [
        ("ОП.01", 108, ["ПК 1.1"]),
        ("УП.01", 72, ["ПК 1.2"]),
    ]
    said = (
        "Всего часов не указано, взята сумма по семестрам (строк: 1). По семестрам портал часы не "
        "хранит."
    )
    assert (None, "", said, []) in found(batch, warnings=True)


def test_a_semester_over_kinds_of_classes_is_not_the_first_of_them(loader, programme):
    loader.load(
        ("Индекс", "Наименование", "1 семестр", None, "2 семестр", None),
        (None, None, "лекции", "практика", "лекции", "практика"),
        ("ОП.01", "Графика", 10, 22, 12, 28),
        merged=(
            (1, 1, 2, 1, "Индекс"), (1, 2, 2, 2, "Наименование"),
            (1, 3, 1, 4, "1 семестр"), (1, 5, 1, 6, "2 семестр"),
        ),
    )  # fmt: skip
    assert stored(programme) == [("ОП.01", "discipline", None, [], None)]


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("1 семестр", 1), ("2 сем. 22 нед.", 2), ("III семестр", 3), ("Семестр 4", 4),
        ("Пятый семестр", 5), ("6-й семестр (16 1/2 нед.)", 6), ("7 сем., час", 7),
        ("Семестр", None), ("1 курс", None), ("Экзамен 1 семестр", None), ("17 семестр", None),
        (1, None),
    ],
)  # fmt: skip
def test_titles_of_semesters(title, number):
    assert semester_of(title) == number
