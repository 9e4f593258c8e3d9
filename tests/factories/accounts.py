import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
from core.enums import Role
from tests.factories.colleges import CollegeFactory, MunicipalityFactory, StudentFactory
from tests.factories.employers import EmployerFactory

PASSWORD = "длинный-пароль-1"  # noqa: S105 -- of people who exist in tests only


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.invalid")
    display_name = factory.Sequence(lambda n: f"Пользователь {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    """A role with the object that it needs; traits name the roles."""

    class Meta:
        model = Membership

    class Params:
        region_officer = factory.Trait(role=Role.REGION_OFFICER)
        association_expert = factory.Trait(role=Role.ASSOCIATION_EXPERT)
        administrator = factory.Trait(role=Role.ADMINISTRATOR)
        municipal_viewer = factory.Trait(
            role=Role.MUNICIPAL_VIEWER, municipality=factory.SubFactory(MunicipalityFactory)
        )
        college_manager = factory.Trait(
            role=Role.COLLEGE_MANAGER, college=factory.SubFactory(CollegeFactory)
        )
        college_teacher = factory.Trait(
            role=Role.COLLEGE_TEACHER, college=factory.SubFactory(CollegeFactory)
        )
        employer_manager = factory.Trait(
            role=Role.EMPLOYER_MANAGER, employer=factory.SubFactory(EmployerFactory)
        )
        student_role = factory.Trait(role=Role.STUDENT, student=factory.SubFactory(StudentFactory))

    user = factory.SubFactory(UserFactory)
    role = Role.REGION_OFFICER
