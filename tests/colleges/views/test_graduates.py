import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from colleges.enums import EnrolmentState
from colleges.models import Enrolment, GraduateOutcome
from core.models import AuditEntry
from tests.factories.colleges import (
    EnrolmentFactory,
    GraduateOutcomeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]

LIST = "/graduates/"


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31", graduation_year=2026)


@pytest.fixture
def graduate(group):
    def make(last, **enrolment):
        return EnrolmentFactory(
            **{"group": group, "state": EnrolmentState.GRADUATED} | enrolment,
            student__last_name=last,
            student__search_name="",
        ).student

    return make


def names(client, **query):
    return [row["name"].split()[0] for row in client.get(LIST, query).context["rows"]]


def choose(client, chosen, *, seen=(), url=LIST, **common):
    data = {"as_of_date": "2026-11-01", "source": "employer"} | common
    for student in seen:
        data |= {f"status_{student.pk}": "", f"fits_{student.pk}": ""}
    for student, (status, fits) in chosen.items():
        data |= {f"status_{student.pk}": status, f"fits_{student.pk}": fits}
    return client.post(url, data)


def stored():
    rows = GraduateOutcome.objects.order_by("student__last_name", "as_of_date")
    return list(
        rows.values_list("student__last_name", "status", "source", "in_speciality", "employer_inn")
    )


def test_filters_find_by_status_lack_risk_disagreement_group_year_and_name(
    college_teacher_client, graduate, college
):
    GraduateOutcomeFactory(student=graduate("Громов"))
    GraduateOutcomeFactory(student=graduate("Дёмина"), status="no_motivation")
    argued = graduate("Ежов")
    GraduateOutcomeFactory(student=argued, source="self", status="informal")
    GraduateOutcomeFactory(student=argued, source="sfr_match")
    graduate("Жуков")
    other = StudyGroupFactory(programme__college=college, name="А-11", graduation_year=2026)
    graduate("Зотов", group=other)
    earlier = StudyGroupFactory(programme__college=college, name="М-21", graduation_year=2025)
    graduate("Исаев", group=earlier)
    EnrolmentFactory(group=other, student__last_name="Учится")
    client = college_teacher_client

    assert names(client) == ["Зотов", "Громов", "Дёмина", "Ежов", "Жуков"]
    assert names(client, status="none") == ["Зотов", "Жуков"]
    assert names(client, status="risk") == ["Дёмина"]
    assert names(client, status="disagree") == ["Ежов"]
    assert names(client, status="employed") == ["Громов", "Ежов"]
    assert names(client, group=other.pk) == ["Зотов"]
    assert names(client, year="2025") == ["Исаев"]
    assert names(client, query="демина") == ["Дёмина"]
    assert names(client, query="ltvby") == ["Дёмина"]


def test_several_statuses_are_written_at_once_with_one_audit_line(college_teacher_client, graduate):
    anna, boris, vera = graduate("Абрамова"), graduate("Белов"), graduate("Власова")
    GraduateOutcomeFactory(
        student=anna, as_of_date=dt.date(2026, 11, 1), source="employer", employer_inn="2636045265"
    )
    url = f"{LIST}?year=2026&status=none"
    chosen = {anna: ("employed", "no"), boris: ("conscript", "")}

    response = choose(college_teacher_client, chosen, seen=[vera], url=url)

    assert response["Location"] == url
    # The employer that was known stays; the one not chosen is not touched.
    assert stored() == [
        ("Абрамова", "employed", "employer", False, "2636045265"),
        ("Белов", "conscript", "employer", None, ""),
    ]
    line = AuditEntry.objects.get(action="colleges.record_outcomes")
    assert line.details == {"graduates": 2}


