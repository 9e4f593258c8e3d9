"""What is taught: specialities with their real codes, and the functions their graduates must do."""

from dataclasses import dataclass
from typing import Final

from core.enums import Country
from standards.enums import SpecialityKind


@dataclass(frozen=True, slots=True)
class SpecialityPlan:
    """A speciality as the demonstration region teaches it.

    `functions` are codes of functions by code of their standard; those in `mandatory` cap the level
    when they are weak. `duration_months` is the time of study after nine classes.
    """

    code: str
    name: str
    kind: str
    duration_months: int
    qualification: str
    prefix: str
    functions: dict[str, tuple[str, ...]]
    mandatory: frozenset[tuple[str, str]]
    share_of_women: float
    country: str = Country.RUSSIA


_TRACTOR: Final = tuple(f"A/{number:02d}.3" for number in range(1, 12))

SPECIALITIES: Final = (
    SpecialityPlan(
        code="35.02.16",
        name="Эксплуатация и ремонт сельскохозяйственной техники и оборудования",
        kind=SpecialityKind.MIDDLE_LEVEL,
        duration_months=46,
        qualification="техник-механик",
        prefix="М",
        functions={"13.006": _TRACTOR},
        mandatory=frozenset({("13.006", "A/01.3"), ("13.006", "A/11.3")}),
        share_of_women=0.06,
    ),
    SpecialityPlan(
        code="35.01.27",
        name="Мастер сельскохозяйственного производства",
        kind=SpecialityKind.SKILLED_WORKER,
        duration_months=22,
        qualification="тракторист-машинист сельскохозяйственного производства",
        prefix="Т",
        functions={"13.006": (*_TRACTOR[:7], "A/09.3", "A/11.3")},
        mandatory=frozenset({("13.006", "A/01.3"), ("13.006", "A/06.3")}),
        share_of_women=0.03,
    ),
    SpecialityPlan(
        code="35.02.05",
        name="Агрономия",
        kind=SpecialityKind.MIDDLE_LEVEL,
        duration_months=46,
        qualification="агроном",
        prefix="А",
        functions={
            "13.009": ("A/01.4", "A/02.4", "A/03.4", "A/04.4", "B/01.4"),
            "13.017": ("A/01.5", "A/02.5"),
        },
        mandatory=frozenset({("13.017", "A/02.5")}),
        share_of_women=0.45,
    ),
    SpecialityPlan(
        code="35.01.26",
        name="Мастер растениеводства",
        kind=SpecialityKind.SKILLED_WORKER,
        duration_months=22,
        qualification="овощевод",
        prefix="Р",
        functions={"13.009": ("A/01.4", "A/02.4", "A/03.4", "B/01.4", "D/02.4")},
        mandatory=frozenset({("13.009", "A/01.4")}),
        share_of_women=0.55,
    ),
    SpecialityPlan(
        code="36.02.02",
        name="Зоотехния",
        kind=SpecialityKind.MIDDLE_LEVEL,
        duration_months=46,
        qualification="зоотехник",
        prefix="З",
        functions={
            "13.002": (
                *(f"A/{number:02d}.3" for number in range(1, 6)),
                *(f"B/{number:02d}.3" for number in range(1, 5)),
            )
        },
        mandatory=frozenset({("13.002", "A/01.3")}),
        share_of_women=0.6,
    ),
    SpecialityPlan(
        code="35.02.12",
        name="Садово-парковое и ландшафтное строительство",
        kind=SpecialityKind.MIDDLE_LEVEL,
        duration_months=46,
        qualification="техник",
        prefix="Л",
        functions={"13.015": ("A/01.3", "A/02.3", "A/03.3", "B/01.4")},
        mandatory=frozenset({("13.015", "A/02.3")}),
        share_of_women=0.7,
    ),
)
KAZAKHSTAN: Final = SpecialityPlan(
    code="07161600",
    name="Механизация сельского хозяйства",
    kind=SpecialityKind.KAZAKHSTAN,
    duration_months=34,
    qualification="тракторист-машинист",
    prefix="МСХ",
    functions={"9211-1-004": ("A/01.2", "A/02.2", "A/03.2")},
    mandatory=frozenset(),
    share_of_women=0.1,
    country=Country.KAZAKHSTAN,
)


