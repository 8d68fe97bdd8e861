"""Rolls, ballots and counts of meetings on a real database."""
