"""A library as large as wanted, to measure with: made-up books, people and years of lending.

The rows are those that the services would have written, the audit trail among them, so that every
law between them holds; but they are written in bulk, by numbers alone, so that a library of any
size takes little memory and the same library is made from the same numbers.
"""
