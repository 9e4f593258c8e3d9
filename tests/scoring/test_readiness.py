from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.levels import Level
from scoring.readiness import (
    Component,
    ComponentWeights,
    EvidenceArrays,
    Kind,
    KindParameters,
    Repeat,
    Requirements,
    Voice,
    compute,
    default_parameters,
    required_rows,
    weight_as_of,
)
from tests.scoring import slow_reference
from tests.scoring.strategies import (
    FIRST_DAY,
    evidences,
    parameter_sets,
    permuted,
    requirement_sets,
)

TODAY = 20500
DEFAULT = default_parameters()
FLAT = replace(DEFAULT, half_life_months=None)


def one_student(**columns):
    return EvidenceArrays.build(student=[0] * len(columns["score"]), date=TODAY, **columns)


def requires(*functions, students=1, function_count=None):
    return Requirements.build(
        programme=[0] * students, functions=[list(functions)], function_count=function_count
    )


def same(actual, expected):
    """Equal to 1e-12, where None in `expected` must be NaN."""
    wanted = np.array([np.nan if value is None else value for value in expected], dtype=float)
    np.testing.assert_allclose(np.asarray(actual, dtype=float), wanted, rtol=0, atol=1e-12)


# --- the worked example of the method, computed by hand -------------------------------------------


def worked_example():
    """Demo exam 18/26 (q 1.0, m 0.9), practice in full (0.8, 1.0), module exam «4» (0.6, 0.5)."""
    module_exam = KindParameters(weight=0.6, variance=0.03, voice=Voice.COLLEGE)
    parameters = replace(FLAT, kinds={**DEFAULT.kinds, Kind.MODULE_EXAM: module_exam})
    evidence = EvidenceArrays.build(
        student=[0] * 6,
        function=[0, 0, 0, -1, -1, 0],
        component=[0, 0, 0, Component.KNOWLEDGE, Component.MOTIVATION, Component.SELF],
        kind=[
            Kind.DEMO_EXAM,
            Kind.WORKPLACE_PRACTICE,
            Kind.MODULE_EXAM,
            Kind.INTERIM_MARK,
            Kind.QUESTIONNAIRE,
            Kind.SELF_ASSESSMENT,
        ],
        score=[18 / 26, 1.0, 2 / 3, 0.62, 0.70, 0.8115384615384615 - 0.45],
        strength=[0.9, 1.0, 0.5, 1, 1, 1],
        date=TODAY,
    )
    return evidence, parameters


def test_worked_example_gives_hand_computed_score_and_index():
    evidence, parameters = worked_example()
    result = compute(evidence, requires((0, 1.0, True)), parameters, TODAY)
    assert result.cells.score[0] == pytest.approx(1.6230769230769231 / 2.0, abs=1e-12)
    assert round(result.cells.score[0], 4) == 0.8115
    same(result.students.components[0], [0.8115384615384615, 0.62, 0.70, 0.55])
    assert round(result.students.index[0], 4) == 0.7021
    assert result.students.level[0] == Level.SUFFICIENT
    assert result.students.ready[0]
    same(result.students.completeness, [1.0])
    same(result.students.coverage, [1.0])


def test_default_weights_with_ageing_give_hand_computed_score():
    # One half-life apart: weights 1.0 · ½ and 0.8 · 1, so T = (0.5·0.4 + 0.8·0.9) / 1.3.
    evidence = EvidenceArrays.build(
        student=[0, 0],
        function=[0, 0],
        kind=[Kind.DEMO_EXAM, Kind.EMPLOYER_RATING],
        score=[0.4, 0.9],
        date=[18262, 18262 + 487],
    )
    parameters = replace(DEFAULT, half_life_months=16.0)
    result = compute(evidence, requires((0, 1.0, False)), parameters, TODAY)
    same(result.cells.score, [(0.5 * 0.4 + 0.8 * 0.9) / 1.3])
    same(result.cells.weight, [1.0 + 0.8 * 2])
    same(weight_as_of(result.cells.weight, parameters, 18262 + 487), [0.5 + 0.8])


