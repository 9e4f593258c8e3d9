"""Objects of alignments and of new editions that the table of routes names."""

import datetime as dt

from standards.models import EditionChange
from tests.architecture.cast import Cast, made
from tests.factories import colleges, standards


@made
def own_programme_function(cast: Cast) -> int:
    required = colleges.ProgrammeFunctionFactory(programme=cast["own_programme_row"])
    return required.function_id


@made
def own_module(cast: Cast) -> int:
    return colleges.ModuleFactory(programme=cast["own_programme_row"]).pk


@made
def own_module_key(cast: Cast) -> str:
    return f"m{cast['own_module']}"


@made
def old_standard(cast: Cast) -> int:
    newer = cast["function_row"].standard
    return standards.ProfessionalStandardFactory(
        code=newer.code, approved_on=dt.date(2014, 6, 4)
    ).pk


@made
def change_of_edition(cast: Cast) -> int:
    return EditionChange.objects.create(
        old_id=cast["old_standard"], new_id=cast["standard"], confirmed_at=cast.now
    ).pk
