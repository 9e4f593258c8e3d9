import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from core.models import AuditEntry
from standards.enums import ElementKind
from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.standards import check_standards, import_standards
from standards.models import (
    FunctionElement,
    GeneralizedFunction,
    LabourFunction,
    ProfessionalStandard,
)
from standards.rules.reports import FunctionChanges, ImportReport, Outcome, SourceFile
from tests.standards.registry_files import official_file, own_text

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


def source(*changes: tuple[str, str], name: str = "two.xml") -> SourceFile:
    text = own_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return SourceFile(name=name, content=text.encode())


def store(*files: SourceFile, now: dt.datetime = NOW, **options: Any) -> ImportReport:
    return import_standards(files, imported_by_id=None, now=now, **options)


def outcomes(report: ImportReport) -> list[Outcome]:
    return [edition.outcome for edition in report.editions]


def edition(code: str = "13.901") -> ProfessionalStandard:
    return ProfessionalStandard.objects.get(code=code)


def one_standard(*, order: str, date: str, code: str = "13.901") -> SourceFile:
    """The first standard of the file alone, under another order."""
    text = own_text()
    start = text.index("<ProfessionalStandart>")
    second = text.index("<ProfessionalStandart>", start + 1)
    text = text[:second] + text[text.index("</ProfessionalStandarts>") :]
    text = text.replace("101н", order).replace("12.03.2019", date).replace("13.901", code)
    return SourceFile(name=f"{order}.xml", content=text.encode())


def test_import_stores_the_whole_edition() -> None:
    report = store(source())

    assert outcomes(report) == [Outcome.CREATED, Outcome.CREATED]
    standard = edition()
    assert report.editions[0].standard_id == standard.pk
    assert standard.name == "Мастер учебного поля"
    assert (standard.order_number, standard.approved_on) == ("101н", dt.date(2019, 3, 12))
    assert standard.okz == [{"code": "6111", "name": "Овощеводы и полеводы"}]
    assert standard.imported_at == NOW
    assert not standard.is_excerpt
    assert not standard.skills_knowledge_swapped
    assert standard.import_warnings == list(report.editions[0].warnings)
    group = GeneralizedFunction.objects.get(standard=standard, code="B")
    assert (group.level, group.position) == ("5", 1)
    assert group.job_titles[:2] == ["Бригадир", "Старший бригадир"]
    assert group.characteristics["education"] == ["Среднее профессиональное образование"]
    assert group.characteristics["okpdtr"] == [{"code": "11196", "name": "Бригадир"}]
    functions = LabourFunction.objects.filter(standard=standard).order_by("position")
    assert [(row.code, row.level, row.generalized_function.code) for row in functions] == [
        ("A/02.3", "3", "A"),
        ("A/10.3", "3", "A"),
        ("B/03.4", "4", "B"),
    ]
    tasks = FunctionElement.objects.filter(function=functions[2]).order_by("kind", "position")
    assert [(row.kind, row.text) for row in tasks][:2] == [
        (ElementKind.ACTION, "Составление наряда на день"),
        (ElementKind.ACTION, "Выдача заданий"),
    ]
    assert tasks.count() == 6


def test_official_exports_are_stored_with_exact_counts(shared_data: Path) -> None:
    names = ["1647", "4", "566", "67__2021", "67__2025"]
    files = [SourceFile(name=name, content=official_file(shared_data, name)) for name in names]

    store(*files)

    assert ProfessionalStandard.objects.count() == 5
    assert GeneralizedFunction.objects.count() == 24
    assert LabourFunction.objects.count() == 121
    kinds = FunctionElement.objects.values_list("kind", flat=True)
    assert list(kinds).count("action") == 592
    assert list(kinds).count("skill") == 420
    assert list(kinds).count("knowledge") == 822
    architect = ProfessionalStandard.objects.filter(code="06.003").order_by("approved_on")
    assert [row.valid_to for row in architect] == [dt.date(2021, 8, 30), None]
    assert [
        row.code for row in ProfessionalStandard.objects.filter(skills_knowledge_swapped=True)
    ] == ["06.028"]