@dataclass(frozen=True, slots=True)
class CollegePlan:
    """A college of the demonstration region.

    `strength` shifts what its students can do, `leniency` the marks of its own staff; `reports`
    says whether it has handed its sheets in. `size` is the usual number of students in a group.
    """

    name: str
    short_name: str
    municipality: str
    settlement: str
    specialities: tuple[str, ...]
    size: int
    strength: float = 0.0
    leniency: float = 0.0
    reports: bool = True


COLLEGES: Final = (
    CollegePlan("«Колос»", "Колос", "Алк", "с", ("35.02.16", "35.02.05"), 19, 0.3, 0.1),
    CollegePlan("«Нива»", "Нива", "Птр", "м", ("35.02.16", "35.01.27", "35.02.05"), 22, 0.5, -0.1),
    CollegePlan("«Степной»", "Степной", "Апн", "с", ("35.01.27",), 9, -0.1, 0.5),
    CollegePlan("«Предгорье»", "Предгорье", "Прд", "с", ("35.02.12", "35.01.26"), 16, 0.2, 0.0),
    CollegePlan("«Агрополис»", "Агрополис", "Нвал", "м", ("35.02.16", "35.01.27"), 21, 0.0, 0.6),
    CollegePlan("«Пашня»", "Пашня", "Блг", "м", ("35.02.16", "35.01.27", "36.02.02"), 18, 0.1),
    CollegePlan("«Урожай»", "Урожай", "Ипт", "м", ("35.02.16", "35.02.05"), 20, 0.4, -0.2),
    CollegePlan("«Кумской»", "Кумской", "Бдн", "г", ("35.02.16", "36.02.02", "35.01.26"), 23, -0.2),
    CollegePlan("«Зерноград»", "Зерноград", "Свт", "м", ("35.01.27", "35.02.05"), 17, -0.3, 0.3),
    CollegePlan("«Терский»", "Терский", "Крв", "м", ("35.02.16",), 16, -0.4, 0.2),
    CollegePlan("«Виноградная лоза»", "Лоза", "Лвк", "с", ("35.01.26",), 7, 0.0, 0.2),
    CollegePlan(
        "«Подкумок»", "Подкумок", "Грг", "г", ("35.02.16", "35.02.05", "35.02.12"), 24, 0.2
    ),
    CollegePlan("«Калаус»", "Калаус", "Трк", "с", ("35.01.27",), 6, -0.2, 0.4),
    CollegePlan("«Егорлык»", "Егорлык", "Изб", "м", ("35.02.16", "35.01.27"), 19, 0.1, 0.0),
    CollegePlan("«Курсавский луг»", "Луг", "Анд", "с", ("35.02.16", "36.02.02"), 15, 0.3),
    CollegePlan("«Донской хутор»", "Хутор", "Трн", "с", ("35.01.27",), 8, -0.1, 0.1, reports=False),
    CollegePlan("«Ставропольская нива»", "Ставнива", "СТВ", "г", ("35.02.05", "35.02.12"), 25, 0.6),
    CollegePlan("«Кубанский рубеж»", "Рубеж", "Кчб", "с", ("35.02.16", "35.01.26"), 17, 0.0, 0.1),
    CollegePlan("«Маныч»", "Маныч", "Арз", "с", ("35.01.27",), 4, -0.3, 0.2),
    CollegePlan("«Зелёная линия»", "Линия", "Птг", "г", ("35.02.12",), 21, 0.1, 0.0, reports=False),
)
PARTNER: Final = CollegePlan(
    "«Жайық» (условный колледж-партнёр)", "Жайық", "KZ", "г", ("07161600",), 18, 0.1
)
