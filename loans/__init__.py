"""What is out, to whom, until when and why: loans, renewals, returns, and the policies that decide
them.

The top context: it may call ``members``, ``catalog``, ``accounts`` and the floor. Nothing below
knows it.
"""
