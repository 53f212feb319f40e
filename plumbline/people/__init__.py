"""The one index of people: who a child is, whom they belong to, what warns about them, and what they said.

It is the work of everyone who meets a child, from the call handler to the offender manager. Identity, aliases,
addresses, relationships, care, markers with their review dates, and the voice of the child are kept here once and used
by every room. It refuses to know about episodes, referrals or investigations: those rooms point at a person, and show
themselves on the child's page through slots.
"""
