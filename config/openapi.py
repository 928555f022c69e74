"""How the REST interface describes itself."""

from typing import Any, Final

SETTINGS: Final[dict[str, Any]] = {
    "TITLE": "Library API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Books, members and loans of the library, for its apps.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Clients know this one by its name; what came later under the same word has a longer one.
    "ENUM_NAME_OVERRIDES": {"VerdictEnum": "catalog.models.imports.Verdict.values"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_problems",
    ],
}
