"""Who signs in and what they did: users, roles, sessions, tokens, attempts, and the audit trail.

It may call only the floor (``core``). The other contexts call its services.
"""
