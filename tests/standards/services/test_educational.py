import datetime as dt

import pytest

from standards.models import Competence, EducationalStandard, Speciality
from standards.rules.educational import ParsedCompetence, ParsedEducationalStandard
from standards.services.educational import store_educational_standards
from tests.factories.colleges import AlignmentFactory

pytestmark = pytest.mark.django_db


def parsed(*texts):
    competences = tuple(ParsedCompetence("professional", code, text) for code, text in texts)
    return ParsedEducationalStandard(
        "35.02.16", "Эксплуатация", "ppssz", "235", dt.date(2022, 4, 14), competences
    )


def store(standard, now):
    (report,) = store_educational_standards(standards=[standard], actor_id=None, now=now)
    return report


def rows():
    return list(Competence.objects.order_by("position").values_list("pk", "code", "text"))


def test_second_time_changes_nothing(now):
    standard = parsed(("ПК 1.1", "Пахать"), ("ПК 1.1", "Сеять"))
    assert store(standard, now).added == 2
    before = rows()
    assert store(standard, now).is_unchanged
    assert rows() == before
    assert (Speciality.objects.count(), EducationalStandard.objects.count()) == (1, 1)


def test_order_and_edited_text_keep_keys(now):
    store(parsed(("ПК 1.1", "Пахать"), ("ПК 1.2", "Сеять"), ("ПК 1.1", "Убирать")), now)
    keys = {text: pk for pk, _code, text in rows()}
    report = store(
        parsed(("ПК 1.1", "Убирать"), ("ПК 1.1", "Пахать"), ("ПК 1.2", "Сеять рядами")), now
    )
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    assert rows() == [
        (keys["Убирать"], "ПК 1.1", "Убирать"),
        (keys["Пахать"], "ПК 1.1", "Пахать"),
        (keys["Сеять"], "ПК 1.2", "Сеять рядами"),
    ]


def test_competence_in_use_stays_when_the_text_is_gone(now):
    store(parsed(("ПК 1.1", "Пахать"), ("ПК 1.2", "Сеять")), now)
    used = Competence.objects.get(code="ПК 1.1")
    alignment = AlignmentFactory()
    alignment.module, alignment.competence = None, used
    alignment.save()
    shorter = parsed(("ПК 2.1", "Убирать"))
    report = store(shorter, now)
    assert (report.added, report.removed, report.kept) == (1, 1, 1)
    assert store(shorter, now).is_unchanged
    report = store(parsed(("ПК 1.1", "Пахать")), now)
    assert (report.added, report.removed, report.kept) == (0, 1, 0)
    assert [row[0] for row in rows()] == [used.pk]
