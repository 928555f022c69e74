"""What the library owns: books, their copies, where these stand, and how they are found.

It may call ``accounts`` and the floor. It does not know members or loans: whether a copy is out is
a column here, which ``loans`` changes through ``catalog.services.copies`` only.
"""
