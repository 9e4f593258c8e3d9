"""Real files of other schools, loaded as a person would: upload, columns, dry run, writing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from colleges.models import Module
from core.models import ImportBatch
from tests.assessments.views.importing import apply, texts
from tests.core.tables.workbooks import real_file
from tests.factories.colleges import ProgrammeFactory

pytestmark = pytest.mark.django_db

NOT_READ = (
    "Эти столбцы не загружаются: %s. Если среди них есть нужный, укажите его в разделе «Столбцы и "
    "листы»."
)


def send_real(client, slug, name, target=None):
    """Upload a real file; return the page and the batch, None when the file was refused."""
    file = SimpleUploadedFile(name, real_file(name).read_bytes())
    url = reverse("assessments:import_upload", args=[slug])
    answer = client.post(url, {"target": target.pk if target else "", "file": file}, follow=True)
    return answer, ImportBatch.objects.order_by("-pk").first()


def said(batch, *, errors):
    """Return (column, message, how many) of the report's errors or remarks, by kinds."""
    return [
        (column, message, count)
        for column, message, count, is_error in batch.report["summary"]
        if is_error is errors
    ]


def test_curriculum_of_a_university_loads_with_its_hours(college_manager_client, college):
    programme = ProgrammeFactory(college=college)
    _page, batch = send_real(
        college_manager_client, "curriculum", "plan_aup_000020692_2024.xlsx", programme
    )

    # Three choices of electives stand under «Б1»: the portal offers them indexes of their own.
    assert (batch.rows_total, batch.state) == (306, "refused")
    named = "«Моделирование бизнес-процессов / Моделирование систем»"
    assert [(column, count) for column, _text, count in said(batch, errors=True)] == [("Шифр", 8)]
    assert named in said(batch, errors=True)[0][1]

    mend = reverse("assessments:import_mend", args=[batch.pk])
    sent = {"report": batch.report["fingerprint"], "all": "1"}
    answer = college_manager_client.post(mend, sent, follow=True)
    assert texts(answer) == ["Исправлено ячеек: 8."]
    batch.refresh_from_db()
    assert batch.report["counts"] == {"new": 67, "changed": 0, "same": 0, "passed": 1}
    assert said(batch, errors=False) == [
        ("Количество", "Недели переведены в часы: 324.", 2),
        ("", "Лист пропущен: на нём нет строки заголовка такой таблицы.", 1),
        (
            "",
            NOT_READ % "«Блок», «Часть», «Модуль», «Тип записи»",
            1,
        ),
    ]

    assert texts(apply(college_manager_client, batch)) == ["Записано: 67."]
    rows = Module.objects.filter(programme=programme)
    assert dict(rows.values_list("kind").annotate(Sum("hours"))) == {
        "discipline": 7956,
        "up": 72,
        "pp": 648,
    }
