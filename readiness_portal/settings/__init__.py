"""Settings of the portal: `base` read from the environment, and checked when it is production."""

from readiness_portal.settings.base import *  # noqa: F403
from readiness_portal.settings.production import assert_production_is_safe

assert_production_is_safe(globals())
