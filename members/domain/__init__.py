"""Rules of this context that need no rows."""
