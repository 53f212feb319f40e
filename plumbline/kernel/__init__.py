"""What everything else stands on: the clock, working days, references, acts and records.

The kernel knows nothing of policing. It holds the few mechanisms that must not be written twice: what time it is, how a
record is named, and how a change is made (an act, with an actor, in one transaction, reporting what it changed).
"""
