from django.urls import path

from catalog.api import views

urlpatterns = [
    path("books", views.Books.as_view()),
    path("books/<uuid:book_id>", views.OneBook.as_view()),
]
