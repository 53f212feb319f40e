"""The measurements of docs/architecture.md, printed as ratios from one run: `make bench`.

Every figure is a ratio between two things measured side by side in the same run, or a time on the machine that ran it.
Data are invented by `build.py`; nothing is left out of a figure that the product does when it is used.
"""
