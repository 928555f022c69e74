"""The administrators' site, under the library's own name."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class LibraryAdmin(AdminSite):
    site_header = settings.LIBRARY_NAME
    site_title = settings.LIBRARY_NAME
    index_title = _("Administration")
    site_url = "/"
