"""Static files with a hash in every name, those that scripts import from each other too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"`: a changed module gets a new address everywhere."""

    support_js_module_import_aggregation = True
