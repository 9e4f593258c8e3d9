from core.tables.filenames import file_name


def test_file_name_says_what_where_period_and_date():
    name = file_name("Готовность", "Ставропольский край", "2025/26", "2026-11-15", extension="xlsx")
    assert name == "Готовность_Ставропольский-край_2025-26_2026-11-15.xlsx"


def test_file_name_drops_what_file_systems_forbid():
    assert file_name("Колледж «Нива»: итоги?", "", "..\\x", extension="csv") == (
        "Колледж-Нива-итоги_..-x.csv"
    )
    assert len(file_name("а" * 300, extension="pdf")) == 124
