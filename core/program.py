"""Which version of the program this is, told by its own text and not by a number to be kept up."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def program_digest(*packages: str) -> str:
    """Return a digest of the text of some packages: another version has another one.

    Whatever is kept for later and made by them, or read back into their classes, belongs to it.
    """
    digest = hashlib.sha256()
    for package in packages:
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec is not None else ():
            for path in sorted(Path(folder).rglob("*.py")):
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
