"""Accounts of courtyards on a real database."""
