"""Tests of doubles: found, compared, merged."""
