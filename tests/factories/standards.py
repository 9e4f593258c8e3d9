import datetime as dt

import factory
from factory.django import DjangoModelFactory

from core.text import search_key
from standards.enums import CompetenceKind, ElementKind, FunctionLinkKind, SpecialityKind
from standards.models import (
    Competence,
    EducationalStandard,
    FunctionElement,
    FunctionLink,
    GeneralizedFunction,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)


class ProfessionalStandardFactory(DjangoModelFactory):
    class Meta:
        model = ProfessionalStandard

    code = factory.Sequence(lambda n: f"13.{n:03d}")
    name = factory.Sequence(lambda n: f"Специалист {n}")
    order_number = factory.Sequence(lambda n: f"{n}н")
    approved_on = dt.date(2020, 9, 2)


class GeneralizedFunctionFactory(DjangoModelFactory):
    class Meta:
        model = GeneralizedFunction

    standard = factory.SubFactory(ProfessionalStandardFactory)
    code = factory.Sequence(lambda n: f"A{n}")
    name = "Выполнение механизированных работ"
    level = "3"
    position = factory.Sequence(lambda n: n)


class LabourFunctionFactory(DjangoModelFactory):
    """A function of its own generalized function; its standard follows the parent."""

    class Meta:
        model = LabourFunction

    generalized_function = factory.SubFactory(GeneralizedFunctionFactory)
    standard = factory.SelfAttribute("generalized_function.standard")
    code = factory.Sequence(lambda n: f"A/{n:02d}.3")
    name = factory.Sequence(lambda n: f"Трудовая функция {n}")
    level = "3"
    position = factory.Sequence(lambda n: n)


class FunctionLinkFactory(DjangoModelFactory):
    """A draft of a relation between functions of two standards."""

    class Meta:
        model = FunctionLink

    source = factory.SubFactory(LabourFunctionFactory)
    target = factory.SubFactory(LabourFunctionFactory)
    kind = FunctionLinkKind.RELATED


class FunctionElementFactory(DjangoModelFactory):
    class Meta:
        model = FunctionElement

    function = factory.SubFactory(LabourFunctionFactory)
    kind = ElementKind.ACTION
    text = factory.Sequence(lambda n: f"Трудовое действие {n}")
    position = factory.Sequence(lambda n: n)
    search_text = factory.LazyAttribute(lambda element: search_key(element.text))


class SpecialityFactory(DjangoModelFactory):
    class Meta:
        model = Speciality

    code = factory.Sequence(lambda n: f"35.02.{n:02d}")
    name = factory.Sequence(lambda n: f"Специальность {n}")
    kind = SpecialityKind.MIDDLE_LEVEL


class EducationalStandardFactory(DjangoModelFactory):
    class Meta:
        model = EducationalStandard

    speciality = factory.SubFactory(SpecialityFactory)
    order_number = factory.Sequence(str)
    approved_on = dt.date(2022, 4, 14)


class CompetenceFactory(DjangoModelFactory):
    class Meta:
        model = Competence

    educational_standard = factory.SubFactory(EducationalStandardFactory)
    kind = CompetenceKind.PROFESSIONAL
    code = factory.Sequence(lambda n: f"ПК 1.{n}")
    text = factory.Sequence(lambda n: f"Формулировка {n}")
    position = factory.Sequence(lambda n: n)
