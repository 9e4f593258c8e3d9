"""Groups that a list names and the college does not have: made with its people, once agreed to."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from colleges.enums import EntryBase, StudyForm
from colleges.models import College, Programme, StudyGroup
from colleges.rules.courses import course_in, course_of, graduation_of, intake_of
from colleges.rules.group_names import group_in_title
from colleges.services.programmes import create_group
from core.tables.problems import Answer
from core.tables.records import Row
from core.text import compact_key, cyrillic_code, fold_code, squeeze

# What is said of a group stands before what is said of the person of the same row.
_SEPARATOR: Final = "\n"
_MAKE: Final = "make"
_MAKE_ALL: Final = "make all"
_OFFERED: Final = 12
_LONGEST_NAME: Final = 40
# The page where programmes are entered, as reports name it.
PROGRAMMES: Final = "programmes"
_CODE: Final = re.compile(r"\d{2}\.\d{2}\.\d{2}")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")


def named_group(row: Row[Any]) -> str:
    """Return the group that a row names, by its cell, a row above it or its sheet's title."""
    return row.record.group or group_in_title(row.sheet)


def of_group(answer: str) -> str:
    """Return the part of a row's answer that is about its group, with what parts it from others."""
    said, separator, _rest = answer.partition(_SEPARATOR)
    return said + separator


def of_person(answer: str) -> str:
    """Return the part of a row's answer that is about its person."""
    return answer.rpartition(_SEPARATOR)[2]


@dataclass(frozen=True, slots=True)
class Unknown:
    """What to say of a group that the college does not have.

    `page` is where it is mended, `hint` says how much it is about; `is_said`: an earlier row has
    asked already.
    """

    message: str = ""
    answers: tuple[Answer, ...] = ()
    page: str = ""
    hint: str = ""
    is_said: bool = False


class NewGroups:
    """The unknown groups of a list, by name: where its columns lead, and what was answered.

    A group that is to be made has a negative key until it is.
    """

    def __init__(
        self,
        *,
        college: College,
        rows: Iterable[Row[Any]],
        known: Iterable[str],
        answers: Mapping[tuple[str, int], str],
        today: date,
    ) -> None:
        self.today = today
        self.first: dict[str, Row[Any]] = {}
        self.counts: Counter[str] = Counter()
        self.said: dict[str, str] = {}
        have, is_all = set(known), False
        for row in rows:
            key = fold_code(named_group(row))
            if not key or key in have:
                continue
            self.first.setdefault(key, row)
            self.counts[key] += 1
            answer = of_group(answers.get((row.sheet, row.number), "")).removesuffix(_SEPARATOR)
            if answer == _MAKE_ALL:
                is_all = True
            elif answer.startswith(f"{_MAKE} "):
                self.said.setdefault(key, answer.removeprefix(f"{_MAKE} "))
        found = Programme.objects.filter(college=college).select_related("speciality")
        self.programmes = list(found.order_by("speciality__code", "-intake_year", "pk"))
        self.likely = {key: self._likely(row) for key, row in self.first.items() if self.programmes}
        self.made: dict[str, StudyGroup] = {}
        self.clear = [key for key in self.likely if self._is_clear(key)]
        for number, key in enumerate(self.likely, start=1):
            programme = self._agreed(key, is_all=is_all)
            if programme is not None:
                group = self._group(key, programme)
                group.pk = -number
                self.made[key] = group

    def of_row(self, row: Row[Any]) -> Unknown:
        """Return what to ask; only the first row of a group asks, for all of them."""
        key = fold_code(named_group(row))
        first = self.first.get(key)
        if first is None:
            return Unknown()
        if (first.sheet, first.number) != (row.sheet, row.number):
            return Unknown(is_said=True)
        free = [one for one in self.likely.get(key, ()) if self._is_free(key, one)]
        hint = _("строк с этой группой: %(count)s") % {"count": self.counts[key]}
        if not free or len(free) > _OFFERED:
            message, page = self._why_not(key, has_free=bool(free))
            return Unknown(message, page=page, hint=hint)
        words = _short_titles(free)
        answers = [Answer(f"{_MAKE} {one.pk}{_SEPARATOR}", words[one.pk]) for one in free]
        if key in self.clear and len(self.clear) > 1:
            said = _("Создать все группы, чья программа ясна: %(count)s")
            said %= {"count": len(self.clear)}
            answers.append(Answer(f"{_MAKE_ALL}{_SEPARATOR}", said, is_for_all=True))
        return Unknown(answers=tuple(answers), hint=hint)

    def _why_not(self, key: str, *, has_free: bool) -> tuple[str, str]:
        """Say what to do about a group for which no programme can be offered, and on which page."""
        if not self.programmes:
            return _("Такой группы в колледже нет. Сначала заведите её программу."), PROGRAMMES
        if not self.likely[key]:
            message = _(
                "Такой группы в колледже нет, и программы с такими сведениями тоже: %(told)s. "
                "Заведите программу или исправьте файл."
            )
            return message % {"told": _told(self.first[key].record)}, PROGRAMMES
        if has_free:
            message = _(
                "Такой группы в колледже нет. Чтобы портал создал её, добавьте в файл столбцы "
                "«Код специальности» и «Год набора» или «Курс»."
            )
            return message, ""
        return _("Группа с этим названием и годом выпуска в архиве: верните её."), ""

    def lines(self) -> list[str]:
        """Return in words which groups are made, those of one programme together."""
        names: dict[tuple[str, int], list[str]] = {}
        for group in self.made.values():
            place = (_title(group.programme), group.graduation_year)
            names.setdefault(place, []).append(group.name)
        return [
            _("Новые группы (%(programme)s, выпуск %(year)s): %(groups)s.")
            % {"programme": programme, "year": year, "groups": ", ".join(groups)}
            for (programme, year), groups in names.items()
        ]

    def _agreed(self, key: str, *, is_all: bool) -> Programme | None:
        chosen = self.said.get(key)
        for programme in self.likely[key]:
            is_meant = str(programme.pk) == chosen or (is_all and not chosen and key in self.clear)
            if is_meant and self._is_free(key, programme):
                return programme
        return None

    def _is_clear(self, key: str) -> bool:
        """Say whether the columns of the file lead to one programme and its group may be made."""
        likely, record = self.likely[key], self.first[key].record
        told = record.speciality_code or record.speciality
        has_year = record.intake_year or record.course
        return bool(told and has_year) and len(likely) == 1 and self._is_free(key, likely[0])

    def _is_free(self, key: str, programme: Programme) -> bool:
        try:
            self._group(key, programme).validate_constraints()
        except ValidationError:
            return False
        return True

    def _group(self, key: str, programme: Programme) -> StudyGroup:
        year = graduation_of(
            intake_year=programme.intake_year, duration_months=programme.duration_months
        )
        return StudyGroup(
            college_id=programme.college_id,
            programme=programme,
            name=cyrillic_code(squeeze(named_group(self.first[key])))[:_LONGEST_NAME],
            graduation_year=year,
        )

    def _likely(self, row: Row[Any]) -> list[Programme]:
        """Return the programmes that fit what the row tells of them."""
        record = row.record
        intake = _YEAR.search(record.intake_year or "")
        course = None if intake else course_in(record.course or "")
        year = int(intake[0]) if intake else None
        if course is not None:
            year = intake_of(course=course, today=self.today)
        return [
            one
            for one in self.programmes
            if (year == one.intake_year or (year is None and self._is_running(one)))
            and record.study_form in (None, one.study_form)
            and record.entry_base in (None, one.entry_base)
            and is_of_speciality(record, one)
        ]

    def _is_running(self, programme: Programme) -> bool:
        """Say whether anybody can study in the programme now: lists tell of those who do."""
        months = programme.duration_months
        course = course_of(
            intake_year=programme.intake_year, duration_months=months, today=self.today
        )
        return course is not None


