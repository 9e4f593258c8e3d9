"""Files that must be refused whole, each with the reason, the standard and the element named."""

import re

import pytest

from standards.imports.decoding import MAX_BYTES
from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.registry_xml import read_registry
from tests.standards.registry_files import own_text

STANDARD = "XMLCardInfo/ProfessionalStandarts/ProfessionalStandart"
FUNCTION = (
    "ThirdSection/WorkFunctions/GeneralizedWorkFunctions/GeneralizedWorkFunction[B]"
    "/ParticularWorkFunctions/ParticularWorkFunction[B/03.4]"
)
GROUP = "ThirdSection/WorkFunctions/GeneralizedWorkFunctions/GeneralizedWorkFunction[B]"


def refusal(content: bytes) -> RegistryFileRefusedError:
    with pytest.raises(RegistryFileRefusedError) as caught:
        read_registry(content, file_name="выгрузка.xml")
    assert caught.value.place.file_name == "выгрузка.xml"
    return caught.value


def renamed(old: str, new: str, *, count: int = 2) -> bytes:
    """Rename an element: its first opening and closing tag, or every one with count=0."""
    return re.sub(rf"(</?){old}\b", rf"\g<1>{new}", own_text(), count=count).encode()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("LaborActions", "Actions", f"{FUNCTION}/LaborActions"),
        ("LaborActions", "TrudovyeDeistviya", f"{FUNCTION}/LaborActions"),
        ("RequiredSkills", "Skills", f"{FUNCTION}/RequiredSkills"),
        ("NecessaryKnowledges", "NecessaryKnowledgeList", f"{FUNCTION}/NecessaryKnowledges"),
        ("NameTF", "Name", f"{FUNCTION}/NameTF"),
        ("PossibleJobTitles", "JobTitles", f"{GROUP}/PossibleJobTitles"),
        ("EducationalRequirements", "EducationRequirements", f"{GROUP}/EducationalRequirements"),
        ("ParticularWorkFunctions", "WorkFunctionsList", f"{GROUP}/ParticularWorkFunctions"),
        ("PossibleJobTitles", "Container", f"{GROUP}/PossibleJobTitles"),
        ("OtherCharacteristicPlus", "Container", f"{GROUP}/OtherCharacteristicPlus"),
        ("SubQualification", "Level", f"{FUNCTION}/SubQualification"),
        ("LevelOfQualification", "Level", f"{GROUP}/LevelOfQualification"),
        ("UnitOKVED", "Row", "FirstSection/EmploymentGroup/ListOKVED/UnitOKVED"),
        ("OrderNumber", "Number", "OrderNumber"),
        ("FourthSection", "Developers", "FourthSection"),
        ("CodeOTF", "Code", None),
        ("WorkFunctions", "Functions", "ThirdSection/WorkFunctions"),
        ("ThirdSection", "Section3", "ThirdSection"),
        ("FirstSection", "GeneralSection", "FirstSection"),
        (
            "CodeKindProfessionalActivity",
            "CodeActivity",
            "FirstSection/CodeKindProfessionalActivity",
        ),
    ],
)
def test_renamed_element_is_refused_by_name(old: str, new: str, expected: str | None) -> None:
    error = refusal(renamed(old, new))

    assert error.reason.startswith("Ожидался элемент ")
    assert error.reason.endswith(f"на его месте {new}.")
    assert "«Мастер учебного поля»" in error.place.standard
    assert error.place.element.endswith(f"/{new}") or error.place.element == new
    if expected is not None:
        assert f"элемент {expected}," in error.reason


def test_renamed_items_of_a_list_are_refused() -> None:
    error = refusal(renamed("LaborAction", "Action", count=4))

    assert error.reason == (
        f"Ожидался элемент {FUNCTION}/LaborActions/LaborAction, на его месте Action."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ProfessionalStandarts", "ProfessionalStandards"),
        ("ProfessionalStandart", "ProfessionalStandard"),
        ("ProfessionalStandarts", "Body"),
        ("ProfessionalStandart", "Item"),
    ],
)
def test_renamed_container_of_standards_is_refused(old: str, new: str) -> None:
    error = refusal(renamed(old, new))

    assert error.reason.endswith(f"на его месте {new}.")
    assert f"/{new}" in error.place.element


