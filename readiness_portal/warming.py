"""What a process of the web server does once, before its first request."""

import gc
from typing import Final

from django.urls import get_resolver

# A page of a large college makes tens of thousands of rows and drops them at its end. With Python's
# usual 700 the collector goes over them, and over all modules, many times a page.
_NEW_OBJECTS: Final = 50_000


def warm_up() -> None:
    """Load every view, then take what stays for good out of the collector's way."""
    # Asking for the patterns imports the modules of views, which the first person would wait for.
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
