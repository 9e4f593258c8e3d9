"""The region's directory of enterprises, and the people in it whom the asker may know."""

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from colleges.enums import EnrolmentState, ModuleKind
from colleges.models import College, Enrolment, Module, Municipality, Student, StudyGroup
from core.scope import Scope
from core.text import search_key
from employers.models import Contact, Employer, Placement

_OF_PRACTICE = (
    ModuleKind.PROFESSIONAL_MODULE,
    ModuleKind.COLLEGE_PRACTICE,
    ModuleKind.WORKPLACE_PRACTICE,
)


def find_employers(*, query: str = "", municipality_id: int | None = None) -> QuerySet[Employer]:
    """Return enterprises by name (any case, ё as е) or by the beginning of the tax number."""
    employers = Employer.objects.select_related("municipality").order_by("name", "pk")
    if municipality_id is not None:
        employers = employers.filter(municipality_id=municipality_id)
    if query.strip().isdigit():
        return employers.filter(inn__startswith=query.strip())
    plain = Replace(Lower("name"), Value("ё"), Value("е"))
    for word in search_key(query).split():
        employers = employers.annotate(plain_name=plain).filter(plain_name__contains=word)
    return employers


def with_own_placements(employers: QuerySet[Employer], *, scope: Scope) -> QuerySet[Employer]:
    """Add `own_placements`: how many interns of the own college have been there."""
    own = Q(placements__student__college_id__in=scope.college_ids)
    return employers.annotate(own_placements=Count("placements", filter=own))


def get_employer(*, employer_id: int) -> Employer | None:
    """Return an enterprise of the shared directory, None when there is none."""
    return Employer.objects.select_related("municipality").filter(pk=employer_id).first()


def may_edit_employer(employer: Employer, *, scope: Scope) -> bool:
    """Say whether the college added the enterprise or has had interns there."""
    if employer.added_by_college_id in scope.college_ids:
        return True
    return Placement.objects.visible_to(scope).filter(employer=employer).exists()


def contacts_of(*, employer: Employer, scope: Scope) -> QuerySet[Contact]:
    """Return the people of an enterprise whom the asker may know, those who work there first."""
    return (
        Contact.objects.visible_to(scope)
        .filter(employer=employer)
        .order_by("-is_active", "name", "pk")
    )


def get_contact(*, contact_id: int, scope: Scope) -> Contact | None:
    """Return a person whom the asker may know, None when there is none."""
    return (
        Contact.objects.visible_to(scope).filter(pk=contact_id).select_related("employer").first()
    )


def municipalities_with_employers() -> QuerySet[Municipality]:
    """Return the municipalities to filter by."""
    used = Employer.objects.values("municipality_id")
    return Municipality.objects.filter(pk__in=used).order_by("name", "pk")


def municipalities_in_force() -> QuerySet[Municipality]:
    """Return the municipalities where an enterprise may lie today."""
    return Municipality.objects.filter(valid_to__isnull=True).order_by("country", "name", "pk")


def group_of(*, group_id: int, scope: Scope) -> StudyGroup | None:
    """Return a group of the own college with its programme, None when there is none."""
    if not scope.sees_names:
        return None
    return (
        StudyGroup.objects.visible_to(scope).filter(pk=group_id).select_related("programme").first()
    )


def students_of_group(*, group: StudyGroup, scope: Scope) -> QuerySet[Student]:
    """Return the students of a group who may be sent to a practice: those who study now."""
    studying = Enrolment.objects.filter(group=group, state=EnrolmentState.STUDYING)
    return (
        Student.objects.visible_to(scope)
        .filter(pk__in=studying.values("student_id"), merged_into__isnull=True)
        .order_by("last_name", "first_name", "patronymic", "pk")
    )


def practice_modules(*, group: StudyGroup) -> QuerySet[Module]:
    """Return the modules of the group's programme to which a practice may belong."""
    return Module.objects.filter(programme_id=group.programme_id, kind__in=_OF_PRACTICE).order_by(
        "position", "pk"
    )


def module_of(*, group: StudyGroup, module_id: int) -> Module | None:
    """Return a module of the group's programme to which a practice may belong, else None."""
    return practice_modules(group=group).filter(pk=module_id).first()


def own_college(*, scope: Scope) -> College | None:
    """Return the college on whose behalf the asker works, None for others."""
    return College.objects.filter(pk__in=scope.college_ids).order_by("pk").first()


def own_employer_name(*, scope: Scope) -> str:
    """Return the name of the enterprise whose cabinet this is, empty without one."""
    own = Employer.objects.filter(pk__in=scope.employer_ids).order_by("pk").first()
    return own.name if own is not None else ""
