"""What inspectors asked of the force, what was done about it, and the evidence.

The work of public-protection leaders, chief officers and auditors. An inspection has findings and recommendations; a
recommendation has actions, measures and evidence, and is closed by someone other than its owner. The room refuses to be told
a figure: what a measure says is counted from duties.
"""
