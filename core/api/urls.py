from django.urls import path

from core.api import docs

urlpatterns = [
    path("schema", docs.Schema.as_view(), name="schema"),
    path("docs", docs.SwaggerUi.as_view(), name="docs"),
]
