"""Duties of deliberation."""
