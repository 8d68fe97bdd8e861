"""Fixtures of the tests that work on a real database."""

from tests.helpers.office import clock, new_office, office

__all__ = ["clock", "new_office", "office"]
