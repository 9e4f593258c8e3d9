"""Objects of alignments and of new editions that the table of routes names."""

import datetime as dt

from colleges.models import Programme
from colleges.views import alignment_files
from core.import_batches import DryRun, Upload, keep_batch
from standards.models import EditionChange
from tests.architecture.cast import Cast, made
from tests.factories import colleges, standards


@made
def own_programme_function(cast: Cast) -> int:
    required = colleges.ProgrammeFunctionFactory(programme=cast["own_programme_row"])
    return required.function_id


def _case_batch(cast: Cast, programme: Programme) -> int:
    upload = Upload(
        kind=alignment_files.KIND,
        file_name="case.json",
        content=b"{}",
        college_id=programme.college_id,
        parameters={"programme_id": programme.pk},
        uploaded_by_id=cast.membership("college_manager").user_id,
    )
    counts = {"set": 0, "cleared": 0, "detailed": 0, "same": 0}
    return keep_batch(upload=upload, dry_run=DryRun(counts, [], 1), now=cast.now).pk


@made
def own_alignment_batch(cast: Cast) -> int:
    return _case_batch(cast, cast["own_programme_row"])


@made
def foreign_alignment_batch(cast: Cast) -> int:
    return _case_batch(cast, cast["foreign_programme_row"])


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
