import pytest
from django.core.exceptions import ImproperlyConfigured

from readiness_portal.settings.production import assert_production_is_safe, production_problems

SAFE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY_IS_GENERATED": False,
    "DEBUG": False,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": ["ready.example"],
}


def test_safe_settings_have_no_problems():
    assert production_problems(SAFE) == []
    assert_production_is_safe(SAFE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY_IS_GENERATED", True),
        ("DEBUG", True),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}),
        ("REDIS_URL", ""),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["ready.example", "*"]),
    ],
)
def test_each_unsafe_setting_is_a_problem(name, value):
    assert len(production_problems({**SAFE, name: value})) == 1


def test_production_refuses_and_names_every_problem():
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG must be off; REDIS_URL must name"):
        assert_production_is_safe({**SAFE, "DEBUG": True, "REDIS_URL": ""})


def test_embedded_portal_needs_none_of_it():
    assert_production_is_safe({**SAFE, "PORTAL_ENV": "embedded", "REDIS_URL": ""})
