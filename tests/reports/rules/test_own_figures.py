from reports.rules.own_figures import OwnFigure, OwnRow, of_the_college, own_figures, own_rows

OWN = [
    OwnFigure("colleges:2", "Оценено", "40"),
    OwnFigure("colleges:3", "Готовы к работе, %", "50"),
    OwnFigure("colleges:4", "95 % интервал, %", "35–65"),
    OwnFigure("colleges:5", "Средний индекс", "0,50"),
    OwnFigure("colleges:6", "Его 95 % интервал", "0,50–0,50"),
    OwnFigure("colleges:7", "Предварительно", "0"),
]


def figures(draft, college, functions=()):
    return own_figures(
        draft.content, draft.counts, college_id=college.pk, functions=[one.pk for one in functions]
    )


def test_figures_of_a_college_begin_with_the_numbers_of_its_row(draft, region):
    found = figures(draft, region.first)
    assert of_the_college(found) == OWN
    assert found[:6] == OWN


def test_figures_of_the_own_municipality_are_about_the_college_too(draft, region):
    town = OwnRow("municipalities", "Город Ёлкин")
    others = figures(draft, region.first)[6:]
    # The counts are hidden for the sake of the small college: neighbours could subtract.
    assert others == [OwnFigure("municipalities:7", "Предварительно", "0", town)]
    assert others[0].full_name == "Город Ёлкин, Предварительно"


def test_figures_of_functions_are_those_that_the_programmes_require(draft, region):
    key = region.function.pk
    row = OwnRow(f"functions:{key}", "A/01.3 Посев зерновых")
    found = figures(draft, region.first, [region.function])
    assert [one for one in found if one.row == row] == [
        OwnFigure(f"functions:{key}:3", "Оценено", "120", row),
        OwnFigure(f"functions:{key}:4", "Средняя оценка", "0,50", row),
        OwnFigure(f"functions:{key}:5", "Её 95 % интервал", "0,50–0,50", row),
        OwnFigure(f"functions:{key}:6", "Оценка работодателей", "0,40", row),
        OwnFigure(f"functions:{key}:7", "Колледж − работодатель", "0,10", row),
    ]


def test_rows_are_found_where_the_tables_print_them(draft, region):
    rows = own_rows(
        draft.content,
        draft.counts,
        college_id=region.first.pk,
        functions=[region.function.pk, 0],
    )
    assert {place: row.key for place, row in rows.items()} == {
        ("municipalities", 0): "municipalities",
        ("colleges", 4): "colleges",
        ("functions", 0): f"functions:{region.function.pk}",
    }


def test_silence_of_a_college_is_a_figure_too(draft, region):
    silent = region.groups[-1].programme.college
    own = OwnFigure("not_reported", "Кто не сдал данные", "колледж в списке")
    assert own in of_the_college(figures(draft, silent))


def test_hidden_cells_and_other_colleges_give_nothing(draft, region):
    # That nobody is without a level is told: it gives nothing away about those who are hidden.
    assert of_the_college(figures(draft, region.small)) == [
        OwnFigure("colleges:7", "Предварительно", "0")
    ]
    assert own_figures(draft.content, draft.counts, college_id=0) == []
    assert own_figures(draft.content, {}, college_id=region.first.pk) == []
