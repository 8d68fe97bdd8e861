"""Rounds of rating and the rhythm of collecting opinions, on a real database."""
