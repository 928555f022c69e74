"""Files of records: read, checked, imported, taken back.

``batches`` holds the deeds of people. What they ask for is done in the background, a chunk of
records a transaction, by ``running``: ``reading`` reads ahead in a process of its own, ``deciding``
says what becomes of each record, ``writing`` does it, and ``undoing`` undoes it.
"""
