"""Practices from a file: planned against the college, the directory and what is known; undone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext as _

from colleges.models import College, Module, Student
from colleges.rules.curriculum import module_key
from colleges.services.contingent import Place
from colleges.services.person_rows import PersonRows
from core.audit import record_action
from core.import_batches import DryRun
from core.progress import Stage, told
from core.tables.likeness import closest
from core.tables.problems import Problem
from core.tables.records import Reading, Row
from core.text import compact_key
from employers.enums import PlacementKind
from employers.models import Contact, Employer, Evaluation, Placement, RatingRequest
from employers.services.directory import (
    ContactData,
    add_contact,
    add_employer,
    give_address,
)
from employers.services.placement_enterprises import (
    Enterprise,
    EnterpriseDirectory,
    PlacementRow,
)
from employers.services.placements import (
    PAPER,
    NewPlacement,
    PaperFacts,
    create_placement,
    paper_differs,
    paper_of,
    put_on_paper,
)

_CHANGING = ("kind", "module_id", "ends_on", "mentor_id", *PAPER)
# What a mentor has said nothing about.
_NEVER_RATED = frozenset({"ends_on", "address", *PAPER})


class PlacementsUsed(RuntimeError):
    """Later work stands on what a file wrote; the text says which, in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A practice as the file has it; `placement` is the one that is there already."""

    student: Student
    enterprise: Enterprise
    kind: str
    module: Module | None
    starts_on: date
    ends_on: date
    mentor: ContactData | None
    placement: Placement | None
    paper: PaperFacts
    # Not empty in the row that gives its enterprise an address.
    address: str

    @property
    def deed(self) -> str:
        known = self.enterprise.known
        where = known.pk if known is not None else self.enterprise.data
        module = self.module.pk if self.module is not None else None
        return (
            f"{self.student.pk} {where} {self.kind} {module} {self.starts_on} {self.ends_on}"
            f" {self.mentor} {self.placement and self.placement.pk}"
            f" {self.paper} {self.address}"
        )


@dataclass(frozen=True, slots=True)
class PlacementsPlan:
    """Practices to make and to change, and what was found on the way."""

    wanted: tuple[Wanted, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        new = sum(one.placement is None for one in self.wanted)
        added = {id(one.enterprise) for one in self.wanted if one.enterprise.known is None}
        return DryRun(
            counts={
                "new": new,
                "updated": len(self.wanted) - new,
                "employers": len(added),
                "same": self.same,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(one.deed for one in self.wanted),
        )


def plan_placements(*, reading: Reading[Any], place: Place) -> PlacementsPlan:
    """Find each row's student, enterprise and module; a practice is known by its first day."""
    rows = _Rows(reading=reading, place=place)
    rows.take_all()
    return PlacementsPlan(
        wanted=tuple(rows.wanted),
        same=rows.same,
        problems=tuple(rows.problems),
        rows_total=reading.rows_total,
    )


