"""The missing episode, from the report to the return interview.

The work of call handlers, response officers, sergeants, duty inspectors and missing-person co-ordinators. One episode is
one child reported missing once; enquiries, reviews, sightings and interviews belong to it and to nothing else. The room
refuses to know what is overdue: standards say that.
"""
