"""All static files, collected as for production."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.static_files.HashedModulesStorage"},
    }
    with override_settings(STATIC_ROOT=str(folder), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


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


def test_files_are_compressed_in_both_ways(collected):
    style = collected / "css" / "components.css"
    plain = style.read_bytes()
    assert brotli.decompress(Path(f"{style}.br").read_bytes()) == plain
    assert gzip.decompress(Path(f"{style}.gz").read_bytes()) == plain


def _is_hashed(name):
    return re.search(r"\.[0-9a-f]{12}\.js$", name) is not None
