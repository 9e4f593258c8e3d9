"""Reference data of the demonstration region: standards, specialities, method."""

from datetime import datetime
from pathlib import Path
from typing import Final

from assessments.models import Methodology
from assessments.rules.parameters import default_parameter_values
from assessments.services.methodology import create_methodology, publish_methodology
from core.enums import Country
from readiness_portal.demo.catalogue import KAZAKHSTAN, SPECIALITIES, SpecialityPlan
from standards.enums import FunctionLinkKind, LinkState
from standards.imports.educational import read_educational_standards
from standards.imports.standards import read_files
from standards.models import (
    FunctionLink,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)
from standards.rules.reports import SourceFile
from standards.services.educational import store_educational_standards
from standards.services.imports import store_standards

_FOLDER: Final = Path(__file__).parent / "data" / "standards"
_PROGRAMMES: Final = Path(__file__).parent / "data" / "programmes"
_FILES: Final = (
    ("agrarian_excerpts.xml", Country.RUSSIA),
    ("mechanisation_excerpt.xml", Country.RUSSIA),
    ("kazakhstan_excerpt.xml", Country.KAZAKHSTAN),
)
# An edition of 13.006 that nobody has issued: it shows a change of edition.
_SECOND_EDITION: Final = "second_edition_excerpt.xml"
# Functions of the two countries between which a comparison is allowed.
_LINKS: Final = ((("13.006", "A/08.3"), ("9211-1-004", "A/03.2"), FunctionLinkKind.RELATED),)


def create_methodology_in_force(*, now: datetime) -> Methodology:
    """Publish the first version of the method with its default parameters."""
    draft = create_methodology(
        name="Модель оценивания готовности, первая версия",
        parameters=default_parameter_values(),
        act_reference="демонстрационный акт",
        actor_id=None,
        now=now,
    )
    return publish_methodology(version=draft, actor_id=None, now=now)


def create_specialities(*, now: datetime) -> dict[str, Speciality]:
    """Write the specialities with their educational standards; return them by code."""
    name = "educational_standards.json"
    content = (_PROGRAMMES / name).read_bytes()
    store_educational_standards(
        standards=read_educational_standards(name, content), actor_id=None, now=now
    )
    return {
        plan.code: Speciality.objects.get_or_create(
            country=plan.country, code=plan.code, name=plan.name, defaults={"kind": plan.kind}
        )[0]
        for plan in (*SPECIALITIES, KAZAKHSTAN)
    }


def import_excerpts(*, now: datetime) -> dict[str, ProfessionalStandard]:
    """Load the excerpts through the registry importer; return the standards by code."""
    for name, country in _FILES:
        _import(name, country, now)
    standards = ProfessionalStandard.objects.filter(is_excerpt=True)
    return {standard.code: standard for standard in standards}


def import_second_edition(*, now: datetime) -> None:
    """Load the newer edition of a standard that the programmes were made by; none requires it yet.

    Call it last: until then a code is one standard.
    """
    _import(_SECOND_EDITION, Country.RUSSIA, now)


def _import(name: str, country: str, now: datetime) -> None:
    source = SourceFile(name=name, content=(_FOLDER / name).read_bytes())
    store_standards(
        files=read_files([source]),
        imported_by_id=None,
        now=now,
        is_excerpt=True,
        country=country,
    )


def functions_of(
    plan: SpecialityPlan, standards: dict[str, ProfessionalStandard]
) -> list[LabourFunction]:
    """Return the required functions of a speciality, standard by standard in the order of codes."""
    found: list[LabourFunction] = []
    for code, wanted in plan.functions.items():
        rows = LabourFunction.objects.filter(standard=standards[code], code__in=wanted)
        found += list(rows.select_related("standard").order_by("position"))
    return found


def link_countries(*, now: datetime) -> None:
    """Write the approved links between functions of the two countries."""
    for (code, function), (other_code, other_function), kind in _LINKS:
        FunctionLink.objects.create(
            source=LabourFunction.objects.get(standard__code=code, code=function),
            target=LabourFunction.objects.get(standard__code=other_code, code=other_function),
            kind=kind,
            state=LinkState.APPROVED,
            approved_at=now,
            comment="демонстрационная связь",
        )
