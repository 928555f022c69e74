"""The one settings file. Everything that differs between installations comes from the environment.

See ``config/environment.py`` for how values are checked and ``.env.example`` for what each one
means.
"""

import warnings
from datetime import timedelta
from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import database, languages, logs, openapi
from config.environment import LOG_LEVELS, Environment

django_stubs_ext.monkeypatch()  # lets FormView[Form] and its like be written at run time

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment(BASE_DIR)

# --- What this installation is -----------------------------------------------------------------

DEBUG = env.debug
SECRET_KEY = env.secret("SECRET_KEY")
JWT_SECRET_KEY = env.secret("JWT_SECRET_KEY", other_than="SECRET_KEY")
LIBRARY_NAME = env.text("LIBRARY_NAME", "The Library")
INSTITUTION_NUMBER = env.number("INSTITUTION_NUMBER", 1, most=9999)
CURRENCY = env.text("CURRENCY", "EUR")
SRU_TARGETS = env.addresses("SRU_TARGETS")
SRU_SECONDS = env.number("SRU_SECONDS", 4, most=30)
APP_BASE_URL = env.url("APP_BASE_URL", ("http", "https"), "http://127.0.0.1:8000").rstrip("/")
HTTPS = APP_BASE_URL.startswith("https://")
ALLOWED_HOSTS = [host.strip() for host in env.text("ALLOWED_HOSTS").split(",") if host.strip()]
if not ALLOWED_HOSTS:
    own_host = urlsplit(APP_BASE_URL).hostname or "localhost"
    # An IPv6 address stands in brackets.
    ALLOWED_HOSTS = [f"[{own_host}]" if ":" in own_host else own_host, "localhost", "127.0.0.1"]

RATE_LIMITS = env.flag("RATE_LIMITS", default=True)
if not RATE_LIMITS:
    warnings.warn("RATE_LIMITS is off: sign-in can be tried without end.", stacklevel=1)

# --- What it is made of ------------------------------------------------------------------------

INSTALLED_APPS = [
    "core",
    "accounts",
    "catalog",
    "members",
    "loans",
    "config.apps.LibraryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.apps.LibraryStaticFilesConfig",
    "django_filters",
    "django_htmx",
    "django_q",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "template_partials",
]

# The API carries its identity in each request, so everything about sessions is for pages only.
MIDDLEWARE = [
    "core.http.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.web.middleware.PageContentSecurityPolicy",
    "core.web.middleware.PageSession",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.web.uploads.LimitBodies",
    "core.web.middleware.PageCsrf",
    "core.web.middleware.PageAuthentication",
    "core.web.middleware.PageMessages",
    "core.web.middleware.PageHtmx",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "catalog.web.moved.Moved",
    "core.web.middleware.Refusals",
    "members.web.looks.Looks",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context.library",
            ],
        },
    }
]

# --- Where things are kept ---------------------------------------------------------------------

DATABASES = {
    "default": database.settings(
        env.url(
            "DATABASE_URL",
            ("postgres", "postgresql", "sqlite"),
            f"sqlite:///{VAR_DIR / 'library.sqlite3'}",
        )
    )
}

REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
CACHE_TTL = env.number("CACHE_TTL", 300)
CACHES = {"default": database.cache_settings(REDIS_URL, CACHE_TTL)}

MEDIA_ROOT = VAR_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["gz", "br", "png", "jpg", "webp", "woff2", "map"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Who may do what ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:welcome"
LOGOUT_REDIRECT_URL = "catalog:home"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 3

ACCESS_TOKEN_TTL = timedelta(minutes=env.number("ACCESS_TOKEN_TTL_MINUTES", 15, most=24 * 60))
REFRESH_TOKEN_TTL = timedelta(days=env.number("REFRESH_TOKEN_TTL_DAYS", 30, most=366))
VERIFICATION_TOKEN_TTL = timedelta(
    hours=env.number("VERIFICATION_TOKEN_TTL_HOURS", 24, most=24 * 30)
)
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SECRET_KEY,
    "ACCESS_TOKEN_LIFETIME": ACCESS_TOKEN_TTL,
    "TOKEN_TYPE_CLAIM": "purpose",
    "USER_ID_CLAIM": "sub",
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# What browsers have been told they keep to, so it begins small and concerns no other host.
hsts_seconds = env.number("HSTS_SECONDS", 60 * 60, least=0, most=2 * 366 * 24 * 60 * 60)
SECURE_HSTS_SECONDS = hsts_seconds if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=False) and HTTPS
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", default=False) and HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("TRUSTED_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXY = env.flag("TRUSTED_PROXY", default=False)
CSRF_TRUSTED_ORIGINS = [APP_BASE_URL]
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # PageCsrf is Django's own, for pages
    "security.W005",  # whether all hosts of the domain speak HTTPS, only its owner knows
    "security.W021",  # nor can a place on the browsers' lists be given up quickly
]
CSRF_FAILURE_VIEW = "core.web.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000  # a table may have 500 columns, each with a choice
MAX_COVER_BYTES = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["core.web.uploads.Limited"]
MAX_IMPORT_BYTES = env.number("MAX_IMPORT_MB", 300, most=4096) * 1024 * 1024

# --- Mail --------------------------------------------------------------------------------------

# Django's mail API writes into the outbox, in the transaction of whoever sends; the worker then
# delivers from there through the real backend.
EMAIL_BACKEND = "members.mail.OutboxBackend"
EMAIL_HOST = env.text("SMTP_HOST")
EMAIL_PORT = env.number("SMTP_PORT", 587, most=65_535)
EMAIL_HOST_USER = env.text("SMTP_USERNAME")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
own_sender = formataddr((LIBRARY_NAME, "library@localhost"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("SMTP_FROM", own_sender)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DELIVERY_EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "members.mail.FolderBackend"
)

# --- Language and time -------------------------------------------------------------------------

LANGUAGES = languages.LANGUAGES
LANGUAGE_CODE = env.choice("DEFAULT_LANGUAGE", languages.CODES, "en")
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("DEFAULT_TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as error:
    raise ImproperlyConfigured(
        f"DEFAULT_TIME_ZONE is not a time zone we know: {TIME_ZONE!r}. Write it like Europe/Berlin."
    ) from error

# --- Work in the background --------------------------------------------------------------------

Q_CLUSTER = {
    "name": "library",
    "label": _("Background work"),
    "orm": "default",
    "workers": 1,
    "timeout": 300,
    "retry": 360,  # longer than the timeout: a job is never handed out while it still runs
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,  # jobs look at the rows that wait, so one run makes up for any missed
    "poll": 1,
    "save_limit": 250,
    "bulk": 1,
}

# --- REST --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.AccessToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJson"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.Json"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "EXCEPTION_HANDLER": "core.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = openapi.SETTINGS

# --- Logs --------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", LOG_LEVELS, "INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", ("json", "console"), "console" if DEBUG else "json")
LOGGING = logs.settings(LOG_LEVEL, LOG_FORMAT)
