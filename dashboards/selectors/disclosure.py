"""The plans of what may be shown, kept as long as the figures stay the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final, TypeVar

from django.core.cache import cache

from assessments.rules.figures import FunctionFigures, GroupFigures
from assessments.selectors.aggregates import (
    Cut,
    Level,
    figures_by,
    functions_by,
    graduation_years,
)
from assessments.selectors.readiness import data_version
from colleges.models import College, StudyGroup
from core.program import program_digest
from core.scope import SYSTEM
from dashboards.rules.disclosure import NOTHING_HIDDEN, Disclosure, make_disclosure
from dashboards.rules.function_disclosure import FunctionDisclosure, make_function_disclosure
from dashboards.rules.ledgers import Issued
from dashboards.rules.spots import GroupPath, PlaceKind, WholePath

_SECONDS: Final = 3600
# A plan is read back into the classes of whoever reads it, and hides by the rules of whoever made
# it. Taken when the process begins: what it runs is what stood in the files then.
PROGRAM: Final = program_digest("scoring", "assessments", "dashboards")
# A plan is some thousand objects, which take longer to unpickle than the rest of a page to make:
# the last ones used stay in the process, under the token that the cache keeps of each.
_PLANS_AT_HAND: Final = 8
_AT_HAND: dict[str, Any] = {}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a reader of the plan's figures gets to see at all: kinds of places, filtered or not."""

    kinds: tuple[PlaceKind, ...] = tuple(PlaceKind)
    filters: bool = True


PAGES: Final = Printed()
# A report lists the colleges and ends there, and functions of the region only.
_REPORT: Final = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.COLLEGE)


def disclosure_of(*, cut: Cut, minimum: int, printed: Printed = PAGES) -> Disclosure:
    """Return the plan for the region and year of the cut, asked under the cut's filter.

    The narrower parts of the cut (a municipality, a college ...) are left out on purpose: what may
    be shown of a part depends on what is shown of the rest.
    """

    def make() -> Disclosure:
        return make_disclosure(
            _groups(cut), minimum=minimum, kinds=printed.kinds, filters=printed.filters
        )

    plan = _kept("places", cut, (minimum, printed), make)
    return replace(plan, speciality=cut.speciality_id)


def function_disclosure_of(
    *, cut: Cut, minimum: int, printed: Printed = PAGES
) -> FunctionDisclosure:
    """Return the plan of labour functions for the region and year of the cut."""

    def make() -> FunctionDisclosure:
        return make_function_disclosure(
            _groups_functions(cut), minimum=minimum, kinds=printed.kinds, filters=printed.filters
        )

    plan = _kept("functions", cut, (minimum, printed), make)
    return replace(plan, speciality=cut.speciality_id)


def make_plans(*, region_code: str, minimum: int, progress: Callable[[int, int], None]) -> int:
    """Make the plans of the pages that are not at hand, of all years, newest first; count years.

    Those that hide cells of fewer than `minimum`, and those of colleges' own staff. A page that
    comes earlier makes its own.
    """
    whole = Cut(region_code=region_code)
    years = graduation_years(cut=whole, scope=SYSTEM)
    for done, year in enumerate(years):
        progress(done, len(years))
        cut = replace(whole, graduation_year=year)
        for least in (minimum, NOTHING_HIDDEN):
            disclosure_of(cut=cut, minimum=least)
            function_disclosure_of(cut=cut, minimum=least)
    progress(len(years), len(years))
    return len(years)


@dataclass(frozen=True, slots=True)
class ReportPlans:
    """What a report may print of places and of the region's functions."""

    places: Disclosure
    functions: FunctionDisclosure


def report_plans(
    *,
    cut: Cut,
    minimum: int,
    issued_places: Sequence[Issued] = (),
    issued_functions: Sequence[Issued] = (),
) -> ReportPlans:
    """Plan a report of the cut's region and year beside the releases of that year."""
    return ReportPlans(
        places=make_disclosure(
            _colleges(cut),
            minimum=minimum,
            kinds=_REPORT,
            filters=False,
            issued=issued_places,
            insiders=True,
        ),
        functions=make_function_disclosure(
            _colleges_functions(cut),
            minimum=minimum,
            kinds=(PlaceKind.REGION,),
            filters=False,
            issued=issued_functions,
            insiders=True,
        ),
    )


def _groups(cut: Cut) -> Iterator[tuple[GroupPath, GroupFigures]]:
    figures = figures_by(level=Level.GROUP, cut=_whole(cut), scope=SYSTEM)
    for path in _paths(list(figures)):
        yield path, figures[path.group]


def _groups_functions(cut: Cut) -> Iterator[tuple[GroupPath, dict[int, FunctionFigures]]]:
    by_group = _functions_by(Level.GROUP, cut)
    for path in _paths(list(by_group)):
        yield path, by_group[path.group]


def _colleges(cut: Cut) -> Iterator[tuple[WholePath, GroupFigures]]:
    figures = figures_by(level=Level.COLLEGE, cut=_whole(cut), scope=SYSTEM)
    for path in _wholes(figures):
        yield path, figures[path.college]


def _colleges_functions(cut: Cut) -> Iterator[tuple[WholePath, dict[int, FunctionFigures]]]:
    figures = _functions_by(Level.COLLEGE, cut)
    for path in _wholes(figures):
        yield path, figures[path.college]


def _wholes(colleges: Iterable[int]) -> list[WholePath]:
    rows = College.objects.filter(pk__in=colleges).values_list("municipality_id", "pk")
    return [WholePath(*row) for row in rows.order_by("pk")]


def _functions_by(level: Level, cut: Cut) -> dict[int, dict[int, FunctionFigures]]:
    found: dict[int, dict[int, FunctionFigures]] = {}
    for (place, function), own in functions_by(level=level, cut=_whole(cut), scope=SYSTEM).items():
        found.setdefault(place, {})[function] = own
    return found


def _whole(cut: Cut) -> Cut:
    return Cut(region_code=cut.region_code, graduation_year=cut.graduation_year)


def _paths(groups: list[int]) -> list[GroupPath]:
    rows = StudyGroup.objects.filter(pk__in=groups).values_list(
        "pk",
        "programme_id",
        "college_id",
        "college__municipality_id",
        "programme__speciality_id",
    )
    return [GroupPath(*row) for row in rows.order_by("pk")]


def _kept(name: str, cut: Cut, how: tuple[int, Printed], make: Callable[[], T]) -> T:
    described = repr((PROGRAM, name, data_version(), how, astuple(_whole(cut))))
    key = f"disclosure:{sha256(described.encode()).hexdigest()}"
    token: str | None = cache.get(key)
    plan: T | None = None if token is None else _AT_HAND.get(token) or cache.get(f"{key}:{token}")
    if token is None or plan is None:
        token, plan = token_hex(8), make()
        cache.set(f"{key}:{token}", plan, _SECONDS)
        cache.set(key, token, _SECONDS)
    _AT_HAND.pop(token, None)
    while len(_AT_HAND) >= _PLANS_AT_HAND:
        _AT_HAND.pop(next(iter(_AT_HAND)), None)
    _AT_HAND[token] = plan
    return plan
