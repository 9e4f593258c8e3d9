"""Enterprises of the demonstration region and their mentors, severe and lenient."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from colleges.models import Municipality
from employers.models import Contact
from employers.services.directory import (
    ContactData,
    EmployerData,
    add_contact,
    add_employer,
)
from readiness_portal.demo.people import make_mentor_name

_NAMES: Final = (
    "Заря Рассвет Родник Восход Приволье Раздолье Золотой_колос Степные_просторы Зелёный_берег"
    " Тихая_балка Светлый_путь Белая_акация Ясный_день Дружба Перекат Дальний Ветряк Просторы_Юга"
    " Солнечный_двор Хуторок Верховье Низовье Полевой_стан Каравай Медовый_край Яблоневый_сад"
).split()
_POSITIONS: Final = (
    "главный инженер",
    "бригадир",
    "главный агроном",
    "заведующий фермой",
    "механик",
)
_SEVERITY_SPREAD: Final = 0.55
_MENTORS_EACH: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class MentorPlan:
    """A mentor with the hidden severity, in logits, that the portal should find."""

    contact: Contact
    severity: float


def create_employers(
    random: Random, municipalities: dict[str, Municipality], *, now: datetime
) -> dict[int, list[MentorPlan]]:
    """Write two enterprises in each municipality with a college; return mentors by municipality."""
    mentors: dict[int, list[MentorPlan]] = {}
    for place, municipality in enumerate(municipalities.values()):
        mentors[municipality.pk] = [
            mentor
            for number in range(2)
            for mentor in _create_employer(random, municipality, 2 * place + number, now)
        ]
    return mentors


def _create_employer(
    random: Random, municipality: Municipality, number: int, now: datetime
) -> list[MentorPlan]:
    name = _NAMES[number % len(_NAMES)].replace("_", " ")
    ordinal = number // len(_NAMES)
    title = f"СПК «{name}»" if number % 3 else f"КФХ «{name}»"
    data = EmployerData(
        name=f"{title}{f' {ordinal + 1}' if ordinal else ''} (условный)",
        municipality=municipality,
        okved="01.1",
    )
    employer = add_employer(data=data, college=None, actor_id=None, now=now)
    plans = []
    for place in range(random.choice(_MENTORS_EACH)):
        person = ContactData(
            name=make_mentor_name(random),
            position=random.choice(_POSITIONS),
            email=f"mentor-{number}-{place}@example.invalid",
        )
        contact = add_contact(employer=employer, data=person, college=None, actor_id=None, now=now)
        plans.append(MentorPlan(contact, random.gauss(0.15, _SEVERITY_SPREAD)))
    return plans
