"""Logs as lines of facts: JSON in production, colours at a developer's terminal, secrets in
neither.
"""

import json
import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.dev import plain_traceback
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_KEYS = re.compile(r"password|secret|token|authorization|cookie|csrf", re.IGNORECASE)
# A JWT, the query of a verification link, or the end of a password-reset link, wherever a message
# happens to quote one.
_SECRET_TEXT = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=token=)[^\s&\"']+|(?<=/password/reset/)[^\s\"'/]+/[^\s\"']+"
)
_SIGNS_OF_SECRETS = ("eyJ", "token=", "/password/reset/")
"""One of these stands in whatever ``_SECRET_TEXT`` finds: asked first, for most texts have none."""


def without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Blot out values whose key says secret, and tokens inside any text, however deep they lie."""
    for key, value in event.items():
        event[key] = _blotted(key, value)
    return event


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return bool(_SECRET_KEYS.search(key))


def _blotted(key: object, value: Any) -> Any:
    if _is_secret(str(key)):
        return "[secret]"
    if isinstance(value, str):
        for sign in _SIGNS_OF_SECRETS:
            if sign in value:
                return _SECRET_TEXT.sub("[secret]", value)
        return value
    if isinstance(value, dict):
        return {inner: _blotted(inner, said) for inner, said in value.items()}
    if isinstance(value, list):
        return [_blotted("", said) for said in value]
    return value


def _json(event: EventDict, default: Callable[[Any], Any], **_: Any) -> str:
    """A line of JSON. What orjson cannot write at all (a huge number) json still can."""
    try:
        return orjson.dumps(event, default=default, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return json.dumps(event, default=default)


# Nobody reads these, and each record would look them up: threads, processes, and where in the code
# a line was written (the logging cookbook's way to leave that out).
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
logging._srcfile = None

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_STYLES: dict[str, list[Processor]] = {
    "json": [
        structlog.processors.format_exc_info,
        without_secrets,
        structlog.processors.JSONRenderer(serializer=_json),
    ],
    "console": [
        without_secrets,
        structlog.dev.ConsoleRenderer(exception_formatter=plain_traceback),
    ],
}


def settings(level: str, style: str) -> dict[str, Any]:
    """Django's ``LOGGING``. It also sets structlog up, so that both make the same kind of line."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    closing = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_STYLES[style]]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": closing,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Our own line says all that Django's would; its errors come with the traceback.
            "django.server": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            "django-q": {"level": "WARNING"},
        },
    }
