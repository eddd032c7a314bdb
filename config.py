"""The settings of each environment (REGISTRY_ENV: development, testing or production), read once by create_app."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SECRET_LENGTH = 32
# Known to every reader of this file, which is why production refuses it.
PUBLIC_SECRET = "for-development-and-tests-only-never-for-a-real-registry"  # noqa: S105
MEGABYTE = 1024 * 1024
# How the way to the mail server is protected, and the port that goes with it.
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class ConfigError(RuntimeError):
    """A setting is missing or unsafe; the message names the variable and what to set it to."""


class Config:
    """What all environments share; the environment's variables are read when an instance is made."""

    TESTING = False

    MAX_CONTENT_LENGTH = 32 * MEGABYTE
    MAX_FORM_MEMORY_SIZE = 2 * MEGABYTE
    # An annual report with some hundred intellectual property rows has about 1,500 fields.
    MAX_FORM_PARTS = 2000

    SESSION_COOKIE_NAME = "registry"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    SESSION_IDLE_MINUTES = 30
    SESSION_ABSOLUTE_HOURS = 8
    # A long report must not fail on a form token's age; the token ends with the session.
    WTF_CSRF_TIME_LIMIT = None

    LOGIN_FAILURES = 5
    LOGIN_LOCK_MINUTES = 30
    ARGON2_TIME_COST = 2
    ARGON2_MEMORY_COST = 64 * 1024  # KiB
    ARGON2_PARALLELISM = 1

    LANGUAGES = ("zh_Hans_CN", "en")
    BABEL_DEFAULT_LOCALE = "zh_Hans_CN"
    BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"

    def __init__(self, environ: Mapping[str, str]) -> None:
        folder = Path(environ.get("REGISTRY_INSTANCE") or ROOT / "instance").resolve()
        self.SECRET_KEY = environ.get("SECRET_KEY") or PUBLIC_SECRET
        self.SQLALCHEMY_DATABASE_URI = database_address(environ.get("DATABASE_URL") or "", folder)
        self.DOCUMENT_FOLDER = environ.get("REGISTRY_DOCUMENT_FOLDER") or str(folder / "documents")
        self.TRUSTED_HOSTS = listed(environ.get("REGISTRY_TRUSTED_HOSTS") or "") or None
        self.TRUSTED_PROXIES = whole_number("REGISTRY_TRUSTED_PROXIES", environ.get("REGISTRY_TRUSTED_PROXIES") or "0")
        self.PUBLIC_ADDRESS = (environ.get("REGISTRY_ADDRESS") or self._own_address()).rstrip("/")
        self.OFFICERS_NEED_SECOND_FACTOR = yes(
            "REGISTRY_OFFICERS_NEED_SECOND_FACTOR", environ.get("REGISTRY_OFFICERS_NEED_SECOND_FACTOR") or "no"
        )
        self._read_mail(environ, folder)
        self._read_provider(environ)

    def _own_address(self) -> str:
        return "http://127.0.0.1:8000"

    def _read_mail(self, environ: Mapping[str, str], folder: Path) -> None:
        """Mail goes to MAIL_SERVER, or as files into MAIL_FOLDER; with neither it stays in the outbox.

        Without HAS_MAIL nobody can be asked to confirm an address, nor be sent a link to set another password.
        """
        self.MAIL_SERVER = environ.get("REGISTRY_MAIL_SERVER") or ""
        self.MAIL_SECURITY = environ.get("REGISTRY_MAIL_SECURITY") or "starttls"
        if self.MAIL_SECURITY not in MAIL_PORTS:
            raise ConfigError(
                f"REGISTRY_MAIL_SECURITY 应是 {'、'.join(MAIL_PORTS)} 之一，现为 {self.MAIL_SECURITY!r}。"
            )
        usual = str(MAIL_PORTS[self.MAIL_SECURITY])
        self.MAIL_PORT = whole_number("REGISTRY_MAIL_PORT", environ.get("REGISTRY_MAIL_PORT") or usual)
        self.MAIL_USER = environ.get("REGISTRY_MAIL_USER") or ""
        self.MAIL_PASSWORD = environ.get("REGISTRY_MAIL_PASSWORD") or ""
        self.MAIL_FROM = environ.get("REGISTRY_MAIL_FROM") or ("" if self.MAIL_SERVER else "registry@localhost")
        self.MAIL_FOLDER = environ.get("REGISTRY_MAIL_FOLDER") or ""
        self.HAS_MAIL = bool(self.MAIL_SERVER or self.MAIL_FOLDER)
        if self.MAIL_SERVER and not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", self.MAIL_FROM):
            raise ConfigError("设置了 REGISTRY_MAIL_SERVER，就必须用 REGISTRY_MAIL_FROM 写明发件邮箱。")

    def _read_provider(self, environ: Mapping[str, str]) -> None:
        """The identity provider (OpenID Connect): all of it or nothing; without it log-in by it does not exist."""
        names = ("REGISTRY_OIDC_ISSUER", "REGISTRY_OIDC_CLIENT_ID", "REGISTRY_OIDC_CLIENT_SECRET")
        given = [environ.get(name) or "" for name in names]
        if any(given) and not all(given):
            raise ConfigError(f"统一身份认证要同时设置 {'、'.join(names)}。")
        self.OIDC_ISSUER, self.OIDC_CLIENT_ID, self.OIDC_CLIENT_SECRET = (given[0].rstrip("/"), *given[1:])
        if self.OIDC_ISSUER and not re.match(r"https://|http://localhost[:/]", self.OIDC_ISSUER):
            raise ConfigError("REGISTRY_OIDC_ISSUER 应以 https:// 开头。")

    def check(self) -> None:
        """Raise ConfigError where this environment must not start with these settings."""


