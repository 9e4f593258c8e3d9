"""Columns of a list that tell of the group's programme: nothing is kept of them.

The portal keeps speciality, year, form and base of a programme, not of each student. What a list
says of them leads to the programme of a new group and is compared with that of a known one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _

from colleges.enums import EntryBase, StudyForm
from core.tables.cells import CellValue
from core.tables.parsing import Doubt, Text, Writing, shown
from core.tables.specs import Column
from core.text import squeeze


@dataclass(frozen=True)
class Told:
    """One of known values, told by what the words contain; other words stop nothing.

    ``signs`` are looked for in order: «очно-заочная» contains «заочная».
    """

    signs: Sequence[tuple[re.Pattern[str], str]]
    choices: Sequence[str]
    writing: ClassVar[Writing] = Writing.TEXT
    dash_is_blank: ClassVar[bool] = True

    def __call__(self, value: CellValue) -> str | Doubt[None]:
        text = squeeze(shown(value))
        found = next((told for sign, told in self.signs if sign.search(text)), None)
        if found is not None:
            return found
        message = _("Не понято и с программой группы не сверено. Портал знает: %(known)s.")
        return Doubt(None, message % {"known": ", ".join(f"«{one}»" for one in self.choices)})


def _sign(pattern: str, told: str) -> tuple[re.Pattern[str], str]:
    return re.compile(pattern, re.IGNORECASE), told


_FORM: Final = Told(
    signs=(
        _sign(r"очно\W*заоч|вечерн|\bо\W?з\b", StudyForm.PART_TIME),
        _sign(r"заоч|\bз/?о\b", StudyForm.EXTRAMURAL),
        _sign(r"очн|дневн|\bд/?о\b", StudyForm.FULL_TIME),
    ),
    choices=("очная", "очно-заочная", "заочная"),
)
_BASE: Final = Told(
    signs=(
        _sign(r"(?<!\d)11(?!\d)|одиннадцат|средн\w+ (?:\(полн\w+\) |полн\w+ )?общ|\bс\.?о\.?о\b",
              EntryBase.AFTER_11),
        _sign(r"(?<!\d)9(?!\d)|девят|основн\w+ (?:общ|школ)|основное|\bо\.?о\.?о\b",
              EntryBase.AFTER_9),
    ),
    choices=("9 классов", "11 классов"),
)  # fmt: skip

PROGRAMME_COLUMNS: Final = (
    Column(
        key="speciality_code",
        title="Код специальности",
        parse=Text(300),
        synonyms=(
            "Код и наименование специальности",
            "Код специальности (профессии)",
            "Шифр специальности",
        ),
        hint="Нужен только для группы, которой в портале нет: например, 35.02.16",
    ),
    Column(
        key="speciality",
        title="Специальность",
        parse=Text(300),
        synonyms=("Профессия", "Специальность (профессия)", "Наименование специальности"),
        is_common=True,
    ),
    Column(
        key="intake_year",
        title="Год набора",
        parse=Text(40),
        synonyms=("Год поступления", "Год приёма"),
        hint="Нужен для новой группы; вместо него годится курс",
    ),
    Column(
        key="course",
        title="Курс",
        parse=Text(40),
        synonyms=("Курс обучения",),
        is_common=True,
        hint="Текущий курс: 3 или III",
    ),
    Column(
        key="study_form",
        title="Форма обучения",
        parse=_FORM,
        synonyms=("Форма получения образования", "Форма обуч.", "Форма"),
        is_common=True,
        hint="Сверяется с программой группы",
    ),
    Column(
        key="entry_base",
        title="База",
        parse=_BASE,
        synonyms=(
            "База приёма",
            "База обучения",
            "База образования",
            "База поступления",
            "Базовое образование",
            "Предыдущее образование",
            "На базе",
            "На базе классов",
        ),
        is_common=True,
        hint="Сверяется с программой группы",
    ),
)
