"""Which pages are measured, and who opens them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.enums import Role
from readiness_portal.demo.large.office import Office


@dataclass(frozen=True, slots=True)
class Page:
    """`user` is None for a guest."""

    name: str
    url: str
    user: User | None = None


def pages_of(office: Office) -> list[Page]:
    """Return the portal's pages as their readers open them, the region's first."""
    return [
        *_public(),
        *_figures(office),
        *_ministry(office),
        *_college(office),
        *_programmes(office),
        *_people(office),
    ]


def _public() -> Iterator[Page]:
    yield Page("главная", reverse("reports:public_home"))
    yield Page("методика словами", reverse("reports:method"))
    yield Page("вход", reverse("accounts:login"))
    yield Page("практики", reverse("reports:practice_list"))


def _figures(office: Office) -> Iterator[Page]:
    officer, manager = office.people[Role.REGION_OFFICER], office.people[Role.COLLEGE_MANAGER]
    college, group = office.college, office.group
    region = reverse("dashboards:region")
    speciality = group.programme.speciality_id
    pair = ",".join(str(key) for key in office.colleges)
    places: list[tuple[str, str, Any]] = [
        ("край, округа", region, officer),
        ("край, колледжи", f"{region}?view=colleges", officer),
        ("край, специальность", f"{region}?speciality={speciality}", officer),
        ("край, сёла", f"{region}?settlement=village", officer),
        ("край, рисунок", f"{region}?download=svg", officer),
        ("воронка", reverse("dashboards:funnel"), officer),
        ("воронка, рисунок", f"{reverse('dashboards:funnel')}?download=svg", officer),
        ("сравнение двух", f"{reverse('dashboards:compare')}?kind=college&with={pair}", officer),
        ("правда индекса", reverse("dashboards:truth"), officer),
        ("строгость", reverse("dashboards:raters"), officer),
        ("округ", reverse("dashboards:municipality", args=[college.municipality_id]), officer),
        ("колледж", reverse("dashboards:college", args=[college.pk]), officer),
        ("колледж, свой", reverse("dashboards:college", args=[college.pk]), manager),
        ("причины", reverse("dashboards:college_why", args=[college.pk]), manager),
        ("изменения", reverse("dashboards:college_changes", args=[college.pk]), manager),
        ("программа", reverse("dashboards:programme", args=[group.programme_id]), officer),
        ("группа", reverse("dashboards:group", args=[group.pk]), officer),
    ]
    return (Page(f"показатели: {name}", url, user) for name, url, user in places)


def _ministry(office: Office) -> Iterator[Page]:
    officer, administrator = office.people[Role.REGION_OFFICER], office.people[Role.ADMINISTRATOR]
    for name, route in (
        ("сопряжение края", "colleges:alignment_region"),
        ("отчёты", "reports:release_list"),
        ("расчёты", "assessments:run_list"),
        ("методики", "assessments:methodology_list"),
        ("вопросы о цифрах", "reports:ticket_list"),
    ):
        yield Page(f"министерство: {name}", reverse(route), officer)
    for name, route in (
        ("пользователи", "accounts:user_list"),
        ("задания", "accounts:job_list"),
        ("журнал", "accounts:audit_list"),
    ):
        yield Page(f"администратор: {name}", reverse(route), administrator)


def _college(office: Office) -> Iterator[Page]:
    manager = office.people[Role.COLLEGE_MANAGER]
    students = reverse("assessments:student_list")
    named = f"{students}?query={office.student.last_name[:4]}"
    for name, url in (
        ("дела", reverse("assessments:tasks")),
        ("обучающиеся", students),
        ("обучающиеся, поиск", named),
        ("обучающиеся, по индексу", f"{students}?sort=-index"),
        ("похожие", reverse("assessments:duplicate_list")),
        ("согласия", reverse("colleges:consent_list")),
        ("группы", reverse("colleges:group_list")),
        ("группа", reverse("assessments:group_detail", args=[office.group.pk])),
        ("карта обучающегося", reverse("assessments:student_card", args=[office.student.uid])),
        ("ведомости", reverse("assessments:sheet_list")),
        ("ведомость", reverse("assessments:sheet_detail", args=[office.sheet.pk])),
        ("формы оценки", reverse("assessments:instrument_list")),
        ("нужна помощь", reverse("assessments:at_risk")),
        ("документы", reverse("assessments:document_list")),
        ("новый документ", reverse("assessments:document_create")),
        ("практики", reverse("employers:placement_list")),
        ("предприятия", reverse("employers:employer_list")),
        ("выпускники", reverse("colleges:graduate_list")),
        ("мониторинг", reverse("colleges:monitoring")),
        ("загруженные файлы", reverse("assessments:import_list")),
    ):
        yield Page(f"колледж: {name}", url, manager)


def _programmes(office: Office) -> Iterator[Page]:
    manager, key = office.people[Role.COLLEGE_MANAGER], office.group.programme_id
    standards = reverse("standards:standard_list")
    for name, url in (
        ("программы", reverse("colleges:programme_list")),
        ("программа", reverse("colleges:programme_detail", args=[key])),
        ("сопряжение", reverse("colleges:alignment", args=[key])),
        ("свидетельства", reverse("assessments:evidence_overview")),
        ("стандарты", standards),
        ("стандарты, поиск", f"{standards}?q=трактор"),
        ("функция", reverse("standards:function_detail", args=[office.function.pk])),
    ):
        yield Page(f"программы: {name}", url, manager)


def _people(office: Office) -> Iterator[Page]:
    yield Page(
        "работодатель: кабинет",
        reverse("employers:cabinet"),
        office.people[Role.EMPLOYER_MANAGER],
    )
    yield Page(
        "обучающийся: своя карта", reverse("assessments:my_card"), office.people[Role.STUDENT]
    )
