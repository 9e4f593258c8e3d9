import datetime as dt
import hashlib
from dataclasses import asdict

import factory
import numpy as np
from factory.django import DjangoModelFactory

from assessments.enums import (
    Component,
    EvidenceKind,
    MethodologyState,
    RaterKind,
    ResultState,
    RunState,
    ScaleKind,
)
from assessments.models import (
    Criterion,
    CriterionFunction,
    DocumentArchive,
    DocumentArchiveFile,
    DocumentTemplate,
    Evidence,
    GradeScale,
    GroupReadiness,
    Instrument,
    IssuedDocument,
    IssuedFile,
    Methodology,
    MotivationForm,
    Rater,
    ReadinessRun,
    Result,
    Sheet,
    StudentMerge,
    StudentReadiness,
    StudentScores,
)
from assessments.rules.packed_scores import LAYOUT, FunctionScore, pack, scores_of
from tests.factories.colleges import CollegeFactory, StudentFactory, StudyGroupFactory
from tests.factories.employers import ContactFactory
from tests.factories.standards import LabourFunctionFactory

NOW = dt.datetime(2026, 6, 20, 9, 0, tzinfo=dt.UTC)


class MethodologyFactory(DjangoModelFactory):
    class Meta:
        model = Methodology

    version = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Методика {n}")
    created_at = NOW

    class Params:
        published = factory.Trait(state=MethodologyState.PUBLISHED, published_at=NOW)


class MotivationFormFactory(DjangoModelFactory):
    """A version of the motivation questionnaire; the migrations bring version 1."""

    class Meta:
        model = MotivationForm

    version = factory.Sequence(lambda n: n + 2)
    items = factory.LazyFunction(lambda: [f"Утверждение {number}" for number in range(1, 9)])
    introduced_at = NOW


class GradeScaleFactory(DjangoModelFactory):
    class Meta:
        model = GradeScale

    college = factory.SubFactory(CollegeFactory)
    name = factory.Sequence(lambda n: f"Шкала {n}")
    bound_3 = 40
    bound_4 = 60
    bound_5 = 80
    act_reference = "приказ № 5"
    valid_from = dt.date(2026, 1, 1)


class RaterFactory(DjangoModelFactory):
    class Meta:
        model = Rater

    kind = RaterKind.COLLEGE
    college = factory.SubFactory(CollegeFactory)
    title = factory.Sequence(lambda n: f"комиссия {n}")

    class Params:
        mentor = factory.Trait(
            kind=RaterKind.EMPLOYER,
            college=None,
            contact=factory.SubFactory(ContactFactory),
            employer=factory.SelfAttribute("contact.employer"),
        )


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    kind = EvidenceKind.MODULE_EXAM
    name = factory.Sequence(lambda n: f"Экзамен по модулю {n}")


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    instrument = factory.SubFactory(InstrumentFactory)
    name = factory.Sequence(lambda n: f"Критерий {n}")
    scale = ScaleKind.MARK
    position = factory.Sequence(lambda n: n)


class CriterionFunctionFactory(DjangoModelFactory):
    class Meta:
        model = CriterionFunction

    criterion = factory.SubFactory(CriterionFactory)
    function = factory.SubFactory(LabourFunctionFactory)
    strength = 1.0


class SheetFactory(DjangoModelFactory):
    class Meta:
        model = Sheet

    group = factory.SubFactory(StudyGroupFactory)
    college = factory.SelfAttribute("group.college")
    instrument = factory.SubFactory(InstrumentFactory)
    rater = factory.SubFactory(RaterFactory, college=factory.SelfAttribute("..college"))
    held_on = dt.date(2026, 6, 18)
    created_at = NOW


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    sheet = factory.SubFactory(SheetFactory)
    student = factory.SubFactory(StudentFactory, college=factory.SelfAttribute("..sheet.college"))
    criterion = factory.SubFactory(
        CriterionFactory, instrument=factory.SelfAttribute("..sheet.instrument")
    )
    state = ResultState.VALUE
    raw_value = "4"
    score = 2 / 3
    updated_at = NOW


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    student = factory.SubFactory(StudentFactory)
    college = factory.SelfAttribute("student.college")
    function = factory.SubFactory(LabourFunctionFactory)
    component = Component.PRACTICAL
    kind = EvidenceKind.MODULE_EXAM
    rater = factory.SubFactory(RaterFactory, college=factory.SelfAttribute("..college"))
    score = 0.5
    observed_on = dt.date(2026, 6, 18)
    created_at = NOW


class ReadinessRunFactory(DjangoModelFactory):
    class Meta:
        model = ReadinessRun

    methodology = factory.SubFactory(MethodologyFactory)
    as_of_date = dt.date(2026, 6, 20)
    known_at = NOW
    started_at = NOW
    state = RunState.DONE
    finished_at = NOW


