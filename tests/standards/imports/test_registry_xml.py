import datetime as dt
from pathlib import Path

import pytest

from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.registry_xml import read_registry
from standards.rules.editions import (
    ClassifierUnit,
    EditionCounts,
    ParsedStandard,
    content_sha256,
    count_edition,
)
from tests.standards.registry_files import official_file, own_file, own_text

FOLDED = "Кириллические буквы в кодах заменены латинскими:"


def read_own() -> tuple[ParsedStandard, ...]:
    return read_registry(own_file("two_standards.xml"), file_name="two_standards.xml")


def read_changed(*changes: tuple[str, str]) -> tuple[ParsedStandard, ...]:
    text = own_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_registry(text.encode(), file_name="changed.xml")


@pytest.mark.parametrize(
    ("name", "key", "counts", "swapped", "warnings"),
    [
        (
            "1647",
            ("17.140", "824н", dt.date(2023, 11, 22)),
            EditionCounts(2, 6, 40, 43, 47),
            False,
            (f"{FOLDED} А, А/01.5, А/02.5, А/03.5, А/04.5.",),
        ),
        (
            "4",
            ("06.001", "424н", dt.date(2022, 7, 20)),
            EditionCounts(4, 16, 70, 77, 73),
            False,
            (f"{FOLDED} А/01.3, А/02.3, А/03.3, А/04.3, А/05.3, С/01.5, С/02.5.",),
        ),
        (
            "566",
            ("06.028", "685н", dt.date(2015, 10, 5)),
            EditionCounts(5, 22, 177, 125, 475),
            True,
            ("В файле умения и знания стояли на местах друг друга: переставлены.",),
        ),
        (
            "67__2021",
            ("06.003", "228н", dt.date(2014, 4, 11)),
            EditionCounts(10, 62, 250, 116, 173),
            False,
            (
                "Пропущены буквы обобщённых трудовых функций: J.",
                "Нет необходимых знаний: I/01.6.",
            ),
        ),
        (
            "67__2025",
            ("06.003", "579н", dt.date(2021, 8, 30)),
            EditionCounts(3, 15, 55, 59, 54),
            False,
            (),
        ),
    ],
)
def test_official_export_is_read_whole(
    name: str,
    key: tuple[str, str, dt.date],
    counts: EditionCounts,
    swapped: bool,
    warnings: tuple[str, ...],
    shared_data: Path,
) -> None:
    (standard,) = read_registry(official_file(shared_data, name), file_name=name)

    assert standard.key == key
    assert count_edition(standard) == counts
    assert standard.skills_knowledge_swapped is swapped
    assert standard.warnings == warnings


def test_official_export_swapped_lists_are_put_in_place(shared_data: Path) -> None:
    (standard,) = read_registry(official_file(shared_data, "566"), file_name="566")
    function = standard.labour_functions[0]

    assert function.skills[0].startswith("Применять языки программирования")
    assert function.knowledge[0].startswith("Архитектура аппаратной платформы")
    assert (len(function.actions), len(function.skills), len(function.knowledge)) == (8, 6, 20)


def test_official_export_functions_are_in_order_of_codes(shared_data: Path) -> None:
    (standard,) = read_registry(official_file(shared_data, "1647"), file_name="1647")

    assert [group.code for group in standard.generalized_functions] == ["A", "B"]
    assert [function.code for function in standard.labour_functions] == [
        "A/01.5",
        "A/02.5",
        "A/03.5",
        "A/04.5",
        "B/01.6",
        "B/02.6",
    ]


def test_official_export_tags_and_dots_are_cleaned(shared_data: Path) -> None:
    (standard,) = read_registry(official_file(shared_data, "67__2021"), file_name="67")

    assert standard.purpose.startswith(
        "Создание и сопровождение архитектуры программных средств, заключающейся в синтезе"
    )
    assert standard.okz == (
        ClassifierUnit("1236", "Руководители подразделений (служб) компьютерного обеспечения"),
        ClassifierUnit("2131", "Разработчики и аналитики компьютерных систем"),
    )
    assert standard.okved == ()


def test_file_with_two_standards_gives_both() -> None:
    first, second = read_own()

    assert first.key == ("13.901", "101н", dt.date(2019, 3, 12))
    assert count_edition(first) == EditionCounts(2, 3, 4, 4, 3)
    assert second.key == ("13.902", "", None)
    assert count_edition(second) == EditionCounts(1, 1, 1, 2, 3)
    assert first.registration_number == second.registration_number == "9001"