def test_same_file_again_writes_no_reference_data(django_assert_num_queries: Any) -> None:
    store(source())
    before = list(LabourFunction.objects.order_by("pk").values())

    with django_assert_num_queries(4):  # savepoint, editions, one audit line, release
        report = store(source(), now=LATER)

    assert outcomes(report) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert report.editions[0].standard_id == edition().pk
    assert edition().imported_at == NOW
    assert list(LabourFunction.objects.order_by("pk").values()) == before


def test_changed_edition_is_updated_in_place() -> None:
    store(source())
    ids = dict(LabourFunction.objects.values_list("code", "pk"))

    report = store(
        source(
            ("<CodeTF>A/02.3</CodeTF>", "<CodeTF>A/01.3</CodeTF>"),
            ("Распределение заданий в бригаде", "Распределение работ"),
            ("Сбор корнеплодов", "Сбор клубней"),
        ),
        now=LATER,
    )

    assert outcomes(report) == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert report.editions[0].changes == FunctionChanges(
        added=("A/01.3",), retired=("A/02.3",), changed=("A/10.3", "B/03.4")
    )
    functions = {row.code: row for row in LabourFunction.objects.filter(standard=edition())}
    assert {code: row.pk for code, row in functions.items() if code in ids} == {
        code: ids[code] for code in ("A/02.3", "A/10.3", "B/03.4")
    }
    assert functions["A/02.3"].is_retired
    assert not functions["A/01.3"].is_retired
    assert functions["B/03.4"].name == "Распределение работ"
    elements = FunctionElement.objects.filter(function=functions["A/10.3"], kind="action")
    assert [row.text for row in elements] == ["Сбор клубней"]
    assert edition().imported_at == LATER


def test_unchanged_elements_keep_their_rows_in_an_update() -> None:
    store(source())
    before = set(FunctionElement.objects.values_list("pk", flat=True))

    store(source(("Распределение заданий в бригаде", "Распределение работ")))

    assert set(FunctionElement.objects.values_list("pk", flat=True)) == before


def test_retired_function_comes_back_with_its_key() -> None:
    store(source())
    key = LabourFunction.objects.get(standard=edition(), code="A/02.3").pk
    store(source(("<CodeTF>A/02.3</CodeTF>", "<CodeTF>A/01.3</CodeTF>")))

    store(source())

    back = LabourFunction.objects.get(standard=edition(), code="A/02.3")
    assert (back.pk, back.is_retired) == (key, False)
    assert LabourFunction.objects.get(standard=edition(), code="A/01.3").is_retired


def test_function_moved_to_another_group_follows_it() -> None:
    store(source())

    store(
        source(
            ("<CodeTF>B/03.4</CodeTF>", "<CodeTF>A/02.3</CodeTF>"),
            (
                "<CodeTF>A/02.3</CodeTF>\n          <NameTF>Уход",
                "<CodeTF>B/03.4</CodeTF><NameTF>Уход",
            ),
        )
    )

    moved = LabourFunction.objects.get(standard=edition(), code="A/02.3")
    assert (moved.generalized_function.code, moved.name) == (
        "B",
        "Распределение заданий в бригаде",
    )


def test_same_edition_in_two_files_is_stored_once() -> None:
    report = store(source(name="first.xml"), source(name="second.xml"))

    assert [row.file_name for row in report.editions] == ["first.xml", "first.xml"]
    assert ProfessionalStandard.objects.count() == 2


def test_differing_copies_of_an_edition_take_the_last_with_a_warning() -> None:
    report = store(source(name="first.xml"), source(("Прополка", "Полка"), name="second.xml"))

    assert [row.file_name for row in report.editions] == ["second.xml", "first.xml"]
    assert report.editions[0].warnings[-1] == (
        "Та же редакция с другим содержанием есть в файле «first.xml»: взята последняя по порядку."
    )
    assert FunctionElement.objects.filter(text="Полка").exists()


