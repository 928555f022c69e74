"""The rules of lending: facts in, decisions with their reasons out. No rows, no clock, no
Django.
"""
