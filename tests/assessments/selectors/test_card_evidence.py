import pytest

from assessments.enums import Component, EvidenceKind
from assessments.selectors.card_evidence import card_evidence
from tests.factories.assessments import CriterionFactory, EvidenceFactory, RaterFactory
from tests.factories.colleges import StudentFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


def test_evidence_names_the_function_where_its_source_does_not():
    student = StudentFactory()
    function = LabourFunctionFactory(code="A/04.3", name="Посев")
    common = {"student": student, "function": function}
    own = EvidenceFactory(kind=EvidenceKind.SELF_ASSESSMENT, component=Component.SELF, **common)
    mentor = EvidenceFactory(rater=RaterFactory(), **common)
    exam = EvidenceFactory(criterion=CriterionFactory(), **common)
    general = EvidenceFactory(student=student, function=None, component=Component.KNOWLEDGE)

    found = card_evidence(student=student, counted=[own.pk, mentor.pk, exam.pk, general.pk]).lines

    assert found[own.pk].source == "самооценка"
    assert {key: line.function for key, line in found.items()} == {
        own.pk: "A/04.3 Посев",
        mentor.pk: "A/04.3 Посев",
        exam.pk: "",
        general.pk: "",
    }
