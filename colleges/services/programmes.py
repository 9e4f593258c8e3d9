"""Programmes of a college, their requirements and groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from colleges.enums import EntryBase, ModuleKind, StudyForm
from colleges.models import (
    College,
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    StudyGroup,
)
from core.audit import record_action
from standards.models import EducationalStandard, LabourFunction, ProfessionalStandard, Speciality


@dataclass(frozen=True, slots=True)
class RequiredFunction:
    function: LabourFunction
    importance: float = 1.0
    is_mandatory: bool = False


@dataclass(frozen=True, slots=True)
class ModuleDetails:
    code: str
    name: str
    kind: str = ModuleKind.PROFESSIONAL_MODULE
    hours: int | None = None
    competence_codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDetails:
    college: College
    speciality: Speciality
    intake_year: int
    duration_months: int
    qualification: str = ""
    entry_base: str = EntryBase.AFTER_9
    study_form: str = StudyForm.FULL_TIME
    educational_standard: EducationalStandard | None = None
    standards: Sequence[ProfessionalStandard] = field(default_factory=tuple)
    functions: Sequence[RequiredFunction] = field(default_factory=tuple)
    modules: Sequence[ModuleDetails] = field(default_factory=tuple)
    # The programme of an earlier intake that this one repeats.
    copied_from_id: int | None = None


def create_programme(
    *, details: ProgrammeDetails, actor_id: int | None, now: datetime
) -> Programme:
    """Make a programme with its standards (by priority), required functions and modules.

    Raise ValidationError when the college already has this programme of this intake.
    """
    programme = Programme(
        college=details.college,
        speciality=details.speciality,
        educational_standard=details.educational_standard,
        intake_year=details.intake_year,
        qualification=details.qualification,
        entry_base=details.entry_base,
        study_form=details.study_form,
        duration_months=details.duration_months,
    )
    with transaction.atomic():
        # Of two that send the same programme at once the second sees the first.
        College.objects.select_for_update(of=("self",)).get(pk=details.college.pk)
        programme.validate_constraints()
        programme.save()
        _save_parts(programme, details)
        record_action(
            action="colleges.create_programme",
            actor_id=actor_id,
            now=now,
            target=programme,
            details={"from_programme_id": details.copied_from_id}
            if details.copied_from_id
            else None,
        )
    return programme


def _save_parts(programme: Programme, details: ProgrammeDetails) -> None:
    ProgrammeStandard.objects.bulk_create(
        ProgrammeStandard(programme=programme, standard=standard, priority=place)
        for place, standard in enumerate(details.standards, start=1)
    )
    ProgrammeFunction.objects.bulk_create(
        ProgrammeFunction(
            programme=programme,
            function=required.function,
            importance=required.importance,
            is_mandatory=required.is_mandatory,
        )
        for required in details.functions
    )
    Module.objects.bulk_create(
        Module(
            programme=programme,
            kind=module.kind,
            code=module.code,
            name=module.name,
            hours=module.hours,
            competence_codes=list(module.competence_codes),
            position=place,
        )
        for place, module in enumerate(details.modules, start=1)
    )


def create_group(
    *,
    programme: Programme,
    name: str,
    graduation_year: int,
    actor_id: int | None,
    now: datetime,
) -> StudyGroup:
    """Make a group of a programme; raise ValidationError when the name is taken for that year."""
    group = StudyGroup(
        college_id=programme.college_id,
        programme=programme,
        name=name,
        graduation_year=graduation_year,
    )
    with transaction.atomic():
        College.objects.select_for_update(of=("self",)).get(pk=programme.college_id)
        group.validate_constraints()
        group.save()
        record_action(action="colleges.create_group", actor_id=actor_id, now=now, target=group)
    return group


def change_group(
    *, group: StudyGroup, name: str, graduation_year: int, actor_id: int | None, now: datetime
) -> StudyGroup:
    """Rename a group or correct its year; ValidationError when the name is taken for that year."""
    changed = [
        field
        for field, value in (("name", name), ("graduation_year", graduation_year))
        if getattr(group, field) != value
    ]
    if not changed:
        return group
    group.name, group.graduation_year = name, graduation_year
    with transaction.atomic():
        group.validate_constraints()
        group.save(update_fields=changed)
        record_action(
            action="colleges.change_group",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"changed": changed},
        )
    return group
