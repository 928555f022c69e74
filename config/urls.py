"""Where each context's pages and endpoints hang. Includes only."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path(
        "api/v1/",
        include(
            [
                path("", include("accounts.api.urls")),
                path("", include("catalog.api.urls")),
                path("", include("members.api.urls")),
                path("", include("loans.api.urls")),
                path("", include("core.api.urls")),  # last: it answers for what is nowhere
            ]
        ),
    ),
    path("", include("core.web.urls")),
    path("", include("catalog.web.urls")),
    path("", include("accounts.web.urls")),
    path("", include("members.web.urls")),
    path("", include("loans.web.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "core.web.views.bad_request"
handler403 = "core.web.views.forbidden"
handler404 = "core.web.views.not_found"
handler500 = "core.web.views.fault"
