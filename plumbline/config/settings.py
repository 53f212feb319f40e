"""Settings of one installation, read from the environment.

docs/operations.md lists each variable with its default. Without any, the product runs from an SQLite file under var/
with DEBUG off, which is what `make demo` shows.
"""

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

HOME = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("PLUMBLINE_VAR", HOME / "var"))
ASSETS = HOME / "assets" / "build"


def local_secret(path: Path) -> str:
    """The key of this installation, made on first use and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = os.environ.get("PLUMBLINE_DEBUG") == "1"
SECRET_KEY = os.environ.get("PLUMBLINE_SECRET_KEY") or local_secret(VAR / "secret-key")
ALLOWED_HOSTS = os.environ.get("PLUMBLINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PLUMBLINE_ORIGINS", "").split(",") if o]
# Served over TLS: cookies are then sent over TLS alone. The demo on localhost has no certificate.
SECURE = os.environ.get("PLUMBLINE_TLS") == "1"

FORCE_NAME = os.environ.get("PLUMBLINE_FORCE", "Northshire Constabulary")
# A force's own numbers, over those shipped in each room's policy.yaml. docs/operations.md shows the layout.
POLICY_FILE = os.environ.get("PLUMBLINE_POLICY", str(VAR / "policy.yaml"))
DEMO_PASSWORD = "plumbline-demo"  # noqa: S105  only accounts made by `plumbline demo` have it, and the sign-in page says so

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "plumbline.kernel",
    "plumbline.ledger",
    "plumbline.access",
    "plumbline.web",
    "plumbline.standards",
    "plumbline.workforce",
    "plumbline.people",
    "plumbline.missing",
    "plumbline.inspections",
    "plumbline.feeds",
    "plumbline.lake",
    "plumbline.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "plumbline.web.middleware.PlainRefusals",
]

ROOT_URLCONF = "plumbline.config.urls"
WSGI_APPLICATION = "plumbline.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # Cotton and template-partials each offer to rewrite the loaders at start-up, and the last one wins without a
            # word; so both are told not to, and the order stands here.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "plumbline.web.templatetags.plumbline",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plumbline.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "plumbline.web.forms.Renderer"


def sqlite_options(database: dict[str, object]) -> dict[str, object]:
    """One writer at a time without failed locks: write-ahead log, and a transaction that takes its place at once."""
    return database | {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            " PRAGMA cache_size=-64000;",
        }
    }


VAR.mkdir(parents=True, exist_ok=True)
_database = dj_database_url.config(default=f"sqlite:///{VAR / 'plumbline.sqlite3'}", conn_max_age=600)
if _database["ENGINE"].endswith("sqlite3"):
    _database = sqlite_options(_database)
else:
    _database["CONN_HEALTH_CHECKS"] = True
    # The engine's one long statement is prepared once a connection (Django itself prepares none) and its plan kept: planning
    # it anew would cost ten times its running. JIT would compile it for a single row.
    _database.setdefault("OPTIONS", {}).update(
        application_name="plumbline", prepare_threshold=5, options="-c plan_cache_mode=force_generic_plan -c jit=off"
    )
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
LOGIN_URL = "access:sign-in"
LOGIN_REDIRECT_URL = "standards:my-duties"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift and its hand-over
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
# The proxy that speaks TLS says so in this header, and must set or strip it on every request.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
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
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "Europe/London"  # what people are shown; the database holds UTC
FORMAT_MODULE_PATH = ["plumbline.web.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ASSETS] if ASSETS.exists() else []
_uncollected = DEBUG or "pytest" in sys.modules  # static files come from where they lie, not from STATIC_ROOT
_manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if _uncollected else _manifest},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = _uncollected
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
