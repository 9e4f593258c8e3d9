"""Alignment of the demonstration programmes: modules, cells, and how far it has been agreed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from colleges.models import Programme
from colleges.rules.alignments import CellChange
from colleges.selectors.alignments import columns_of, sources_of
from colleges.services.alignment_states import agree_by_association, agree_by_college
from colleges.services.alignments import set_cells
from colleges.services.programmes import ModuleDetails

_FILE: Final = Path(__file__).parent / "data" / "programmes" / "alignments.json"
_PLANS: Final[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))
_DEFAULT_MODULES: Final = (
    ModuleDetails("ПМ.01", "Профессиональный модуль 01", hours=420),
    ModuleDetails("ПМ.02", "Профессиональный модуль 02", hours=280),
)
# Cohorts whose alignment is agreed; the newest is still worked on.
_AGREED_BEFORE: Final = 2023
# Every third college, the one of the demonstration accounts among them, has not agreed the newest.
_STILL_WORKING: Final = 2


def modules_of(speciality: str) -> tuple[ModuleDetails, ...]:
    """Return the modules of a speciality's programmes."""
    if speciality not in _PLANS:
        return _DEFAULT_MODULES
    return tuple(
        ModuleDetails(code, name, kind=kind, hours=hours)
        for code, kind, name, hours in _PLANS[speciality]["modules"]
    )


def align_programme(
    programme: Programme, speciality: str, *, is_reporting: bool, now: datetime
) -> None:
    """Write the alignment as the college's staff would; a college that is late has none."""
    if speciality not in _PLANS or not is_reporting:
        return
    wanted = _PLANS[speciality]["cells"]
    functions = {row.code: row.pk for row in columns_of(programme=programme)}
    changes = [
        CellChange(source.key, functions[code], float(strength), 0.0)
        for source in sources_of(programme=programme)
        for code, strength in wanted.get(source.label, {}).items()
    ]
    set_cells(programme=programme, changes=changes, actor_id=None, now=now)
    if programme.college_id % 3 == _STILL_WORKING and programme.intake_year >= _AGREED_BEFORE:
        return
    agree_by_college(programme=programme, actor_id=None, now=now)
    if programme.intake_year < _AGREED_BEFORE:
        agree_by_association(programme=programme, actor_id=None, now=now)
