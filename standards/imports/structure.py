"""The layout of the registry's export, and the check that a standard's element follows it.

Three degrees of need. A `required` element must be there whenever its parent holds anything. An
`expected` one may be missing, but not while an unknown element of its nature (text, or a container)
stands beside it: that is the same element renamed, and reading on would lose its content. Any other
missing element is fine unless an unknown neighbour looks like it, by its children or by its name.
What is merely unknown gives a warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from standards.imports.refusals import Place, RegistryFileRefusedError


@dataclass(frozen=True, slots=True)
class Layout:
    """Children of one element, by how much they are needed."""

    required: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        return frozenset((*self.required, *self.expected, *self.optional))


ROOT: Final = "XMLCardInfo"
STANDARDS: Final = "ProfessionalStandarts"
STANDARD: Final = "ProfessionalStandart"
GROUP: Final = "GeneralizedWorkFunction"
FUNCTION: Final = "ParticularWorkFunction"

CLASSIFIERS: Final = ("OKZ", "OKVED", "ETKS", "EKS", "OKPDTR", "OKSO", "OKNPO")

LAYOUTS: Final = {
    ROOT: Layout(required=(STANDARDS,)),
    STANDARDS: Layout(required=(STANDARD,)),
    STANDARD: Layout(
        required=("NameProfessionalStandart", "FirstSection", "ThirdSection"),
        expected=("OrderNumber", "DateOfApproval"),
        optional=(
            "RegistrationNumber",
            "SecondSection",
            "FourthSection",
            "FifthSection",
        ),
    ),
    "FirstSection": Layout(
        required=("CodeKindProfessionalActivity",),
        optional=("KindProfessionalActivity", "PurposeKindProfessionalActivity", "EmploymentGroup"),
    ),
    "EmploymentGroup": Layout(optional=("ListOKZ", "ListOKVED")),
    "ThirdSection": Layout(required=("WorkFunctions",)),
    "WorkFunctions": Layout(required=("GeneralizedWorkFunctions",)),
    "GeneralizedWorkFunctions": Layout(required=(GROUP,)),
    GROUP: Layout(
        required=("CodeOTF", "NameOTF", "ParticularWorkFunctions"),
        expected=("LevelOfQualification",),
        optional=(
            "PossibleJobTitles",
            "EducationalRequirements",
            "RequirementsWorkExperiences",
            "SpecialConditionsForAdmissionToWork",
            "OtherCharacteristics",
            "OtherCharacteristicPlus",
            "ListFootnes",
        ),
    ),
    "ParticularWorkFunctions": Layout(required=(FUNCTION,)),
    FUNCTION: Layout(
        required=("CodeTF", "NameTF"),
        expected=("SubQualification", "LaborActions", "RequiredSkills", "NecessaryKnowledges"),
        optional=("OtherCharacteristics", "ListFootnes"),
    ),
    "LaborActions": Layout(required=("LaborAction",)),
    "RequiredSkills": Layout(required=("RequiredSkill",)),
    "NecessaryKnowledges": Layout(required=("NecessaryKnowledge",)),
    "OtherCharacteristicPlus": Layout(
        optional=("ListOKZ", "ListETKS", "ListEKS", "ListOKPDTR", "ListOKSO", "ListOKNPO")
    ),
    **{
        f"Unit{classifier}": Layout(optional=(f"Code{classifier}", f"Name{classifier}"))
        for classifier in CLASSIFIERS
    },
    **{f"List{classifier}": Layout(optional=(f"Unit{classifier}",)) for classifier in CLASSIFIERS},
}
# Lists whose items may be named anyhow; the usual name of an item gives a renamed list away.
ITEMS: Final = {
    "PossibleJobTitles": {"PossibleJobTitle"},
    "EducationalRequirements": {"EducationalRequirement"},
    "RequirementsWorkExperiences": {"RequirementsWorkExperience"},
    "SpecialConditionsForAdmissionToWork": {"SpecialConditionForAdmissionToWork"},
    "OtherCharacteristics": {"OtherCharacteristics", "OtherCharacteristic"},
    "FourthSection": {"ResponsibleDeveloper", "OrganizationDevelopers"},
}
LABELS: Final = {GROUP: "CodeOTF", FUNCTION: "CodeTF"}
CONTAINER_LIKENESS: Final = 0.75
LEAF_LIKENESS: Final = 0.9
MIN_AFFIX: Final = 6


def check_structure(standard: Element, place: Place) -> tuple[str, ...]:
    """Return warnings about unknown elements; raise RegistryFileRefusedError for a wrong layout."""
    warnings: dict[str, None] = {}
    for element, path in _walk(standard, ""):
        for unknown in _check_children(element, path, place):
            warnings[
                _("Неизвестный элемент %(element)s не прочитан.")
                % {"element": f"{element.tag}/{unknown}"}
            ] = None
    return tuple(warnings)


def stands_for(element: Element, parent_tag: str) -> str:
    """Name the known child of `parent_tag` that an unknown element seems to be, or ``""``."""
    names = sorted(LAYOUTS[parent_tag].known)
    return next((name for name in names if _looks_like(element, name)), "")


def _walk(element: Element, path: str) -> Iterator[tuple[Element, str]]:
    if element.tag not in LAYOUTS:
        return
    yield element, path
    for child in element:
        yield from _walk(child, _step(path, child))


def _step(path: str, child: Element) -> str:
    label = LABELS.get(child.tag)
    code = (child.findtext(label) or "").strip() if label else ""
    step = f"{child.tag}[{code}]" if code else child.tag
    return f"{path}/{step}" if path else step


def _check_children(element: Element, path: str, place: Place) -> list[str]:
    layout = LAYOUTS[element.tag]
    present = {child.tag for child in element}
    if not present:
        return []
    strangers = [child for child in element if child.tag not in layout.known]
    for name in (*layout.required, *layout.expected, *layout.optional):
        if name not in present:
            impostor = _impostor(name, strangers, layout)
            if name in layout.required or impostor is not None:
                raise _missing(name, impostor, path=path, place=place)
    return sorted({child.tag for child in strangers})


def _impostor(name: str, strangers: list[Element], layout: Layout) -> Element | None:
    alike = next((stranger for stranger in strangers if _looks_like(stranger, name)), None)
    if alike is not None:
        return alike
    if name in layout.required:
        return strangers[0] if strangers else None
    if name in layout.expected:
        is_container = name in LAYOUTS
        return next((each for each in strangers if bool(len(each)) is is_container), None)
    return None


def _looks_like(stranger: Element, name: str) -> bool:
    children = LAYOUTS[name].known if name in LAYOUTS else ITEMS.get(name, frozenset())
    if children & {child.tag for child in stranger}:
        return True
    if name.startswith("List"):
        # The names of classifiers are all alike: OKSO, OKSVNK, OKPDTR.
        return False
    mine, its = name.lower(), stranger.tag.lower()
    likeness = SequenceMatcher(None, mine, its).ratio()
    if not len(stranger):
        return likeness >= LEAF_LIKENESS
    short, long = sorted((mine, its), key=len)
    return likeness >= CONTAINER_LIKENESS or (len(short) >= MIN_AFFIX and short in long)


def _missing(
    name: str, impostor: Element | None, *, path: str, place: Place
) -> RegistryFileRefusedError:
    expected = f"{path}/{name}" if path else name
    if impostor is None:
        reason = _("Нет элемента %(expected)s.") % {"expected": expected}
        found = expected
    else:
        found = f"{path}/{impostor.tag}" if path else impostor.tag
        reason = _("Ожидался элемент %(expected)s, на его месте %(found)s.") % {
            "expected": expected,
            "found": impostor.tag,
        }
    return RegistryFileRefusedError(reason, Place(place.file_name, place.standard, found))
