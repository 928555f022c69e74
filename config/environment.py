"""The environment, read once and checked before anything starts.

A value that is missing, misspelt or weak refuses to boot with a sentence that names its key. The
names are listed in ``KEYS``; ``.env.example`` explains each.
"""

import io
import os
import re
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

KEYS: Final = frozenset(
    [
        "DEBUG",
        "SECRET_KEY",
        "JWT_SECRET_KEY",
        "ALLOWED_HOSTS",
        "APP_BASE_URL",
        "LIBRARY_NAME",
        "INSTITUTION_NUMBER",
        "DEFAULT_LANGUAGE",
        "DEFAULT_TIME_ZONE",
        "CURRENCY",
        "MAX_IMPORT_MB",
        "DATABASE_URL",
        "REDIS_URL",
        "CACHE_TTL",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "RATE_LIMITS",
        "TRUSTED_PROXY",
        "HSTS_SECONDS",
        "HSTS_SUBDOMAINS",
        "HSTS_PRELOAD",
        "ACCESS_TOKEN_TTL_MINUTES",
        "REFRESH_TOKEN_TTL_DAYS",
        "VERIFICATION_TOKEN_TTL_HOURS",
        "SMTP_HOST",
        "SMTP_PORT",
        "SMTP_FROM",
        "SMTP_USERNAME",
        "SMTP_PASSWORD",
        "SMTP_USE_TLS",
        "HOST",
        "PORT",
        "STAFF_PASSWORD",
        "POSTGRES_PASSWORD",
        "SRU_TARGETS",
        "SRU_SECONDS",
    ]
)
MIN_SECRET_BYTES: Final = 32
_LINE: Final = re.compile(r"(?:export )?([A-Za-z_][A-Za-z_0-9]*)=")
_ADDRESS: Final = re.compile(r"[^\s@<>(),;:\"\\]+@[\w-]+(\.[\w-]+)*")
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Environment:
    """Typed, checked reads of the environment and of the ``.env`` file beneath it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = environ.Env()
        file = os.environ.get("ENV_FILE", str(root / ".env"))
        if file and Path(file).is_file():
            self._read_file(Path(file))
        self.debug = self.flag("DEBUG", default=False)

    def _read_file(self, file: Path) -> None:
        try:
            lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{file.name} cannot be read as UTF-8 text.") from error
        keys = [_key(file, at, line) for at, line in enumerate(lines, 1) if line and line[0] != "#"]
        if unknown := sorted(set(keys) - KEYS):
            raise ImproperlyConfigured(
                f"{file.name} sets {', '.join(unknown)}, which the library does not know. "
                "See .env.example for the names it reads."
            )
        self.env.read_env(io.StringIO("\n".join(lines)))

    def text(self, key: str, default: str = "") -> str:
        """The value of ``key`` as it stands, without outer space; ``default`` when that is
        empty.
        """
        # Not by environ's own reader, which takes a value that begins with $ for another's name.
        return os.environ.get(key, "").strip() or default

    def flag(self, key: str, *, default: bool) -> bool:
        """A yes or no: true/false, yes/no, on/off, 1/0."""
        said = self.text(key, "yes" if default else "no").lower()
        if said in {"true", "yes", "on", "1"}:
            return True
        if said in {"false", "no", "off", "0"}:
            return False
        raise ImproperlyConfigured(f"{key} must be true or false, not {said!r}.")

    def number(self, key: str, default: int, *, least: int = 1, most: int = 1_000_000) -> int:
        """A whole number between ``least`` and ``most``."""
        said = self.text(key, str(default))
        if not said.isdecimal() or len(said) > 9 or not least <= int(said) <= most:
            raise ImproperlyConfigured(
                f"{key} must be a whole number from {least} to {most}, not {said!r}."
            )
        return int(said)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of ``choices``, in any case of letters."""
        said = self.text(key, default)
        for choice in choices:
            if said.lower() == choice.lower():
                return choice
        raise ImproperlyConfigured(f"{key} must be one of {', '.join(choices)}, not {said!r}.")

    def url(self, key: str, schemes: tuple[str, ...], default: str = "") -> str:
        """A URL of one of ``schemes``, or empty when it is not set and has no default."""
        said = self.text(key, default)
        if not said:
            return ""
        try:
            parts = urlsplit(said)
            parts.port  # noqa: B018 - reading it is what checks it
        except ValueError as error:
            # What the error quotes may be a piece of a password.
            raise ImproperlyConfigured(
                f"{key} is not a URL that can be read. Look at its port, and write special "
                "characters of a password as in %23 for #."
            ) from error
        names_a_place = parts.hostname if said.startswith("http") else parts.netloc or parts.path
        if parts.scheme not in schemes or not (names_a_place or "").strip("/"):
            wanted = " or ".join(f"{scheme}://…" for scheme in schemes)
            raise ImproperlyConfigured(f"{key} must be a URL like {wanted}.")
        return said

    def addresses(self, key: str) -> list[str]:
        """Addresses of the web with spaces between them."""
        said = self.text(key).split()
        if not all(each.startswith(("http://", "https://")) for each in said):
            raise ImproperlyConfigured(
                f"{key} must be addresses like https://sru.example.org/catalogue, with spaces "
                "between them."
            )
        return said

    def sender(self, key: str, default: str) -> str:
        """Whom a letter is from: an address, alone or as in ``The Library <desk@example.org>``."""
        said = self.text(key)
        if not said:
            return default
        _name, address = parseaddr(said)
        is_whole = address == said or said.endswith(f"<{address}>")
        if not (is_whole and _ADDRESS.fullmatch(address)):
            raise ImproperlyConfigured(
                f"{key} must be an e-mail address, like desk@example.org or "
                f"The Library <desk@example.org>, not {said!r}."
            )
        return said

    def secret(self, key: str, *, other_than: str = "") -> str:
        """A secret of at least 32 bytes, and not that of ``other_than``; in DEBUG one is made and
        kept in ``var/`` when none is set.
        """
        said = self.text(key)
        if not said and self.debug:
            return self._development_secret(key)
        if not said:
            raise ImproperlyConfigured(
                f"{key} is not set. Outside DEBUG the library needs a secret of its own: "
                'python -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
            )
        if len(said.encode()) < MIN_SECRET_BYTES:
            raise ImproperlyConfigured(
                f"{key} is too short: a secret needs at least {MIN_SECRET_BYTES} bytes."
            )
        if other_than and said == self.text(other_than):
            raise ImproperlyConfigured(
                f"{key} is the same as {other_than}: each needs a secret of its own, so that "
                "whoever learns the one has not the other."
            )
        return said

    def _development_secret(self, key: str) -> str:
        file = self.root / "var" / f"development-{key.lower().replace('_', '-')}"
        file.parent.mkdir(exist_ok=True)
        if not file.exists():
            # Written whole under another name first: two processes may start at the same moment.
            draft = file.with_name(f"{file.name}.{os.getpid()}")
            draft.write_text(secrets.token_urlsafe(48))
            draft.chmod(0o600)
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text()


def _key(file: Path, number: int, line: str) -> str:
    """The name that ``line`` sets. Its text is not quoted: it may hold a secret."""
    if found := _LINE.match(line):
        return found[1]
    raise ImproperlyConfigured(
        f"Line {number} of {file.name} does not set anything: write it as KEY=value, without "
        "spaces around the =."
    )
