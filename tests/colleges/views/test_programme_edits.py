import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from colleges.models import (
    AlignmentVersion,
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
)
from colleges.services.alignment_states import agree_by_college
from colleges.services.alignments import set_cells
from colleges.services.programmes import ProgrammeDetails, create_programme
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import (
    ModuleFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    ProgrammeStandardFactory,
    StudyGroupFactory,
)
from tests.factories.standards import (
    EducationalStandardFactory,
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
    SpecialityFactory,
)
from tests.threads import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(college):
    return ProgrammeFactory(college=college, intake_year=2024)


def page_of(programme, name="colleges:programme_functions", *more):
    return reverse(name, args=[programme.pk, *more])


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def typed(speciality, **values):
    return {
        "speciality": speciality.pk,
        "educational_standard": "",
        "intake_year": 2026,
        "duration_months": 34,
        "entry_base": "9",
        "study_form": "part_time",
        "qualification": " техник ",
        "standards": "",
        **values,
    }


def test_programme_is_entered_with_standards_by_priority(college_manager_client, college):
    speciality = SpecialityFactory()
    EducationalStandardFactory(speciality=speciality, approved_on=dt.date(2016, 12, 9))
    newest = EducationalStandardFactory(speciality=speciality, approved_on=dt.date(2022, 4, 14))
    second, first = (ProfessionalStandardFactory(code=code) for code in ("13.006", "13.001"))
    ProfessionalStandardFactory(
        code="13.001", approved_on=dt.date(2014, 1, 1), valid_to=dt.date(2020, 1, 1)
    )
    data = typed(speciality, standards="13.001; 13.006, 13.001")
    response = college_manager_client.post(reverse("colleges:programme_create"), data)
    programme = Programme.objects.get()
    assert response.url == page_of(programme)
    assert (programme.college, programme.speciality) == (college, speciality)
    assert programme.educational_standard == newest
    assert (programme.intake_year, programme.study_form) == (2026, "part_time")
    assert programme.qualification == "техник"
    rows = ProgrammeStandard.objects.order_by("priority")
    assert [row.standard for row in rows] == [first, second]


def test_what_is_wrong_is_said_beside_the_field(college_manager_client, college):
    speciality, other = SpecialityFactory(), EducationalStandardFactory()
    data = typed(speciality, educational_standard=other.pk, standards="99.999")
    url = reverse("colleges:programme_create")
    errors = college_manager_client.post(url, data).context["form"].errors
    assert errors == {
        "educational_standard": [f"Этот ФГОС для другой специальности: {other.speciality}."],
        "standards": ["Действующего стандарта с кодом 99.999 на портале нет: проверьте код."],
    }
    ProgrammeFactory(
        college=college, speciality=speciality, intake_year=2026, study_form="part_time"
    )
    errors = college_manager_client.post(url, typed(speciality)).context["form"].errors
    assert errors == {"__all__": ["Такая программа этого года набора уже есть."]}
    assert Programme.objects.count() == 1


def test_functions_are_chosen_from_a_standard_found_by_code(college_manager_client, programme):
    group = GeneralizedFunctionFactory()
    wanted, other = (
        LabourFunctionFactory(generalized_function=group, code=f"A/0{n}.3", position=n)
        for n in (1, 2)
    )
    ProgrammeFunctionFactory(programme=programme, function=other)
    url = f"{page_of(programme)}?code={wanted.standard.code}"
    (shown,) = college_manager_client.get(url).context["groups"]
    assert [(row["code"], row["is_required"]) for row in shown["functions"]] == [
        ("A/01.3", False),
        ("A/02.3", True),
    ]
    data = {"function": [wanted.pk, "x"], "is_mandatory": "1"}
    response = college_manager_client.post(url, data, follow=True)
    assert messages_of(response) == ["Добавлена 1 функция."]
    assert ProgrammeFunction.objects.get(function=wanted).is_mandatory
    response = college_manager_client.post(url, {}, follow=True)
    assert messages_of(response) == ["Отметьте хотя бы одну функцию."]
    problem = college_manager_client.get(f"{page_of(programme)}?code=00.000").context["problem"]
    assert problem == "Действующего стандарта с кодом 00.000 на портале нет: проверьте код."


def test_functions_of_a_new_edition_are_offered_beside_the_old(college_manager_client, programme):
    old = ProfessionalStandardFactory(code="13.006", valid_to=dt.date(2021, 1, 1))
    new = ProfessionalStandardFactory(code="13.006", approved_on=dt.date(2021, 1, 1))
    ProgrammeStandardFactory(programme=programme, standard=old)
    tabs = college_manager_client.get(page_of(programme)).context["tabs"]
    here = page_of(programme)
    assert tabs == [
        ("13.006", f"{here}?standard={old.pk}", True),
        ("13.006, новая редакция", f"{here}?standard={new.pk}", False),
    ]
    assert college_manager_client.get(tabs[1][1]).context["standard"] == new


