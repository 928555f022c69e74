"""The server's entry point. The library is warmed here, so that nobody's first page pays for
imports.
"""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

library = get_wsgi_application()
application = import_string("catalog.api.early.ReadyBooks")(library)  # models can be read by now
get_resolver().url_patterns  # noqa: B018 - reading it imports every view
