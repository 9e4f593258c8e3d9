"""What stands in the header for whom, and where a person's work begins."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core.enums import Role

Title = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the header; `owner` names the field of the membership that its URL takes."""

    title: Title
    route: str
    icon: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links of the header that stand under one word; a group is no page itself."""

    title: Title
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link ready for the template; a group has `links`, no address and no icon."""

    title: Title
    url: str
    icon: str
    is_current: bool
    links: tuple["Link", ...] = ()


Entry = Item | Group


METHODOLOGIES = Item(_("Методика"), "assessments:methodology_list", "book")
METHOD = Item(_("Методика"), "reports:method", "book")
STANDARDS = Item(_("Стандарты"), "standards:standard_list", "standard")
TICKETS = Item(_("Вопросы о числах"), "reports:ticket_list", "help")
PRACTICES = Item(_("Хорошая практика"), "reports:practice_list", "star")
RELEASES = Group(
    _("Отчёты"),
    (
        Item(_("Отчёты"), "reports:release_list", "document"),
        TICKETS,
        Item(_("Отзывы"), "reports:comment_list", "edit"),
        PRACTICES,
    ),
)
REGION = Item(_("Обзор региона"), "dashboards:region", "chart")
ALIGNMENT = Item(_("Сопряжение"), "colleges:alignment_region", "grid")
RUNS = Item(_("Расчёты"), "assessments:run_list", "progress")
STANDARDS_WORK = Group(
    _("Стандарты"),
    (
        Item(_("Профессиональные стандарты"), "standards:standard_list", "standard"),
        Item(_("Сопряжение программ"), "colleges:alignment_region", "grid"),
    ),
)
RATERS = Item(_("Строгость оценивающих"), "dashboards:raters", "star")
ANALYSIS = Group(
    _("Анализ"),
    (
        Item(_("Колледжи и случайность"), "dashboards:funnel", "chart"),
        Item(_("Говорит ли индекс правду"), "dashboards:truth", "done"),
        RATERS,
    ),
)
COLLEGE_WORK: tuple[Entry, ...] = (
    Item(_("Мои дела"), "assessments:tasks", "tasks"),
    # Seven entries fit into a line of the header, groups included.
    Group(
        _("Контингент"),
        (
            Item(_("Группы"), "colleges:group_list", "group"),
            Item(_("Обучающиеся"), "assessments:student_list", "student"),
            Item(_("Кому нужна помощь"), "assessments:at_risk", "alert"),
            Item(_("Выпускники"), "colleges:graduate_list", "briefcase"),
        ),
    ),
    Item(_("Ведомости"), "assessments:sheet_list", "grid"),
    Item(_("Практика"), "employers:placement_list", "briefcase"),
    Item(_("Загрузки"), "assessments:import_list", "upload"),
)
PROGRAMMES = Item(_("Программы"), "colleges:programme_list", "book")
DOCUMENTS = Item(_("Документы"), "assessments:document_list", "document")
COLLEGE_FIGURES = (
    Item(_("Показатели колледжа"), "dashboards:college", "chart", owner="college_id"),
    Item(_("Охват свидетельствами"), "assessments:evidence_overview", "done"),
    RATERS,
    Item(_("Формы оценки"), "assessments:instrument_list", "tasks"),
    Item(_("Шкалы отметок"), "assessments:grade_scale_list", "document"),
)

