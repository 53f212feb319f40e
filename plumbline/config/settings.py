"""Settings of one installation, read from the environment.

docs/operations.md lists each variable with its default. Without any, the product runs from an SQLite file under var/
with DEBUG off, which is what `make demo` shows.
"""

import os
import re
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

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


def one_of(name: str, *choices: str) -> str:
    """A variable that takes one of a few words; the first where it is not set. A slip must not weaken sign-in quietly."""
    chosen = os.environ.get(name) or choices[0]
    if chosen not in choices:
        raise ImproperlyConfigured(f"{name} is {chosen!r}; it takes {' or '.join(choices)}")
    return chosen


SHORTEST_SECRET = 32
SHORTEST_KEY, FEWEST_LETTERS = 50, 12  # as Django's own check of a deployment has it, which asks for 5 letters alone

DEBUG = os.environ.get("PLUMBLINE_DEBUG") == "1"
SECRET_KEY = os.environ.get("PLUMBLINE_SECRET_KEY") or local_secret(VAR / "secret-key")
ALLOWED_HOSTS = os.environ.get("PLUMBLINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PLUMBLINE_ORIGINS", "").split(",") if o]
# Served over TLS: cookies are then sent over TLS alone. The demo on localhost has no certificate.
SECURE = os.environ.get("PLUMBLINE_TLS") == "1"


def in_use(variable: str, why: str) -> None:
    """In use by a force nothing that protects its records rests on what an installation makes up for itself."""
    if SECURE and not os.environ.get(variable):
        raise ImproperlyConfigured(f"{variable} is not set, and PLUMBLINE_TLS=1 says that Plumbline is in use: {why}")


in_use("PLUMBLINE_SECRET_KEY", "give the key that signs sessions, 50 characters or more that nobody could guess.")
in_use("PLUMBLINE_HOSTS", "name the hosts under which it may be called.")
if SECURE and (len(SECRET_KEY) < SHORTEST_KEY or len(set(SECRET_KEY)) < FEWEST_LETTERS):
    raise ImproperlyConfigured("PLUMBLINE_SECRET_KEY is too easily guessed: 50 characters or more, made by chance.")
if SECURE and DEBUG:
    raise ImproperlyConfigured(
        "PLUMBLINE_DEBUG=1 shows what it should not, and PLUMBLINE_TLS=1 says that it is in use."
    )

FORCE_NAME = os.environ.get("PLUMBLINE_FORCE", "Northshire Constabulary")
# A force's own numbers, over those shipped in each room's policy.yaml. docs/operations.md shows the layout.
POLICY_FILE = os.environ.get("PLUMBLINE_POLICY", str(VAR / "policy.yaml"))
# What signs the ledger, and where its signed heads are kept: the second belongs where whoever has the database cannot write.
LEDGER_KEY = os.environ.get("PLUMBLINE_LEDGER_KEY", str(VAR / "ledger-key"))
LEDGER_HEADS = os.environ.get("PLUMBLINE_LEDGER_HEADS", str(VAR / "ledger-heads.jsonl"))
# A force's own question sets for case audits, beside those shipped. docs/inspections.md shows the layout.
QUESTIONS_FILE = os.environ.get("PLUMBLINE_QUESTIONS", str(VAR / "questions.yaml"))
# A force's own kinds of meeting, beside those shipped or in their place. docs/briefing.md shows the layout.
MEETINGS_FILE = os.environ.get("PLUMBLINE_MEETINGS", str(VAR / "meetings.yaml"))
DEMO_PASSWORD = "plumbline-demo"  # noqa: S105  only accounts made by `plumbline demo` have it, and the sign-in page says so

# Whoever breaks the glass has the restricted record open for so many hours: force policy.
BREAK_GLASS_HOURS = int(os.environ.get("PLUMBLINE_BREAK_GLASS_HOURS", "8"))
# Where information security is told by e-mail, besides the notice on its pages; nowhere, unless named.
SECURITY_MAILBOX = [a for a in os.environ.get("PLUMBLINE_SECURITY_MAILBOX", "").split(",") if a]
EMAIL_HOST = os.environ.get("PLUMBLINE_MAIL_HOST", "localhost")
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("PLUMBLINE_MAIL_FROM", "plumbline@localhost")

# How the watch tells people outside its pages: not at all, unless named (docs/watch.md).
WATCH = {
    # Where this installation is reached: what links in messages begin with.
    "address": os.environ.get("PLUMBLINE_ADDRESS", "http://localhost:8000").rstrip("/"),
    # A mailbox of a reader is their user name at this domain.
    "mail_domain": os.environ.get("PLUMBLINE_WATCH_MAIL_DOMAIN", ""),
    "webhook": os.environ.get("PLUMBLINE_WATCH_WEBHOOK", ""),
    "webhook_secret": os.environ.get("PLUMBLINE_WATCH_WEBHOOK_SECRET", ""),
}
_here = r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)"
if WATCH["webhook"] and not re.match(rf"https://[^\s/@]+(/|$)|{_here}", WATCH["webhook"]):
    raise ImproperlyConfigured("PLUMBLINE_WATCH_WEBHOOK must begin with https:// and name no user")
