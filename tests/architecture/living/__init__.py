"""Guards over a force that lives: every act done for real, every page asked for by everyone.

All tests here share one world in one open transaction; what a test changes is rolled back after it.
"""
