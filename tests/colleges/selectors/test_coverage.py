import pytest

from colleges.selectors.alignment_region import RegionQuery, region_alignment, region_programmes
from colleges.selectors.coverage import coverage_of_programmes
from colleges.services.alignments import set_cells
from core.scope import SYSTEM, Scope
from tests.colleges.aligned import make_aligned
from tests.factories.colleges import ProgrammeFunctionFactory, ProgrammeStandardFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


def align(aligned, now, *changes):
    set_cells(programme=aligned.programme, changes=changes, actor_id=None, now=now)


def test_coverage_weighs_standards_by_priority(now):
    aligned = make_aligned()
    second = LabourFunctionFactory()
    ProgrammeFunctionFactory(programme=aligned.programme, function=second)
    for priority, standard in enumerate((aligned.functions[0].standard, second.standard), start=1):
        ProgrammeStandardFactory(programme=aligned.programme, standard=standard, priority=priority)
    align(
        aligned,
        now,
        aligned.change(aligned.key(0), 0, 1.0),
        aligned.change(aligned.module_key, 1, 0.5),
    )
    coverage = coverage_of_programmes([aligned.programme.pk])[aligned.programme.pk]
    # (1 · mean(1, 0.5) + ½ · 0) / 1.5
    assert coverage.index == pytest.approx(0.5)
    assert coverage.uncovered == (second.pk,)
    assert coverage.sources == {str(aligned.key(0)), str(aligned.module_key)}


def test_programme_without_an_alignment_is_not_started():
    aligned = make_aligned()
    coverage = coverage_of_programmes([aligned.programme.pk])[aligned.programme.pk]
    assert (coverage.state, coverage.version_id, coverage.index) == (None, None, 0)
    assert set(coverage.functions) == {row.pk for row in aligned.functions}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(now, count, django_assert_num_queries):
    made = [make_aligned() for _ in range(count)]
    for one in made:
        align(one, now, one.change(one.key(0), 0, 1.0))
    with django_assert_num_queries(5):
        coverage_of_programmes([one.programme.pk for one in made])


def test_region_lists_functions_the_weakest_first(now):
    first, second = make_aligned(intake_year=2024), make_aligned(intake_year=2023)
    for function in first.functions:
        ProgrammeFunctionFactory(programme=second.programme, function=function)
    align(first, now, first.change(first.key(0), 0, 1.0), first.change(first.key(1), 1, 0.5))
    region = region_alignment(programmes=region_programmes(scope=SYSTEM), query=RegionQuery())
    assert len(region.programmes) == 2
    assert region.not_started == 1
    assert [
        (line.function.pk, line.programmes, line.mean, line.bands) for line in region.functions
    ] == [
        (first.functions[1].pk, 1, 0.5, (0, 1, 0)),
        (first.functions[0].pk, 1, 1.0, (0, 0, 1)),
    ]
    only = region_alignment(
        programmes=region_programmes(scope=SYSTEM), query=RegionQuery(intake=2023)
    )
    assert [line.programme.pk for line in only.programmes] == [second.programme.pk]
    started = region_alignment(
        programmes=region_programmes(scope=SYSTEM), query=RegionQuery(state="draft")
    )
    assert [line.programme.pk for line in started.programmes] == [first.programme.pk]


def test_district_sees_its_own_programmes(now):
    own, _other = make_aligned(), make_aligned()
    scope = Scope(municipality_ids=frozenset({own.programme.college.municipality_id}))
    assert [row.pk for row in region_programmes(scope=scope)] == [own.programme.pk]
