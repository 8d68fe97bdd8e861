"""Matters on their way through the steps of 一征三议两公开: completing, skipping, going back, the archive.

Whoever uses this package imports the module that does it: `progress` tells where a matter stands, `steps`
leads it on, `consulting` keeps the round of opinions, `templates` the programmes of an office, `archive`
makes the whole file.
"""
