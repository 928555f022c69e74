"""Where the catalogue's pages are."""

from django.urls import path

from catalog.web.views import books, copies, pictures, search

app_name = "catalog"
urlpatterns = [
    path("", search.home, name="home"),
    path("search", search.Search.as_view(), name="search"),
    path("books/add", books.AddBook.as_view(), name="book_add"),
    path("books/<uuid:book_id>", books.book, name="book"),
    path("books/<uuid:book_id>/edit", books.EditBook.as_view(), name="book_edit"),
    path("books/<uuid:book_id>/cover", books.Cover.as_view(), name="book_cover"),
    path("books/<uuid:book_id>/withdraw", books.WithdrawBook.as_view(), name="book_withdraw"),
    path("books/<uuid:book_id>/copies/add", copies.AddCopy.as_view(), name="copy_add"),
    path("copies/<uuid:copy_id>/edit", copies.EditCopy.as_view(), name="copy_edit"),
    path("copies/<uuid:copy_id>/withdraw", copies.WithdrawCopy.as_view(), name="copy_withdraw"),
    path("covers/<uuid:book_id>/<str:name>", pictures.picture, name="cover"),
]
