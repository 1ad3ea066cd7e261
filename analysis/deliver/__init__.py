"""Finished reports -> readers: index page, Atom feed, e-mail, changes against the previous report.

Nothing is imported here, so that ``pressespiegel --help`` answers at once.
"""
