"""Who did and who read what: one append-only row for each act and for each read of a person's data.

A row is written in the transaction of what it tells of, sentence included. The Data Protection Act 2018 s62 names six
operations to be logged; `Operation` is that list. The ledger has no foreign keys into the rooms, so that it never stands
in the way of live data, and no rule reads it: standards read facts.
"""