def test_first_section_and_developers_are_read_without_people() -> None:
    first, second = read_own()

    assert first.name == "Мастер учебного поля"
    assert first.activity_name == "Возделывание полевых культур на учебном поле"
    assert first.purpose == "Получение урожая заданного качества"
    assert first.okz == (ClassifierUnit("6111", "Овощеводы и полеводы"),)
    assert first.okved == (ClassifierUnit("01.1", "Выращивание однолетних культур"),)
    assert first.developers == (
        "Учебное хозяйство «Опытное», город Примерный",
        "Союз учебных полей, город Примерный",
    )
    assert (second.purpose, second.okz, second.developers) == ("", (), ())


def test_generalized_function_is_read_with_its_requirements() -> None:
    first, _ = read_own()
    manual, managing = first.generalized_functions

    assert (manual.code, manual.level, managing.code, managing.level) == ("A", "3", "B", "5")
    assert managing.job_titles == (
        "Бригадир",
        "Старший бригадир",
        "Звеньевой",
        "Помощник бригадира",
    )
    assert managing.education == ("Среднее профессиональное образование",)
    assert managing.experience == managing.admission == ()
    assert managing.other == ("Дополнительное обучение раз в пять лет",)
    assert managing.eks == (ClassifierUnit("", "Бригадир"),)
    assert managing.okpdtr == (ClassifierUnit("11196", "Бригадир"),)
    assert managing.okso == (ClassifierUnit("4.35.02.05", "Агрономия"),)


def test_labour_functions_are_folded_sorted_and_cleaned() -> None:
    first, _ = read_own()
    care, harvest, tasks = first.labour_functions

    assert [care.code, harvest.code, tasks.code] == ["A/02.3", "A/10.3", "B/03.4"]
    assert care.actions == ("Прополка",)
    assert care.skills == ("Вести прополку вручную",)
    assert (care.knowledge, care.other, tasks.other) == ((), (), ())
    assert tasks.level == "4"


def test_warnings_name_what_was_mended_and_what_is_odd() -> None:
    first, second = read_own()

    assert first.warnings == (
        "Кириллические буквы в кодах заменены латинскими: А, А/10.3.",
        "Обобщённая функция A: в нумерации трудовых функций нет 01, 03, 04, 05, 06, 07, 08, 09.",
        "Обобщённая функция B: в нумерации трудовых функций нет 01, 02.",
        "Обобщённая функция B уровня 5: у функций другой уровень: B/03.4.",
        "Нет необходимых знаний: A/02.3.",
    )
    assert second.warnings == (
        "Номер приказа не указан.",
        "Дата утверждения не указана.",
        "В файле умения и знания стояли на местах друг друга: переставлены.",
    )


def test_swapped_standard_is_mended_beside_one_in_order() -> None:
    first, second = read_own()

    assert not first.skills_knowledge_swapped
    assert second.skills_knowledge_swapped
    assert second.labour_functions[0].skills == ("1) Вести обрезку секатором", "Беречь кору")
    assert second.labour_functions[0].level == "7.1"


def test_few_items_are_left_as_in_file_with_a_warning() -> None:
    _, second = read_changed(
        ("<RequiredSkill>Части дерева и области роста</RequiredSkill>", ""),
        ("<RequiredSkill>Особенности обрезки весной</RequiredSkill>", ""),
        ("<NecessaryKnowledge>Беречь кору</NecessaryKnowledge>", ""),
    )

    assert second.labour_functions[0].skills == ("Устройство секатора",)
    assert not second.skills_knowledge_swapped
    assert second.warnings[-1] == (
        "Не понять по формулировкам, где умения, а где знания: оставлено, как в файле."
    )


def test_function_swapped_alone_is_named() -> None:
    rows = "".join(f"<RequiredSkill>Правило {n}</RequiredSkill>" for n in range(3))
    verbs = "".join(f"<NecessaryKnowledge>Вести {n}</NecessaryKnowledge>" for n in range(3))
    skills = "".join(f"<RequiredSkill>Вести {n}</RequiredSkill>" for n in range(20))
    rules = "".join(f"<NecessaryKnowledge>Правило {n}</NecessaryKnowledge>" for n in range(10))
    first, _ = read_changed(
        ("<RequiredSkill>Отличать спелые плоды</RequiredSkill>", rows),
        ("<NecessaryKnowledge>Признаки спелости</NecessaryKnowledge>", verbs),
        ("<RequiredSkill>- Вести прополку вручную</RequiredSkill>", skills),
        ("<NecessaryKnowledges/>", f"<NecessaryKnowledges>{rules}</NecessaryKnowledges>"),
    )

    assert not first.skills_knowledge_swapped
    assert first.warnings[-1] == (
        "Трудовая функция A/10.3: похоже, умения и знания перепутаны, проверьте."
    )