def test_refused_file_leaves_the_others_unwritten() -> None:
    broken = SourceFile(name="broken.xml", content=b"<XMLCardInfo>")

    with pytest.raises(RegistryFileRefusedError, match=r"файл «broken\.xml»"):
        store(source(), broken)

    assert ProfessionalStandard.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_dry_run_reports_the_same_and_writes_nothing() -> None:
    store(source())
    changed = source(("Прополка", "Полка"))

    report = check_standards([changed])

    assert outcomes(report) == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert report.editions[0].changes == FunctionChanges(changed=("A/02.3",))
    assert not FunctionElement.objects.filter(text="Полка").exists()
    assert AuditEntry.objects.count() == 1


def test_earlier_editions_end_when_the_next_is_approved() -> None:
    store(one_standard(order="1н", date="01.02.2014"))
    store(one_standard(order="3н", date="01.02.2022"))
    store(one_standard(order="2н", date="01.02.2018"))

    ends = ProfessionalStandard.objects.order_by("approved_on").values_list("valid_to", flat=True)
    assert list(ends) == [dt.date(2018, 2, 1), dt.date(2022, 2, 1), None]


def test_end_set_by_hand_is_kept_when_earlier() -> None:
    store(one_standard(order="1н", date="01.02.2014"))
    ProfessionalStandard.objects.update(valid_to=dt.date(2016, 1, 1))

    store(one_standard(order="2н", date="01.02.2018"))

    assert ProfessionalStandard.objects.get(order_number="1н").valid_to == dt.date(2016, 1, 1)


def test_undated_edition_is_taken_for_the_earliest() -> None:
    store(one_standard(order="", date=""), one_standard(order="2н", date="01.02.2018"))

    undated = ProfessionalStandard.objects.get(order_number="")
    assert (undated.approved_on, undated.valid_to) == (None, dt.date(2018, 2, 1))
    assert outcomes(store(one_standard(order="", date=""))) == [Outcome.UNCHANGED]


def test_other_code_does_not_end_an_edition() -> None:
    store(one_standard(order="1н", date="01.02.2014"))
    store(one_standard(order="2н", date="01.02.2018", code="13.905"))

    assert ProfessionalStandard.objects.filter(valid_to__isnull=False).count() == 0


def test_excerpt_never_replaces_or_ends_an_official_edition() -> None:
    store(one_standard(order="1н", date="01.02.2014"))

    report = store(
        one_standard(order="1н", date="01.02.2014"),
        one_standard(order="2н", date="01.02.2018"),
        is_excerpt=True,
    )

    assert outcomes(report) == [Outcome.KEPT_OFFICIAL, Outcome.CREATED]
    official = ProfessionalStandard.objects.get(order_number="1н")
    assert (official.is_excerpt, official.valid_to) == (False, None)
    assert ProfessionalStandard.objects.get(order_number="2н").is_excerpt


def test_official_text_replaces_an_excerpt_in_place() -> None:
    store(source(), is_excerpt=True)
    key = edition().pk

    report = store(source())

    assert outcomes(report) == [Outcome.UPDATED, Outcome.UPDATED]
    assert (edition().pk, edition().is_excerpt) == (key, False)


def test_audit_has_one_line_a_file() -> None:
    store(source(name="a.xml"), one_standard(order="2н", date="01.02.2020"))

    first, second = AuditEntry.objects.order_by("pk")
    assert first.action == second.action == "standards.import_file"
    assert (first.actor_id, first.at) == (None, NOW)
    assert first.details["created"] == 2
    assert second.details["created"] == 1
    assert second.details["standard_ids"] == [
        ProfessionalStandard.objects.get(order_number="2н").pk
    ]
    assert len(first.details["sha256"]) == 64


def test_search_texts_are_normalised() -> None:
    store(source(("Уход за посевами", "Уход за Ёлками")))

    assert "мастер учебного поля" in edition().search_text
    assert "старший бригадир" in edition().search_text
    assert LabourFunction.objects.get(code="A/02.3").search_text == ("a/02.3 а/02.3 уход за елками")
