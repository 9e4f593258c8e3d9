import pytest

from colleges.models import ProgrammeStandard
from colleges.services.alignments import set_cells
from colleges.services.programme_changes import (
    CompetencesAlignedError,
    ProgrammeCorrection,
    StandardsInUseError,
    change_programme,
)
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import ProgrammeStandardFactory
from tests.factories.standards import EducationalStandardFactory, ProfessionalStandardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned():
    made = make_aligned(qualification="техник", duration_months=34)
    ProgrammeStandardFactory(
        programme=made.programme, standard=made.functions[0].standard, priority=1
    )
    return made


def correction(aligned, **values):
    programme = aligned.programme
    return ProgrammeCorrection(
        **{
            "educational_standard": programme.educational_standard,
            "qualification": programme.qualification,
            "duration_months": programme.duration_months,
            "standards": [aligned.functions[0].standard],
            **values,
        }
    )


def change(aligned, now, **values):
    change_programme(
        programme=aligned.programme,
        correction=correction(aligned, **values),
        actor_id=None,
        now=now,
    )
    aligned.programme.refresh_from_db()


def test_what_changed_is_noted_and_standards_take_their_order(aligned, now):
    change(aligned, now)
    assert not AuditEntry.objects.exists()
    first, second = ProfessionalStandardFactory(), aligned.functions[0].standard
    change(aligned, now, duration_months=46, standards=[first, second])
    assert aligned.programme.duration_months == 46
    rows = ProgrammeStandard.objects.filter(programme=aligned.programme).order_by("priority")
    assert list(rows.values_list("standard_id", "priority")) == [(first.pk, 1), (second.pk, 2)]
    entry = AuditEntry.objects.get(action="colleges.change_programme")
    assert entry.details == {"changed": ["duration_months", "standards"]}


def test_educational_standard_is_kept_while_its_competences_are_aligned(aligned, now):
    other = EducationalStandardFactory(speciality=aligned.programme.speciality)
    cell = aligned.change(aligned.module_key, 0, 1.0)
    set_cells(programme=aligned.programme, changes=[cell], actor_id=None, now=now)
    change(aligned, now, educational_standard=other)
    assert aligned.programme.educational_standard == other
    before = aligned.competences[0].educational_standard
    change(aligned, now, educational_standard=before)
    cell = aligned.change(aligned.key(0), 0, 1.0)
    set_cells(programme=aligned.programme, changes=[cell], actor_id=None, now=now)
    with pytest.raises(CompetencesAlignedError):
        change(aligned, now, educational_standard=other)


def test_standard_with_required_functions_is_not_left_out(aligned, now):
    with pytest.raises(StandardsInUseError) as caught:
        change(aligned, now, standards=[ProfessionalStandardFactory()])
    assert caught.value.codes == [aligned.functions[0].standard.code]
    assert ProgrammeStandard.objects.get().standard == aligned.functions[0].standard