if WATCH["webhook"] and len(WATCH["webhook_secret"]) < SHORTEST_SECRET:
    raise ImproperlyConfigured(
        f"PLUMBLINE_WATCH_WEBHOOK_SECRET needs at least {SHORTEST_SECRET} characters: the receiver knows us by it alone"
    )
if not re.fullmatch(r"([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+|", WATCH["mail_domain"]):
    raise ImproperlyConfigured("PLUMBLINE_WATCH_MAIL_DOMAIN is no domain; it takes what stands after the @")
if SECURE and (WATCH["webhook"] or WATCH["mail_domain"]):
    in_use("PLUMBLINE_ADDRESS", "messages lead to it.")

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
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "plumbline.kernel",
    "plumbline.ledger",
    "plumbline.access",
    "plumbline.web",
    "plumbline.standards",
    "plumbline.workforce",
    "plumbline.people",
    "plumbline.incidents",
    "plumbline.referrals",
    "plumbline.missing",
    "plumbline.powers",
    "plumbline.investigations",
    "plumbline.custody",
    "plumbline.oversight",
    "plumbline.retention",
    "plumbline.inspections",
    "plumbline.briefing",
    "plumbline.watch",  # after every room that has standards
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
    "allauth.account.middleware.AccountMiddleware",
    "plumbline.access.middleware.Sittings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "plumbline.access.middleware.FirstThings",
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
    """One writer at a time without failed locks: write-ahead log, and a transaction that takes its place at once.

    What is deleted is overwritten, so that an erasure leaves nothing in the file; and a row that is replaced counts as
    deleted (`recursive_triggers`), so that REPLACE does not go round the ledger's triggers.
    """
    return database | {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            " PRAGMA cache_size=-64000; PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;",
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
SESSION_COOKIE_AGE = 13 * 60 * 60  # no role sits longer; plumbline.access.sitting says how long each may
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = (
    "__Host-sessionid" if SECURE else "sessionid"
)  # by that name a browser takes it from no other host
CSRF_FAILURE_VIEW = "plumbline.access.views.form_refused"
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
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes of a form; the largest form of ours is a hundredth of it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 0  # nothing takes a file

# -- Signing in: docs/adr/0018-sign-in.md, docs/operations.md ------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# In the database, so that all processes of the server count failures together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_counters",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # culling early would let an attacker wash a lock-out away
    }
}
# roles: whoever holds a role that says so. everyone: demo accounts as well.
SECOND_FACTOR = one_of("PLUMBLINE_SECOND_FACTOR", "roles", "everyone")
# on: anyone who has one. break-glass: administrators alone; everyone else comes through the provider.
LOCAL_PASSWORDS = one_of("PLUMBLINE_LOCAL_PASSWORDS", "on", "break-glass")
# How many of our own proxies stand before the server: the address of a device is then taken from X-Forwarded-For.
PROXIES = int(one_of("PLUMBLINE_PROXIES", *"01234"))
ACCOUNT_ADAPTER = "plumbline.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # each is a ledger row: adapter.AccountAdapter.send_notification_mail
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which a proof is good for changing what proves
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "plumbline.access.forms.SignInForm",
    "reauthenticate": "plumbline.access.forms.ConfirmPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "50/15m/ip,10/15m/key", "reauthenticate": "30/m/user"}
MFA_ADAPTER = "plumbline.access.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_ISSUER = f"Plumbline {FORCE_NAME}"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute out
MFA_FORMS = {
    "authenticate": "plumbline.access.forms.SecondStepForm",
    "reauthenticate": "plumbline.access.forms.ConfirmCodeForm",
    "activate_totp": "plumbline.access.forms.AddAppForm",
    "add_webauthn": "plumbline.access.forms.AddPasskeyForm",
    "authenticate_webauthn": "plumbline.access.forms.SecondStepPasskeyForm",
    "login_webauthn": "plumbline.access.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "plumbline.access.forms.ConfirmPasskeyForm",
}
OIDC = {
    "name": os.environ.get("PLUMBLINE_OIDC_NAME", "single sign-on"),
    "issuer": os.environ.get("PLUMBLINE_OIDC_ISSUER", "").rstrip("/"),
    "client": os.environ.get("PLUMBLINE_OIDC_CLIENT", ""),
    "secret": os.environ.get("PLUMBLINE_OIDC_SECRET", ""),
    "claim": os.environ.get("PLUMBLINE_OIDC_CLAIM", "preferred_username"),
    "scope": os.environ.get("PLUMBLINE_OIDC_SCOPE", "openid profile").split(),
    # amr: the provider's word that it asked for two. always: the force's provider lets nobody in with one.
    "second_factor": one_of("PLUMBLINE_OIDC_SECOND_FACTOR", "amr", "always"),
}
if OIDC["issuer"] and not re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|/|$)", OIDC["issuer"]):
    raise ImproperlyConfigured("PLUMBLINE_OIDC_ISSUER must begin with https://")
SOCIALACCOUNT_ADAPTER = "plumbline.access.adapter.ProviderAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "force",
                "name": OIDC["name"],
                "client_id": OIDC["client"],
                "secret": OIDC["secret"],
                "settings": {"server_url": OIDC["issuer"], "scope": OIDC["scope"], "oauth_pkce_enabled": True},
            }
        ]
        if OIDC["issuer"]
        else []
    }
}

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
