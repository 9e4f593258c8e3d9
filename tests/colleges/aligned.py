"""A small programme to align: three competences, one module, two functions with elements."""

from dataclasses import dataclass

from colleges.models import Module, Programme
from colleges.rules.alignments import CellChange, SourceKey
from standards.enums import CompetenceKind, ElementKind
from standards.models import Competence, FunctionElement, LabourFunction
from tests.factories.colleges import ModuleFactory, ProgrammeFactory, ProgrammeFunctionFactory
from tests.factories.standards import (
    CompetenceFactory,
    EducationalStandardFactory,
    FunctionElementFactory,
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
)


@dataclass
class Aligned:
    programme: Programme
    competences: list[Competence]
    module: Module
    functions: list[LabourFunction]
    actions: list[FunctionElement]

    def key(self, number: int) -> SourceKey:
        return SourceKey("c", self.competences[number].pk)

    @property
    def module_key(self) -> SourceKey:
        return SourceKey("m", self.module.pk)

    def change(self, source: SourceKey, function: int, strength: float, was: float = 0.0):
        return CellChange(source, self.functions[function].pk, strength, was)


def make_aligned(college=None, **values) -> Aligned:
    """ПК 1.1 stands twice; the first function has two actions and a skill, the second nothing."""
    standard = EducationalStandardFactory()
    programme = ProgrammeFactory(
        **({"college": college} if college else {}),
        educational_standard=standard,
        speciality=standard.speciality,
        **values,
    )
    rows = (
        ("ПК 1.1", "Настраивать плуг и сеялку"),
        ("ПК 1.1", "Вести учёт поголовья"),
        ("ОК 01", "Работать в команде"),
    )
    competences = [
        CompetenceFactory(
            educational_standard=standard,
            code=code,
            text=text,
            kind=CompetenceKind.GENERAL if code.startswith("ОК") else CompetenceKind.PROFESSIONAL,
            position=place,
        )
        for place, (code, text) in enumerate(rows)
    ]
    group = GeneralizedFunctionFactory()
    functions = [
        LabourFunctionFactory(generalized_function=group, code=f"A/0{n}.3", name=name, position=n)
        for n, name in enumerate(("Вспашка почвы плугом", "Уборка урожая комбайном"), start=1)
    ]
    for function in functions:
        ProgrammeFunctionFactory(programme=programme, function=function)
    actions = [
        FunctionElementFactory(function=functions[0], text=text, position=place)
        for place, text in enumerate(("Настройка плуга", "Контроль глубины"))
    ]
    FunctionElementFactory(
        function=functions[0], kind=ElementKind.SKILL, text="Регулировать плуг", position=0
    )
    module = ModuleFactory(programme=programme, code="ПМ.01", name="Эксплуатация машин", hours=120)
    return Aligned(programme, competences, module, functions, actions)