def test_missing_required_element_is_refused() -> None:
    error = refusal(own_text().replace("<NameTF>Уход за посевами</NameTF>", "").encode())

    assert error.reason.startswith("Нет элемента ThirdSection/")
    assert error.reason.endswith("ParticularWorkFunction[A/02.3]/NameTF.")


def test_whole_message_names_file_standard_and_element() -> None:
    error = refusal(renamed("RequiredSkills", "Skills"))

    assert str(error) == (
        f"Ожидался элемент {FUNCTION}/RequiredSkills, на его месте Skills."
        " (файл «выгрузка.xml», стандарт «Мастер учебного поля» (13.901),"
        f" элемент {FUNCTION}/Skills)"
    )


def test_empty_code_of_standard_is_refused() -> None:
    error = refusal(own_text().replace(">13.901<", "> <").encode())

    assert error.reason == "Пустой элемент FirstSection/CodeKindProfessionalActivity."
    assert error.place.standard == "«Мастер учебного поля»"


@pytest.mark.parametrize("content", [b"", b"  \n", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content).reason == "Файл пуст."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest", "Это не XML: похоже на файл XLSX, DOCX, ZIP."),
        (b"%PDF-1.7", "Это не XML: похоже на файл PDF."),
        ("Код;Наименование".encode(), "Это не XML: файл начинается с «Код;Наименование»."),
        (
            b"<!DOCTYPE html><html><body>404</body></html>",
            "Это страница HTML, а не выгрузка реестра в XML: скачайте файл заново.",
        ),
        (
            b"<standards><standard/></standards>",
            "Это не выгрузка реестра: ожидался корневой элемент XMLCardInfo, найден standards.",
        ),
        (
            b"<XMLCardInfo><ProfessionalStandarts/></XMLCardInfo>",
            f"В файле нет ни одного стандарта: ожидался элемент {STANDARD}.",
        ),
        (b"<XMLCardInfo><a></b></XMLCardInfo>", "XML нарушен на строке 1, знак 19."),
    ],
)
def test_foreign_file_is_refused_with_its_kind(content: bytes, reason: str) -> None:
    assert refusal(content).reason == reason


def test_large_file_is_refused_unread() -> None:
    assert refusal(b" " + b"x" * MAX_BYTES).reason == (
        "Файл больше 30 МБ: разделите выгрузку на несколько файлов."
    )


def test_truncated_file_names_line_standard_and_open_element() -> None:
    text = own_text()
    beginning = text[: text.index("Правила охраны")]
    error = refusal(beginning.encode())

    assert error.reason == (
        f"Файл оборван на строке {beginning.count(chr(10)) + 1}, знак 33: не закрыт элемент."
    )
    assert error.place.standard == "«Мастер учебного поля»"
    assert error.place.element.endswith("/NecessaryKnowledges/NecessaryKnowledge")


def test_file_truncated_inside_a_letter_is_refused() -> None:
    content = own_text().encode()
    middle = content.index("Правила охраны".encode()) + 1

    assert refusal(content[:middle]).reason == "Файл оборван на середине буквы."


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE XMLCardInfo SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entity_tricks_are_refused(doctype: str) -> None:
    content = own_text().replace("<XMLCardInfo", f"{doctype}<XMLCardInfo", 1)

    assert refusal(content.encode()).reason.startswith("Файл содержит DTD или сущности")


def test_absurd_depth_is_refused() -> None:
    content = b"<XMLCardInfo>" + b"<a>" * 40 + b"</a>" * 40 + b"</XMLCardInfo>"

    assert refusal(content).reason.startswith("Вложенность или число элементов")
