"""Who may see what, and who saw what.

It is the work of information-security officers, of managers who answer for their people's access, and of the administrator
who opens accounts; and it shows each person what they themselves may see and what the ledger holds of them. It reads the
ledger for the purposes alone that section 62(4) of the Data Protection Act 2018 allows, and writes down each such look. It
refuses to know any case: a record of another room is a name and an address to it. It never says how well anyone works.
"""