class _Rows(PersonRows[Wanted]):
    def __init__(self, *, reading: Reading[Any], place: Place) -> None:
        super().__init__(reading=reading, place=place)
        self.directory = EnterpriseDirectory(place.college)
        self.modules: dict[int, dict[str, Module]] = {}
        for module in Module.objects.filter(programme__college=place.college).order_by("pk"):
            self.modules.setdefault(module.programme_id, {})[module_key(module.code)] = module
        submitted = Evaluation.objects.filter(placement=OuterRef("pk"), submitted_at__isnull=False)
        self.known = {
            (one.student_id, one.employer_id, one.starts_on): one
            for one in Placement.objects.filter(student__college=place.college)
            .select_related("mentor")
            .annotate(is_rated=Exists(submitted))
        }

    def take(self, row: Row[PlacementRow]) -> None:
        record, student = row.record, self.find(row)
        enterprise, problem = self.directory.find(row)
        bad = self.note(problem)
        if record.ends_on < record.starts_on:
            message = _("Практика не может закончиться раньше, чем началась.")
            bad |= self.note(row.problem(message, key="ends_on"))
        module, problem = (None, None) if student is None else self._module(row, student)
        bad |= self.note(problem)
        if bad or student is None or enterprise is None:
            return
        thing = (student.pk, id(enterprise), record.starts_on)
        repeated = _("Эта практика уже стоит в строке %(row)s.")
        if self.is_repeated(row, thing, repeated, key="starts_on"):
            return
        known = enterprise.known
        place = (student.pk, known.pk, record.starts_on) if known is not None else None
        placement = self.known.get(place) if place is not None else None
        wanted = Wanted(
            student=student,
            enterprise=enterprise,
            kind=record.kind,
            module=module,
            starts_on=record.starts_on,
            ends_on=record.ends_on,
            mentor=_mentor(record),
            placement=placement,
            paper=_paper(record, placement),
            address=_given_address(enterprise, record.address or ""),
        )
        self._compare(row, wanted)

    def _compare(self, row: Row[PlacementRow], wanted: Wanted) -> None:
        placement = wanted.placement
        if placement is None:
            self.wanted.append(wanted)
            return
        differs = _differences(placement, wanted)
        if not differs:
            self.same += 1
        elif differs - _NEVER_RATED and getattr(placement, "is_rated", False):
            message = _(
                "Практика уже оценена наставником: вид, модуль и наставника изменить нельзя."
            )
            self.note(row.problem(message, key="person"))
        else:
            self.wanted.append(wanted)

    def _module(
        self, row: Row[PlacementRow], student: Student
    ) -> tuple[Module | None, Problem | None]:
        code = row.record.module
        if not code:
            return None, None
        programme_id = self.enrolment_of[student.pk].group.programme_id
        modules = self.modules.get(programme_id, {})
        module = modules.get(module_key(code))
        if module is not None:
            return module, None
        near = closest(code, [one.code for one in modules.values()])
        message = _("В программе обучающегося нет такого модуля.")
        fixes = (near,) if near else ()
        return None, row.problem(message, key="module", suggestion=near, fixes=fixes)


def _mentor(record: PlacementRow) -> ContactData | None:
    if not record.mentor:
        return None
    return ContactData(name=record.mentor, email=record.email or "", phone=record.phone or "")


def _paper(record: PlacementRow, placement: Placement | None) -> PaperFacts:
    """Return what the papers are to say: a blank cell leaves what is known."""
    known = PaperFacts() if placement is None else paper_of(placement)
    return PaperFacts(
        college_supervisor=record.supervisor or known.college_supervisor,
        hours_done=known.hours_done if record.hours is None else record.hours,
        mark=record.mark or known.mark,
    )


def _given_address(enterprise: Enterprise, address: str) -> str:
    """Return the address that this row adds: the first one, where the directory has none."""
    if enterprise.known is None or enterprise.known.address or enterprise.address:
        return ""
    enterprise.address = address
    return address


def _differences(placement: Placement, wanted: Wanted) -> set[str]:
    """Return what the file says otherwise; what it leaves out stays as it is."""
    differs = set()
    if placement.kind != wanted.kind:
        differs.add("kind")
    if wanted.module is not None and placement.module_id != wanted.module.pk:
        differs.add("module_id")
    if placement.ends_on != wanted.ends_on:
        differs.add("ends_on")
    if wanted.mentor is not None:
        name = placement.mentor.name if placement.mentor is not None else ""
        if compact_key(name) != compact_key(wanted.mentor.name):
            differs.add("mentor_id")
    if wanted.address:
        differs.add("address")
    return differs | {name for name, changed in paper_differs(placement, wanted.paper) if changed}