GUEST: tuple[Entry, ...] = (
    Item(_("Отчёт о готовности"), "reports:public_home", "home"),
    PRACTICES,
    METHOD,
)
BY_ROLE: dict[Role, tuple[Entry, ...]] = {
    Role.REGION_OFFICER: (REGION, ANALYSIS, RELEASES, RUNS, STANDARDS_WORK, METHODOLOGIES),
    Role.MUNICIPAL_VIEWER: (
        Item(_("Мой округ"), "dashboards:municipality", "map", owner="municipality_id"),
        ALIGNMENT,
        PRACTICES,
        METHOD,
    ),
    Role.COLLEGE_MANAGER: (
        *COLLEGE_WORK,
        Group(
            _("Колледж"),
            (PROGRAMMES, DOCUMENTS, Item(_("Сотрудники"), "accounts:user_list", "user-plus")),
        ),
        Group(_("Показатели"), (*COLLEGE_FIGURES, TICKETS, PRACTICES)),
    ),
    Role.COLLEGE_TEACHER: (
        *COLLEGE_WORK,
        Group(_("Колледж"), (PROGRAMMES, DOCUMENTS)),
        Group(_("Показатели"), (*COLLEGE_FIGURES, PRACTICES)),
    ),
    Role.EMPLOYER_MANAGER: (
        Item(_("Практиканты"), "employers:cabinet", "briefcase"),
        Item(_("Как мы оцениваем"), "assessments:own_severity", "chart"),
        PRACTICES,
        METHOD,
    ),
    Role.ASSOCIATION_EXPERT: (
        REGION,
        ANALYSIS,
        ALIGNMENT,
        STANDARDS,
        PRACTICES,
        METHODOLOGIES,
    ),
    Role.STUDENT: (
        Item(_("Моя готовность"), "assessments:my_card", "student"),
        PRACTICES,
        METHOD,
    ),
    Role.ADMINISTRATOR: (
        REGION,
        ANALYSIS,
        RELEASES,
        RUNS,
        STANDARDS_WORK,
        Group(
            _("Методика"),
            (
                Item(_("Методика, версии"), "assessments:methodology_list", "book"),
                Item(_("Анкета мотивации"), "assessments:motivation_form_list", "edit"),
            ),
        ),
        Group(
            _("Служебное"),
            (
                Item(_("Пользователи"), "accounts:user_list", "group"),
                Item(_("Задания"), "accounts:job_list", "clock"),
                Item(_("Журнал"), "accounts:audit_list", "history"),
            ),
        ),
    ),
}


def links_for(*, membership: Membership | None, logged_in: bool, path: str) -> list[Link]:
    """Return the header's links; the one whose address begins `path` is current, and its group.

    Routes that do not exist are left out. A person without a role has only the public pages.
    """
    entries = GUEST if membership is None else BY_ROLE[Role(membership.role)]
    if logged_in and membership is None:
        entries = (METHOD,)
    addresses = (_address(item, membership) for item in _pages(entries))
    inside = (url for url in addresses if url is not None and _is_inside(path, url))
    current = max(inside, key=len, default=None)
    links = (_link(entry, membership, current) for entry in entries)
    return [link for link in links if link is not None]


def home_url(membership: Membership | None) -> str:
    """Return where the work of this role begins: its first page that exists, else the profile."""
    entries = () if membership is None else BY_ROLE[Role(membership.role)]
    addresses = (_address(item, membership) for item in _pages(entries) if item is not METHOD)
    return next((url for url in addresses if url is not None), reverse("accounts:profile"))


def public_home_url() -> str:
    """Return the public main page; the login page while there is none."""
    try:
        return reverse("reports:public_home")
    except NoReverseMatch:
        return reverse("accounts:login")


def existing(route: str) -> str | None:
    """Return the address of a route without arguments, None when the portal has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def _pages(entries: Iterable[Entry]) -> Iterator[Item]:
    for entry in entries:
        yield from entry.items if isinstance(entry, Group) else (entry,)


def _link(entry: Entry, membership: Membership | None, current: str | None) -> Link | None:
    """Return the entry ready for the template; None when no page of it exists."""
    if isinstance(entry, Item):
        url = _address(entry, membership)
        return Link(entry.title, url, entry.icon, url == current) if url is not None else None
    inner = (_link(item, membership, current) for item in entry.items)
    links = tuple(link for link in inner if link is not None)
    if not links:
        return None
    return Link(entry.title, "", "", any(link.is_current for link in links), links)


def _address(item: Item, membership: Membership | None) -> str | None:
    arguments = [getattr(membership, item.owner)] if item.owner else []
    try:
        return reverse(item.route, args=arguments)
    except NoReverseMatch:
        return None


def _is_inside(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
