"""Journeys through the product in the machine's own Chromium, against its own server on a database of their own."""
