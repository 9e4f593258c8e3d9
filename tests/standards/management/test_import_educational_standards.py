import json
from collections import Counter

import pytest
from django.core.management import call_command

from standards.models import Competence, EducationalStandard

pytestmark = pytest.mark.django_db


def run(path, capsys, **options):
    call_command("import_educational_standards", str(path), **options)
    return capsys.readouterr().out


def test_eight_agrarian_standards_are_loaded_and_loaded_again(shared_data, capsys):
    path = shared_data / "fgos" / "fgos_spo_agro_excerpt_TRANSCRIBED.json"
    records = json.loads(path.read_text("utf-8"))
    run(path, capsys)
    assert EducationalStandard.objects.count() == 8
    assert Competence.objects.filter(kind="professional").count() == 150
    assert Competence.objects.filter(kind="general").count() == sum(
        len(record["ok_competencies"]) for record in records
    )
    codes = Counter(
        Competence.objects.filter(
            educational_standard__speciality__code="35.01.26", kind="professional"
        ).values_list("code", flat=True)
    )
    assert codes["ПК 1.1"] == 3
    assert codes["ПК 1.3"] == 4
    keys = set(Competence.objects.values_list("pk", "text"))
    out = run(path, capsys)
    assert out.count("без изменений") == 8
    assert set(Competence.objects.values_list("pk", "text")) == keys


def test_codes_are_loaded_beside_them(shared_data, capsys):
    run(shared_data / "fgos" / "fgos_spo_agro_excerpt_TRANSCRIBED.json", capsys)
    run(shared_data / "fgos" / "fgos_spo_35_36_codes_TRANSCRIBED.csv", capsys)
    assert EducationalStandard.objects.count() == 29
    assert Competence.objects.filter(kind="professional").count() == 150


def test_file_with_an_error_loads_nothing(tmp_path, capsys):
    path = tmp_path / "fgos.json"
    path.write_text('[{"code": "35.02.16"}]', "utf-8")
    with pytest.raises(SystemExit):
        call_command("import_educational_standards", str(path))
    assert "запись 1 (35.02.16): не заполнено «name»." in capsys.readouterr().err
    assert not EducationalStandard.objects.exists()


def test_missing_file_is_named(tmp_path, capsys):
    with pytest.raises(SystemExit):
        call_command("import_educational_standards", str(tmp_path / "нет.json"))
    assert "нет.json" in capsys.readouterr().err


def test_dry_run_writes_nothing(shared_data, capsys):
    path = shared_data / "fgos" / "fgos_spo_agro_excerpt_TRANSCRIBED.json"
    assert "стандартов: 8" in run(path, capsys, dry_run=True)
    assert not EducationalStandard.objects.exists()
