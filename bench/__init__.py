"""How fast the library is: the real server, measured beside a floor in the same run.

``make bench`` runs it. The server is the production one, on PostgreSQL with Redis and on SQLite.
The floor is the least that could answer at all: a bare WSGI application under the same server
program that looks one row up. Only ratios within one run mean something on a shared machine.

``bench.grow`` grows a catalogue of any size from real records, and ``bench.search`` measures the
search of it alone.
"""
