"""Plumbline: child-protection casework for a police force that inspects itself."""

__version__ = "0.1.0"
