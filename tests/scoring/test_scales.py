from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scales import Problem, Reading, Scale, ScaleKind, State, parse, score_of, scores_of

MARK = Scale(ScaleKind.MARK)
AVERAGE = Scale(ScaleKind.AVERAGE_MARK)
POINTS = Scale(ScaleKind.POINTS, maximum=26)
RUBRIC = Scale(ScaleKind.RUBRIC)
ANCHOR = Scale(ScaleKind.ANCHOR)
EXTENT = Scale(ScaleKind.EXTENT)
QUALITY = Scale(ScaleKind.QUALITY)
FREQUENCY = Scale(ScaleKind.FREQUENCY)
ATTAINMENT = Scale(ScaleKind.ATTAINMENT)
PASS = Scale(ScaleKind.PASS)
PERCENT = Scale(ScaleKind.PERCENT)
KZ = Scale(ScaleKind.KZ_LETTER)
ALL_SCALES = [POINTS if kind is ScaleKind.POINTS else Scale(kind) for kind in ScaleKind]


@pytest.mark.parametrize(
    ("raw", "scale", "score"),
    [
        ("5", MARK, 1.0),
        (5, MARK, 1.0),
        (4.0, MARK, 2 / 3),
        (Decimal("3.00"), MARK, 1 / 3),
        ("2", MARK, 0.0),
        ("5 (отлично)", MARK, 1.0),
        ("5(отл.)", MARK, 1.0),
        ("отл.", MARK, 1.0),
        ("Хорошо", MARK, 2 / 3),
        ("хор", MARK, 2 / 3),
        ("удовл.", MARK, 1 / 3),
        ("неуд", MARK, 0.0),
        ("отлично (5)", MARK, 1.0),
        ("4 (четыре)", MARK, 2 / 3),
        ("4\u00a0(перезачтено)", MARK, 2 / 3),
        ("4,5", AVERAGE, 2.5 / 3),
        ("18", POINTS, 18 / 26),
        ("18,5", POINTS, 18.5 / 26),
        (" 18.5 ", POINTS, 18.5 / 26),
        ("18 из 26", POINTS, 18 / 26),
        ("18/26", POINTS, 18 / 26),
        ("20 баллов", POINTS, 20 / 26),
        ("0", POINTS, 0.0),
        ("1\u202f250,5", Scale(ScaleKind.POINTS, maximum=2000), 1250.5 / 2000),
        (0.1 + 0.2, Scale(ScaleKind.POINTS, maximum=0.3), 1.0),
        ("1", RUBRIC, 0.0),
        ("3", RUBRIC, 0.5),
        ("5 из 5", RUBRIC, 1.0),
        ("без помощи", ANCHOR, 1.0),
        ("С подсказкой", ANCHOR, 2 / 3),
        ("под контролем", ANCHOR, 1 / 3),
        ("не может", ANCHOR, 0.0),
        ("2", ANCHOR, 2 / 3),
        ("полностью", EXTENT, 1.0),
        ("сформирована частично", EXTENT, 0.5),
        ("нет", EXTENT, 0.0),
        ("не сформирована", EXTENT, 0.0),
        ("0,5", EXTENT, 0.5),
        ("½", EXTENT, 0.5),
        ("+", EXTENT, 1.0),
        ("✓", EXTENT, 1.0),
        ("V", EXTENT, 1.0),
        ("х", EXTENT, 1.0),
        ("x", EXTENT, 1.0),
        ("высокое", QUALITY, 1.0),
        ("среднее", QUALITY, 0.5),
        ("низкое", QUALITY, 0.0),
        ("проявлял регулярно", FREQUENCY, 1.0),
        ("эпизодически", FREQUENCY, 0.5),
        ("не проявлял", FREQUENCY, 0.0),
        ("пороговый", ATTAINMENT, 0.5),
        ("повышенный", ATTAINMENT, 1.0),
        ("зач.", PASS, 1.0),
        ("зачёт", PASS, 1.0),
        ("зачтено", PASS, 1.0),
        ("незачтено", PASS, 0.0),
        ("не зачтено", PASS, 0.0),
        ("освоен", PASS, 1.0),
        ("не освоен", PASS, 0.0),
        ("соответствует", PASS, 1.0),
        (True, PASS, 1.0),
        (False, PASS, 0.0),
        ("85", PERCENT, 0.85),
        ("85,5 %", PERCENT, 0.855),
        ("A", KZ, 0.975),
        ("А−", KZ, 0.92),  # Cyrillic letter, mathematical minus
        ("FX", KZ, 0.37),
        ("92 (A-)", KZ, 0.92),
        ("A- 94,5", KZ, 0.945),
        ("90 (A-)", KZ, 0.90),
        ("92", KZ, 0.92),
    ],
)
def test_parse_known_text_gives_score(raw, scale, score):
    reading = parse(raw, scale)
    assert reading.state is State.VALUE, reading.message
    assert reading.score == pytest.approx(score, abs=1e-15)
    assert reading.is_evidence