def apply_placements(
    *, plan: PlacementsPlan, college: College, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_placements` needs."""
    writer = _Writer(college, actor_id, now)
    with transaction.atomic():
        for wanted in told(plan.wanted, Stage.WRITTEN):
            writer.write(wanted)
    return {
        "employers": writer.employers,
        "created": writer.created,
        "changed": writer.changed,
        "addresses": writer.addresses,
    }


class _Writer:
    def __init__(self, college: College, actor_id: int | None, now: datetime) -> None:
        self.college, self.actor_id, self.now = college, actor_id, now
        self.employers: list[int] = []
        self.created: list[int] = []
        self.changed: list[list[Any]] = []
        self.addresses: list[list[Any]] = []

    def write(self, wanted: Wanted) -> None:
        employer = self._employer(wanted.enterprise)
        self._address(employer, wanted.address)
        mentor = self._mentor(wanted.enterprise, employer, wanted.mentor)
        if wanted.placement is None:
            new = NewPlacement(
                student=wanted.student,
                employer=employer,
                kind=PlacementKind(wanted.kind),
                starts_on=wanted.starts_on,
                ends_on=wanted.ends_on,
                mentor=mentor,
                module=wanted.module,
                paper=wanted.paper,
            )
            made = create_placement(new=new, created_by_id=self.actor_id, now=self.now)
            self.created.append(made.pk)
            return
        placement = wanted.placement
        former = _said(placement)
        placement.kind, placement.ends_on = wanted.kind, wanted.ends_on
        placement.module_id = placement.module_id if wanted.module is None else wanted.module.pk
        placement.mentor_id = placement.mentor_id if mentor is None else mentor.pk
        put_on_paper(placement, wanted.paper)
        placement.save(update_fields=["kind", "ends_on", "module", "mentor", *PAPER])
        if former == _said(placement):
            return
        self.changed.append([placement.pk, former, _said(placement)])
        record_action(
            action="employers.change_placement",
            actor_id=self.actor_id,
            now=self.now,
            target=placement,
            details={
                "changed": [name for name in _CHANGING if former[name] != _said(placement)[name]]
            },
        )

    def _employer(self, enterprise: Enterprise) -> Employer:
        if enterprise.known is None and enterprise.data is not None:
            enterprise.known = add_employer(
                data=enterprise.data, college=self.college, actor_id=self.actor_id, now=self.now
            )
            self.employers.append(enterprise.known.pk)
        if enterprise.known is None:
            raise ValueError("an enterprise is either known or described")
        return enterprise.known

    def _address(self, employer: Employer, address: str) -> None:
        if not address:
            return
        give_address(employer=employer, address=address, actor_id=self.actor_id, now=self.now)
        self.addresses.append([employer.pk, address])

    def _mentor(
        self, enterprise: Enterprise, employer: Employer, data: ContactData | None
    ) -> Contact | None:
        if data is None:
            return None
        key = compact_key(data.name)
        if not enterprise.mentors:
            people = Contact.objects.filter(employer=employer, known_to=self.college)
            enterprise.mentors = {compact_key(one.name): one for one in people.order_by("-pk")}
        if key not in enterprise.mentors:
            enterprise.mentors[key] = add_contact(
                employer=employer,
                data=data,
                college=self.college,
                actor_id=self.actor_id,
                now=self.now,
            )
        return enterprise.mentors[key]


def _said(placement: Placement) -> dict[str, Any]:
    return {
        "kind": str(placement.kind),
        "module_id": placement.module_id,
        "ends_on": placement.ends_on.isoformat(),
        "mentor_id": placement.mentor_id,
        **asdict(paper_of(placement)),
    }


def undo_placements(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Remove the practices that a file made and restore those it changed; return how many.

    Enterprises that it added go too unless somebody else uses them. Raise PlacementsUsed when a
    practice has been asked about, rated or changed since; nothing is written then.
    """
    with transaction.atomic():
        own = Placement.objects.filter(pk__in=undo["created"], student__college=college)
        if own.count() != len(undo["created"]):
            raise PlacementsUsed(_("Каких-то из добавленных практик уже нет."))
        asked = RatingRequest.objects.filter(placement__in=undo["created"]).exists()
        if asked or Evaluation.objects.filter(placement__in=undo["created"]).exists():
            raise PlacementsUsed(_("О добавленных практиках уже спросили наставников."))
        try:
            with transaction.atomic():
                own.delete()
        except ProtectedError:
            raise PlacementsUsed(_("По добавленным практикам уже выданы документы.")) from None
        for pk, former, present in undo["changed"]:
            if not Placement.objects.filter(pk=pk, **present).update(**former):
                raise PlacementsUsed(_("Практики этой загрузки с тех пор изменили."))
        for pk, address in undo.get("addresses", ()):
            Employer.objects.filter(pk=pk, address=address).update(address="")
        in_use = Placement.objects.filter(employer=OuterRef("pk"))
        unused = Employer.objects.filter(pk__in=undo["employers"], added_by_college=college)
        unused.exclude(Exists(in_use)).delete()
        record_action(
            action="employers.undo_placements",
            actor_id=actor_id,
            now=now,
            target=college,
            details={"removed": len(undo["created"]), "restored": len(undo["changed"])},
        )
    return len(undo["created"]) + len(undo["changed"])
