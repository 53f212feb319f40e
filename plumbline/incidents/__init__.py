"""The control room: the call, what it means for whoever is in it, and who is sent.

The work of call handlers, dispatchers, their supervisors, the duty inspector, and the officers who attend. One incident is
one call for help, whoever made it and however; what comes of it (a child missing, a referral, police protection) is a record
of another room, which keeps the incident as its origin. The room refuses to know what is overdue: standards say that.
"""