class Development(Config):
    """One person's machine: a demo on SQLite, reached over plain HTTP on the loopback address, its mail in files."""

    TEMPLATES_AUTO_RELOAD = True

    def _read_mail(self, environ: Mapping[str, str], folder: Path) -> None:
        super()._read_mail(environ, folder)
        if not self.MAIL_SERVER:
            self.MAIL_FOLDER = self.MAIL_FOLDER or str(folder / "mail")
            self.HAS_MAIL = True


class Testing(Config):
    """The tests: nothing of the machine's own registry, and passwords that cost next to nothing to check."""

    TESTING = True
    ARGON2_TIME_COST = 1
    ARGON2_MEMORY_COST = 8
    ARGON2_PARALLELISM = 1

    def __init__(self, environ: Mapping[str, str]) -> None:
        # A test run must never reach a database or a folder that somebody works with.
        super().__init__({})
        self.HAS_MAIL = True  # into the outbox, which the tests read
        self.SQLALCHEMY_DATABASE_URI = "sqlite://"


class Production(Config):
    """An office in service, behind TLS."""

    PREFERRED_URL_SCHEME = "https"
    SESSION_COOKIE_SECURE = True
    # The prefix makes browsers refuse the cookie from any other host, path or plain HTTP.
    SESSION_COOKIE_NAME = "__Host-registry"
    SESSION_COOKIE_PATH = "/"
    SESSION_COOKIE_DOMAIN = None

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.DEBUG = environ.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no"}

    def _own_address(self) -> str:
        return f"https://{self.TRUSTED_HOSTS[0].lstrip('.')}" if self.TRUSTED_HOSTS else ""

    def check(self) -> None:
        if self.SECRET_KEY == PUBLIC_SECRET or len(self.SECRET_KEY) < SECRET_LENGTH:
            raise ConfigError(
                f"生产环境必须设置 SECRET_KEY，至少 {SECRET_LENGTH} 个字符，"
                "可用 python3 -c 'import secrets; print(secrets.token_urlsafe(48))' 生成。"
            )
        if not self.TRUSTED_HOSTS:
            raise ConfigError("生产环境必须设置 REGISTRY_TRUSTED_HOSTS：本系统的域名，多个用逗号隔开。")
        if self.DEBUG:
            raise ConfigError("生产环境不能打开调试：请去掉 FLASK_DEBUG。")


ENVIRONMENTS: Mapping[str, type[Config]] = {
    "development": Development,
    "testing": Testing,
    "production": Production,
}


def load(
    choice: type[Config] | Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The settings for `app.config.from_mapping`, checked.

    `choice` is a class of this module, or values laid over those of REGISTRY_ENV, or None for those alone.
    Without REGISTRY_ENV the environment is development. Raises ConfigError.
    """
    variables = os.environ if environ is None else environ
    kind = choice if isinstance(choice, type) else environment_named(variables.get("REGISTRY_ENV") or "development")
    config = kind(variables)
    for name, value in choice.items() if isinstance(choice, Mapping) else ():
        setattr(config, name, value)
    config.check()
    return {name: getattr(config, name) for name in dir(config) if name.isupper()}


def environment_named(name: str) -> type[Config]:
    try:
        return ENVIRONMENTS[name]
    except KeyError:
        raise ConfigError(f"REGISTRY_ENV 应是 {'、'.join(ENVIRONMENTS)} 之一，现为 {name!r}。") from None


def database_address(address: str, folder: Path) -> str:
    """The SQLAlchemy address: bare PostgreSQL ones get the driver we ship; without any, SQLite inside `folder`."""
    if not address:
        return f"sqlite:///{(folder / 'registry.sqlite').as_posix()}"
    scheme, separator, rest = address.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in {"postgres", "postgresql"} else address


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def whole_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(f"{name} 应是 0 或更大的整数，现为 {text!r}。")
    return int(text)


def yes(name: str, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ConfigError(f"{name} 应是 yes 或 no，现为 {text!r}。")
    return text == "yes"
