"""The lake: the same standards on an analyst's machine, without the force's database.

The work of analysts, of one force or of all 43. What facts read is published as Parquet (`plumbline lake export`), and DuckDB
judges it there by the very declarations that the force's own database is judged by (`plumbline lake inspect`): the SQL is
Django's, written for PostgreSQL and carried over (`dialect`). The lake refuses to hold a second definition of any standard,
and whatever no fact reads: names, addresses and free text stay where they are.
"""
