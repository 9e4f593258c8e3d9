"""A programme repeated for another year of intake."""

from datetime import datetime

from django.db import transaction

from colleges.models import Module, Programme, ProgrammeFunction, ProgrammeStandard
from colleges.services.alignment_states import copy_from_intake
from colleges.services.programmes import (
    ModuleDetails,
    ProgrammeDetails,
    RequiredFunction,
    create_programme,
)


@transaction.atomic
def repeat_programme(
    *,
    programme: Programme,
    intake_year: int,
    with_alignment: bool,
    actor_id: int | None,
    now: datetime,
) -> Programme:
    """Make the programme of another intake with the same standards, functions and modules.

    `with_alignment`: the newest version of the alignment goes along as a draft, if there is one.
    Raise ValidationError when the college already has this programme of that intake.
    """
    modules = list(Module.objects.filter(programme=programme).order_by("position", "pk"))
    repeated = create_programme(
        details=_details(programme, intake_year, modules), actor_id=actor_id, now=now
    )
    _keep_parents(modules, repeated)
    if with_alignment and programme.alignment_versions.exists():
        copy_from_intake(programme=repeated, earlier=programme, actor_id=actor_id, now=now)
    return repeated


def _details(programme: Programme, intake_year: int, modules: list[Module]) -> ProgrammeDetails:
    standards = ProgrammeStandard.objects.filter(programme=programme).select_related("standard")
    functions = ProgrammeFunction.objects.filter(programme=programme).select_related("function")
    return ProgrammeDetails(
        college=programme.college,
        speciality=programme.speciality,
        intake_year=intake_year,
        duration_months=programme.duration_months,
        qualification=programme.qualification,
        entry_base=programme.entry_base,
        study_form=programme.study_form,
        educational_standard=programme.educational_standard,
        standards=[row.standard for row in standards.order_by("priority", "pk")],
        functions=[
            RequiredFunction(row.function, row.importance, row.is_mandatory)
            for row in functions.order_by("pk")
        ],
        modules=[
            ModuleDetails(row.code, row.name, row.kind, row.hours, row.competence_codes)
            for row in modules
        ],
        copied_from_id=programme.pk,
    )


def _keep_parents(modules: list[Module], repeated: Programme) -> None:
    codes = {row.pk: row.code for row in modules}
    own = {row.code: row for row in Module.objects.filter(programme=repeated)}
    children = [row for row in modules if row.parent_id]
    for row in children:
        own[row.code].parent = own[codes[row.parent_id or 0]]
    Module.objects.bulk_update([own[row.code] for row in children], ["parent"])
