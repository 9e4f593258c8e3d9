"""1EdTech CASE 1.1: names, and identifiers that stay the same in every export.

Identifiers are made from what the official texts are known by (code, order and date, the place of a
repeated code), never from the keys of one database: two portals name the same function alike.
"""

from typing import Final
from uuid import UUID, uuid5

CASE_VERSION: Final = "1.1"
IS_CHILD_OF: Final = "isChildOf"
IS_RELATED_TO: Final = "isRelatedTo"

_NAMESPACE: Final = UUID("5a1d8c5e-93a4-4c0b-9f0e-0d6b7c2f4e61")
# How fully the origin prepares for the destination: groupings of associations.
FULL_GROUPING: Final = uuid5(_NAMESPACE, "strength|full")
PARTIAL_GROUPING: Final = uuid5(_NAMESPACE, "strength|partial")

COMPETENCE_TYPE: Final = "Competence"
MODULE_TYPE: Final = "Module"
FUNCTION_TYPE: Final = "Labour function"
ELEMENT_TYPES: Final = {
    "action": "Labour action",
    "skill": "Required skill",
    "knowledge": "Required knowledge",
}


def identifier(*parts: object) -> UUID:
    """Return the identifier of a thing known by these parts."""
    return uuid5(_NAMESPACE, "|".join(str(part) for part in parts))


def uri_of(own: UUID) -> str:
    """Return the address of a thing: its name; the portal serves no addresses of CASE."""
    return f"urn:uuid:{own}"


def link(own: UUID, title: str) -> dict[str, str]:
    """Return a LinkURI of CASE."""
    return {"title": title, "identifier": str(own), "uri": uri_of(own)}
