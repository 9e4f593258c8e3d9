"""Plain values for the templates of standards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import EN_DASH, format_date
from standards.enums import FunctionLinkKind
from standards.models import FunctionLink, LabourFunction, ProfessionalStandard
from standards.rules.search import Stems, marked, stems_of
from standards.selectors.catalogue import FoundElement, FoundFunction
from standards.selectors.documents import FunctionText, GroupText, is_in_force

# How a relation reads from its other end.
BACKWARD = {
    FunctionLinkKind.REPLACED_BY: gettext_lazy("заменила"),
    FunctionLinkKind.EQUIVALENT: gettext_lazy("равнозначна"),
    FunctionLinkKind.BROADER: gettext_lazy("уже"),
    FunctionLinkKind.NARROWER: gettext_lazy("шире"),
    FunctionLinkKind.RELATED: gettext_lazy("близка"),
}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A function that a search found by its name, or by an element: then its kind and text."""

    pk: int
    code: str
    name: str
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A line of the catalogue."""

    standard: ProfessionalStandard
    document: str
    state: str
    in_force: bool
    groups: int
    functions: int
    levels: str
    found: Sequence[FoundLine]


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A function on the page of its standard; `parts` are titled lists, empty ones left out."""

    function: LabourFunction
    anchor: str
    facts: str
    parts: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A generalised function on the page of its standard."""

    code: str
    name: str
    level: str
    anchor: str
    job_titles: list[str]
    requirements: list[tuple[str, list[str]]]
    functions: list[FunctionRow]


def document_of(standard: ProfessionalStandard) -> str:
    """Give «приказ 362н от 04.06.2014», with what is missing left out."""
    number = _("приказ %(number)s") % {"number": standard.order_number or _("без номера")}
    if standard.approved_on is None:
        return number
    return _("%(order)s от %(date)s") % {
        "order": number,
        "date": format_date(standard.approved_on),
    }


def state_of(standard: ProfessionalStandard, today: date) -> str:
    """Give «действует» or how long the edition was in force."""
    if standard.valid_to is None:
        return _("действует")
    if is_in_force(standard, today):
        return _("действует до %(date)s") % {"date": format_date(standard.valid_to)}
    return _("утратил силу %(date)s") % {"date": format_date(standard.valid_to)}


def standard_row(
    standard: ProfessionalStandard,
    *,
    today: date,
    lines: Mapping[int, list[FoundLine]],
) -> StandardRow:
    """Prepare a line of the catalogue from a standard annotated by `find_standards`."""
    return StandardRow(
        standard=standard,
        document=document_of(standard),
        state=state_of(standard, today),
        in_force=is_in_force(standard, today),
        groups=getattr(standard, "group_count", None) or 0,
        functions=getattr(standard, "function_count", None) or 0,
        levels=_levels(standard),
        found=lines.get(standard.pk, []),
    )


def found_lines(
    functions: Mapping[int, list[FoundFunction]],
    elements: Mapping[int, list[FoundElement]],
    *,
    query: str,
) -> dict[int, list[FoundLine]]:
    """Prepare what a search found in each standard: functions by name first, then texts."""
    wanted = stems_of(query)
    lines: dict[int, list[FoundLine]] = {}
    for standard_id, found in functions.items():
        lines[standard_id] = [
            FoundLine(row.pk, row.code, highlighted(row.name, wanted)) for row in found
        ]
    for standard_id, texts in elements.items():
        lines.setdefault(standard_id, []).extend(
            FoundLine(
                row.function.pk,
                row.function.code,
                row.function.name,
                str(row.kind.label),
                highlighted(row.text, wanted, is_excerpt=True),
            )
            for row in texts
        )
    return lines


def highlighted(text: str, wanted: Sequence[Stems], *, is_excerpt: bool = False) -> str:
    """Return the text with what was searched for marked; as it is when nothing was."""
    if not wanted:
        return text
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part.text) if part.is_hit else part.text,)
            for part in marked(text, wanted, is_excerpt=is_excerpt)
        ),
    )


def _levels(standard: ProfessionalStandard) -> str:
    lowest: str | None = getattr(standard, "lowest_level", None)
    highest: str | None = getattr(standard, "highest_level", None)
    if not lowest or not highest:
        return ""
    return lowest if lowest == highest else f"{lowest}{EN_DASH}{highest}"


def standard_facts(standard: ProfessionalStandard) -> list[tuple[str, str]]:
    """What the standard is about; an unknown fact stays and is empty."""
    return [
        (_("Вид деятельности"), standard.activity_name),
        (_("Основная цель"), standard.purpose),
    ]


def more_facts(standard: ProfessionalStandard) -> list[tuple[str, str]]:
    """Classifiers of section I, and who wrote the standard."""
    return [
        (_("Группы занятий (ОКЗ)"), "; ".join(_units(standard.okz))),
        (_("Виды экономической деятельности (ОКВЭД)"), "; ".join(_units(standard.okved))),
        (_("Регистрационный номер"), standard.registration_number),
        (_("Разработчики"), "; ".join(standard.developers)),
    ]


def edition_tabs(
    editions: Sequence[ProfessionalStandard], *, current: ProfessionalStandard, today: date
) -> list[tuple[str, str, bool]]:
    """Links between the editions of one code; empty when there is only one."""
    if len(editions) < 2:
        return []
    return [
        (
            f"{document_of(edition)}, {state_of(edition, today)}",
            reverse("standards:standard_detail", args=[edition.pk]),
            edition.pk == current.pk,
        )
        for edition in editions
    ]


def newer_edition(
    editions: Sequence[ProfessionalStandard], *, current: ProfessionalStandard, today: date
) -> ProfessionalStandard | None:
    """Return the edition in force that has replaced the current one, None where there is none."""
    if is_in_force(current, today):
        return None
    in_force = (edition for edition in editions if is_in_force(edition, today))
    return next(in_force, None)


def older_edition(
    editions: Sequence[ProfessionalStandard], *, current: ProfessionalStandard
) -> ProfessionalStandard | None:
    """Return the edition before the current one, None where there is none."""
    if current.approved_on is None:
        return None
    before = [row for row in editions if row.approved_on and row.approved_on < current.approved_on]
    return max(before, key=lambda row: (row.approved_on, row.pk), default=None)


def group_card(text: GroupText) -> GroupCard:
    """Prepare a generalised function; requirements that the text does not make are left out."""
    group = text.group
    says = group.characteristics
    requirements = (
        (_("Образование и обучение"), says.get("education")),
        (_("Опыт практической работы"), says.get("experience")),
        (_("Особые условия допуска к работе"), says.get("admission")),
        (_("Другие характеристики"), says.get("other")),
        (_("ОКЗ"), _units(says.get("okz"))),
        (_("ЕТКС, ЕКС"), _units(says.get("eks"))),
        (_("ОКПДТР"), _units(says.get("okpdtr"))),
        (_("ОКСО"), _units(says.get("okso"))),
    )
    return GroupCard(
        code=group.code,
        name=group.name,
        level=group.level,
        anchor=anchor_of(group.code),
        job_titles=group.job_titles,
        requirements=[(title, texts) for title, texts in requirements if texts],
        functions=[function_row(function) for function in text.functions],
    )


def _units(units: Sequence[Mapping[str, str]] | None) -> list[str]:
    return [f"{unit['code']} {unit['name']}".strip() for unit in units or ()]


def function_row(text: FunctionText, *, query: str = "") -> FunctionRow:
    """Prepare a function with its lists, what the query finds in them marked."""
    wanted = stems_of(query)
    parts = (
        (_("Трудовые действия"), text.actions),
        (_("Необходимые умения"), text.skills),
        (_("Необходимые знания"), text.knowledge),
        (_("Другие характеристики"), text.other),
    )
    return FunctionRow(
        function=text.function,
        anchor=anchor_of(text.function.code),
        facts=_("действий %(actions)s, умений %(skills)s, знаний %(knowledge)s")
        % {
            "actions": len(text.actions),
            "skills": len(text.skills),
            "knowledge": len(text.knowledge),
        },
        parts=[
            (title, [highlighted(text, wanted) for text in texts])
            for title, texts in parts
            if texts
        ],
    )


def anchor_of(code: str) -> str:
    """Give an address inside the page that a person can guess: `f-a-01-3` for A/01.3."""
    plain = code.replace("/", "-").replace(".", "-").replace("(", "-")
    return f"f-{slugify(plain, allow_unicode=True)}"


def link_row(link: FunctionLink, *, seen_from: LabourFunction) -> dict[str, object]:
    """Prepare a relation as seen from one of its two functions."""
    forward = link.source_id == seen_from.pk
    other = link.target if forward else link.source
    word = FunctionLinkKind(link.kind).label if forward else BACKWARD[FunctionLinkKind(link.kind)]
    return {"word": word, "function": other, "comment": link.comment}
