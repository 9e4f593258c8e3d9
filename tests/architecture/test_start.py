"""What a process of the portal loads before it has anything to do."""

import subprocess
import sys

from tests.strictness import ROOT

# Each costs every web process, worker and command a third of a second and more; few need it.
SLOW = ("matplotlib", "pandas", "scipy.optimize", "scipy.stats", "snowballstemmer")
LOAD = (
    "import sys, django; django.setup()\n"
    "import readiness_portal.urls, readiness_portal.celery\n"
    f"print(*(name for name in {SLOW} if name in sys.modules))"
)


def test_slow_libraries_are_loaded_when_they_are_needed():
    done = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", LOAD], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
