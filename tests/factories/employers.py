import datetime as dt
import hashlib

import factory
from factory.django import DjangoModelFactory

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.models import Consent
from employers.enums import Answer, PlacementKind, RequestChannel
from employers.models import (
    Contact,
    Demand,
    Employer,
    Evaluation,
    FunctionRating,
    Placement,
    RatingRequest,
)
from tests.factories.colleges import CREATED_AT, MunicipalityFactory, StudentFactory
from tests.factories.standards import LabourFunctionFactory


class EmployerFactory(DjangoModelFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"ООО «Хозяйство {n}»")
    municipality = factory.SubFactory(MunicipalityFactory)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    employer = factory.SubFactory(EmployerFactory)
    name = factory.Sequence(lambda n: f"Наставник {n}")
    position = "главный инженер"
    email = factory.Sequence(lambda n: f"mentor{n}@example.invalid")


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement
        skip_postgeneration_save = True

    student = factory.SubFactory(StudentFactory)
    employer = factory.SubFactory(EmployerFactory)
    mentor = factory.SubFactory(ContactFactory, employer=factory.SelfAttribute("..employer"))
    kind = PlacementKind.WORKPLACE_PRACTICE
    starts_on = dt.date(2026, 5, 12)
    ends_on = dt.date(2026, 5, 30)
    created_at = CREATED_AT

    @factory.post_generation
    def consent(self, create, extracted, **_):
        """Let the enterprise see the name, unless the test says `consent=False`."""
        if create and extracted is not False:
            Consent.objects.get_or_create(
                student=self.student,
                purpose=ConsentPurpose.TRANSFER_EMPLOYER,
                given_by=ConsentGiver.REPRESENTATIVE,
                defaults={"text_version": "1", "given_at": CREATED_AT},
            )

    @factory.post_generation
    def functions(self, create, extracted, **_):
        if create and extracted:
            self.functions.set(extracted)


class RatingRequestFactory(DjangoModelFactory):
    """A link whose secret is `token`."""

    class Meta:
        model = RatingRequest

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    placement = factory.SubFactory(PlacementFactory)
    mentor = factory.SelfAttribute("placement.mentor")
    token_sha256 = factory.LazyAttribute(lambda r: hashlib.sha256(r.token.encode()).hexdigest())
    channel = RequestChannel.MAIL
    created_at = dt.datetime(2026, 5, 30, 9, 0, tzinfo=dt.UTC)
    expires_at = dt.datetime(2026, 7, 29, 9, 0, tzinfo=dt.UTC)


class EvaluationFactory(DjangoModelFactory):
    class Meta:
        model = Evaluation

    placement = factory.SubFactory(PlacementFactory)
    mentor = factory.SelfAttribute("placement.mentor")
    created_at = dt.datetime(2026, 5, 30, 9, 0, tzinfo=dt.UTC)
    updated_at = factory.SelfAttribute("created_at")


class FunctionRatingFactory(DjangoModelFactory):
    class Meta:
        model = FunctionRating

    evaluation = factory.SubFactory(EvaluationFactory)
    function = factory.SubFactory(LabourFunctionFactory)
    answer = Answer.WITH_HINT
    answered_at = dt.datetime(2026, 5, 30, 9, 0, tzinfo=dt.UTC)


class DemandFactory(DjangoModelFactory):
    class Meta:
        model = Demand

    municipality = factory.SubFactory(MunicipalityFactory)
    year = 2026
    profession = "Тракторист-машинист"
    people_count = 10
    source = "опрос"
