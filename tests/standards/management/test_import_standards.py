import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from standards.models import ProfessionalStandard
from tests.standards.registry_files import DATA

pytestmark = pytest.mark.django_db

OWN = str(DATA / "two_standards.xml")


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("import_standards", *arguments, stdout=out)
    return out.getvalue().splitlines()


def refuse(*arguments: str) -> str:
    errors, out = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_standards", *arguments, stdout=out, stderr=errors)
    assert stopped.value.code == 1
    assert out.getvalue() == ""
    return errors.getvalue().strip()


def test_json_prints_an_object_a_standard() -> None:
    first, second = map(json.loads, run(OWN, "--json"))

    assert second == {
        "code": "13.902",
        "name": "Садовод учебного сада",
        "order_number": "",
        "approved_on": None,
        "generalized_functions": 1,
        "labour_functions": 1,
        "actions": 1,
        "skills": 2,
        "knowledge": 3,
        "skills_knowledge_swapped": True,
        "warnings": [
            "Номер приказа не указан.",
            "Дата утверждения не указана.",
            "В файле умения и знания стояли на местах друг друга: переставлены.",
        ],
    }
    assert (first["code"], first["approved_on"]) == ("13.901", "2019-03-12")
    assert ProfessionalStandard.objects.count() == 2


def test_json_of_a_repeated_file_is_the_same() -> None:
    assert run(OWN, "--json") == run(OWN, OWN, "--json")


def test_text_names_outcome_and_warnings() -> None:
    run(OWN)
    lines = run(OWN)

    assert lines[0] == (
        "13.901 Мастер учебного поля (приказ 101н от 12.03.2019): без изменений;"
        " ОТФ 2, ТФ 3, действий 4, умений 4, знаний 3"
    )
    assert lines[1].startswith("  ! Кириллические буквы в кодах")


def test_dry_run_writes_nothing() -> None:
    assert "загружен" in run(OWN, "--dry-run")[0]
    assert ProfessionalStandard.objects.count() == 0


def test_excerpt_is_marked() -> None:
    run(OWN, "--excerpt")

    assert ProfessionalStandard.objects.filter(is_excerpt=True).count() == 2


def test_refused_file_exits_with_its_reason_and_writes_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xml"
    wrong.write_text("<standards/>")

    assert refuse(OWN, str(wrong), "--json") == (
        "Ничего не загружено. Это не выгрузка реестра: ожидался корневой элемент XMLCardInfo,"
        " найден standards. (файл «wrong.xml», элемент standards)"
    )
    assert ProfessionalStandard.objects.count() == 0


def test_missing_file_exits_with_its_name(tmp_path: Path) -> None:
    missing = tmp_path / "нет.xml"

    assert refuse(str(missing)) == f"Ничего не загружено. Файл не найден: {missing}."
    assert refuse(str(tmp_path)) == f"Ничего не загружено. Файл не читается: {tmp_path}."
