"""Tests that belong to no one room: guards of the architecture, the engines against each other, journeys in a browser.

Each room's own tests lie in `plumbline/<room>/tests`. `python -m tests` runs everything that this machine can run.
"""
