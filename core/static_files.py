"""Static files with a hash in every name, those that scripts import from each other too."""

from typing import Final

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Packages write `import("…")` into comments about files that they do not ship: only own scripts are
# read for imports.
_OWN_SCRIPTS: Final = "js/*.js"


class HashedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"`: a changed module gets a new address everywhere."""

    support_js_module_import_aggregation = True
    # Django has no public name for its own expressions, nor do its types.
    _js_module_import_aggregation_patterns = (
        _OWN_SCRIPTS,
        HashedFilesMixin._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]  # noqa: SLF001
    )
