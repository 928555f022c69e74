from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class LibraryAdminConfig(AdminConfig):
    default_site = "config.admin.LibraryAdmin"


class LibraryStaticFilesConfig(StaticFilesConfig):
    """Leaves out what comes with packages and no page of ours shows."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]
