"""Opinions and disputes: their way through the levels, taken in, published."""