@pytest.mark.parametrize(
    ("status", "fits", "common", "message"),
    [
        ("", "yes", {}, "Выберите и статус."),
        ("employed", "", {"as_of_date": "2026-11-21"}, "Этот день ещё не наступил."),
        ("employed", "", {"as_of_date": "1026-11-01"}, "Проверьте год."),
    ],
)
def test_wrong_entry_writes_nothing_and_keeps_what_was_chosen(
    college_teacher_client, graduate, status, fits, common, message
):
    anna, boris = graduate("Абрамова"), graduate("Белов")

    chosen = {anna: (status, fits), boris: ("studying", "")}
    response = choose(college_teacher_client, chosen, **common)

    entry = response.context["entry"]
    assert [text for texts in entry.errors.values() for text in texts] == [message]
    assert entry[f"status_{boris.pk}"].value() == "studying"
    assert not GraduateOutcome.objects.exists()


def test_foreign_graduate_cannot_be_written(college_teacher_client, graduate):
    graduate("Абрамова")
    foreign = EnrolmentFactory(state=EnrolmentState.GRADUATED, group__graduation_year=2026).student

    choose(college_teacher_client, {foreign: ("employed", "")})

    assert not GraduateOutcome.objects.exists()


def test_page_prints_both_shares_with_their_formula(college_teacher_client, graduate):
    for last, status, fits in [
        ("А", "employed", True),
        ("Б", "self_employed", False),
        ("В", "conscript", None),
        ("Г", "informal", None),
    ]:
        GraduateOutcomeFactory(student=graduate(last), status=status, in_speciality=fits)
    graduate("Д")

    tiles = college_teacher_client.get(LIST).context["tiles"]

    assert [(tile["value"], tile["facts"]) for tile in tiles] == [
        (0.5, "2 из 4, всего выпуск 5"),
        (0.25, "1 из 4"),
        (0.2, "1 из 5"),
    ]
    assert "служба в армии по призыву 1" in tiles[0]["explain"]


def test_list_costs_the_same_queries_however_long(
    college_teacher_client, graduate, django_assert_max_num_queries
):
    GraduateOutcomeFactory(student=graduate("А"))
    with django_assert_max_num_queries(20) as one:
        assert len(names(college_teacher_client)) == 1
    GraduateOutcomeFactory(student=graduate("Б"))
    graduate("В")
    with django_assert_max_num_queries(20) as three:
        assert len(names(college_teacher_client)) == 3
    assert len(one) == len(three)


def test_file_has_typed_cells_of_the_filter_and_leaves_an_audit_line(
    college_teacher_client, graduate
):
    GraduateOutcomeFactory(student=graduate("Абрамова"), status="informal", in_speciality=None)
    GraduateOutcomeFactory(student=graduate("Белов"))

    response = college_teacher_client.get("/graduates/file/", {"status": "risk"})

    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[0] for row in rows if row[1]] == ["Абрамова Имя Отчество"]
    assert rows[0][3:7] == [
        "неформальная занятость",
        dt.datetime(2026, 10, 1),  # noqa: DTZ001 -- a spreadsheet knows no zones
        "колледж",
        None,
    ]
    line = AuditEntry.objects.get(action="colleges.export_graduates")
    assert line.details == {"list": "outcomes", "people": 1}
    assert response["Cache-Control"] == "no-store, private"


def test_history_shows_every_source_and_which_record_counts(college_teacher_client, graduate):
    student = graduate("Абрамова")
    GraduateOutcomeFactory(student=student, source="self", status="informal")
    GraduateOutcomeFactory(student=student, source="sfr_match")

    context = college_teacher_client.get(f"/graduates/{student.uid}/").context

    assert {row["source"]: row["counts"] for row in context["rows"]} == {
        "выпускник": False,
        "сверка с СФР": True,
    }
    assert context["others"] == ["выпускник на 01.10.2026: неформальная занятость"]


