"""The plan of what may be shown, kept as long as the figures stay the same."""

from dataclasses import astuple, replace
from hashlib import sha256
from typing import Final

from django.core.cache import cache

from assessments.selectors.aggregates import Cut, Level, figures_by
from assessments.selectors.readiness import data_version
from colleges.models import StudyGroup
from core.scope import SYSTEM
from dashboards.rules.disclosure import Disclosure, GroupPath, make_disclosure

_SECONDS: Final = 600


def disclosure_of(*, cut: Cut, minimum: int) -> Disclosure:
    """Return the plan for the whole region of the cut's year, speciality and kind of place.

    The narrower parts of the cut (a municipality, a college ...) are left out on purpose: what may
    be shown of a part depends on what is shown of the rest.
    """
    whole = replace(cut, municipality_id=None, college_id=None, programme_id=None, group_id=None)
    described = repr((data_version(), minimum, astuple(whole)))
    key = f"disclosure:{sha256(described.encode()).hexdigest()}"
    kept: Disclosure | None = cache.get(key)
    if kept is None:
        kept = _make(whole, minimum)
        cache.set(key, kept, _SECONDS)
    return kept


def _make(whole: Cut, minimum: int) -> Disclosure:
    figures = figures_by(level=Level.GROUP, cut=whole, scope=SYSTEM)
    paths = StudyGroup.objects.filter(pk__in=list(figures)).values_list(
        "pk", "programme_id", "college_id", "college__municipality_id"
    )
    return make_disclosure(
        ((GroupPath(*path), figures[path[0]]) for path in paths.order_by("pk")), minimum=minimum
    )
