"""Settings of Policy Tracker. Everything that differs between machines is read from the
environment here and nowhere else; `.env.example` lists the variables.

Three ways to run: with DATABASE_URL (production, unless POLICYTRACKER_LOCAL or DEBUG say
otherwise); without it, on the embedded servers of `manage.py quickstart`; and in tests.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from policytracker import readers
from policytracker.embedded.layout import APP_ROLE, OWNER_ROLE, Layout

# Lets classes such as ModelAdmin[Target] be written with their type also at run time.
django_stubs_ext.monkeypatch()
env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- How this process runs ------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("POLICYTRACKER_DATA_DIR", default=str(BASE_DIR / "var")))
EMBEDDED = Layout.of(DATA_DIR)
# Local: one person at this machine, plain http on loopback. Everything else is production.
LOCAL = env.bool("POLICYTRACKER_LOCAL", default=DEBUG or not env.str("DATABASE_URL", default=""))

# --- Secrets and hosts ----------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and LOCAL:
    # quickstart has written one; a command beside it, or a test, may do with a passing one.
    SECRET_KEY = (
        EMBEDDED.secret_key.read_text().strip()
        if EMBEDDED.secret_key.is_file()
        else get_random_secret_key()
    )
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. Set it to at least 50 random characters "
        "(python3 -c 'import secrets; print(secrets.token_urlsafe(50))'); only with DEBUG=1 or "
        "POLICYTRACKER_LOCAL=1 may it be absent."
    )
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else []
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if DEBUG and not set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}:
    raise ImproperlyConfigured(
        f"DEBUG shows source code to visitors, so it is refused with ALLOWED_HOSTS="
        f"{','.join(ALLOWED_HOSTS)}; right with DEBUG is only localhost, 127.0.0.1, [::1]."
    )

# --- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "policytracker.apps.PolicyTrackerConfig",
    "indicators",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    # First: a load balancer asks by address, without https and without a name we would know.
    "policytracker.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "policytracker.middleware.DatabaseUnavailableMiddleware",
]
ROOT_URLCONF = "policytracker.urls"
WSGI_APPLICATION = "policytracker.wsgi.application"
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
                "csp.context_processors.nonce",
            ]
        },
    }
]

# --- Database: two roles, an owner that migrates and an application that cannot alter ---------
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default=APP_ROLE)
DATABASE_ROLE = env.str("POLICYTRACKER_DB_ROLE", default="app")
if DATABASE_ROLE not in {"app", "owner"}:
    raise ImproperlyConfigured(
        f"POLICYTRACKER_DB_ROLE is {DATABASE_ROLE!r}; it must be app or owner."
    )
_DATABASE_VARIABLE, _DATABASE_URL = "DATABASE_URL", env.str("DATABASE_URL", default="")
if not _DATABASE_URL:
    _DATABASE_URL = EMBEDDED.database_url(OWNER_ROLE if DATABASE_ROLE == "owner" else APP_ROLE)
elif DATABASE_ROLE == "owner":
    _DATABASE_VARIABLE = "DATABASE_OWNER_URL"
    _DATABASE_URL = env.str("DATABASE_OWNER_URL", default="") or _DATABASE_URL
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **readers.database(
            _DATABASE_VARIABLE,
            _DATABASE_URL,
            session={
                # The web entry point asks for 10 s; a migration may take as long as it needs.
                "statement_timeout": "0"
                if DATABASE_ROLE == "owner"
                else env.str("DATABASE_STATEMENT_TIMEOUT", default="15min"),
                # Nobody waits long behind a lock: a migration gives up and is repeated, so that
                # readers do not queue up behind it.
                "lock_timeout": env.str("DATABASE_LOCK_TIMEOUT", default="5s"),
                "idle_in_transaction_session_timeout": "5min",
            },
        ),
        # Persistent, but checked before use: survives a restart of the server.
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
PGHISTORY_APPEND_ONLY = True
# Reading changes nothing, so it need not know the user: an anonymous answer stays cacheable.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- Cache, sessions ------------------------------------------------------------------------
_CACHE_URL = env.str("CACHE_URL", default="")
if not _CACHE_URL and LOCAL and not env.str("BROKER_URL", default=""):
    _CACHE_URL = EMBEDDED.cache_url
_PAGES_KEPT = env.int("PAGES_KEPT", default=200)
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
        "KEY_PREFIX": "policytracker",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if _CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Pages as they were made, in the memory of each process (indicators/web/kept.py).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": _PAGES_KEPT},
    }
    if _PAGES_KEPT > 0
    else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600

# --- Celery: correct whatever the broker does, see docs/decisions -----------------------------
CELERY_BROKER_URL = env.str("BROKER_URL", default="") or (EMBEDDED.broker_url if LOCAL else "")
if not CELERY_BROKER_URL:
    raise ImproperlyConfigured(
        "BROKER_URL is missing: the address of Redis, Valkey or RabbitMQ, "
        "such as redis://host:6379/0 or amqp://user:password@host:5672//."
    )
CELERY_TASK_DEFAULT_QUEUE = "policytracker"
CELERY_TASK_SOFT_TIME_LIMIT = env.int("TASK_SOFT_TIME_LIMIT", default=25 * 60)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 5 * 60
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MAX_MEMORY_KB", default=1_000_000)
# More than this a process of the worker never gets: it fails, says so, and the others go on. 0: no
# limit. Linux only.
WORKER_MEMORY_LIMIT_KB = env.int("WORKER_MEMORY_LIMIT_KB", default=4_000_000)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The outbox is the retry. One more attempt, at once, is for a connection that the broker has
# closed: without it kombu keeps it, and after a restart of RabbitMQ nothing is sent any more.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_WORKER_LOG_FORMAT = "%(levelname)s %(name)s %(message)s"
CELERY_WORKER_TASK_LOG_FORMAT = "%(levelname)s %(task_name)s %(message)s"
CELERY_BEAT_SCHEDULE_FILENAME = env.str(
    "BEAT_SCHEDULE_FILE", default=str(EMBEDDED.data / "beat" / "schedule")
)
if CELERY_BROKER_URL.startswith(("redis", "valkey", "sentinel")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than any task may run, or Redis hands a running task to a second worker.
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 10 * 60,
        # Look for the tasks of dead workers every 5 s; the default is every 100 s.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
    }

elif CELERY_BROKER_URL.startswith("amqp"):
    # Sent means taken by the broker, not put into the buffer of a connection that is gone.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}

# --- Pages ----------------------------------------------------------------------------------
# Where readers report an error: http(s) or mailto, with {page} and {subject} where they belong.
REPORT_URL = readers.report_url("REPORT_URL", env.str("REPORT_URL", default=""))

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
# A local run serves the files from where they are; production collects them (collectstatic).
STATIC_ROOT = None if LOCAL else Path(env.str("STATIC_ROOT", default=str(EMBEDDED.data / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
RAW_DIR = Path(env.str("RAW_DIR", default=str(EMBEDDED.data / "raw")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # Raw snapshots of ingested files, named by their SHA-256; sent as attachments only.
    "raw": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(RAW_DIR), "file_permissions_mode": 0o640},
    },
}
MEDIA_ROOT = EMBEDDED.data / "media"
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are large and only asked for with the browser's tools open.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map",
)  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# Files that a source may name as "inbox:NAME"; people and other programs put them here.
INGEST_INBOX = Path(env.str("INGEST_INBOX", default=str(EMBEDDED.data / "inbox")))
# Files that no release rests on are removed after so many days; 0 keeps them for ever.
INGEST_KEEP_RAW_DAYS = env.int("INGEST_KEEP_RAW_DAYS", default=90)
# Hosts from which sources may be fetched; editors add more in the admin.
INGEST_ALLOWED_HOSTS: list[str] = env.list("INGEST_ALLOWED_HOSTS", default=[])
# Also from this machine and from private addresses, if their hosts are allowed.
INGEST_ALLOW_PRIVATE = env.bool("INGEST_ALLOW_PRIVATE", default=False)
# How long one request to a source may take in all.
INGEST_FETCH_SECONDS = env.float("INGEST_FETCH_SECONDS", default=120)
# Signs of life, all in seconds: how often a run gives one; without one for how long it is taken
# for dead; how often somebody looks. After a failure that may pass a run pauses.
INGEST_HEARTBEAT = env.float("INGEST_HEARTBEAT", default=20)
INGEST_STALLED_AFTER = env.float("INGEST_STALLED_AFTER", default=120)
INGEST_REAP_EVERY = env.float("INGEST_REAP_EVERY", default=30)
INGEST_RETRY_PAUSE = env.float("INGEST_RETRY_PAUSE", default=30)
if not 0 < INGEST_HEARTBEAT * 3 <= INGEST_STALLED_AFTER:
    raise ImproperlyConfigured(
        f"INGEST_STALLED_AFTER is {INGEST_STALLED_AFTER:g} s and INGEST_HEARTBEAT "
        f"{INGEST_HEARTBEAT:g} s; the first must be at least three times the second, or one late "
        "sign of life is taken for a death."
    )
# How often waiting work is handed to the broker, in seconds.
OUTBOX_EVERY = env.float("OUTBOX_EVERY", default=5)
# Keys of services: INGEST_SECRET_FRED is the secret that a source names as FRED.
INGEST_SECRETS = {
    name.removeprefix("INGEST_SECRET_"): value
    for name, value in os.environ.items()
    if name.startswith("INGEST_SECRET_") and value
}

# --- Languages and time ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- Sign-in --------------------------------------------------------------------------------
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Security of the browser's side -----------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Sites that may show the pages under /embed/ in a frame; no other page may be framed at all.
EMBED_ANCESTORS = env.list("EMBED_ANCESTORS", default=[]) or [NONE]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if not LOCAL:
    # Behind a proxy that ends TLS and sets this header itself (docs/how-to/deploy.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- REST API -------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "indicators.api.errors.problem_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
    # How many proxies before us can be believed about the address of a visitor (throttling).
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0 if LOCAL else 1),
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Policy Tracker",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Logs: one line an event, to standard error -----------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Two lines for every tick of every five seconds would hide the others; failures are ERROR.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
