"""What a methodology's parameters may be."""

import json
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import event, given, settings

from assessments.rules.parameter_lines import Input, parameter_lines, set_value
from assessments.rules.parameter_words import sections
from assessments.rules.parameters import (
    ParameterProblems,
    default_parameter_values,
    parameters_from_json,
    parameters_to_json,
)
from reports.views.method_words import method_facts
from scoring.readiness import Requirements, compute
from scoring.uncertainty import assess, fallback_priors
from tests.assessments.parameter_sets import any_parameters
from tests.scoring.strategies import FIRST_DAY, arrays

LINES = {line.name: line for line in parameter_lines()}


def problems_of(values):
    with pytest.raises(ParameterProblems) as caught:
        parameters_from_json(values)
    return caught.value.problems


def changed(**changes):
    values = deepcopy(default_parameter_values())
    for name, value in changes.items():
        set_value(values, LINES[name].path, value)
    return values


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"components__practical": 1e308},
            "Компоненты индекса, «Вес практики (Д)»: нужно число 0 или от 0,001 до 100.",
        ),
        (
            {"kinds__demo_exam__weight": 1e300},
            "Источники, «Демонстрационный экзамен: вес»: нужно число 0 или от 0,001 до 100.",
        ),
        (
            {"kinds__contest__variance": 0},
            "Источники, «Конкурс: дисперсия одной оценки»: нужно число от 0,0001 до 1.",
        ),
        (
            {"half_life_months": 1e308},
            (
                "Старение и повторы, «Вес уменьшается вдвое за, месяцев»: нужно число от 1 до 1200"
                " или пусто."
            ),
        ),
        (
            {"prior__mean": 5},
            "Запасные значения, пока данных мало, «Средняя готовность»: нужно число от 0 до 1.",
        ),
        (
            {"prior__variance": 0},
            (
                "Запасные значения, пока данных мало, «Дисперсия готовности»: нужно число от 0,0001"
                " до 1."
            ),
        ),
        (
            {"prior__min_students": 1.5},
            (
                "Запасные значения, пока данных мало, «Считать по данным, если обучающихся от»:"
                " нужно целое число от 2 до 100000."
            ),
        ),
        (
            {"confidence__high_half_width": 7},
            "Уверенность, «Высокая уверенность: полуширина интервала до»: нужно число от 0 до 0,5.",
        ),
        (
            {"interval": 1e-9},
            (
                "Уверенность, «С какой вероятностью интервал накрывает истинную готовность»: нужно"
                " число от 0,5 до 0,999."
            ),
        ),
        (
            {"interval": float("nan")},
            (
                "Уверенность, «С какой вероятностью интервал накрывает истинную готовность»: нужно"
                " число от 0,5 до 0,999."
            ),
        ),
        (
            {"min_coverage": 0.1234567},
            (
                "Когда оценка предварительная, «Охват функций меньше»: не больше шести знаков после"
                " запятой."
            ),
        ),
        (
            {"weak_link_cap": True},
            (
                "Уровни, «При слабом звене уровень не выше»: нужно одно из: 0 (низкий),"
                " 1 (базовый), 2 (достаточный), 3 (высокий)."
            ),
        ),
        (
            {"ready_levels": [1, 2]},
            (
                "Уровни, «Готовы к работе с уровнем»: нужно одно или несколько из: 2 (достаточный),"
                " 3 (высокий)."
            ),
        ),
        (
            {"repeat": ["latest"]},
            (
                "Старение и повторы, «Из повторных попыток считается»: нужно одно из: latest"
                " (последняя), best (лучшая), mean (все вместе, с общим весом)."
            ),
        ),
        (
            {"official": []},
            (
                "Строгость оценивающих, «Официальной считается готовность»: нужно одно из: plain"
                " (как поставили оценивающие, без поправки), adjusted (с поправкой на строгость"
                " наставников)."
            ),
        ),
        (
            {"kinds__contest__voice": {}},
            (
                "Источники, «Конкурс: чей голос»: нужно одно из: independent (ничей (независимый)),"
                " college (колледж), employer (работодатель)."
            ),
        ),
    ],
    ids=str,
)
def test_parameter_beyond_its_range_is_named_with_the_range(changes, problem):
    assert problems_of(changed(**changes)) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {name: 0 for name in LINES if name.startswith("components__")},
            "Компоненты индекса: хотя бы один вес должен быть больше 0.",
        ),
        (
            {name: 0 for name in LINES if name.endswith("__weight")},
            "Источники: хотя бы один вес должен быть больше 0.",
        ),
        (
            {"confidence__high_evidence": 1, "confidence__low_below_evidence": 20},
            (
                "Уверенность: высокая не может начинаться с меньшего числа оценок или оценивающих,"
                " чем то, ниже которого данных мало."
            ),
        ),
        (
            {"confidence__high_raters": 1, "confidence__low_below_raters": 2},
            (
                "Уверенность: высокая не может начинаться с меньшего числа оценок или оценивающих,"
                " чем то, ниже которого данных мало."
            ),
        ),
        (
            {"prior__variance_floor": 0.05},
            (
                "Запасные значения: наименьшая дисперсия по данным не может быть больше дисперсии"
                " готовности."
            ),
        ),
        (
            {"bounds__1": 0.85},
            (
                "Уровни: границы базового, достаточного и высокого уровня должны возрастать, каждая"
                " хотя бы на 0,0001."
            ),
        ),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(changes, problem):
    assert problems_of(changed(**changes)) == [problem]


