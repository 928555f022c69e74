"""Files that come with forms: none larger than anything we take is written to the disk."""

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

REFUSED: Final = "library.upload_too_large"
_FIELDS: Final = 1024 * 1024
"""What the fields beside a file may weigh."""


class Limited(TemporaryFileUploadHandler):
    """Writes files to the disk as they come. A body that announces more than the largest import is
    read past and not kept; the form then says so.
    """

    is_too_large = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        """Look at what is announced."""
        self.is_too_large = content_length > settings.MAX_IMPORT_BYTES + _FIELDS

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse the file when it cannot be taken. Raises ``StopUpload``."""
        if self.is_too_large:
            if self.request:
                self.request.META[REFUSED] = True
            raise StopUpload(connection_reset=False)
        super().new_file(*args, **kwargs)


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file that came with the form was refused for its size."""
    return bool(request.META.get(REFUSED))
