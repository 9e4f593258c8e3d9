import pytest

from core.program import program_digest

NAMES = ("kept_here", "kept_there")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    for name in NAMES:
        (tmp_path / name / "rules").mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "rules" / "sums.py").write_text("LEAST = 5\n")
    return tmp_path


def digest(*names):
    program_digest.cache_clear()
    return program_digest(*names)


@pytest.mark.parametrize("change", ["text", "name"])
def test_another_text_or_name_of_any_module_is_another_version(packages, change):
    before = digest(*NAMES)
    assert digest(*NAMES) == before
    module = packages / "kept_there" / "rules" / "sums.py"
    if change == "text":
        module.write_text("LEAST = 6\n")
    else:
        module.rename(module.with_name("totals.py"))
    assert digest(*NAMES) != before


def test_packages_that_were_not_named_do_not_count(packages):
    before = digest("kept_here")
    (packages / "kept_there" / "rules" / "sums.py").write_text("LEAST = 6\n")
    assert digest("kept_here") == before
    assert digest("kept_here") != digest(*NAMES)
