"""All static files, collected as for production."""

import re

import pytest
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.static_files.HashedModulesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_scripts_import_each_other_by_hashed_names_that_exist(collected):
    hashed = [path for path in (collected / "js").rglob("*.js") if _is_hashed(path.name)]
    imports = [
        (path, name)
        for path in hashed
        for name in re.findall(r"""(?:from|import)\s*["'](\./[^"']+)["']""", path.read_text())
    ]
    assert imports
    for path, name in imports:
        assert _is_hashed(name), (path.name, name)
        assert (path.parent / name).exists(), (path.name, name)


def _is_hashed(name):
    return re.search(r"\.[0-9a-f]{12}\.js$", name) is not None
