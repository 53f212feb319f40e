"""Pages of the inspections room, by noun."""