def test_one_status_is_written_with_its_employer(college_teacher_client, graduate):
    student = graduate("Абрамова")
    page = f"/graduates/{student.uid}/"
    data = {
        "status": "employed",
        "in_speciality": "yes",
        "as_of_date": "2026-11-01",
        "source": "college",
    }

    wrong = college_teacher_client.post(page, data | {"employer_inn": "26360"})
    assert wrong.context["form"].errors["employer_inn"] == [
        "Неверный ИНН: не сходится контрольная цифра."
    ]
    college_teacher_client.post(page, data | {"employer_inn": "2636045265"})

    assert stored() == [("Абрамова", "employed", "college", True, "2636045265")]


def test_status_before_the_graduation_is_only_a_forecast(college_teacher_client, graduate):
    student = graduate("Абрамова")
    Enrolment.objects.filter(student=student).update(ended_on=dt.date(2026, 6, 30))
    message = "Выпуск был 30.06.2026: раньше него бывает только прогноз."
    data = {"as_of_date": "2026-06-29", "source": "college"}
    page = f"/graduates/{student.uid}/"

    one = college_teacher_client.post(page, data | {"status": "employed"})
    many = college_teacher_client.post("/graduates/", data | {f"status_{student.pk}": "employed"})

    assert one.context["form"].errors == {"as_of_date": [message]}
    assert many.context["entry"].errors == {f"status_{student.pk}": [message]}
    college_teacher_client.post(page, data | {"status": "will_be_employed"})
    assert [row[1] for row in stored()] == ["will_be_employed"]


def test_mistake_is_removed_after_a_question_and_stays_in_the_audit(
    college_teacher_client, graduate
):
    outcome = GraduateOutcomeFactory(student=graduate("Абрамова"))
    url = reverse("colleges:outcome_remove", args=[outcome.pk])

    assert "01.10.2026" in college_teacher_client.get(url).text
    assert GraduateOutcome.objects.exists()
    college_teacher_client.post(url)

    assert not GraduateOutcome.objects.exists()
    assert AuditEntry.objects.get(action="colleges.remove_outcome").details == {
        "student": outcome.student_id,
        "as_of_date": "2026-10-01",
        "status": "employed",
        "source": "college",
    }


def test_who_never_graduated_has_no_page(college_teacher_client, college):
    student = StudentFactory(college=college)

    assert college_teacher_client.get(f"/graduates/{student.uid}/").status_code == 404


def test_form_of_the_monitoring_is_filled_as_of_its_day(college_teacher_client, graduate):
    student = graduate("Абрамова", has_target_contract=True)
    GraduateOutcomeFactory(student=student, status="informal", in_speciality=None)
    GraduateOutcomeFactory(student=student, as_of_date=dt.date(2026, 11, 1))
    url = reverse("colleges:monitoring")

    def filled(**query):
        context = college_teacher_client.get(url, query).context
        return {line["code"]: line["cells"] for line in context["lines"]}

    now = filled()
    assert (now["04"], now["05"], now["07"], now["14"]) == ([1, 1], [1, 1], [1, 1], [0, 0])
    assert now["18"] == [None, None]
    assert filled(as_of="2026-10-15")["14"] == [1, 1]
    assert filled(as_of="2026-09-01")["05"] == [0, 0]
    assert filled(version="2023")["08"] == [1, 1]


def test_file_of_the_monitoring_has_a_sheet_a_speciality_and_no_names(
    college_teacher_client, graduate, group
):
    GraduateOutcomeFactory(student=graduate("Абрамова"))
    graduate("Белов")

    content = college_teacher_client.get(reverse("colleges:monitoring_file")).content

    book = load_workbook(BytesIO(content))
    code = group.programme.speciality.code
    assert book.sheetnames == ["Колледж", code, "Контрольные соотношения", "Сведения"]
    rows = {row[0].value: [cell.value for cell in row] for row in book[code].iter_rows(min_row=4)}
    assert rows["01"][2:6] == [2, 1, None, 1]
    assert rows["02"][2:] == [None] * 26
    assert "Белов" not in str([list(sheet.values) for sheet in book])
    texts = [row[2] for row in book["Контрольные соотношения"].values]
    assert "У 1 выпускника нет статуса на эту дату: запишите на странице «Выпускники»." in texts
