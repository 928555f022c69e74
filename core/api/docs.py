"""The API describes itself: the OpenAPI document, and a page to read and try it."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 document, as JSON or YAML as asked."""


class SwaggerUi(SpectacularSwaggerSplitView):
    """Swagger UI from our own files, its start-up script apart, as the page's policy wants it."""

    template_name = "core/api_docs.html"
    url_name = "schema"
