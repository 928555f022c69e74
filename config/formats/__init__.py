"""How dates and times are written where a language alone does not settle it."""
