"""The catalogue in the administration. Records and copies are written through the services, as
everywhere; branches and types are kept here.
"""

from catalog.admin import books, copies, headings, imports, kept, places

__all__ = ["books", "copies", "headings", "imports", "kept", "places"]
