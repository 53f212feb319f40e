"""What inspectors asked of the force, what was done about it, and the evidence; and how good the work is, judged by reading it.

The work of public-protection leaders, chief officers and auditors. An inspection has findings and recommendations; a
recommendation has actions, measures and evidence, and is closed by someone other than its owner. A round of a case audit draws
cases, which are graded by auditors who had no part in them. The room refuses to be told a figure (what a measure says is counted
from duties), to average grades, and to know how a case is worked: it never changes one.
"""
