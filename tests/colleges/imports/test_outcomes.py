import datetime as dt

import pytest

from colleges.enums import EnrolmentState
from colleges.imports.outcomes import OutcomesImport
from colleges.models import Enrolment, GraduateOutcome
from colleges.services.contingent import Place
from core.import_flow import check_batch, mend_cells
from core.import_kinds import Target, TargetClosed
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

HEADER = ("Выпускник", "Группа", "Статус", "На дату", "По специальности", "ИНН работодателя")
DAY = dt.date(2026, 10, 1)


@pytest.fixture
def group():
    return StudyGroupFactory(name="М-31")


@pytest.fixture
def loader(group):
    place = Place(college=group.college)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    return Loader(OutcomesImport(), target)


def graduate(group, last, first="Анна", patronymic="", **fields):
    student = StudentFactory(
        college=group.college, last_name=last, first_name=first, patronymic=patronymic, **fields
    )
    EnrolmentFactory(group=group, student=student, state=EnrolmentState.GRADUATED)
    return student


def stored():
    return list(
        GraduateOutcome.objects.order_by("student__last_name", "as_of_date").values_list(
            "student__last_name", "status", "source", "in_speciality", "employer_inn"
        )
    )


def test_statuses_in_words_are_written_with_day_and_source(loader, group):
    graduate(group, "Ким")
    graduate(group, "Ли")

    batch = loader.load(
        HEADER,
        ("Ким Анна", "м-31", "Трудоустроены", DAY, "да", "2636045265"),
        ("Ли Анна", "М-31", "армия", None, None, None),
    )

    assert counts(batch) == {"new": 2, "replaced": 0, "same": 0}
    assert stored() == [
        ("Ким", "employed", "college", True, "2636045265"),
        ("Ли", "conscript", "college", None, ""),
    ]
    assert set(GraduateOutcome.objects.values_list("as_of_date", flat=True)) == {DAY}


def test_same_file_changes_nothing_and_a_changed_row_updates_that_row(loader, group):
    graduate(group, "Ким")
    graduate(group, "Ли")
    rows = [("Ким Анна", "М-31", "ИП", DAY), ("Ли Анна", "М-31", "учится", DAY)]
    loader.load(HEADER, *rows)

    assert counts(loader.check(HEADER, *rows)) == {"new": 0, "replaced": 0, "same": 2}
    changed = loader.load(HEADER, rows[0], ("Ли Анна", "М-31", "самозанятая", DAY))
    assert counts(changed) == {"new": 0, "replaced": 1, "same": 1}
    assert [status for _name, status, *_rest in stored()] == ["entrepreneur", "self_employed"]


def test_namesakes_of_the_college_are_told_apart_by_group_or_book(loader, group):
    graduate(group, "Ким", record_book="0011")
    graduate(StudyGroupFactory(programme=group.programme, name="Т-11"), "Ким", record_book="0012")

    batch = loader.check(
        (*HEADER, "№ зачётки"),
        ("Ким Анна", None, "армия", DAY, None, None, None),
        ("Ким Анна", "Т-11", "армия", DAY, None, None, None),
        ("Ким А.", None, "ИП", DAY, None, None, 11),
    )

    assert found(batch) == [
        (2, "A", "В колледже несколько людей с этим именем: укажите номер зачётной книжки.", [])
    ]
    assert counts(batch)["new"] == 2


def test_unknown_words_have_likely_corrections(loader, group):
    graduate(group, "Семёнова")

    batch = loader.check(
        HEADER, ("Семенова Анна", "М-31", "трудоустроин", DAY), ("Семёнов Анна", "М-31", "ИП", DAY)
    )

    assert found(batch) == [
        (2, "C", "Такого значения нет в списке.", ["трудоустроен"]),
        (3, "A", "Такого обучающегося в колледже нет.", ["Семёнова Анна"]),
    ]


def test_batch_is_taken_back_and_former_statuses_return(loader, group):
    graduate(group, "Ким")
    graduate(group, "Ли")
    loader.load(HEADER, ("Ким Анна", "М-31", "ИП", DAY))
    batch = loader.load(
        HEADER, ("Ким Анна", "М-31", "армия", DAY), ("Ли Анна", "М-31", "учится", DAY)
    )

    assert loader.undo(batch) == 2
    assert [row[:2] for row in stored()] == [("Ким", "entrepreneur")]


def test_statuses_changed_since_are_not_taken_back(loader, group):
    graduate(group, "Ким")
    batch = loader.load(HEADER, ("Ким Анна", "М-31", "ИП", DAY))
    GraduateOutcome.objects.update(status="unknown")

    with pytest.raises(TargetClosed, match="Статусы этой загрузки с тех пор изменили"):
        loader.undo(batch)
    assert [row[1] for row in stored()] == ["unknown"]


