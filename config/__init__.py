"""How the contexts are put together: settings from the environment, urls, the server's entry
point.
"""
