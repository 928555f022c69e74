"""The server's entry point. The library is warmed here, so that nobody's first page pays for
imports.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

library = get_wsgi_application()
ready = import_string("catalog.api.early.ReadyBooks")(library)  # models can be read by now
application = import_string("catalog.api.heavy.RefuseHeavy")(ready)
get_resolver().url_patterns  # noqa: B018 - reading it imports every view

gc.collect()
gc.freeze()  # what is here now stays, so the collector need not look at it again
