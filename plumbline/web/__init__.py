"""The design system: the base page, components, form widgets, tables, charts, and the slots through which rooms meet.

The floor on which every room's pages stand. It knows how Plumbline looks and speaks, and nothing of the work: no child,
duty or standard is named here. A room above puts its entry in the navigation, its panels on another room's page and the
names of its records into `slots`; none of them is imported from below.
"""
