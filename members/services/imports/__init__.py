"""Lists of people: read, checked, imported, taken back.

``batches`` holds the deeds of people. What they ask for is done in the background, some rows a
transaction, by ``running``: ``deciding`` says what becomes of each row, ``writing`` does it, and
``undoing`` undoes it.
"""
