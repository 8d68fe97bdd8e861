"""Tests of the import of spreadsheets."""
