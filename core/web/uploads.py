"""What comes with forms: no page takes more than it needs, and nothing larger is written to the
disk.
"""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core import bodies, errors
from core.web.middleware import is_api, refusal_page
from core.web.views import ServiceFormView, StaffPage

_REFUSED: Final = "library.upload_too_large"
_MEGABYTE: Final = 1024 * 1024
_FIELDS: Final = _MEGABYTE
"""What the fields beside a file may weigh."""


class FilePage(StaffPage, ServiceFormView):
    """A page of staff that takes a file with its form: it alone takes more than other pages do."""

    @property
    def most_bytes(self) -> int:
        """What the file may weigh."""
        raise NotImplementedError

    @property
    def too_large(self) -> errors.LibraryError:
        """What is said of a file that weighs more."""
        raise NotImplementedError

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """The form. A file that was refused for its size is not there: its field says why."""
        form = super().get_form(form_class)
        if _was_refused(self.request):
            for field in form.fields.values():
                if isinstance(field, forms.FileField):
                    field.error_messages["required"] = str(self.too_large)
        return form


class LimitBodies:
    """Refuses bodies that are heavier than a page takes, before anything of them is read.

    Where a file is taken, who may not send it is told so as without one. Who may, and sends more
    than is taken, is told in the form: what they send is read, and not kept. It stands before
    whatever looks into a form, and after whatever knows who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The refusal, or nothing when the page is to answer. Raises ``PermissionDenied``."""
        announced, most = bodies.announced(request.META), settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if announced <= most or is_api(request):
            return None
        page = _file_page(request, view, args, kwargs)
        if page and page.has_permission():
            request.META[_REFUSED] = announced > page.most_bytes + _FIELDS
            return None
        bodies.read_past(request.META, request)
        if page:
            return page.handle_no_permission()
        return refusal_page(request, errors.TooLarge(most=most // _MEGABYTE))


class Limited(TemporaryFileUploadHandler):
    """Writes files to the disk as they come, but for those of a body that is too heavy."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse the file when it cannot be taken. Raises ``StopUpload``."""
        if self.request and _was_refused(self.request):
            raise StopUpload(connection_reset=False)
        super().new_file(*args, **kwargs)


def _file_page(
    request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
) -> FilePage | None:
    """The page, when it is one that takes a file."""
    page_class: type = getattr(view, "view_class", object)
    if not issubclass(page_class, FilePage):
        return None
    page: FilePage = page_class()
    page.setup(request, *args, **kwargs)
    return page


def _was_refused(request: HttpRequest) -> bool:
    """Whether the file that came with the form was refused for its size."""
    return bool(request.META.get(_REFUSED))
