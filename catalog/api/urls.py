from django.urls import path

from catalog.api.views import books, copies, places

urlpatterns = [
    path("books", books.Books.as_view()),
    path("books/<uuid:book_id>", books.OneBook.as_view()),
    path("books/<uuid:book_id>/copies", copies.CopiesOfBook.as_view()),
    path("copies/<path:barcode>", copies.OneCopy.as_view(), name="api_copy"),
    path("branches", places.Branches.as_view()),
    path("copy-types", places.CopyTypes.as_view()),
]
