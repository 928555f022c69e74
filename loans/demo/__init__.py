"""A small town's library to look around in: real titles, made-up people, weeks of lending.

Everything is done through the services, on the days it would have been done, so that the demo
library is what a real one would look like. The same on every machine, but for today's date and
the passwords.
"""
