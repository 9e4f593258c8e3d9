"""LibreOffice Writer for the tests that print DOCX papers: the machine's own, else its package."""

from __future__ import annotations

import shutil

from scripts.system_packages import install_system_packages

WORD_PACKAGE = "libreoffice-writer-nogui"


def has_libreoffice() -> bool:
    """Tell whether there is one, after an attempt to install it."""
    if shutil.which("soffice") is None:
        install_system_packages(WORD_PACKAGE)
    return shutil.which("soffice") is not None