def test_repeated_function_code_gets_a_number() -> None:
    first, _ = read_changed(("A/02.3", "A/10.3"))

    assert [function.code for function in first.labour_functions] == [
        "A/10.3",
        "A/10.3(2)",
        "B/03.4",
    ]
    assert "Код трудовой функции A/10.3 повторяется: вторая записана как A/10.3(2)." in (
        first.warnings
    )


def test_repeated_group_code_takes_the_letter_of_its_functions() -> None:
    first, _ = read_changed(("<CodeOTF>А</CodeOTF>", "<CodeOTF>B</CodeOTF>"))

    assert [group.code for group in first.generalized_functions] == ["A", "B"]
    assert "Код обобщённой функции B повторяется: второй записан как A." in first.warnings


def test_empty_group_code_is_taken_from_its_functions() -> None:
    first, _ = read_changed(("<CodeOTF>B</CodeOTF>", "<CodeOTF/>"))

    assert [group.code for group in first.generalized_functions] == ["A", "B"]


def test_level_of_function_follows_its_code() -> None:
    first, _ = read_changed(
        ("<SubQualification>4</SubQualification>", "<SubQualification>6</SubQualification>")
    )

    assert first.labour_functions[2].level == "4"
    assert (
        "Трудовая функция B/03.4: уровень в файле 6, в коде 4: взят уровень из кода."
        in first.warnings
    )


def test_code_without_level_takes_it_from_the_level_element() -> None:
    first, _ = read_changed(("<CodeTF>B/03.4</CodeTF>", "<CodeTF>B/3</CodeTF>"))

    assert (first.labour_functions[2].code, first.labour_functions[2].level) == ("B/03.4", "4")
    assert "Код трудовой функции «B/3» прочитан как B/03.4." in first.warnings


def test_function_in_another_group_is_warned_of() -> None:
    first, _ = read_changed(("<CodeTF>B/03.4</CodeTF>", "<CodeTF>C/03.4</CodeTF>"))

    assert "Трудовая функция C/03.4 стоит в обобщённой функции B." in first.warnings


def test_unreadable_date_is_a_warning() -> None:
    first, _ = read_changed(("12.03.2019", "31.02.2019"))

    assert first.approved_on is None
    assert first.warnings[0] == "Дата утверждения не прочитана: «31.02.2019»."


def test_unknown_element_is_a_warning() -> None:
    first, second = read_changed(
        ("<ListFootnes/>", "<ListFootnes/><Ratio>0,5</Ratio>"),
        ("<ProfessionalStandarts>", "<ExportedAt>2020</ExportedAt><ProfessionalStandarts>"),
    )

    assert "Неизвестный элемент ParticularWorkFunction/Ratio не прочитан." in first.warnings
    assert second.warnings[0] == "Неизвестный элемент XMLCardInfo/ExportedAt не прочитан."


def test_missing_optional_elements_are_fine() -> None:
    text = own_text()
    for name in ("RegistrationNumber", "EducationalRequirements", "FourthSection"):
        start, end = text.index(f"<{name}>"), text.index(f"</{name}>") + len(name) + 3
        text = text[:start] + text[end:]

    first, _ = read_registry(text.encode(), file_name="short.xml")

    assert (first.registration_number, first.developers) == ("", ())
    assert first.generalized_functions[1].education == ()


def test_list_written_as_plain_text_gives_an_item_a_line() -> None:
    first, _ = read_changed(
        (
            "<LaborAction>Сбор корнеплодов</LaborAction>",
            "Сбор корнеплодов&lt;br /&gt;Сортировка корнеплодов",
        )
    )

    assert first.labour_functions[1].actions == ("Сбор корнеплодов", "Сортировка корнеплодов")


def test_standard_without_functions_is_read_with_a_warning() -> None:
    text = own_text()
    start, end = text.index("<WorkFunctions>"), text.index("</WorkFunctions>")
    emptied = text[:start] + text[end + len("</WorkFunctions>") :]

    first, _ = read_registry(emptied.encode(), file_name="empty.xml")

    assert first.generalized_functions == ()
    assert first.warnings == ("В стандарте нет обобщённых трудовых функций.",)


def test_content_hash_ignores_layout_and_warnings_but_not_words() -> None:
    first, _ = read_own()
    (same, _), (changed, _) = (
        read_changed(("<ListFootnes/>", "<Extra/>")),
        read_changed(("Прополка", "Прополка рядов")),
    )

    assert content_sha256(same) == content_sha256(first)
    assert content_sha256(changed) != content_sha256(first)


def test_broken_second_standard_leaves_nothing_read() -> None:
    text = own_text().replace("<CodeTF>A/01.7.1</CodeTF>", "<CodeTF/>")

    with pytest.raises(RegistryFileRefusedError, match="Код трудовой функции «» не прочитан"):
        read_registry(text.encode(), file_name="broken.xml")
