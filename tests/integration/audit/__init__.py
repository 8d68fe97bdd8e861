"""Tests of the audit: its chain, its search, what has to be in it."""
