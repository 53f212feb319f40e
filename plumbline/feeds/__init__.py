"""Feeds: extracts that other agencies hold, read into the rooms that own such records.

The work of whoever looks after the force's data. Each kind of feed is a `Feed` (see `feed`), and one command runs them all:
`plumbline import KIND FILE…`. A feed says which facts its files tell (`standards.sources`), so that nothing is ever judged
on the silence of a column that the file does not have. Feeds refuse to know how a standard is judged, and who a child is
beyond the key in the file: whether two records are one child is for people to decide.
"""
