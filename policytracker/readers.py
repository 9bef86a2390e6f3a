"""Readers of settings that need more than a type: addresses of servers."""

from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_OWN_KEYS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}


def database(variable: str, url: str, session: dict[str, str]) -> dict[str, Any]:
    """Django's form of a PostgreSQL address, read by libpq's own parser.

    `variable` names the setting in messages. `session` are run-time parameters of PostgreSQL
    (`statement_timeout` ...) for every connection. What Django has no key for (`sslmode`,
    `target_session_attrs` ...) is passed on to libpq.
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"{variable} must be a PostgreSQL address such as "
            f"postgresql://user:password@host:5432/name; it begins with {url[:12]!r}."
        )
    try:
        parts = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"{variable} cannot be read: {str(error).strip()}. Right is "
            "postgresql://user:password@host:5432/name (special characters percent-encoded)."
        ) from error
    if "dbname" not in parts:
        raise ImproperlyConfigured(f"{variable} names no database (…@host:5432/NAME).")
    port = str(parts.pop("port", ""))
    if not all(each.isdigit() for each in port.split(",") if each):
        raise ImproperlyConfigured(f"{variable} has the port {port!r}, which is not a number.")
    given = str(parts.pop("options", ""))
    ours = " ".join(f"-c {key}={value}" for key, value in session.items())
    found: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        **{theirs: str(parts.pop(ours_)) for ours_, theirs in _OWN_KEYS.items() if ours_ in parts},
        "PORT": port,
    }
    found["OPTIONS"] = {**parts, "options": f"{ours} {given}".strip()}
    return found


def report_url(variable: str, address: str) -> str:
    """An address to report errors to: http(s) or mailto, with the fields page and subject only."""
    if not address:
        return ""
    right = f"Right is https://tracker.example.org/report?page={{page}} or mailto:… in {variable}."
    try:
        fields = {name for _, name, _, _ in Formatter().parse(address) if name is not None}
    except ValueError as error:
        raise ImproperlyConfigured(f"{variable} cannot be read: {error}. {right}") from error
    if fields - {"page", "subject"}:
        unknown = ", ".join(sorted(fields - {"page", "subject"}))
        raise ImproperlyConfigured(
            f"{variable} has the unknown field {{{unknown}}}; known are {{page}} and {{subject}}. "
            f"{right}"
        )
    try:
        parts = urlsplit(address.format(page="p", subject="s"))
    except (ValueError, IndexError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured(f"{variable} cannot be read: {error}. {right}") from error
    web = parts.scheme in ("http", "https") and bool(parts.netloc)
    if not web and not (parts.scheme == "mailto" and "@" in parts.path):
        raise ImproperlyConfigured(f"{variable} is no http, https or mailto address. {right}")
    return address
