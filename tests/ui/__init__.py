"""Tests of Louyuan."""
