"""Every duty that the force owes a child, written once.

A *standard* is one sentence with its authority, its numbers and what "done" means, over named *facts*. Applied to a record
it is a *duty*. From that one definition follow the officer's to-do, the supervisor's alarm, the chief's measure and the
inspector's evidence; no other room keeps its own idea of overdue.

The words a room writes with are here: `Facts` and its kinds of fact, `Standard`, `After`, `policy`.
"""
