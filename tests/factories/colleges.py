import datetime as dt

import factory
from factory.django import DjangoModelFactory

from colleges.enums import ModuleKind, MunicipalityKind, SettlementKind, Sex
from colleges.models import (
    AdmissionPlan,
    Alignment,
    AlignmentVersion,
    College,
    CollegeTransfer,
    Consent,
    Enrolment,
    GraduateOutcome,
    Module,
    Municipality,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    Student,
    StudyGroup,
)
from core.names import name_key
from tests.factories.standards import (
    LabourFunctionFactory,
    ProfessionalStandardFactory,
    SpecialityFactory,
)

CREATED_AT = dt.datetime(2025, 9, 1, 6, 0, tzinfo=dt.UTC)


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality

    region_code = "26"
    region_name = "Ставропольский край"
    name = factory.Sequence(lambda n: f"Округ {n}")
    kind = MunicipalityKind.MUNICIPAL_DISTRICT
    centre = factory.Sequence(lambda n: f"Село {n}")
    settlement = SettlementKind.VILLAGE


class CollegeFactory(DjangoModelFactory):
    class Meta:
        model = College

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Аграрный колледж № {n}")
    short_name = factory.Sequence(lambda n: f"Колледж {n}")
    settlement = SettlementKind.VILLAGE


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    college = factory.SubFactory(CollegeFactory)
    speciality = factory.SubFactory(SpecialityFactory)
    intake_year = 2023
    duration_months = 34


class ProgrammeFunctionFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeFunction

    programme = factory.SubFactory(ProgrammeFactory)
    function = factory.SubFactory(LabourFunctionFactory)
    importance = 1.0
    is_mandatory = False


class ProgrammeStandardFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeStandard

    programme = factory.SubFactory(ProgrammeFactory)
    standard = factory.SubFactory(ProfessionalStandardFactory)


class AdmissionPlanFactory(DjangoModelFactory):
    """Places that the budget pays for."""

    class Meta:
        model = AdmissionPlan

    college = factory.SubFactory(CollegeFactory)
    speciality = factory.SubFactory(SpecialityFactory)
    year = 2026
    places = 25


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    programme = factory.SubFactory(ProgrammeFactory)
    kind = ModuleKind.PROFESSIONAL_MODULE
    code = factory.Sequence(lambda n: f"ПМ.{n:02d}")
    name = factory.Sequence(lambda n: f"Модуль {n}")
    position = factory.Sequence(lambda n: n)


class AlignmentVersionFactory(DjangoModelFactory):
    class Meta:
        model = AlignmentVersion
        django_get_or_create = ("programme", "number")

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    created_at = CREATED_AT


class AlignmentFactory(DjangoModelFactory):
    """A module aligned with a function, in the first version of the `programme` given."""

    class Meta:
        model = Alignment

    class Params:
        programme = factory.SubFactory(ProgrammeFactory)

    version = factory.SubFactory(
        AlignmentVersionFactory, programme=factory.SelfAttribute("..programme")
    )
    module = factory.SubFactory(ModuleFactory, programme=factory.SelfAttribute("..programme"))
    function = factory.SubFactory(LabourFunctionFactory)
    strength = 1.0
    changed_at = CREATED_AT


class StudyGroupFactory(DjangoModelFactory):
    class Meta:
        model = StudyGroup

    programme = factory.SubFactory(ProgrammeFactory)
    college = factory.SelfAttribute("programme.college")
    # Past the numbers that tests give by hand.
    name = factory.Sequence(lambda n: f"М-{n + 1000}")
    graduation_year = 2026


class StudentFactory(DjangoModelFactory):
    """A student without a group; `EnrolmentFactory` puts one into a group."""

    class Meta:
        model = Student

    college = factory.SubFactory(CollegeFactory)
    last_name = factory.Sequence(lambda n: f"Фамилия{n}")
    first_name = "Имя"
    patronymic = "Отчество"
    sex = Sex.MALE
    record_book = factory.Sequence(lambda n: f"{n:06d}")
    search_name = factory.LazyAttribute(lambda s: name_key(s.last_name, s.first_name, s.patronymic))
    created_at = CREATED_AT


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    group = factory.SubFactory(StudyGroupFactory)
    student = factory.SubFactory(StudentFactory, college=factory.SelfAttribute("..group.college"))
    started_on = dt.date(2023, 9, 1)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    student = factory.SubFactory(StudentFactory)
    purpose = "processing"
    text_version = "1"
    given_by = "student"
    given_at = CREATED_AT


class CollegeTransferFactory(DjangoModelFactory):
    """A student who awaits the answer of another college."""

    class Meta:
        model = CollegeTransfer

    student = factory.SubFactory(StudentFactory)
    from_college = factory.SelfAttribute("student.college")
    to_college = factory.SubFactory(CollegeFactory)
    happened_on = dt.date(2026, 11, 2)
    offered_at = CREATED_AT


class GraduateOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = GraduateOutcome

    student = factory.SubFactory(StudentFactory)
    as_of_date = dt.date(2026, 10, 1)
    status = "employed"
    source = "college"
    in_speciality = True
    recorded_at = CREATED_AT
