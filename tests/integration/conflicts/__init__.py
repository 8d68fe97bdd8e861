"""Tests of what people decide after an exchange."""
