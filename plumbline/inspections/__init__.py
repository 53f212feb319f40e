"""How good the work is, judged by reading it: case audits by area of child protection, beside what inspectors published.

The work of auditors, who grade cases they had no part in, and of public-protection leads, who plan rounds, settle
disagreements and answer for a child found still at risk. The room refuses to know how a case is worked, and never changes
one; it never averages grades.
"""
