"""Pages of forms of assessment: found, read, made, copied, changed."""

import pytest
from django.urls import reverse

from assessments.enums import EvidenceKind, ScaleKind
from assessments.models import CriterionFunction, Instrument
from core.models import AuditEntry
from tests.factories.assessments import (
    NOW,
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    CollegeFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.standards import FunctionLinkFactory, LabourFunctionFactory

pytestmark = pytest.mark.django_db
LIST = "/instruments/"
NEW = "/instruments/new/"


@pytest.fixture
def programme(college):
    return ProgrammeFactory(college=college)


@pytest.fixture
def function(programme):
    required = ProgrammeFunctionFactory(programme=programme)
    required.function.code, required.function.name = "A/01.3", "Пуск агрегата"
    required.function.save()
    return required.function


def posted(programme, *rows, **changes):
    """The page as a browser sends it; a row is a mapping of its fields."""
    data = {
        "name": "Экзамен ПМ.02",
        "kind": "2",
        "component": "0",
        "code": "",
        "level": "",
        "programme": programme.pk,
        "criteria-TOTAL_FORMS": len(rows),
        "criteria-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data[f"criteria-{number}-scale"] = "mark"
        data |= {f"criteria-{number}-{name}": value for name, value in row.items()}
    return data | changes


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_list_is_searched_and_says_which_forms_give_nothing(
    college_teacher_client, college, function
):
    exam = InstrumentFactory(college=college, name="Экзамен Пахота")
    CriterionFunctionFactory(criterion__instrument=exam, function=function)
    SheetFactory(
        group=StudyGroupFactory(programme=ProgrammeFactory(college=college)), instrument=exam
    )
    InstrumentFactory(name="Общая практика", kind=EvidenceKind.COLLEGE_PRACTICE)
    InstrumentFactory(name="Чужая", college=CollegeFactory())

    def names(query):
        return [row["name"] for row in college_teacher_client.get(LIST + query).context["rows"]]

    page = college_teacher_client.get(LIST)
    assert names("") == ["Общая практика", "Экзамен Пахота"]
    assert [(row["criteria"], row["functions"], row["sheets"]) for row in page.context["rows"]] == [
        (0, 0, 0),
        (1, 1, 1),
    ]
    assert names("?query=пахота") == ["Экзамен Пахота"]
    assert names(f"?kind={EvidenceKind.COLLEGE_PRACTICE}") == ["Общая практика"]
    assert names("?owner=own") == ["Экзамен Пахота"]
    assert names("?owner=shared") == ["Общая практика"]
    assert "Ничего не найдено" in text_of(college_teacher_client.get(f"{LIST}?query=ыыы"))
    assert "Новая форма" not in text_of(page)


def test_empty_list_invites_the_manager(college_manager_client, college):
    page = text_of(college_manager_client.get(LIST))
    assert "Форм оценки пока нет" in page
    assert page.count("Новая форма") == 2


def test_list_costs_the_same_with_more_forms(
    college_manager_client, college, django_assert_max_num_queries
):
    for _number in range(12):
        CriterionFunctionFactory(criterion__instrument__college=college)
    with django_assert_max_num_queries(14):
        college_manager_client.get(LIST)


def test_manager_makes_a_form(college_manager_client, college, programme, function):
    ticked = f"{function.pk}:0.5"
    rows = (
        {"name": "Второй", "ORDER": "2"},
        {"name": "Первый", "ORDER": "1", "scale": "points", "maximum": "12,5", "bears": [ticked]},
        {},
    )
    answer = college_manager_client.post(NEW, posted(programme, *rows))
    form = Instrument.objects.get()
    assert answer.headers["Location"] == f"{LIST}{form.pk}/"
    assert form.college == college
    criteria = list(form.criteria.order_by("position"))
    assert [(one.name, one.scale, str(one.maximum)) for one in criteria] == [
        ("Первый", ScaleKind.POINTS, "12.50"),
        ("Второй", ScaleKind.MARK, "None"),
    ]
    assert list(CriterionFunction.objects.values_list("criterion", "function", "strength")) == [
        (criteria[0].pk, function.pk, 0.5)
    ]
    page = text_of(college_manager_client.get(answer.headers["Location"]))
    assert "Форма оценки создана." in page
    assert "A/01.3 Пуск агрегата" in page
    assert "частично" in page
    assert f"/sheets/new/?instrument={form.pk}" in page


@pytest.mark.parametrize(
    ("row", "changes", "message"),
    [
        ({"name": ""}, {}, "Обязательное поле."),
        ({"scale": "points"}, {}, "Для баллов нужен наибольший балл больше нуля."),
        ({"scale": "points", "maximum": "0"}, {}, "Для баллов нужен наибольший балл больше нуля."),
        ({"bears": []}, {}, "Отметьте хотя бы у одного критерия трудовую функцию"),
        ({"bears": ["{0}:1", "{0}:0.5"]}, {}, "У каждой функции отметьте одно"),
        ({"bears": ["999999:1"]}, {}, "Этой функции нет в программах колледжа."),
        ({"bears": ["²:1", "x"]}, {}, "Этой функции нет в программах колледжа."),
        ({"name": "", "bears": [], "scale": "mark"}, {}, "Внесите хотя бы один критерий."),
        ({}, {"code": "35.02.16"}, "КОД бывает только у демонстрационного экзамена."),
        ({}, {"kind": "0", "code": "35.02.16"}, "Укажите уровень"),
        ({}, {"kind": "4"}, "Выберите корректный вариант"),
        ({}, {"kind": ""}, "Обязательное поле."),
    ],
)
def test_what_makes_no_sense_is_told_and_kept(
    college_manager_client, programme, function, row, changes, message
):
    usual = {"name": "Пуск", "bears": ["{0}:1"]}
    wanted = usual | row
    wanted["bears"] = [word.format(function.pk) for word in wanted["bears"]]
    answer = college_manager_client.post(NEW, posted(programme, wanted, **changes))
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert 'value="Экзамен ПМ.02"' in text_of(answer)
    assert Instrument.objects.count() == 0


def test_more_rows_keep_what_was_typed_and_judge_nothing(
    college_manager_client, programme, function
):
    rows = (
        {"name": "Пуск", "scale": "points", "bears": [f"{function.pk}:1"]},
        {"name": "Лишний", "DELETE": "on"},
    )
    answer = college_manager_client.post(NEW, posted(programme, *rows, name="", add_rows="1"))
    formset = answer.context["formset"]
    assert [form["name"].value() for form in formset] == ["Пуск", None, None, None]
    assert formset[0]["scale"].value() == "points"
    assert f'value="{function.pk}:1" checked' in text_of(answer)
    assert "Обязательное поле" not in text_of(answer)
    assert Instrument.objects.count() == 0


def test_more_rows_are_more_even_while_those_there_are_empty(college_manager_client, programme):
    rows = ({"name": "Пуск"}, {"name": ""}, {"name": ""})
    more = college_manager_client.post(NEW, posted(programme, *rows, add_rows="1"))
    assert len(more.context["formset"].forms) == 6
    same = college_manager_client.post(NEW, posted(programme, *rows, show_functions="1"))
    assert len(same.context["formset"].forms) == 3


def test_functions_of_another_programme_join_those_ticked(
    college_manager_client, college, programme, function
):
    other = ProgrammeFunctionFactory(programme__college=college)
    page = text_of(college_manager_client.get(NEW))
    assert "Трудовых функций пока не видно" in page
    assert f">{programme.speciality}, {programme.intake_year}</option>" in page
    row = {"name": "Пуск", "bears": [f"{function.pk}:1"]}
    answer = college_manager_client.post(NEW, posted(other.programme, row, show_functions="1"))
    shown = [one["title"] for one in answer.context["rows"][0]["functions"]]
    assert sorted(shown) == sorted(f"{one.code} {one.name}" for one in (function, other.function))


def test_coverage_step_begins_a_form_with_the_function(
    college_manager_client, college_teacher_client, programme, function
):
    address = f"{NEW}?programme={programme.pk}&function={function.pk}"
    coverage = reverse("assessments:evidence_programme", args=[programme.pk])
    assert address.replace("&", "&amp;") in text_of(college_manager_client.get(coverage))
    assert NEW not in text_of(college_teacher_client.get(coverage))
    page = text_of(college_manager_client.get(address))
    assert f'value="{function.pk}:1" checked' in page
    assert 'value="Пуск агрегата"' in page


def test_addresses_name_only_what_the_college_has(college_manager_client, function):
    foreign = ProgrammeFunctionFactory()
    form = InstrumentFactory(college=foreign.programme.college)
    for query in (
        f"programme={foreign.programme_id}",
        f"function={foreign.function_id}",
        f"source={form.pk}",
        "source=x",
    ):
        assert college_manager_client.get(f"{NEW}?{query}").status_code == 404, query


def test_used_form_is_read_and_copied(college_manager_client, college, programme, function):
    used = InstrumentFactory(college=college, name="Экзамен", code="35.02.16-1", level="bu", kind=0)
    criterion = CriterionFactory(instrument=used, name="Пуск")
    CriterionFunctionFactory(criterion=criterion, function=function, strength=0.3)
    SheetFactory(group=StudyGroupFactory(programme=programme), instrument=used)

    page = text_of(college_manager_client.get(f"{LIST}{used.pk}/"))
    assert "Форму можно только скопировать" in page
    assert f"{LIST}{used.pk}/edit/" not in page
    refused = college_manager_client.get(f"{LIST}{used.pk}/edit/", follow=True)
    assert "Скопируйте её." in text_of(refused)

    copy = college_manager_client.get(f"{NEW}?source={used.pk}")
    assert copy.context["form"]["name"].value() == "Экзамен (копия)"
    assert copy.context["form"]["code"].value() == ""
    row = {"name": "Пуск", "bears": [f"{function.pk}:0.3"]}
    college_manager_client.post(f"{NEW}?source={used.pk}", posted(programme, row))
    made = Instrument.objects.exclude(pk=used.pk).get()
    assert [own.strength for own in made.criteria.get().bearings.all()] == [0.3]
    assert used.criteria.get() == criterion


def test_unused_form_is_changed_in_place(college_manager_client, college, programme, function):
    form = InstrumentFactory(college=college)
    CriterionFunctionFactory(criterion__instrument=form, function=function)
    url = f"{LIST}{form.pk}/edit/"
    assert f'value="{function.pk}:1" checked' in text_of(college_manager_client.get(url))
    row = {"name": "Новый критерий", "bears": [f"{function.pk}:1"]}
    answer = college_manager_client.post(url, posted(programme, row))
    assert answer.headers["Location"] == f"{LIST}{form.pk}/"
    assert [one.name for one in form.criteria.all()] == ["Новый критерий"]
    assert Instrument.objects.count() == 1


def test_form_without_functions_says_so(college_teacher_client, college):
    form = CriterionFactory(instrument__college=college).instrument
    page = text_of(college_teacher_client.get(f"{LIST}{form.pk}/"))
    assert "По этой форме не появится ни одного свидетельства" in page
    assert "Скопировать" not in page


def test_copy_of_a_form_shows_what_has_replaced_its_functions(
    college_manager_client, college, programme, function
):
    old = LabourFunctionFactory()
    outdated = InstrumentFactory(college=college, name="Экзамен по прежней редакции")
    CriterionFunctionFactory(criterion__instrument=outdated, function=old, strength=0.5)
    said = "Функций этой формы не требует ни одна программа"
    assert "программы их не требуют" in text_of(college_manager_client.get(LIST))
    assert said in text_of(college_manager_client.get(f"{LIST}{outdated.pk}/"))
    copy = f"{NEW}?source={outdated.pk}"
    assert f'value="{old.pk}:0.5" checked' in text_of(college_manager_client.get(copy))

    FunctionLinkFactory(
        source=old, target=function, kind="replaced_by", state="approved", approved_at=NOW
    )
    page = text_of(college_manager_client.get(copy))
    assert f'value="{function.pk}:0.5" checked' in page
    assert f'value="{old.pk}:0.5" checked' not in page
    # The form itself is what it was.
    edited = text_of(college_manager_client.get(f"{LIST}{outdated.pk}/edit/"))
    assert f'value="{old.pk}:0.5" checked' in edited

    CriterionFunctionFactory(criterion__instrument=outdated, function=function)
    assert said not in text_of(college_manager_client.get(f"{LIST}{outdated.pk}/"))
    assert "программы их не требуют" not in text_of(college_manager_client.get(LIST))


def test_new_sheet_leads_to_forms_and_takes_the_one_named(college_teacher_client, college):
    form = InstrumentFactory(college=college)
    page = college_teacher_client.get(f"/sheets/new/?instrument={form.pk}")
    assert f'value="{form.pk}" selected' in text_of(page)
    assert f'href="{LIST}"' in text_of(page)


def test_form_made_by_mistake_is_removed_after_a_page_that_says_what_goes(
    college_manager_client, college
):
    form = InstrumentFactory(college=college, name="Лишняя форма")
    CriterionFactory.create_batch(2, instrument=form)
    page = f"/instruments/{form.pk}/remove/"
    assert page in college_manager_client.get(f"/instruments/{form.pk}/").content.decode()
    text = college_manager_client.get(page).content.decode()
    assert "Удалить форму оценки?" in text
    assert "критерии (2)" in text
    answer = college_manager_client.post(page, follow=True)
    assert "Форма оценки удалена: Лишняя форма." in answer.content.decode()
    assert not Instrument.objects.exists()
    assert AuditEntry.objects.get(action="assessments.remove_instrument").object_id == str(form.pk)


def test_form_with_sheets_is_put_aside_and_taken_back(college_manager_client, college):
    sheet = SheetFactory(group=StudyGroupFactory(programme__college=college))
    form = sheet.instrument
    form.college = college
    form.save()
    page = f"/instruments/{form.pk}/remove/"
    text = college_manager_client.get(page).content.decode()
    assert "Форму оценки нельзя удалить" in text
    assert "есть ведомости (1)" in text
    text = college_manager_client.post(page, follow=True).content.decode()
    assert "По этой форме уже есть ведомости: она не удалена." in text
    archive = f"/instruments/{form.pk}/archive/"
    assert archive in text
    text = college_manager_client.post(archive, follow=True).content.decode()
    assert "Форма убрана в архив." in text
    assert "Вернуть из архива" in text
    form.refresh_from_db()
    assert form.is_archived
    assert str(form) not in college_manager_client.get("/sheets/new/").content.decode()
    college_manager_client.post(archive, {"restore": "1"})
    form.refresh_from_db()
    assert not form.is_archived


def test_form_does_not_come_back_where_its_code_is_taken(college_manager_client, college):
    said = {"college": college, "code": "35.02.16-1", "level": "bu", "kind": 0}
    old = InstrumentFactory(is_archived=True, **said)
    InstrumentFactory(**said)
    text = college_manager_client.post(
        f"/instruments/{old.pk}/archive/", {"restore": "1"}, follow=True
    ).content.decode()
    assert "Форма с этим КОД и уровнем уже есть." in text
    old.refresh_from_db()
    assert old.is_archived


def test_form_of_all_colleges_is_nobody_s_to_remove(college_manager_client):
    shared = InstrumentFactory(college=None)
    for name in ("remove", "archive"):
        answer = college_manager_client.post(f"/instruments/{shared.pk}/{name}/")
        assert answer.status_code == 404
    assert Instrument.objects.get() == shared