def test_removal_tells_what_depends_and_does_not_disturb_the_association(
    college_manager_client, college, now
):
    made = make_aligned(college)
    own = {"programme": made.programme, "actor_id": None, "now": now}
    set_cells(changes=[made.change(made.key(1), 0, 0.5)], **own)
    first = made.functions[0].pk
    url = page_of(made.programme, "assessments:programme_function", first)
    removal = college_manager_client.get(url).context["remove"]
    assert dict(removal["facts"]) == {
        "Ячеек сопряжения": 1,
        "Обучающихся с оценкой колледжа": 0,
        "Обучающихся с оценкой работодателя": 0,
        "Предприятий, где она в задании практики": 0,
    }
    changed = {"importance": "1.5", "is_mandatory": "on"}
    response = college_manager_client.post(url, changed, follow=True)
    assert messages_of(response) == ["Сохранено. Готовность обучающихся пересчитается сама."]
    row = ProgrammeFunction.objects.get(function_id=first)
    assert (row.importance, row.is_mandatory) == (1.5, True)
    agree_by_college(**own)
    response = college_manager_client.post(removal["url"], follow=True)
    assert messages_of(response) == [
        "Сопряжение ждёт объединения работодателей: отзовите его или дождитесь."
    ]
    AlignmentVersion.objects.update(state="draft")
    response = college_manager_client.post(removal["url"], follow=True)
    assert messages_of(response) == [
        "Функция A/01.3 убрана. Готовность обучающихся пересчитается сама."
    ]
    assert college_manager_client.get(url).status_code == 404


def test_modules_are_added_corrected_and_removed(college_manager_client, programme):
    data = {"kind": "pm", "code": "ПМ.01", "name": "Эксплуатация  машин", "hours": "120"}
    url = page_of(programme, "colleges:module_create")
    assert college_manager_client.post(url, data).url == page_of(
        programme, "colleges:programme_detail"
    )
    module = Module.objects.get()
    assert (module.code, module.name, module.hours) == ("ПМ.01", "Эксплуатация машин", 120)
    errors = college_manager_client.post(url, data).context["form"].errors
    assert errors == {"code": ["Модуль с таким кодом у программы уже есть."]}
    edit = page_of(programme, "colleges:module_edit", module.pk)
    college_manager_client.post(edit, {**data, "hours": ""})
    module.refresh_from_db()
    assert module.hours is None
    removal = college_manager_client.get(edit).context["remove"]
    college_manager_client.post(removal["url"])
    assert not Module.objects.exists()


def test_module_in_use_says_what_holds_it(college_manager_client, programme):
    part = ModuleFactory(programme=programme, parent=ModuleFactory(programme=programme))
    edit = page_of(programme, "colleges:module_edit", part.parent_id)
    removal = college_manager_client.get(edit).context["remove"]
    assert (removal["text"], removal["url"]) == (
        "Удалить нельзя, на модуле держатся модули: 1.",
        "",
    )
    response = college_manager_client.post(
        page_of(programme, "colleges:module_remove", part.parent_id), follow=True
    )
    assert messages_of(response) == [f"Модуль {part.parent.code} уже где-то занят: не удалён."]


def test_module_of_another_programme_is_not_found(college_manager_client, programme):
    foreign = ModuleFactory()
    for name in ("colleges:module_edit", "colleges:module_remove"):
        url = page_of(programme, name, foreign.pk)
        assert college_manager_client.post(url).status_code == 404
    assert Module.objects.filter(pk=foreign.pk).exists()


def test_next_intake_takes_the_alignment_along(college_manager_client, college, now):
    made = make_aligned(college, intake_year=2025)
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(1), 0, 0.5)],
        actor_id=None,
        now=now,
    )
    url = page_of(made.programme, "colleges:programme_next")
    form = college_manager_client.get(url).context["form"]
    assert form.initial == {"intake_year": 2026, "with_alignment": True}
    response = college_manager_client.post(
        url, {"intake_year": 2026, "with_alignment": "on"}, follow=True
    )
    assert messages_of(response) == ["Программа набора 2026 заведена по набору 2025. Проверьте её."]
    assert AlignmentVersion.objects.filter(programme__intake_year=2026).exists()
    errors = college_manager_client.post(url, {"intake_year": 2026}).context["form"].errors
    assert errors == {"__all__": ["Такая программа этого года набора уже есть."]}


