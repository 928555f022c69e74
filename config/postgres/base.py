"""The connection that Django's settings name as ``config.postgres``."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks a kept connection once a request whether it still works: with ``SELECT 1``, which
    takes as long as reading a book. A server that has gone has closed the connection, and that can
    be seen from here.
    """

    def is_usable(self) -> bool:
        """Whether statements can be sent. The server is asked only when there is something to read
        on a connection that should be silent: its farewell, or a notice.
        """
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
