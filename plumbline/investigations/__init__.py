"""Investigations: what a child may have suffered is looked into, from the act that opens it to the supervisor who closes it.

The work of investigators, of whoever opens one from a call, and of the supervisors who allocate, review and close. One record is
one investigation with one child or several. The room refuses to know what is overdue: standards say that. It does not know
suspects, exhibits, devices or what a court did; nor who is trained, which a room of its own will tell.
"""
