"""The settings, and the only reader of the environment.

Every name that can be set from outside is listed in ``docs/settings.md``. ``bin/run`` and ``bin/manage`` set
DATABASE_URL and REDIS_URL for the embedded servers; on real servers the environment or ``.env`` does.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu.entity import Queue

from factcheck.logs import DEBUG_LEVEL, INFO_LEVEL, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"))


def required(name: str) -> str:
    """Return a variable that nothing works without.

    Raises :class:`ImproperlyConfigured` with what to do about it.
    """
    value = str(env(name, default=""))
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Start with bin/run, bin/manage or bin/test, which set it for the embedded servers, "
            "or set it in the environment or in .env (docs/settings.md)."
        )
    return value


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = required("SECRET_KEY")
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))

# --- Who may ask for pages ---------------------------------------------------------------------------------------
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env("PUBLIC_URL", default="")
HTTPS = PUBLIC_URL.startswith("https://")
if PUBLIC_URL:
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Other names under the newsroom's are not the desk's to decide about (checks W005 and W021 would have it so).
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "articles.views.errors.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Parts --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "template_partials",
    "factcheck.apps.FactcheckConfig",
    "articles.apps.ArticlesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factcheck.middleware.SessionCookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "factcheck.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

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
                "factcheck.context.site",
            ],
        },
    },
]

# --- Database: one engine everywhere ------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(required("DATABASE_URL"))}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL, for example postgres://user:password@host/name.")
# Server-side limits, so that no page can hold a lock or a connection for ever. The web application chooses them
# (factcheck/wsgi.py); the worker has its time limits, commands and migrations have none.
_statement_seconds = env.int("DATABASE_STATEMENT_TIMEOUT_SECONDS", default=0)
_options = {
    "connect_timeout": 3,
    "application_name": env("DATABASE_APPLICATION_NAME", default="periksa"),
    # A network that swallows packets is noticed within seconds, not after the system's hours.
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    **DATABASES["default"].get("OPTIONS", {}),
}
if _statement_seconds:
    _limits = f"-c statement_timeout={_statement_seconds * 1000} -c lock_timeout=3000"
    _options["options"] = (
        f"{_options.get('options', '')} {_limits} -c idle_in_transaction_session_timeout=60000".strip()
    )
DATABASES["default"]["OPTIONS"] = _options
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A connection a thread, asked whether it lives before each request. Not psycopg's pool: after an outage it tries again
# less and less often, each process for itself, and answers 503 for up to minutes after the database is back.
DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("DATABASE_KEEP_SECONDS", default=60))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Queue: only a bell (docs/decisions/0001). Values: each names what was measured or read. ------------------------
REDIS_URL = required("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "extraction"
# A message is gone when it is taken. Acknowledging it later, as Celery does, buys nothing here, and a worker whose
# acknowledgement fails (the queue died meanwhile) keeps its place taken and never takes another message: measured.
CELERY_TASK_QUEUES = [Queue(name, no_ack=True) for name in ("extraction", "reading", "fetching", "feeds")]
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_DISABLE_PREFETCH = True  # take only what a free child can start, so that many workers share the queue
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # the state lives in PostgreSQL; no second truth
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # True is an endless loop on a job that kills its worker; the sweeper caps
# The engine reads a megabyte in some seconds: the largest text that may come in fits, on a busy machine too.
CELERY_TASK_SOFT_TIME_LIMIT = env.int("EXTRACTION_SOFT_LIMIT_SECONDS", default=150)
CELERY_TASK_TIME_LIMIT = env.int("EXTRACTION_HARD_LIMIT_SECONDS", default=180)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 3,  # longer than the 1 s of BRPOP; the default lets a frozen Redis hang the page for ever
    "socket_connect_timeout": 1,
    "global_keyprefix": "periksa:",
    # A ring that finds no queue gives up at once; the default tries for six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False  # a failed ring is no error: the sweeper rings again
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the default gives up after 100
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the fence makes finishing safe
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# What `celery beat` rings. A ring that nobody hears in its minute is void: the next one says the same.
FEED_RING_SECONDS = env.int("FEED_RING_SECONDS", default=60)
DIGEST_RING_SECONDS = env.int("DIGEST_RING_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "digests": {
        "task": "articles.plan_digests",
        "schedule": DIGEST_RING_SECONDS,
        "args": [500],
        "options": {"queue": "fetching", "expires": DIGEST_RING_SECONDS},
    },
    "feeds": {
        "task": "articles.ring_feeds",
        "schedule": FEED_RING_SECONDS,
        "args": [100],
        "options": {"queue": "feeds", "expires": FEED_RING_SECONDS},
    },
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# An extraction whose lease is over is taken by another worker. Longer than the hard limit, so that a worker that
# still runs keeps it; a worker that has stopped beating loses it sooner.
EXTRACTION_LEASE_SECONDS = env.int("EXTRACTION_LEASE_SECONDS", default=240)
EXTRACTION_MAX_ATTEMPTS = env.int("EXTRACTION_MAX_ATTEMPTS", default=4)
WORKER_SILENT_SECONDS = env.int("WORKER_SILENT_SECONDS", default=20)
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=5)

# --- What may come in ---------------------------------------------------------------------------------------------
IMPORT_MAX_BYTES = 10 * 1024 * 1024
IMPORT_MAX_TABLE_BYTES = 50 * 1024 * 1024  # a table or a ZIP, which hold many
IMPORT_MAX_FILES = 200
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
# Above the limit of one text, so that the form itself can answer in words instead of a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = IMPORT_MAX_FILES + 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- What may be fetched ------------------------------------------------------------------------------------------
IMPORT_MAX_ADDRESSES = env.int("IMPORT_MAX_ADDRESSES", default=200)
FETCH_SECONDS = env.int("FETCH_SECONDS", default=20)
FETCH_MAX_BYTES = IMPORT_MAX_BYTES
FETCH_MAX_REDIRECTS = 5
FETCH_PER_HOST = env.int("FETCH_PER_HOST", default=2)
# Of what comes by itself, feeds and what they bring: seconds between two visits of a host, items of one reading.
FETCH_HOST_SECONDS = env.float("FETCH_HOST_SECONDS", default=2.0)
FEED_MAX_ITEMS = env.int("FEED_MAX_ITEMS", default=200)
FEED_FIRST_ITEMS = env.int("FEED_FIRST_ITEMS", default=20)
FETCH_ALLOWED_HOSTS: list[str] = env.list("FETCH_ALLOWED_HOSTS", default=[])
FETCH_CONTACT = " ".join(env("FETCH_CONTACT", default=PUBLIC_URL or "no contact given").split())
FETCH_USER_AGENT = f"Periksa/0.1 (a newsroom's fact-checking desk; {FETCH_CONTACT})".encode("ascii", "replace").decode()

# --- Mail: without a server none is offered -----------------------------------------------------------------------
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_OFFERED = bool(EMAIL_URL)
if EMAIL_OFFERED and not PUBLIC_URL:
    raise ImproperlyConfigured("EMAIL_URL needs PUBLIC_URL, because the mails have the addresses of pages in them.")
_mail = env.email_url_config(EMAIL_URL or "smtp://localhost")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", default=20)
EMAIL_MESSAGE_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default=f"Periksa <periksa@{EMAIL_MESSAGE_HOST}>")

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "articles.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Languages and times ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Bahasa Indonesia"))]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Asia/Jakarta")

# --- Static files, logs -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = logging_config(level=env("LOG_LEVEL", default="INFO"))
# One line a request and a task: the lines that only say that one began are of the level that is not written.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = DEBUG_LEVEL
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = INFO_LEVEL
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
