"""Measurements, always as ratios within one run (see README, Measured)."""
