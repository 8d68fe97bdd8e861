"""Alembic migrations: one module a revision."""