def test_shortest_half_life_still_gives_finite_weights():
    parameters = replace(DEFAULT, half_life_months=1.0)
    evidence = EvidenceArrays.build(
        student=[0, 0], function=0, kind=Kind.DEMO_EXAM, score=[0.0, 1.0], date=[0, 47_000]
    )
    cells = compute(evidence, requires((0, 1.0, False)), parameters, 47_000).cells
    same(cells.score, [1.0])
    assert np.isfinite(cells.weight).all()


# --- cells ----------------------------------------------------------------------------------------


def test_cells_keep_counts_newest_and_both_sides():
    evidence = EvidenceArrays.build(
        student=[1, 1, 1, 1, 0],
        function=[2, 2, 2, 2, 0],
        kind=[
            Kind.COLLEGE_PRACTICE,
            Kind.INTERIM_MARK,
            Kind.EMPLOYER_RATING,
            Kind.DEMO_EXAM,
            Kind.CONTEST,
        ],
        score=[1.0, 0.5, 0.25, 0.0, 0.75],
        rater=[7, 7, 8, -1, -1],
        date=[100, 101, 102, 99, 50],
    )
    cells = compute(evidence, requires((2, 1, True), students=2), FLAT, TODAY).cells
    assert cells.student.tolist() == [0, 1]
    assert cells.function.tolist() == [0, 2]
    assert cells.evidence_count.tolist() == [1, 4]
    assert cells.kind_count.tolist() == [1, 4]
    assert cells.rater_count.tolist() == [1, 3]
    assert cells.newest.tolist() == [50, 102]
    college = (0.6 * 1.0 + 0.5 * 0.5) / 1.1
    same(cells.college, [None, college])
    same(cells.employer, [None, 0.25])
    same(cells.gap, [None, college - 0.25])
    same(cells.score, [0.75, (0.6 + 0.25 + 0.8 * 0.25) / 2.9])


def test_function_outside_programme_gives_cell_and_stays_out_of_practical():
    evidence = one_student(function=[0, 1], kind=Kind.DEMO_EXAM, score=[0.4, 1.0])
    result = compute(evidence, requires((0, 1, False), function_count=2), FLAT, TODAY)
    assert result.cells.function.tolist() == [0, 1]
    same(result.students.practical, [0.4])
    assert result.students.assessed_count.tolist() == [1]


def test_practical_weighs_functions_by_importance_and_skips_missing_ones():
    evidence = one_student(function=[0, 1], kind=Kind.DEMO_EXAM, score=[0.4, 1.0])
    functions = [(0, 1.0, False), (1, 3.0, False), (2, 100.0, False)]
    result = compute(evidence, requires(*functions), FLAT, TODAY)
    same(result.students.practical, [(0.4 + 3.0) / 4])
    same(result.students.coverage, [2 / 3])


def test_evidence_after_as_of_does_not_exist():
    evidence = EvidenceArrays.build(
        student=[0, 0], function=0, kind=Kind.DEMO_EXAM, score=[0.4, 1.0], date=[100, 101]
    )
    same(compute(evidence, requires((0, 1, True)), DEFAULT, 100).cells.score, [0.4])
    assert len(compute(evidence, requires((0, 1, True)), DEFAULT, 99).cells) == 0


@pytest.mark.parametrize(
    ("rule", "score", "count"),
    [
        (Repeat.LATEST, 0.5, 1),
        (Repeat.BEST, 0.9, 1),
        (Repeat.MEAN, (0.2 + 0.9 + 0.5) / 3, 1),
    ],
)
def test_repeated_attempts_at_one_criterion_count_once(rule, score, count):
    evidence = EvidenceArrays.build(
        student=[0] * 3,
        function=0,
        kind=Kind.DEMO_EXAM,
        score=[0.2, 0.9, 0.5],
        criterion=4,
        date=[10, 20, 30],
    )
    cells = compute(evidence, requires((0, 1, True)), replace(FLAT, repeat=rule), TODAY).cells
    same(cells.score, [score])
    assert cells.evidence_count.tolist() == [count]


def test_attempts_of_the_same_day_share_one_weight():
    evidence = one_student(
        function=0, kind=Kind.DEMO_EXAM, score=[0.2, 0.6, 1.0], criterion=[4, 4, -1]
    )
    cells = compute(evidence, requires((0, 1, True)), FLAT, TODAY).cells
    same(cells.score, [(0.4 + 1.0) / 2])
    assert cells.evidence_count.tolist() == [2]


