from readiness_portal.bench.small_colleges import measure_small_colleges


def test_report_and_pages_of_a_drawn_region_are_protected():
    found = measure_small_colleges(repeats=1, minimum=5, public_minimum=10, colleges=6)
    assert (found.groups, found.students) == (72, 905)
    assert found.findings == 0
    assert 0 < found.report_hidden < found.report_cells
    assert 0 < found.pages_hidden < found.pages_cells
    assert 0 < found.functions_hidden < found.functions_cells
