"""The force's people in work: districts, teams, officers, and who supervises whom.

It is the work of duty planning and of the command team: who is posted where, at what rank, answering to whom. Other
rooms ask it for ranks, teams and supervisors; it refuses to know about any child or case, and it gives no one any
permission: what an officer may do follows from grants (`access`) alone.
"""
