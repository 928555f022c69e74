"""Finding books. ``index`` keeps the entries, ``query`` reads what people type, ``engine`` finds.

Everything outside this package goes through ``engine.find`` and ``index.put``; what lies behind
them may change.
"""