def test_kind_with_zero_weight_is_not_evidence():
    unused = KindParameters(weight=0, variance=0.04, voice=Voice.COLLEGE)
    parameters = replace(FLAT, kinds={**DEFAULT.kinds, Kind.INTERIM_MARK: unused})
    evidence = one_student(function=0, kind=Kind.INTERIM_MARK, score=[0.9])
    result = compute(evidence, requires((0, 1, True)), parameters, TODAY)
    assert len(result.cells) == 0
    same(result.students.index, [None])


def test_evidence_that_bears_on_nothing_is_not_evidence():
    evidence = one_student(function=0, kind=Kind.DEMO_EXAM, score=[0.9, 0.4], strength=[0.0, 1.0])
    cells = compute(evidence, requires((0, 1, True)), FLAT, TODAY).cells
    same(cells.score, [0.4])
    assert cells.evidence_count.tolist() == [1]


# --- students -------------------------------------------------------------------------------------


def test_student_without_evidence_is_not_assessed_and_not_zero():
    result = compute(EvidenceArrays.empty(), requires((0, 1, True)), DEFAULT, TODAY).students
    same(result.components[0], [None] * 4)
    same(result.index, [None])
    same(result.completeness, [0])
    same(result.coverage, [0])
    assert result.level.tolist() == [Level.NONE]
    assert result.provisional.tolist() == [True]
    assert result.ready.tolist() == [False]
    assert result.weakest.tolist() == [-1]


def test_student_with_score_zero_is_assessed_as_zero():
    evidence = one_student(function=[0], kind=Kind.DEMO_EXAM, score=[0.0])
    result = compute(evidence, requires((0, 1, False)), DEFAULT, TODAY).students
    same(result.index, [0.0])
    assert result.level.tolist() == [Level.LOW]


def test_missing_component_lowers_completeness_and_not_index():
    evidence = one_student(
        function=[0, -1], component=[0, 1], kind=Kind.DEMO_EXAM, score=[0.8, 0.8]
    )
    result = compute(evidence, requires((0, 1, True)), DEFAULT, TODAY).students
    same(result.index, [0.8])
    same(result.completeness, [0.65])
    assert result.level.tolist() == [Level.SUFFICIENT]
    assert result.provisional.tolist() == [True]
    assert result.ready.tolist() == [False]


def test_completeness_exactly_at_limit_is_not_provisional():
    # D, K and R: 0.40 + 0.25 + 0.15 is 0.8 only after rounding.
    evidence = one_student(
        function=[0, -1, 0],
        component=[0, 1, 3],
        kind=[Kind.DEMO_EXAM, Kind.INTERIM_MARK, Kind.SELF_ASSESSMENT],
        score=[0.8, 0.8, 0.8],
    )
    result = compute(evidence, requires((0, 1, True), (1, 1, True)), DEFAULT, TODAY).students
    same(result.completeness, [0.8])
    same(result.coverage, [0.5])
    assert result.provisional.tolist() == [False]
    assert result.ready.tolist() == [True]


@pytest.mark.parametrize(
    ("weak_score", "mandatory", "level", "capped"),
    [
        (0.49994, True, Level.BASIC, True),
        (0.49995, True, Level.HIGH, False),
        (0.0, False, Level.SUFFICIENT, False),
    ],
)
def test_weak_mandatory_function_caps_level(weak_score, mandatory, level, capped):
    evidence = one_student(function=[0, 1], kind=Kind.DEMO_EXAM, score=[1.0, weak_score])
    functions = [(0, 3.0, True), (1, 1.0, mandatory)]
    result = compute(evidence, requires(*functions), FLAT, TODAY).students
    assert result.level.tolist() == [level]
    assert result.capped.tolist() == [capped]
    assert result.weak_link.tolist() == [1 if capped else -1]
    assert result.weakest.tolist() == [1]


def test_weak_link_does_not_lift_a_low_level():
    evidence = one_student(function=[0], kind=Kind.DEMO_EXAM, score=[0.1])
    result = compute(evidence, requires((0, 1, True)), FLAT, TODAY).students
    assert result.level.tolist() == [Level.LOW]
    assert result.capped.tolist() == [False]
    assert result.weak_link.tolist() == [0]


