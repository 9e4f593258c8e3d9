import datetime as dt

import factory
from factory.django import DjangoModelFactory

from core.enums import Role
from reports.enums import ReleaseState
from reports.models import Comment, FigureTicket, PracticeCard, Release
from tests.factories.accounts import UserFactory
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory
from tests.factories.colleges import CollegeFactory

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


class FigureTicketFactory(DjangoModelFactory):
    class Meta:
        model = FigureTicket

    release = factory.SubFactory(ReleaseFactory, published=True)
    college = factory.SubFactory(CollegeFactory)
    figure = "colleges:2"
    figure_name = "Оценено"
    printed = "40"
    claim = "Не учтена вторая группа"
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW
    due_date = dt.date(2026, 7, 15)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    release = factory.SubFactory(ReleaseFactory, published=True)
    author = factory.SubFactory(UserFactory)
    author_role = Role.COLLEGE_TEACHER
    author_place = "Нива"
    text = "В таблице не видно, сколько выпускников ушло в армию."
    created_at = NOW


class PracticeCardFactory(DjangoModelFactory):
    class Meta:
        model = PracticeCard

    college = factory.SubFactory(CollegeFactory)
    title = factory.Sequence(lambda n: f"Практика {n}")
    problem = "Сеялку настраивали только на плакате."
    action = "Две недели практики в хозяйстве до экзамена."
    outcome = "Настраивают сами."
    created_at = NOW