def store_score(student, function, **given):
    """Add one score of a function to those stored of a student, or put it in the place of one."""
    blocks = StudentScores.objects.filter(student=student)
    stored = {} if not blocks else scores_of(bytes(blocks[0].scores))
    values = {
        "value": 0.75,
        "weight": 1.6,
        "evidence_count": 4,
        "kind_count": 2,
        "rater_count": 2,
        "newest_on": dt.date(2026, 6, 18),
        **dict.fromkeys(("college_value", "employer_value", "posterior_mean")),
        **dict.fromkeys(("interval_low", "interval_high", "ready_probability")),
        "confidence": None,
        **(asdict(stored[function.pk]) if function.pk in stored else {}),
        **given,
    }
    stored[function.pk] = FunctionScore(**{**values, "function_id": function.pk})
    rows = [asdict(stored[key]) for key in sorted(stored)]
    for row in rows:
        row["newest_on"] = (row["newest_on"] - dt.date(1970, 1, 1)).days
        row["confidence"] = -1 if row["confidence"] is None else row["confidence"]
    columns = {name: np.array([row[name] for row in rows], LAYOUT[name]) for name in LAYOUT.names}
    (block,) = pack(np.full(len(rows), student.pk), columns).values()
    StudentScores.objects.update_or_create(student=student, defaults={"scores": block})
    return stored[function.pk]


class StudentReadinessFactory(DjangoModelFactory):
    """A student of `group` with an index; the level must fit what the test gives."""

    class Meta:
        model = StudentReadiness

    group = factory.SubFactory(StudyGroupFactory)
    college = factory.SelfAttribute("group.college")
    student = factory.SubFactory(StudentFactory, college=factory.SelfAttribute("..college"))
    practice = 0.75
    knowledge = 0.7
    motivation = 0.7
    reflection = 0.8
    index = 0.74
    completeness = 1.0
    coverage = 1.0
    level = 2
    is_provisional = False
    is_ready = True


class GroupReadinessFactory(DjangoModelFactory):
    """Twenty students of one group: eighteen assessed, ten ready."""

    class Meta:
        model = GroupReadiness

    group = factory.SubFactory(StudyGroupFactory)
    college = factory.SelfAttribute("group.college")
    students_count = 20
    assessed_count = 18
    provisional_count = 2
    ready_count = 10
    low_count = 2
    basic_count = 6
    sufficient_count = 8
    high_count = 2
    employer_voice_count = 12
    index_sum = 12.6
    index_square_sum = 9.2
    evidence_count = 400


class StudentMergeFactory(DjangoModelFactory):
    """A merge of two people who had nothing but names."""

    class Meta:
        model = StudentMerge

    kept = factory.SubFactory(StudentFactory)
    dropped = factory.SubFactory(StudentFactory, college=factory.SelfAttribute("..kept.college"))
    merged_at = NOW


class DocumentTemplateFactory(DjangoModelFactory):
    """A college's own template; its content is no paper of Word."""

    class Meta:
        model = DocumentTemplate

    college = factory.SubFactory(CollegeFactory)
    kind = "passport"
    file_name = "наш.docx"
    content = b"content"
    sha256 = "0" * 64
    uploaded_at = NOW


class DocumentArchiveFactory(DjangoModelFactory):
    """An archive that is ready and kept for long."""

    class Meta:
        model = DocumentArchive
        skip_postgeneration_save = True

    group = factory.SubFactory(StudyGroupFactory)
    college = factory.SelfAttribute("group.college")
    kind = "passport"
    file_format = "docx"
    subject_ids = factory.LazyFunction(list)
    created_at = NOW
    ready_at = NOW
    expires_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)

    @factory.post_generation
    def file(self, create, extracted, **_):
        if create:
            DocumentArchiveFile.objects.create(archive=self, name="архив.zip", content=b"PK")


class IssuedDocumentFactory(DjangoModelFactory):
    """A passport whose QR code holds `token`."""

    class Meta:
        model = IssuedDocument
        skip_postgeneration_save = True

    class Params:
        token = factory.Sequence(lambda n: f"paper-{n}")

    student = factory.SubFactory(StudentFactory)
    college = factory.SelfAttribute("student.college")
    kind = "passport"
    file_format = "docx"
    number = factory.Sequence(lambda n: f"AAAA-{n:04d}")
    token_sha256 = factory.LazyAttribute(lambda d: hashlib.sha256(d.token.encode()).hexdigest())
    sha256 = "0" * 64
    facts_sha256 = "0" * 64
    issued_at = NOW

    @factory.post_generation
    def file(self, create, extracted, **_):
        if create:
            IssuedFile.objects.create(document=self, name="паспорт.docx", content=b"PK")
