"""Whom the library serves: members, their cards and categories, blocks, verification, and mail to
them.

It may call ``accounts`` and the floor. It does not know the catalogue or loans; who stands in the
way of a member's leaving is asked through ``members.services.leaving``.
"""
