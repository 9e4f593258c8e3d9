from reports.rules.own_figures import OwnFigure, own_figures


def test_figures_of_a_college_are_the_numbers_of_its_row(draft, region):
    assert own_figures(draft.content, draft.counts, college_id=region.first.pk) == [
        OwnFigure("colleges:2", "Оценено", "40"),
        OwnFigure("colleges:3", "Готовы к работе, %", "50"),
        OwnFigure("colleges:4", "95 % интервал, %", "35–65"),
        OwnFigure("colleges:5", "Средний индекс", "0,50"),
        OwnFigure("colleges:6", "Его 95 % интервал", "0,50–0,50"),
        OwnFigure("colleges:7", "Предварительно", "0"),
    ]


def test_silence_of_a_college_is_a_figure_too(draft, region):
    silent = region.groups[-1].programme.college
    assert own_figures(draft.content, draft.counts, college_id=silent.pk)[-1] == OwnFigure(
        "not_reported", "Кто не сдал данные", "колледж в списке"
    )


def test_hidden_cells_and_other_colleges_give_nothing(draft, region):
    # That nobody is without a level is told: it gives nothing away about those who are hidden.
    assert own_figures(draft.content, draft.counts, college_id=region.small.pk) == [
        OwnFigure("colleges:7", "Предварительно", "0")
    ]
    assert own_figures(draft.content, draft.counts, college_id=0) == []
    assert own_figures(draft.content, {}, college_id=region.first.pk) == []