@pytest.mark.parametrize("scale", ALL_SCALES, ids=lambda scale: scale.kind)
@pytest.mark.parametrize(
    ("raw", "state", "label"),
    [
        ("н/я", State.ABSENT, "не явился"),
        ("Н/Я", State.ABSENT, "не явился"),
        ("H/я", State.ABSENT, "не явился"),  # Latin H
        ("н.я.", State.ABSENT, "не явился"),
        ("не явился", State.ABSENT, "не явился"),
        ("н/а", State.ABSENT, "не аттестован"),
        ("осв.", State.EXEMPT, "освобождён"),
        ("освобождён", State.EXEMPT, "освобождён"),
        ("перезачтено", State.EXEMPT, "перезачтено"),
        ("академ", State.EXEMPT, "академический отпуск"),
        ("Отчислен", State.EXEMPT, "отчислен"),
        ("не наблюдал", State.NOT_OBSERVED, "не наблюдал"),
        ("Такой работы не было", State.NOT_OBSERVED, "не было такой работы"),
        ("", State.EMPTY, ""),
        (None, State.EMPTY, ""),
        (float("nan"), State.EMPTY, ""),
        (" \u00a0\u202f", State.EMPTY, ""),
        ("-", State.EMPTY, ""),
        ("—", State.EMPTY, ""),
    ],
)
def test_parse_absence_is_no_evidence_on_any_scale(raw, state, label, scale):
    assert parse(raw, scale) == Reading(state, label=label)


@pytest.mark.parametrize(
    ("raw", "scale", "problem", "message"),
    [
        (
            "абв",
            MARK,
            Problem.UNKNOWN,
            (
                "Значение «абв» не распознано. Допустимо: 2, 3, 4, 5, «неуд.», «удовл.», «хор.»,"
                " «отл.»; «н/я», «осв.»; пустая ячейка."
            ),
        ),
        ("27", POINTS, Problem.OUT_OF_RANGE, "Значение 27 вне границ шкалы: от 0 до 26."),
        ("26,5", POINTS, Problem.OUT_OF_RANGE, "Значение 26,5 вне границ шкалы: от 0 до 26."),
        ("-3", POINTS, Problem.OUT_OF_RANGE, "Значение -3 вне границ шкалы: от 0 до 26."),
        ("1", MARK, Problem.OUT_OF_RANGE, "Значение 1 вне границ шкалы: от 2 до 5."),
        ("0", RUBRIC, Problem.OUT_OF_RANGE, "Значение 0 вне границ шкалы: от 1 до 5."),
        ("101 %", PERCENT, Problem.OUT_OF_RANGE, "Значение 101 вне границ шкалы: от 0 до 100."),
        (
            "3,5",
            RUBRIC,
            Problem.NOT_ON_SCALE,
            "Значения 3,5 нет на шкале. Допустимо: 1, 2, 3, 4, 5.",
        ),
        (
            "5-",
            MARK,
            Problem.SIGNED_MARK,
            "Значение «5-» не принимается: знак «+» или «-» у отметки не предусмотрен.",
        ),
        (
            "5 (хорошо)",
            MARK,
            Problem.CONFLICT,
            "В ячейке «5 (хорошо)» число и слово противоречат друг другу.",
        ),
        (
            "95 (A-)",
            KZ,
            Problem.CONFLICT,
            "В ячейке «95 (A-)» число и слово противоречат друг другу.",
        ),
        (
            "18/25",
            POINTS,
            Problem.OTHER_MAXIMUM,
            "Значение «18/25» не подходит: наибольшее по шкале 26.",
        ),
        (
            datetime(2026, 5, 4),  # noqa: DTZ001 -- spreadsheets have no time zones
            MARK,
            Problem.DATE,
            "В ячейке дата: таблица сама изменила введённое значение, введите его заново.",
        ),
        (
            date(2026, 5, 4),
            POINTS,
            Problem.DATE,
            "В ячейке дата: таблица сама изменила введённое значение, введите его заново.",
        ),
    ],
)
def test_parse_bad_text_is_error_that_names_the_cause(raw, scale, problem, message):
    assert parse(raw, scale) == Reading(State.ERROR, problem=problem, message=message)