def test_every_number_has_its_range_and_its_ends_are_allowed():
    for line in LINES.values():
        if line.input not in (Input.NUMBER, Input.COUNT):
            continue
        for end in (line.allowed.least - 0.0001, line.allowed.most + 1):
            assert problems_of(changed(**{line.name: end}))[0].startswith(
                f"{line.section}, «{line.title}»: нужно"
            )
    parameters_from_json(changed(interval=0.5, half_life_months=1200, prior__variance=0.0001))


def test_shape_names_the_place_of_what_is_missing_or_unknown():
    values = deepcopy(default_parameter_values())
    del values["interval"]
    del values["kinds"]["contest"]["voice"]
    values["components"] = [1, 2]
    values["prior"]["mode"] = 1
    assert problems_of(values) == [
        "В параметре «kinds.contest» нет значения «voice».",
        "В параметре «components» должны быть: practical, knowledge, motivation, reflection.",
        "Нет параметра «interval».",
        "Неизвестный параметр «prior.mode».",
    ]


@pytest.mark.parametrize("values", [None, 7, "interval", [], [["interval", 0.9]]])
def test_what_is_no_mapping_is_refused(values):
    assert problems_of(values) == ["Параметры методики — перечень имён со значениями."]


@pytest.mark.parametrize("bounds", [[], [0.5, 0.7], [0.5, 0.7, 0.8, 0.9], {"0": 1}, "0.5"])
def test_bounds_are_three(bounds):
    assert "Границ уровней («bounds») должно быть три." in problems_of(
        default_parameter_values() | {"bounds": bounds}
    )


# One student of a programme of two functions: a single rating, many, none; K, M and R.
EVIDENCE = arrays(
    [
        (0, 0, 0, 0, 1.0, 1.0, 0, 0, FIRST_DAY),
        (1, 0, 0, 4, 0.0, 0.5, -1, 1, FIRST_DAY),
        *((1, 1, 0, kind, 0.6, 1.0, -1, kind, FIRST_DAY + 3000) for kind in range(8)),
        (1, -1, 1, 6, 0.4, 1.0, -1, -1, FIRST_DAY),
        (1, -1, 2, 8, 1.0, 1.0, -1, -1, FIRST_DAY + 3000),
        (1, -1, 3, 9, 0.0, 1.0, -1, -1, FIRST_DAY + 3000),
    ]
)
REQUIREMENTS = Requirements.build(
    programme=[0, 0, -1],
    functions=[[(0, 1.0, True), (1, 2.0, False)]],
    function_count=2,
)


def assert_computes_finite_numbers(parameters):
    readiness = compute(EVIDENCE, REQUIREMENTS, parameters, FIRST_DAY + 4000)
    priors = fallback_priors(2, parameters)
    cells, students = assess(readiness, REQUIREMENTS, parameters, priors, np.zeros(3, dtype=int))
    scores = readiness.cells.score
    known = ~np.isnan(readiness.students.index)
    for values in (cells.low, cells.high, cells.ready_probability):
        assert ((values >= 0) & (values <= 1)).all()
    assert ((scores >= 0) & (scores <= 1) | np.isnan(scores)).all()
    assert (np.isfinite(cells.posterior.mean) & (cells.posterior.variance > 0)).all()
    for values in (readiness.students.index, students.ready_probability):
        assert ((values[known] >= 0) & (values[known] <= 1)).all()
    practised = ~np.isnan(readiness.students.components[:, 0]) & known
    assert np.isfinite(students.low[practised]).all()


@given(any_parameters())
@settings(max_examples=400, deadline=None)
def test_any_parameters_are_refused_or_printed_and_computed(values):
    """Whatever JSON holds: refused in words, or a page of its own and finite numbers."""
    if isinstance(values, dict):
        assert sum(len(section.items) for section in sections(values)) == len(LINES)
    try:
        parameters = parameters_from_json(values)
    except ParameterProblems:
        event("refused")
        assert all(problem.strip() for problem in problems_of(values))
        return
    event("accepted")
    assert parameters_from_json(json.loads(json.dumps(parameters_to_json(parameters)))) == (
        parameters
    )
    assert all(method_facts(parameters).values())
    assert_computes_finite_numbers(parameters)
