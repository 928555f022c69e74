"""Write the OpenAPI document of the REST interface into docs, where its changes are seen.

.venv/bin/python -m scripts.schema
"""

from __future__ import annotations

import os
import sys
from typing import Any

from scripts.bootstrap import ROOT

KEPT = ROOT / "docs" / "reference" / "openapi.yaml"


class Faulty(Exception):
    """The views do not describe themselves well enough; each line says where."""


def document() -> bytes:
    """The document as YAML, made from the views. Django must be set up. Raises ``Faulty``."""
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiYamlRenderer
    from drf_spectacular.validation import validate_schema

    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        generator: Any = SchemaGenerator
        schema = generator().get_schema(request=None, public=True)
    said = [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]
    if said:
        raise Faulty("\n".join(map(str, said)))
    validate: Any = validate_schema
    validate(schema)
    renderer: Any = OpenApiYamlRenderer()
    return bytes(renderer.render(schema, renderer_context={}))


def main() -> int:
    """Write it; 1 when the views do not describe themselves."""
    import django

    from scripts.check import PRODUCTION

    os.environ.update(PRODUCTION, DJANGO_SETTINGS_MODULE="config.settings")
    django.setup()
    try:
        KEPT.write_bytes(document())
    except Faulty as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Written: {KEPT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
