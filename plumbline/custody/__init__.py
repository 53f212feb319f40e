"""A child in police detention, from the arrest to whoever takes the child home, to court or to a placement.

The work of custody sergeants; inspectors review, superintendents extend. One detention is one child brought to a station once;
appropriate adults, steps, reviews, visits, the charge and what follows it belong to it and to nothing else. The room refuses to
know what is overdue: standards say that. It keeps no custody record of an adult.
"""
