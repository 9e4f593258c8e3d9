"""The file around a Word paper: our styles and fonts, nothing of the library's template."""

import uuid
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from core import fonts

_FOLDER = Path(__file__).with_name("word")
_FONT_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_OBFUSCATED_BYTES = 32
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
# Parts of the library's template that our papers do not need.
_UNUSED = ("stylesWithEffects", "webSettings", "theme", "customXml", "thumbnail")


def new_paper() -> Any:
    """Return an empty document of python-docx in the house style."""
    paper = docx.Document()
    for part in (paper.part, paper.part.package):
        for key, relationship in list(part.rels.items()):
            if any(relationship.reltype.endswith(f"/{name}") for name in _UNUSED):
                del part.rels[key]
    for kind, name in (
        (RELATIONSHIP_TYPE.STYLES, "styles.xml"),
        (RELATIONSHIP_TYPE.NUMBERING, "numbering.xml"),
        (RELATIONSHIP_TYPE.SETTINGS, "settings.xml"),
    ):
        replaced: Any = paper.part.part_related_by(kind)
        replaced._element = parse_xml((_FOLDER / name).read_bytes())  # noqa: SLF001 -- no public way
    _embed_fonts(paper.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE))
    return paper


def _embed_fonts(table: Any) -> None:
    """Put the type family into the file: it looks alike where the family is not installed."""
    embedded = []
    for number, (tag, file) in enumerate(
        (("embedRegular", fonts.REGULAR), ("embedBold", fonts.BOLD)), start=1
    ):
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"font:{file.name}")
        uri = PackURI(f"/word/fonts/font{number}.odttf")
        part = Part(uri, _FONT_TYPE, obfuscated(file.read_bytes(), key), table.package)
        relation = table.rels.get_or_add(_FONT_RELATIONSHIP, part).rId
        embedded.append(f'<w:{tag} r:id="{relation}" w:fontKey="{{{str(key).upper()}}}"/>')
    table._blob = _FONT_TABLE.format(  # noqa: SLF001 -- no public way to replace the bytes
        family=fonts.FAMILY, embedded="".join(embedded)
    ).encode()


_FONT_TABLE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:font w:name="{family}"><w:altName w:val="Arial"/><w:charset w:val="CC"/>'
    '<w:family w:val="swiss"/><w:pitch w:val="variable"/>{embedded}</w:font></w:fonts>'
)


def obfuscated(font: bytes, key: uuid.UUID) -> bytes:
    """Obfuscate a font as ECMA-376 part 4, section 2.8.1 asks: XOR of 32 bytes with the key."""
    mask = key.bytes[::-1]
    head = bytes(
        byte ^ mask[place % len(mask)] for place, byte in enumerate(font[:_OBFUSCATED_BYTES])
    )
    return head + font[_OBFUSCATED_BYTES:]


def saved(paper: Any) -> bytes:
    """Return the file with fixed dates inside: equal papers give equal bytes."""
    written = BytesIO()
    paper.save(written)
    packed = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(entry))
    return packed.getvalue()