@pytest.mark.parametrize(
    ("raw", "scale"),
    [
        ("зач.", MARK),
        ("отл.", PASS),
        ("4 %", MARK),
        ("18 %", POINTS),
        ("№5", MARK),
        ("1.10.2", POINTS),
        (".5", PERCENT),
        (",5", POINTS),
        ("5 5", MARK),
        ("- 5", POINTS),
        ("5?", MARK),
        ("отсутствует", EXTENT),
        (True, MARK),
        ("#Н/Д", POINTS),
        ("#ССЫЛКА!", MARK),
        ("inf", POINTS),
        ("хорошо и отлично", MARK),
        ("5 (Иванов)", MARK),
    ],
)
def test_parse_text_of_another_scale_is_unknown(raw, scale):
    reading = parse(raw, scale)
    assert (reading.state, reading.problem, reading.score) == (State.ERROR, Problem.UNKNOWN, None)


def test_parse_long_text_is_cut_in_message():
    message = parse("щ" * 500, MARK).message
    assert f"«{'щ' * 60}…»" in message
    assert len(message) < 200


@given(st.text(max_size=12), st.sampled_from(ALL_SCALES))
def test_parse_any_text_never_raises_and_never_invents_a_score(text, scale):
    reading = parse(text, scale)
    assert (reading.score is None) == (reading.state is not State.VALUE)
    assert (reading.state is State.ERROR) == bool(reading.message)
    if reading.score is not None:
        assert 0 <= reading.score <= 1
        assert score_of(reading.value, scale) == reading.score


@given(st.floats(0, 26), st.floats(0, 26))
def test_points_more_points_never_score_less(one, other):
    low, high = sorted((one, other))
    assert score_of(low, POINTS) <= score_of(high, POINTS)


def test_scores_of_array_matches_single_values_and_keeps_nan():
    values = np.array([2.0, np.nan, 3.0, 5.0])
    np.testing.assert_array_equal(scores_of(values, MARK), [0, np.nan, 1 / 3, 1])
    with pytest.raises(ValueError, match="Значение 6 вне границ"):
        scores_of(np.array([3.0, 6.0]), MARK)
    for outside in (-0.5, 26.5):
        with pytest.raises(ValueError, match="вне границ"):
            scores_of(np.array([3.0, outside]), POINTS)
    np.testing.assert_array_equal(scores_of(np.array([0.0, 13.0, 26.0]), POINTS), [0, 0.5, 1])
    with pytest.raises(ValueError, match="вне границ"):
        score_of(27, POINTS)


def test_scale_of_points_without_maximum_is_refused():
    with pytest.raises(ValueError, match="positive maximum"):
        Scale(ScaleKind.POINTS)
    with pytest.raises(ValueError, match="no maximum"):
        Scale(ScaleKind.MARK, maximum=5)
