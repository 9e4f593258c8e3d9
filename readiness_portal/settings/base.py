"""All settings, read from the environment; none is needed to start.

Without any variable the portal is the embedded one: SQLite, the Celery worker in threads of the web
process, everything it writes below one folder (`PORTAL_DATA`).
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from readiness_portal.settings.logs import logging_config
from readiness_portal.settings.secrets import stored_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

PORTAL_ENV: str = env.str("PORTAL_ENV", default="embedded")
PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / ".portal" / "data")))
PORTAL_DATA.mkdir(parents=True, exist_ok=True)
REDIS_URL: str = env.str("REDIS_URL", default="")
EMBEDDED_WORKER: bool = not REDIS_URL

DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default="")
SECRET_KEY_IS_GENERATED = not SECRET_KEY
if SECRET_KEY_IS_GENERATED:
    SECRET_KEY = stored_secret_key(PORTAL_DATA / "secret_key")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT: int = env.int("PORT", default=8000)
PUBLIC_URL: str = env.str("PUBLIC_URL", default="")

INSTALLED_APPS = [
    "readiness_portal",
    "reports",
    "dashboards",
    "assessments",
    "accounts",
    "employers",
    "colleges",
    "standards",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "core.middleware.ProxyAddressMiddleware",
    "core.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.KeptPageMiddleware",
    "accounts.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ScopeMiddleware",
    "core.middleware.RequestMemoryMiddleware",
    "core.middleware.ReadOnlyGetMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "readiness_portal.urls"
WSGI_APPLICATION = "readiness_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.portal",
            ],
        },
    },
]

FORM_RENDERER = "core.form_rendering.FormRenderer"

# --- database ---------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
        " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{PORTAL_DATA / 'portal.sqlite3'}")
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- jobs -------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
# The job's row is the truth; a lost message is sent again by a sweep.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Celery would close the connection before and after every task; a new one knows no table yet, and
# each of its first statements costs several times as much. core.tasks looks whether it still works;
# after so many tasks the server may have its memory back.
CELERY_DB_REUSE_MAX = 1_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away must not hold a request up: the row is written, a sweep publishes it later.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "visibility_timeout": 24 * 3600,
        "socket_connect_timeout": 1,
        "socket_timeout": 10,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Moscow"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The health check of a worker asks it; the embedded one is asked by nobody.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
JOB_LEASE_SECONDS: int = env.int("JOB_LEASE_SECONDS", default=60)
JOB_RETRY_SECONDS: int = env.int("JOB_RETRY_SECONDS", default=15)
JOB_SWEEP_SECONDS: int = env.int("JOB_SWEEP_SECONDS", default=10)
JOB_REPUBLISH_SECONDS: int = env.int("JOB_REPUBLISH_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": JOB_SWEEP_SECONDS},
}

# --- accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "reports:public_home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# Forms call the e-mail "username"; without this django-axes counts nobody's attempts.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
# The service part shows its rows in a way of its own, see accounts/admin.py.
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
# Trusted proxies between the visitor and the portal, each of which adds to X-Forwarded-For.
PROXY_COUNT: int = env.int("PROXY_COUNT", default=0)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
BEHIND_HTTPS: bool = env.bool("BEHIND_HTTPS", default=PORTAL_ENV == "production")
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("kk", _("Қазақша")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Moscow")
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(PORTAL_DATA / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.HashedModulesStorage"},
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(PORTAL_DATA / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    20_000  # a sheet of 40 students by 40 criteria posts several fields a cell
)
# A table with what the portal may not keep is refused or stripped before anything is written: no
# file that could be loaded goes through a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

# --- mail, logs, forms ------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
LOG_JSON: bool = env.bool("LOG_JSON", default=PORTAL_ENV == "production")
LOG_FILE: str = env.str("LOG_FILE", default="")
LOGGING = logging_config(as_json=LOG_JSON, file=LOG_FILE)
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
# SQLite leaves further columns out of an index (assessments.models.Evidence): it has none there.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
READ_ONLY_GET: bool = env.bool("READ_ONLY_GET", default=DEBUG)

# --- the field --------------------------------------------------------------------------------
RATING_LINK_DAYS: int = env.int("RATING_LINK_DAYS", default=60)
RATING_CORRECTION_DAYS: int = env.int("RATING_CORRECTION_DAYS", default=14)
# Loaded files hold names: so long they are kept, and can be taken back.
IMPORT_FILE_DAYS: int = env.int("IMPORT_FILE_DAYS", default=180)
MINIMUM_CELL: int = env.int("MINIMUM_CELL", default=5)
MINIMUM_PUBLIC_CELL: int = env.int("MINIMUM_PUBLIC_CELL", default=10)
# The own region; places of other regions (partner colleges) are kept apart from its figures.
REGION_CODE: str = env.str("REGION_CODE", default="26")
REGION_NAME: str = env.str("REGION_NAME", default="Ставропольский край")
