"""JSON out."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from core.jsons import dumps


class Json(BaseRenderer):
    """``application/json``."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of ``data``; nothing at all for an answer without a body."""
        return b"" if data is None else dumps(data)
