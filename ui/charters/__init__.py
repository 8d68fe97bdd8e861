"""Charters in the window: what can be done with a version, two versions compared, their decision rules."""
