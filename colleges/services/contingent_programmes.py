"""What a list says of a programme, held against that of the group in which its rows stand."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from colleges.enums import EntryBase, StudyForm
from colleges.models import Programme, StudyGroup
from colleges.services.contingent_groups import is_of_speciality
from core.tables.problems import Problem, Severity
from core.tables.records import Row

_TOLD: Final = ("study_form", "entry_base", "speciality_code")


class ProgrammeCheck:
    """Rows whose group has another programme: told once for a group and a value, with a count."""

    def __init__(self) -> None:
        self._met: dict[tuple[int, str, str], tuple[Row[Any], StudyGroup, int]] = {}

    def take(self, row: Row[Any], group: StudyGroup) -> None:
        for key in _TOLD:
            told = getattr(row.record, key)
            if told is None or _is_so(key, row.record, group.programme):
                continue
            first, _group, count = self._met.get((group.pk, key, told), (row, group, 0))
            self._met[group.pk, key, told] = (first, group, count + 1)

    def problems(self) -> Iterator[Problem]:
        for (_pk, key, told), (row, group, count) in self._met.items():
            message = _(
                "В файле «%(told)s», а у программы группы «%(group)s» — «%(known)s». Строк с этим: "
                "%(count)s. Проверьте, та ли это группа."
            )
            words = {
                "told": _word(key, told),
                "group": group.name,
                "known": _word(key, _known(key, group.programme)),
                "count": count,
            }
            yield row.problem(message % words, key=key, severity=Severity.WARNING)


def _is_so(key: str, record: Any, programme: Programme) -> bool:
    if key == "speciality_code":
        return is_of_speciality(record, programme)
    return bool(getattr(record, key) == getattr(programme, key))


def _known(key: str, programme: Programme) -> str:
    return str(programme.speciality) if key == "speciality_code" else getattr(programme, key)


def _word(key: str, value: str) -> str:
    words = {"study_form": StudyForm, "entry_base": EntryBase}
    return str(words[key](value).label) if key in words else value