@pytest.mark.parametrize(
    ("written", "fixes"),
    [
        (
            "не трудоустроен",
            [
                "зарегистрирован безработным",
                "ищет работу, спроса нет",
                "не мотивирован к трудоустройству",
            ],
        ),
        ("не учится", []),
        ("не состоит в ЦЗН", []),
        ("работает, самозанятый", ["трудоустроен", "самозанятый"]),
        ("трудоустроенна", ["трудоустроен"]),
        ("СВО", ["служба по контракту", "служба в армии по призыву"]),
        ("работает по специальности", ["трудоустроен"]),
        ("трудоустроен не по специальности", ["трудоустроен"]),
    ],
)
def test_no_status_is_proposed_that_says_the_opposite(loader, group, written, fixes):
    graduate(group, "Ким")

    batch = loader.check(HEADER, ("Ким Анна", "М-31", written, DAY, None, None))

    assert [said[3] for said in found(batch)] == [fixes]


def test_day_and_employer_are_checked_as_on_the_page_of_a_graduate(loader, group):
    graduate(group, "Ким")
    graduate(group, "Ли")
    Enrolment.objects.update(ended_on=dt.date(2026, 6, 30))
    future, early = dt.date(2026, 11, 21), dt.date(2026, 6, 29)

    batch = loader.check(
        HEADER,
        ("Ким Анна", "М-31", "ИП", future, None, None),
        ("Ким Анна", "М-31", "ИП", dt.date(1999, 1, 1), None, None),
        ("Ким Анна", "М-31", "ИП", early, None, None),
        ("Ли Анна", "М-31", "прогноз: будет призван", early, None, None),
        ("Ли Анна", "М-31", "ИП", DAY, None, "123"),
        ("Ли Анна", "М-31", "ИП", dt.date(2026, 10, 2), None, "7707083894"),
    )

    wrong = "Неверный ИНН: не сходится контрольная цифра."
    assert found(batch) == [
        (2, "D", "Этот день ещё не наступил.", []),
        (3, "D", "Проверьте год.", []),
        (4, "D", "Выпуск был 30.06.2026: раньше него бывает только прогноз.", []),
        (6, "F", wrong, []),
        (7, "F", wrong, []),
    ]
    assert counts(batch)["new"] == 1


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("декретный отпуск", "parental_leave"),
        ("служба в РА", "conscript"),
        ("на бирже", "registered_unemployed"),
        ("ВУЗ", "studying"),
    ],
)
def test_statuses_in_the_words_of_colleges(loader, group, written, status):
    graduate(group, "Ким")

    loader.load(HEADER, ("Ким Анна", "М-31", written, DAY, None, None))

    assert [row[1] for row in stored()] == [status]