def test_reflection_compares_self_with_others_only_where_both_exist():
    evidence = one_student(
        function=[0, 1, 0, 1, 2],
        component=[0, 0, 3, 3, 3],
        kind=[Kind.DEMO_EXAM] * 2 + [Kind.SELF_ASSESSMENT] * 3,
        score=[0.5, 0.6, 0.9, 0.4, 0.0],
    )
    functions = [(0, 1, True), (1, 1, True), (2, 1, True)]
    result = compute(evidence, requires(*functions), FLAT, TODAY)
    same(result.students.reflection, [1 - (0.4 + 0.2) / 2])
    assert result.cells.function.tolist() == [0, 1]
    same(result.cells.score, [0.5, 0.6])


def test_student_without_programme_gets_cells_and_no_practical():
    evidence = one_student(function=[0], kind=Kind.DEMO_EXAM, score=[0.9])
    requirements = Requirements.build(programme=[-1], functions=[[(0, 1, True)]])
    result = compute(evidence, requirements, DEFAULT, TODAY)
    assert len(result.cells) == 1
    same(result.students.practical, [None])
    same(result.students.coverage, [None])
    assert result.students.provisional.tolist() == [True]


def test_component_weights_are_scaled_to_one():
    doubled = replace(
        DEFAULT,
        components=ComponentWeights(practical=0.8, knowledge=0.5, motivation=0.4, reflection=0.3),
    )
    evidence, _ = worked_example()
    requirements = requires((0, 1, True))
    one = compute(evidence, requirements, DEFAULT, TODAY).students
    other = compute(evidence, requirements, doubled, TODAY).students
    same(one.index, other.index)
    same(one.completeness, other.completeness)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": [1.2]}, "scores"),
        ({"score": [-0.1]}, "scores"),
        ({"score": [float("nan")]}, "scores"),
        ({"student": [1]}, "student"),
        ({"function": [1]}, "function"),
        ({"function": [-2]}, "function"),
        ({"kind": [99]}, "kind"),
        ({"component": [4]}, "component"),
        ({"strength": [-1]}, "strengths"),
    ],
)
def test_evidence_outside_limits_is_refused(change, message):
    columns = {"student": [0], "function": [0], "kind": [0], "score": [0.5], "date": [0], **change}
    with pytest.raises(ValueError, match=message):
        compute(EvidenceArrays.build(**columns), requires((0, 1, True)), DEFAULT, TODAY)


def test_kind_without_parameters_is_refused():
    parameters = replace(DEFAULT, kinds={0: DEFAULT.kinds[0], 5: DEFAULT.kinds[5]})
    evidence = one_student(function=[0], kind=3, score=[0.5])
    with pytest.raises(ValueError, match="does not know"):
        compute(evidence, requires((0, 1, True)), parameters, TODAY)


def test_arrays_of_unequal_length_are_refused():
    evidence = one_student(function=[0], kind=0, score=[0.5])
    with pytest.raises(ValueError, match="equal lengths"):
        replace(evidence, score=np.array([0.5, 0.6]))
    with pytest.raises(TypeError, match="columns of evidence"):
        EvidenceArrays.build(student=[0], function=[0])


@pytest.mark.parametrize(
    "change",
    [
        {"half_life_months": 0.0},
        {"half_life_months": 0.9},
        {"half_life_months": float("nan")},
        {"bounds": (0.7, 0.5)},
        {"bounds": (0.5, 1.2)},
        {"ready_levels": (4,)},
        {"ready_levels": ()},
        {"weak_link_cap": 9},
        {"interval": 1.0},
        {"components": ComponentWeights(practical=-1)},
        {"kinds": {}},
    ],
)
def test_parameters_without_sense_are_refused(change):
    with pytest.raises(ValueError, match=r"."):
        replace(DEFAULT, **change)


