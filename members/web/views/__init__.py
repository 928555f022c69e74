"""Pages: ``joining`` for newcomers, ``own`` for members, ``desk`` for the staff."""
