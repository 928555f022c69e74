"""The floor every context stands on: errors, text, time, ids, pages of rows, and the two edges
(HTML and API).

It has no models and imports none of the contexts.
"""
