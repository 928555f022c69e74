"""Finding books. ``index`` keeps what they are found by, ``query`` reads what people type,
``engine`` finds.

Everything outside this package goes through ``engine.search``, ``index.put_many`` and its kin, and
``spelling.count``; what lies behind them may change.
"""
