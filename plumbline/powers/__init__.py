"""Police protection: a child whom a constable removed, or kept where they were, under section 46 of the Children Act 1989.

The work of constables, the designated officer (an inspector as a rule) and those who look after the child. One record is one
child taken once, from the use of the power to its end within 72 hours and the handing over. The room refuses to know what is
overdue: standards say that. It is a state of the child and no order of a court, and nobody here gains parental responsibility.
"""