GRID = (
    ("Сведения о трудоустройстве выпускников по состоянию на 1 октября 2026 г.",),
    (
        "№ п/п", "ФИО выпускника", "Группа", "Трудоустроены", None, "Призваны в армию",
        "Продолжили обучение", "Декрет", "Не работают", "ИНН",
    ),
    (None, None, None, "по специальности", "не по специальности"),
    (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
)  # fmt: skip
TALL = [(2, place, 3, place, GRID[1][place - 1]) for place in (1, 2, 3, 6, 7, 8, 9, 10)]
MERGED = (*TALL, (2, 4, 2, 5, "Трудоустроены"))
TWO = (
    "Отмечено несколько статусов: «Трудоустроены по специальности» (D), «Призваны в армию» (F). "
    "Оставьте одну отметку."
)
NONE = (
    "Не отмечен ни один статус: поставьте «+» в одном из столбцов «Трудоустроены по специальности» "
    "(D), «Трудоустроены не по специальности» (E), «Призваны в армию» (F), «Продолжили обучение» "
    "(G), «Декрет» (H), «Не работают» (I)."
)
NAMES = ("Ким", "Ли", "Пак", "Цой")


@pytest.mark.parametrize("merged", [MERGED, ()], ids=["merged", "plain"])
def test_statuses_in_columns_are_told_by_one_mark_a_row(loader, group, merged):
    for name in NAMES:
        graduate(group, name)

    batch = loader.load(
        *GRID,
        (1, "Ким Анна", "М-31", "+", None, None, None, None, None, "2636045265"),
        (2, "Ли Анна", "М-31", None, 1, None, "-", 0),
        (3, "Пак Анна", "М-31", None, None, None, "✓"),
        (4, "Цой Анна", "М-31", None, None, None, None, "да"),
        (None, "Итого", None, 1, 1, 0, 1, 1),
        (None, "Заместитель директора ____________ / Юн О. П. /"),
        merged=merged,
    )

    assert stored() == [
        ("Ким", "employed", "college", True, "2636045265"),
        ("Ли", "employed", "college", False, ""),
        ("Пак", "studying", "college", None, ""),
        ("Цой", "parental_leave", "college", None, ""),
    ]
    assert set(GraduateOutcome.objects.values_list("as_of_date", flat=True)) == {DAY}
    assert loader.undo(batch) == 4
    assert stored() == []


def test_two_marks_no_mark_and_an_unclear_title_are_told_with_what_to_do(loader, group):
    for name in NAMES:
        graduate(group, name)

    batch = loader.check(
        *GRID,
        (1, "Ким Анна", "М-31", "+", None, "+"),
        (2, "Ли Анна", "М-31"),
        (3, "Пак Анна", "М-31", None, None, None, None, None, "+"),
        (4, "Цой Анна", "М-31", None, None, 2),
        merged=MERGED,
    )

    unclear = "Неясно, какой это статус: назовите столбец одним из статусов."
    likely = [
        "зарегистрирован безработным",
        "ищет работу, спроса нет",
        "не мотивирован к трудоустройству",
    ]
    assert sorted(found(batch)) == [
        (2, "I", unclear, likely),
        (5, "D", TWO, []),
        (5, "F", TWO, []),
        (6, "D", NONE, ["нет сведений"]),
        (8, "F", "Нужна отметка «+» или пустая ячейка, а не число.", []),
    ]
    mend_cells(
        batch=batch,
        cells={
            ("Лист1", 2, 9): "ищет работу, спроса нет",
            ("Лист1", 5, 6): "",
            ("Лист1", 6, 4): "нет сведений",
            ("Лист1", 8, 6): "+",
        },
    )
    check_batch(kind=loader.kind, batch=batch, target=loader.target)
    assert found(batch) == []
    loader.apply(batch)
    assert [row[:2] for row in stored()] == [
        ("Ким", "employed"),
        ("Ли", "unknown"),
        ("Пак", "no_demand_searching"),
        ("Цой", "conscript"),
    ]


def test_day_of_a_table_without_one_is_asked_once(loader, group):
    header = ("Выпускник", "Трудоустроен", "в т.ч. по специальности", "Армия")
    for name in NAMES:
        graduate(group, name)

    batch = loader.check(
        header,
        ("Ким Анна", "+", "+", None),
        ("Ли Анна", "x", None, None),
        ("Пак Анна", "ООО «Нива»", "нет", None),
        ("Цой Анна", None, None, "V"),
    )

    assert [(row, column, fixes) for row, column, _said, fixes in found(batch)] == [
        (1, "E", ["на 20.11.2026"])
    ]
    assert (4, "B", "Текст принят за отметку «+».", []) in found(batch, warnings=True)
    mend_cells(batch=batch, cells={("Лист1", 1, 5): "на 01.10.2026"})
    check_batch(kind=loader.kind, batch=batch, target=loader.target)
    loader.apply(batch)
    assert [row[:2] + row[3:4] for row in stored()] == [
        ("Ким", "employed", True),
        ("Ли", "employed", None),
        ("Пак", "employed", False),
        ("Цой", "conscript", None),
    ]
    assert set(GraduateOutcome.objects.values_list("as_of_date", flat=True)) == {DAY}


def test_a_grid_of_noughts_and_ones_with_signatures_below(loader, group):
    for name in NAMES[:3]:
        graduate(group, name)
    header = ("№", "ФИО", "Трудоустроены", "из них по спец.", "Армия", "Не определились", "Дата")

    batch = loader.load(
        header,
        (1, "Ким Анна", 1, 1, 0, 0, DAY),
        (2, "Ли Анна", 0, 0, 1, 0, None),
        ("Зам. директора по УПР", "Юн О. П.", None, None, None, None, None),
    )

    assert [row[:4] for row in stored()] == [
        ("Ким", "employed", "college", True),
        ("Ли", "conscript", "college", None),
    ]
    loader.undo(batch)
    batch = loader.check(header, (1, "Пак Анна", 0, 1, 1, 0, DAY), (2, "Ли Анна", 0, 0, 0, 1, None))
    said = [(row, column, len(fixes)) for row, column, _said, fixes in found(batch)]
    assert said == [(1, "F", 4), (2, "D", 0), (2, "E", 0)]