# --- against the slow reference -------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets(), st.integers(-10, 1000))
def test_compute_equals_slow_reference(evidence, requirements, parameters, days):
    as_of = FIRST_DAY + days
    result = compute(evidence, requirements, parameters, as_of)
    cells, students = slow_reference.compute(evidence, requirements, parameters, as_of)
    keys = zip(result.cells.student.tolist(), result.cells.function.tolist(), strict=True)
    assert list(keys) == list(cells)
    for name in ("score", "weight", "college", "employer"):
        np.testing.assert_allclose(
            getattr(result.cells, name),
            [np.nan if cell[name] is None else cell[name] for cell in cells.values()],
            rtol=1e-12,
        )
    for name in ("evidence_count", "kind_count", "rater_count", "newest"):
        assert getattr(result.cells, name).tolist() == [cell[name] for cell in cells.values()]
    for name in ("index", "completeness", "coverage"):
        same(getattr(result.students, name), [student[name] for student in students])
    for student, expected in enumerate(students):
        same(result.students.components[student], expected["components"])
    for name in ("assessed_count", "required_count", "level", "capped", "provisional", "ready"):
        expected = [student[name] for student in students]
        assert getattr(result.students, name).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets(), st.integers(0, 99))
def test_order_of_rows_never_matters(evidence, requirements, parameters, seed):
    one = compute(evidence, requirements, parameters, FIRST_DAY + 900)
    other = compute(permuted(evidence, seed), requirements, parameters, FIRST_DAY + 900)
    np.testing.assert_allclose(one.cells.score, other.cells.score, rtol=1e-12)
    np.testing.assert_allclose(one.students.index, other.students.index, rtol=1e-12)
    assert one.cells.rater_count.tolist() == other.cells.rater_count.tolist()


@settings(max_examples=100, deadline=None)
@given(evidences(), requirement_sets(), st.integers(1, 5000))
def test_nights_that_pass_change_nothing(evidence, requirements, nights):
    one = compute(evidence, requirements, DEFAULT, FIRST_DAY + 900)
    other = compute(evidence, requirements, DEFAULT, FIRST_DAY + 900 + nights)
    np.testing.assert_array_equal(one.cells.score, other.cells.score)
    np.testing.assert_array_equal(one.cells.weight, other.cells.weight)
    np.testing.assert_array_equal(one.students.index, other.students.index)


@settings(max_examples=100, deadline=None)
@given(evidences(min_size=1), requirement_sets(), st.data())
def test_better_evidence_never_lowers_a_score(evidence, requirements, data):
    row = data.draw(st.integers(0, len(evidence) - 1))
    better = evidence.score.copy()
    better[row] = data.draw(st.floats(float(evidence.score[row]), 1.0))
    one = compute(evidence, requirements, DEFAULT, FIRST_DAY + 900)
    other = compute(replace(evidence, score=better), requirements, DEFAULT, FIRST_DAY + 900)
    assert (other.cells.score >= one.cells.score - 1e-12).all()
    first, second = one.students.components[:, :3], other.students.components[:, :3]
    assert (np.isnan(first) | (second >= first - 1e-12)).all()


@settings(max_examples=100, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets())
def test_results_stay_in_bounds(evidence, requirements, parameters):
    result = compute(evidence, requirements, parameters, FIRST_DAY + 900)
    slack = 1e-12
    for values in (result.cells.score, result.students.index, result.students.components.ravel()):
        known = values[~np.isnan(values)]
        assert ((known >= -slack) & (known <= 1 + slack)).all()
    assert not np.isnan(result.cells.score).any()
    assert (result.students.level[np.isnan(result.students.index)] == Level.NONE).all()


@settings(max_examples=60, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets())
def test_each_student_alone_gets_the_same_result(evidence, requirements, parameters):
    together = compute(evidence, requirements, parameters, FIRST_DAY + 900)
    for student in range(requirements.student_count):
        own = evidence.take(evidence.student == student)
        alone = compute(
            replace(own, student=np.zeros_like(own.student)),
            replace(requirements, programme=requirements.programme[student : student + 1]),
            parameters,
            FIRST_DAY + 900,
        )
        same(alone.students.index, together.students.index[student : student + 1])
        same(alone.cells.score, together.cells.score[together.cells.student == student])


def test_required_rows_search_equals_table(monkeypatch):
    requirements = Requirements.build(
        programme=[0, 1, -1], functions=[[(3, 1, True), (0, 1, True)], [(1, 1, False)]]
    )
    student = np.repeat([0, 1, 2], 4)
    function = np.tile([0, 1, 2, 3], 3)
    expected = [1, -1, -1, 0, -1, 2, -1, -1, -1, -1, -1, -1]
    assert required_rows(requirements, student, function).tolist() == expected
    monkeypatch.setattr("scoring.readiness._LARGEST_TABLE", 0)
    assert required_rows(requirements, student, function).tolist() == expected
