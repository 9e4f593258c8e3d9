"""Static files with a hash in every name, those that scripts import from each other too."""

from typing import Any, Final

import brotli
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Packages write `import("…")` into comments about files that they do not ship: only own scripts are
# read for imports.
_OWN_SCRIPTS: Final = "js/*.js"
# The highest, 11, takes half a minute for the files of the admin and saves a twentieth.
_BROTLI_QUALITY: Final = 9


class _QuickCompressor(Compressor):  # type: ignore[misc]
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        found: bytes = brotli.compress(data, quality=_BROTLI_QUALITY)
        return found


class HashedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"`: a changed module gets a new address everywhere."""

    support_js_module_import_aggregation = True
    # Django has no public name for its own expressions, nor do its types.
    _js_module_import_aggregation_patterns = (
        _OWN_SCRIPTS,
        HashedFilesMixin._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]  # noqa: SLF001
    )

    def create_compressor(self, **options: Any) -> Compressor:
        return _QuickCompressor(**options)


def release_mark() -> str:
    """Return what changes with the files of a release; "" where they bear no hashes."""
    return str(getattr(staticfiles_storage, "manifest_hash", "") or "")