def is_of_speciality(record: Any, programme: Programme) -> bool:
    """Say whether what a row tells of its speciality, if anything, is the programme's."""
    told = " ".join(filter(None, (record.speciality_code, record.speciality)))
    if not told:
        return True
    codes = _CODE.findall(told)
    if codes or record.speciality_code:
        return programme.speciality.code in codes
    return compact_key(programme.speciality.name) == compact_key(told)


def _told(record: Any) -> str:
    """Return in words what a row tells of its programme."""
    form, base = record.study_form, record.entry_base
    said = (
        record.speciality_code or record.speciality,
        record.intake_year or record.course,
        StudyForm(form).label if form else "",
        EntryBase(base).label if base else "",
    )
    return ", ".join(str(one) for one in said if one)


def _title(programme: Programme) -> str:
    parts = (programme.speciality, programme.intake_year, programme.get_study_form_display())
    return ", ".join(map(str, (*parts, _base(programme))))


def _base(programme: Programme) -> str:
    return programme.get_entry_base_display().replace(" классов", "\N{NO-BREAK SPACE}классов")


def _short_titles(programmes: Sequence[Programme]) -> dict[int, str]:
    """Return the words of buttons by key, with form and base where these alone differ."""
    words = {}
    places = Counter((one.speciality_id, one.intake_year) for one in programmes)
    for one in programmes:
        year = graduation_of(intake_year=one.intake_year, duration_months=one.duration_months)
        said = {"speciality": one.speciality, "intake": one.intake_year, "year": year}
        text = _("Создать группу: %(speciality)s, набор %(intake)s, выпуск %(year)s") % said
        if places[one.speciality_id, one.intake_year] > 1:
            text = ", ".join((text, one.get_study_form_display(), _base(one)))
        words[one.pk] = text
    return words


def make_groups(
    groups: Sequence[StudyGroup], *, actor_id: int | None, now: datetime
) -> dict[int, StudyGroup]:
    """Make the groups of a plan; return them by their keys in the plan."""
    return {
        group.pk: create_group(
            programme=group.programme,
            name=group.name,
            graduation_year=group.graduation_year,
            actor_id=actor_id,
            now=now,
        )
        for group in groups
    }


def what_holds(keys: Sequence[int]) -> str:
    """Return in words what stands on the groups; empty when they may go."""
    for relation in StudyGroup._meta.related_objects:  # noqa: SLF001 -- Django's public model API
        rows = relation.related_model._base_manager.filter(  # noqa: SLF001
            **{f"{relation.field.name}__in": list(keys)}
        )
        if rows.exists():
            return str(rows.model._meta.verbose_name_plural)  # noqa: SLF001
    return ""
