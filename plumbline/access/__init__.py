"""Sign-in, roles, grants and purposes: who may see and do what.

Roles are written in `roles.py`, a file meant to be read by a superintendent. Who holds which role, where and until when
is data: grants. Everything asks through `may_do` and `may_see`; no other code compares roles.
"""
