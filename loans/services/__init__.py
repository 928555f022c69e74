"""What can be done in this context, one deed or family of deeds a file: what a librarian does all
day.
"""
