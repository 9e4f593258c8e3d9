"""Enterprises that the rows of a file of practices name: known ones, and those the file adds."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from colleges.models import College, Municipality
from colleges.services.student_finder import PersonRow
from core.state_numbers import is_enterprise
from core.tables.likeness import closest
from core.tables.problems import Problem
from core.tables.records import Row
from core.text import compact_key
from employers.models import Contact, Employer
from employers.services.directory import EmployerData


class PlacementRow(PersonRow, Protocol):
    """What this service needs of a row."""

    @property
    def kind(self) -> str: ...
    @property
    def module(self) -> str | None: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def employer(self) -> str | None: ...
    @property
    def inn(self) -> str | None: ...
    @property
    def municipality(self) -> str | None: ...
    @property
    def mentor(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def supervisor(self) -> str | None: ...
    @property
    def hours(self) -> int | None: ...
    @property
    def mark(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...


@dataclass(slots=True)
class Enterprise:
    """An enterprise of the directory, or one that the file adds to it."""

    known: Employer | None
    data: EmployerData | None = None
    mentors: dict[str, Contact] = field(default_factory=dict)
    # The address that the file gives to one known without.
    address: str = ""


class EnterpriseDirectory:
    """Enterprises by tax number and by name; those that the file adds."""

    def __init__(self, college: College) -> None:
        self.college = college
        self.by_inn: dict[str, Enterprise] = {}
        self.by_name: dict[str, list[Enterprise]] = {}
        self.names: dict[str, str] = {}
        for employer in Employer.objects.order_by("pk"):
            self._add(Enterprise(employer), employer.name, employer.inn)
        self.municipalities = {
            compact_key(one.name): one
            for one in Municipality.objects.filter(
                country=college.municipality.country, region_code=college.municipality.region_code
            )
        }

    def _add(self, enterprise: Enterprise, name: str, inn: str) -> None:
        self.by_name.setdefault(compact_key(name), []).append(enterprise)
        self.names[compact_key(name)] = name
        if inn:
            self.by_inn[inn] = enterprise

    def find(self, row: Row[PlacementRow]) -> tuple[Enterprise | None, Problem | None]:
        inn, name = row.record.inn or "", row.record.employer or ""
        if inn and not is_enterprise(inn):
            return None, row.problem(_("Неверный ИНН: не сходится контрольная цифра."), key="inn")
        if inn in self.by_inn:
            return self.by_inn[inn], None
        return self._find_named(row, name, inn)

    def _find_named(
        self, row: Row[PlacementRow], name: str, inn: str
    ) -> tuple[Enterprise | None, Problem | None]:
        named = self.by_name.get(compact_key(name), []) if name else []
        fitting = [one for one in named if not inn or not _inn_of(one)]
        if len(fitting) == 1:
            return fitting[0], None
        if fitting:
            message = _("Предприятий с таким названием несколько: укажите ИНН.")
            return None, row.problem(message, key="employer")
        if not name:
            return None, row.problem(_("Не указано предприятие."), key="employer")
        return self._new(row, name, inn)

    def _new(
        self, row: Row[PlacementRow], name: str, inn: str
    ) -> tuple[Enterprise | None, Problem | None]:
        """Return the enterprise to be added, when the row says enough of it."""
        written = row.record.municipality or ""
        municipality = self.municipalities.get(compact_key(written))
        if municipality is not None and inn:
            address = row.record.address or ""
            data = EmployerData(name=name, municipality=municipality, inn=inn, address=address)
            enterprise = Enterprise(None, data)
            self._add(enterprise, name, inn)
            return enterprise, None
        if written and municipality is None:
            near = closest(written, [one.name for one in self.municipalities.values()])
            message = _("Такого округа нет.")
            fixes = (near,) if near else ()
            return None, row.problem(message, key="municipality", suggestion=near, fixes=fixes)
        near = closest(name, list(self.names.values()))
        message = _("Такого предприятия нет в справочнике: укажите его ИНН и округ, или добавьте.")
        fixes = (near,) if near else ()
        return None, row.problem(message, key="employer", suggestion=near, fixes=fixes)


def _inn_of(enterprise: Enterprise) -> str:
    if enterprise.known is not None:
        return enterprise.known.inn
    return enterprise.data.inn if enterprise.data is not None else ""
