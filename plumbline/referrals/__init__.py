"""Referrals: the concern for a child that any officer sends to the referral unit, and what becomes of it.

The work of officers who refer, of practitioners in the hub and those in training beside them, and of partners with whom it
is shared. It knows what was told, decided, shared, acknowledged and answered. It refuses to know how a call was handled, a
child searched for, or a crime investigated: a referral keeps where it came from, and no more.
"""
