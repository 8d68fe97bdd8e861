"""Matters on their way through their steps."""
