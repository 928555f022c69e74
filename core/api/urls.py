from django.urls import path

from core.api import docs, problems

urlpatterns = [
    path("schema", docs.Schema.as_view(), name="schema"),
    path("docs", docs.SwaggerUi.as_view(), name="docs"),
    # In development too, where Django has a page of its own for what matches nothing.
    path("<path:nowhere>", problems.nowhere),
]
