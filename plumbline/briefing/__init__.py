"""The daily management meeting, whose agenda assembles itself from what every other room holds, and the wall board that shows
the same at any hour. It is the work of inspectors and superintendents. It keeps what was on an agenda, what was decided of it,
by whom it is to be done, and who was there; it refuses to know how a child is looked for or held, which is the other rooms'.
"""
