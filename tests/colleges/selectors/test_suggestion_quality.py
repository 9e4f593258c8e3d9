"""How good the suggestions are where the right answer is plain from the wording.

35.01.27 repeats the functions of 13.006 in its second activity almost word for word, so that the
right pairs need no expert; its first activity (repair) has no function in the excerpt. Other
programmes word things differently, and nobody has labelled them: no figure is claimed there.
"""

import pytest

from colleges.selectors.suggestions import SHOWN_FROM, suggestions_of
from readiness_portal.demo.reference import import_excerpts
from standards.imports.educational import read_educational_standards
from standards.models import EducationalStandard, LabourFunction
from standards.services.educational import store_educational_standards
from tests.factories.colleges import ProgrammeFactory, ProgrammeFunctionFactory

pytestmark = pytest.mark.django_db

PLAIN = {
    "ПК 2.1": {"A/01.3", "A/03.3"},
    "ПК 2.2": {"A/02.3"},
    "ПК 2.3": {"A/04.3", "A/05.3"},
    "ПК 2.4": {"A/06.3"},
    "ПК 2.5": {"A/07.3"},
    "ПК 2.6": {"A/08.3"},
    "ПК 2.7": {"A/09.3", "A/10.3"},
    "ПК 2.8": {"A/11.3"},
}


def test_plain_pairs_are_suggested_and_come_first(shared_data, now):
    import_excerpts(now=now)
    path = shared_data / "fgos" / "fgos_spo_agro_excerpt_TRANSCRIBED.json"
    store_educational_standards(
        standards=read_educational_standards(path.name, path.read_bytes()), actor_id=None, now=now
    )
    standard = EducationalStandard.objects.get(speciality__code="35.01.27")
    programme = ProgrammeFactory(educational_standard=standard, speciality=standard.speciality)
    for function in LabourFunction.objects.filter(standard__code="13.006"):
        ProgrammeFunctionFactory(programme=programme, function=function)

    found = suggestions_of(programme=programme)
    pairs = [(one.source.code, one.function.code) for one in found]
    right = {(code, function) for code, functions in PLAIN.items() for function in functions}
    assert len(right) == 11
    # Every plain pair is there, the eleven come before the rest, and few others are shown.
    assert right == set(pairs[:11])
    assert len(pairs) <= 16
    assert min(one.likeness for one in found) >= SHOWN_FROM
