import datetime as dt

import factory
from factory.django import DjangoModelFactory

from reports.enums import ReleaseState
from reports.models import Release
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory

NOW = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


class ReleaseFactory(DjangoModelFactory):
    class Meta:
        model = Release

    class Params:
        draft = factory.Trait(
            state=ReleaseState.DRAFT, content_sha256="0" * 64, data_date=dt.date(2026, 7, 1)
        )
        approved = factory.Trait(
            state=ReleaseState.APPROVED,
            content_sha256="0" * 64,
            data_date=dt.date(2026, 7, 1),
            approved_at=NOW,
        )
        published = factory.Trait(
            state=ReleaseState.PUBLISHED,
            content_sha256="0" * 64,
            data_date=dt.date(2026, 7, 1),
            approved_at=NOW,
            published_at=NOW,
        )

    slug = factory.Sequence(lambda n: f"report-{n}")
    title = factory.Sequence(lambda n: f"Отчёт {n}")
    graduation_year = 2026
    methodology = factory.SubFactory(MethodologyFactory)
    run = factory.SubFactory(
        ReadinessRunFactory, methodology=factory.SelfAttribute("..methodology")
    )
    created_at = NOW