def test_teacher_reads_without_links_to_change(
    college_manager_client, college_teacher_client, programme
):
    ModuleFactory(programme=programme)
    ProgrammeFunctionFactory(programme=programme)
    pages = (reverse("colleges:programme_list"), page_of(programme, "colleges:programme_detail"))
    own = f"/programmes/{programme.pk}/"
    links = ("/programmes/new/", f"{own}next/", f"{own}functions/", f"{own}modules/")

    def seen(client):
        text = "".join(client.get(url).content.decode() for url in pages)
        return [link for link in links if link in text]

    assert seen(college_manager_client) == list(links)
    assert seen(college_teacher_client) == []


def test_empty_pages_lead_to_what_fills_them(college_manager_client, college):
    create = reverse("colleges:programme_create")
    for name in ("colleges:programme_list", "assessments:evidence_overview"):
        assert create in college_manager_client.get(reverse(name)).content.decode()
    programme = ProgrammeFactory(college=college)
    matrix = college_manager_client.get(page_of(programme, "colleges:alignment"))
    assert page_of(programme) in matrix.content.decode()
    ProgrammeFunctionFactory(programme=programme)
    matrix = college_manager_client.get(page_of(programme, "colleges:alignment"))
    link = f'class="button" href="{page_of(programme, "colleges:programme_detail")}"'
    assert link in matrix.content.decode()


def test_programme_is_corrected_and_keeps_its_old_edition(college_manager_client, college):
    made = make_aligned(college, qualification="техник")
    old = made.functions[0].standard
    old.valid_to = dt.date(2021, 1, 1)
    old.save()
    ProfessionalStandardFactory(code=old.code, approved_on=dt.date(2021, 1, 1))
    main = ProfessionalStandardFactory()
    url = page_of(made.programme, "colleges:programme_edit")
    form = college_manager_client.get(url).context["form"]
    assert form.initial["standards"] == old.code
    data = {
        "educational_standard": made.programme.educational_standard_id,
        "duration_months": 46,
        "qualification": "техник-механик",
        "standards": f"{main.code}, {old.code}",
    }
    response = college_manager_client.post(url, data, follow=True)
    assert messages_of(response) == ["Изменения сохранены."]
    made.programme.refresh_from_db()
    assert made.programme.qualification == "техник-механик"
    rows = ProgrammeStandard.objects.filter(programme=made.programme).order_by("priority")
    assert [row.standard for row in rows] == [main, old]
    errors = college_manager_client.post(url, {**data, "standards": main.code}).context["form"]
    assert errors.errors == {
        "standards": [
            f"Программа требует функции стандартов {old.code}: оставьте коды или уберите функции."
        ]
    }


def test_educational_standard_with_aligned_competences_stays(college_manager_client, college, now):
    made = make_aligned(college)
    cell = made.change(made.key(0), 0, 1.0)
    set_cells(programme=made.programme, changes=[cell], actor_id=None, now=now)
    url = page_of(made.programme, "colleges:programme_edit")
    standard = made.functions[0].standard.code
    data = {"educational_standard": "", "duration_months": 34, "standards": standard}
    errors = college_manager_client.post(url, data).context["form"].errors
    assert errors == {
        "educational_standard": [
            "Сопряжение опирается на компетенции прежнего ФГОС: заменить его нельзя."
        ]
    }


def test_programme_made_by_mistake_is_removed_after_a_page_that_says_what_goes(
    college_manager_client, programme
):
    ProgrammeFunctionFactory(programme=programme)
    page = page_of(programme, "colleges:programme_remove")
    assert (
        page
        in college_manager_client.get(
            page_of(programme, "colleges:programme_edit")
        ).content.decode()
    )
    text = college_manager_client.get(page).content.decode()
    assert "Удалить программу?" in text
    assert "трудовые функции: 1" in text
    answer = college_manager_client.post(page, follow=True)
    assert "Программа удалена" in answer.content.decode()
    assert not Programme.objects.exists()


def test_programme_in_use_says_what_holds_it_and_what_to_do(college_manager_client, programme):
    StudyGroupFactory(programme=programme)
    page = page_of(programme, "colleges:programme_remove")
    text = college_manager_client.get(page).content.decode()
    assert "Программу нельзя удалить" in text
    assert "группы: 1" in text
    assert page_of(programme, "colleges:programme_edit") in text
    text = college_manager_client.post(page, follow=True).content.decode()
    assert "Программой уже пользуются: она не удалена." in text
    assert Programme.objects.get() == programme


@pytest.mark.django_db(transaction=True)
def test_programme_sent_several_times_at_once_is_made_once_and_refused_in_words(college, now):
    speciality = SpecialityFactory()
    details = ProgrammeDetails(
        college=college, speciality=speciality, intake_year=2026, duration_months=46
    )

    def make(_number):
        try:
            create_programme(details=details, actor_id=None, now=now)
        except ValidationError as error:
            return error.messages
        return []

    answers = sorted(in_threads(make))
    assert answers == [[]] + [["Такая программа этого года набора уже есть."]] * 5
    assert Programme.objects.count() == 1
