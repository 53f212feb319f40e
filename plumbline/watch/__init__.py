"""Telling people: a duty about to fall due tells its owner; overdue, it climbs to the supervisor, the duty inspector and the
superintendent, until it is done.

It is the work of everyone who owes a duty or answers for those who do. It decides nothing about duties and keeps no list of
what is overdue: standards say that, and the watch passes it on, once, to someone who may see it. It refuses to send a name: what
leaves the system is a reference, a duty, a time and a link.
"""
