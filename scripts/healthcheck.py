"""Ask the server in this container whether it lives; exit status 0 when it does.

Speaks to it under a name it answers to, so that ALLOWED_HOSTS needs no extra entry for this.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

SECONDS = 4


def own_name() -> str:
    """A host name that the library answers to, by its own configuration."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    if first and first != "*":
        return first
    return urlsplit(os.environ.get("APP_BASE_URL", "")).hostname or "127.0.0.1"


def main() -> int:
    """Ask GET /health on PORT; 0 for an answer of 200, 1 for anything else."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=SECONDS)
    try:
        connection.request("GET", "/health", headers={"Host": own_name()})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"No answer: {error}")
        return 1
    print(f"/health answered {status}")
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
